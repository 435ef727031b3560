"""What this room adds to the desk's list of applications and to the record of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from flask import url_for

from capacity.admission.applications.models import Application
from capacity.admission.notes import actions, policy, queries
from capacity.admission.notes.forms import ChargeForm
from capacity.core.access import Actor
from capacity.core.bulk import BulkAct
from capacity.core.languages import gettext as _
from capacity.core.languages import language, ngettext
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import choices_of
from capacity.web.tables import Filter

Chosen = Sequence[Application]


def tabs(*, application: Application, actor: Actor) -> list[tuple[str, str, int]]:
    """(label, address, how many) of the tab on the record."""
    if not policy.may_read(actor, application):
        return []
    return [(_("Notes"), url_for("notes.thread", application_id=application.id), queries.notes_count(application.id))]


def on_record(*, application: Application, actor: Actor) -> list[dict[str, Any]]:
    """Who follows it."""
    if not policy.may_read(actor, application):
        return []
    charge = queries.charges([application.id]).get(application.id)
    words = charge.person.called(language()) if charge is not None else _("nobody yet")
    url = url_for("notes.thread", application_id=application.id)
    return [{"label": _("In the care of"), "url": url, "sub": words, "state": ""}]


def filters(*, actor: Actor) -> list[Filter]:
    """Whose care applications are in, and which have notes."""
    return [
        Filter(
            "charge",
            _("In the care of"),
            [("mine", _("Myself")), ("others", _("Somebody else")), ("nobody", _("Nobody"))],
            partial(queries.with_charge, person_id=actor.id),
            partial(queries.told_by_charge, person_id=actor.id),
        ),
        Filter(
            "notes",
            _("Notes"),
            [("me", _("That call on me")), ("any", _("With notes"))],
            partial(queries.with_notes, person_id=actor.id),
            partial(queries.told_by_notes, person_id=actor.id),
        ),
    ]


def _form(chosen: Chosen) -> ChargeForm:
    form = ChargeForm()
    people = queries.colleagues({one.region_code for one in chosen})
    form.person.choices = choices_of([(one.id, one.called(language())) for one in people], empty=_("Nobody"))
    return form


def _why_not(chosen: Chosen, _actor: Actor, _now: datetime, form: Any) -> Any:
    known = queries.charges([one.id for one in chosen])

    def why(one: Application) -> Any:
        if form is None:
            return None
        held = str(known[one.id].person_id) if one.id in known else ""
        return _("is so already.") if held == form.person.data else None

    return why


def _put(chosen: Chosen, actor: Actor, now: datetime, form: Any) -> None:
    people = {str(one.id): one for one in queries.colleagues({one.region_code for one in chosen})}
    actions.put_in_charge(chosen, people.get(form.person.data), actor=actor, now=now)


CHARGE = BulkAct(
    key="charge",
    label=_l("Give to a colleague"),
    title=_l("Put applications into a colleague’s care"),
    form=_form,
    why_not=_why_not,
    do=_put,
    said=lambda form: [
        (_("In the care of"), form.person.chosen_label),
        (_("Letter"), _("One letter to your colleague, for all of them; nobody else learns of it.")),
    ],
    done=lambda n: ngettext("%(num)s application changed hands.", "%(num)s applications changed hands.", n),
    confirm=_l("Put into their care"),
)


def bulk_acts(*, actor: Actor) -> list[BulkAct]:
    """What this room offers to do with many applications."""
    del actor
    return [CHARGE]
