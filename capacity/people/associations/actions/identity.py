"""What an association is: registering it, and correcting what it says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import post
from capacity.core.spelling import name_key
from capacity.people.accounts.models import Person
from capacity.people.associations import notices, queries
from capacity.people.associations.actions.doubles import notice_doubles
from capacity.people.associations.actions.indexing import let_find
from capacity.people.associations.actions.members import join
from capacity.people.associations.models import Association, AssociationTheme, Officer
from capacity.people.associations.states import Details, OfficerLine, Standing, receipt_key
from capacity.rollout.territory.models import PriorityPlace, Province


def register(
    *,
    details: Details,
    themes: Iterable[str],
    officers: Sequence[OfficerLine],
    representative: Person | None,
    actor: Actor,
    now: datetime,
    is_another: bool = False,
) -> Association:
    """Note an association, with the person who represents it (None when a coordinator notes it beforehand).

    A receipt number that is known already is refused. Names that are almost the same as another one's in the region are
    refused on the field ``is_another`` until somebody has said that it is another association.
    """
    _refuse_doubles(details, but=None, is_another=is_another)
    _check_place(details)
    made = Association(**asdict(details), **_keys(details), created_at=now)
    made.themes = [AssociationTheme(theme=code) for code in dict.fromkeys(themes)]
    made.officers = [Officer(**asdict(line)) for line in officers]
    db.session.add(made)
    db.session.flush()
    let_find(made)
    notice_doubles(made, now=now)
    audit.record(actor=actor, action="associations.register", obj=made, now=now)
    if representative is not None:
        join(association=made, person=representative, standing=Standing.REPRESENTATIVE, actor=actor, now=now)
        notices.registered(made, representative, now=now)
    return made


def change_details(
    *,
    association: Association,
    details: Details,
    themes: Iterable[str],
    officers: Sequence[OfficerLine],
    actor: Actor,
    now: datetime,
    is_another: bool = False,
) -> None:
    """Correct what an association says of itself; doubles are noticed as at registering."""
    renamed = (details.name_ar, details.name_fr) != (association.name_ar, association.name_fr)
    _refuse_doubles(details, but=association.id, is_another=is_another or not renamed)
    _check_place(details)
    for name, value in {**asdict(details), **_keys(details)}.items():
        setattr(association, name, value)
    wanted = list(dict.fromkeys(themes))
    kept = {row.theme: row for row in association.themes}
    association.themes = [kept.get(code) or AssociationTheme(theme=code) for code in wanted]
    association.officers = [Officer(**asdict(line)) for line in officers]
    db.session.flush()
    let_find(association)
    list(collect("association.changing", association=association))
    notice_doubles(association, now=now)
    audit.record(actor=actor, action="associations.change_details", obj=association, now=now)
    post(
        "association.changed",
        {"association": association.id},
        key=f"association.changed:{association.id}:{now.isoformat()}",
        now=now,
    )


def _keys(details: Details) -> dict[str, str]:
    return {
        "key_ar": name_key(details.name_ar),
        "key_fr": name_key(details.name_fr),
        "receipt_key": receipt_key(details.province_code, details.receipt_number),
    }


def _refuse_doubles(details: Details, *, but: int | None, is_another: bool) -> None:
    known = queries.by_receipt(details.province_code, details.receipt_number)
    if known is not None and known.id != but:
        raise RuleBroken(
            _l(
                "An association with this receipt number is registered already. "
                "Ask to join it, or call the contact of your region."
            ),
            field="receipt_number",
        )
    if not is_another and queries.alike(
        name_ar=details.name_ar, name_fr=details.name_fr, province_code=details.province_code, but=but
    ):
        raise RuleBroken(
            _l(
                "An association of the region is called almost the same. "
                "Look at it, and say whether yours is another one."
            ),
            field="is_another",
        )


def _check_place(details: Details) -> None:
    if db.session.get(Province, details.province_code) is None:
        raise RuleBroken(_l("Choose the province or prefecture of the seat."), field="province_code")
    if details.priority_place_id is None:
        return
    place = db.session.get(PriorityPlace, details.priority_place_id)
    if place is None or place.province_code != details.province_code:
        raise RuleBroken(_l("This priority place lies in another province."), field="priority_place_id")
