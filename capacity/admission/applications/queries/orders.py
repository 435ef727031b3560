"""The orders of the desk's table, each as an index holds it: rows are read one after another until a page is full."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from capacity.admission.applications.models import Application
from capacity.core.db import AnySelect, db, is_sqlite
from capacity.people.associations.models import Association
from capacity.rollout.territory.models import Province

SEAT: Any = aliased(Province, name="seat")
"""The province of an application's seat, by whose name the table is in order."""
_OF_ASSOCIATION = "ix_applications_association_state"
Chosen = Mapping[str, list[str]]
NUMBERED = {(name, ""): name for name in ("call", "region", "state")}
LISTED = {
    ("history", "selected"): "selected",
    ("history", "not_selected"): "passed",
    ("history", "applied"): "again",
    ("channel", "paper"): "paper",
    ("province", ""): "province",
    **NUMBERED,
    ("language", ""): "language",
}
"""Which index is in order by number, or by moment, among the rows of one answer of a filter (a blank one: of any); that
of the fewest rows comes first."""


def name_column(code: str) -> Any:
    """What an association is called, in the language of its reader."""
    return Association.name_ar if code == "ar" else Association.name_fr


def province_column(code: str) -> Any:
    """What a province is called, in the language of its reader."""
    return SEAT.name_ar if code == "ar" else SEAT.name_fr


def by_moment(statement: AnySelect, chosen: Chosen) -> AnySelect:
    """By when they were sent."""
    return _by(statement, Application, f"ix_applications_{_narrow(chosen, LISTED)}listed")


def by_number(statement: AnySelect, chosen: Chosen) -> AnySelect:
    """By their numbers; what was never sent has none and stands first."""
    return _by(statement, Application, f"ix_applications_{_narrow(chosen, NUMBERED)}numbered")


def has_moments(chosen: Chosen) -> bool:
    """Whether an index has what is chosen, and nothing else, by when it was sent."""
    return len(chosen) == 1 and bool(_narrow(chosen, LISTED))


def has_numbers(chosen: Chosen) -> bool:
    """The same by number."""
    return len(chosen) == 1 and bool(_narrow(chosen, NUMBERED))


def with_name(statement: AnySelect, _chosen: Chosen) -> AnySelect:
    """With the association that sent them."""
    return statement.join(Association, Association.id == Application.association_id)


def by_name(statement: AnySelect, chosen: Chosen, code: str) -> AnySelect:
    """By the names of their associations."""
    if not is_sqlite(db.session()):
        return with_name(statement, chosen)
    # Said as a range: of what is equal SQLite may first gather a filter of all applications, once it has counted them.
    own = Association.id
    named = statement.join(Association, Application.association_id.between(own, own))
    return _by(_by(named, Association, f"ix_associations_name_{_of(code)}"), Application, _OF_ASSOCIATION)


def with_seat(statement: AnySelect, _chosen: Chosen) -> AnySelect:
    """With the province of their seat."""
    return statement.join(SEAT, SEAT.code == Application.province_code)


def by_province(statement: AnySelect, chosen: Chosen, code: str) -> AnySelect:
    """By the names of their provinces, of which those of the regions that are chosen are the only ones asked."""
    seated = _by(with_seat(statement, chosen), SEAT, f"ix_provinces_name_{_of(code)}")
    return _by(_within(seated, chosen), Application, "ix_applications_province")


def provinces(chosen: Chosen) -> tuple[AnySelect, Any, Any]:
    """The provinces, of the regions that are chosen only; and what one and an application of it have in common."""
    return _within(sa.select(SEAT.code).select_from(SEAT), chosen), SEAT.code, Application.province_code


def _within(seated: AnySelect, chosen: Chosen) -> AnySelect:
    return seated.where(SEAT.region_code.in_(chosen["region"])) if "region" in chosen else seated


def _narrow(chosen: Chosen, indexes: Mapping[tuple[str, str], str]) -> str:
    """The beginning of the index that has what is chosen together, and in order."""
    for (name, answer), index in indexes.items():
        answers = chosen.get(name, ())
        if len(answers) == 1 and answer in ("", *answers):
            return f"{index}_"
    return ""


def _of(code: str) -> str:
    return "ar" if code == "ar" else "fr"


def _by(statement: AnySelect, table: Any, index: str) -> AnySelect:
    # SQLite, which knows nothing of how many rows are wanted, would rather gather and sort. PostgreSQL knows it.
    return statement.with_hint(table, f"INDEXED BY {index}", "sqlite")


def seats(which: Any) -> sa.Update:
    """Note the province of these applications anew, where their association's lies in their region."""
    seat = sa.select(Association.province_code).where(Association.id == Application.association_id).scalar_subquery()
    here = sa.select(Province.code).where(Province.region_code == Application.region_code)
    return (
        sa.update(Application)
        .where(which, seat.in_(here))
        .values(province_code=seat)
        .execution_options(synchronize_session=False)
    )


def listed_numbers() -> sa.Update:
    """Let those be in order by their numbers that had them before there was an order."""
    unlisted = sa.and_(Application.number.is_not(None), Application.listed_number == "")
    listed = sa.update(Application).where(unlisted).values(listed_number=Application.number)
    return listed.execution_options(synchronize_session=False)
