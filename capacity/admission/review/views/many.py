"""Giving many applications to one reader, from the desk's list of applications."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from capacity.admission.applications.models import Application
from capacity.admission.review import actions, queries
from capacity.admission.review.forms import ReaderForm
from capacity.admission.review.models import Panel
from capacity.core.access import Actor
from capacity.core.bulk import BulkAct
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.core.languages import ngettext
from capacity.web.forms import choices_of
from capacity.web.templating import called

Chosen = Sequence[Application]


def _panels(chosen: Chosen) -> dict[tuple[int, str], Panel]:
    """The panels that read these applications, by call and region."""
    places = sorted({(one.call_id, one.region_code) for one in chosen})
    found = {place: queries.panel_of(*place) for place in places}
    return {place: panel for place, panel in found.items() if panel is not None}


def _form(chosen: Chosen) -> ReaderForm:
    panels = _panels(chosen).values()
    members = {one.person_id: called(one.person) for panel in panels for one in panel.members}
    form = ReaderForm()
    form.reader.choices = choices_of(sorted(members.items(), key=lambda one: one[1]))
    return form


def _why_not(chosen: Chosen, _actor: Actor, _now: datetime, form: Any) -> Any:
    panels = _panels(chosen)
    known = {
        (one.application_id, one.reader_id): one
        for panel in panels.values()
        for one in queries.assignments_of(panel.id)
    }

    ties = {
        place: queries.by_pair(
            queries.likely_conflicts(panel, [one.id for one in chosen if (one.call_id, one.region_code) == place])
        )
        for place, panel in panels.items()
    }

    def why(one: Application) -> Any:
        panel = panels.get((one.call_id, one.region_code))
        if panel is None:
            return _("No panel reads it yet.")
        closed = actions.why_not_open(panel)
        if closed is not None or form is None:
            return closed
        reader = form.reader.data
        found = ties[one.call_id, one.region_code].get((one.id, reader), ())
        return actions.why_not_assign(panel, one, reader, known.get((one.id, reader)), found)

    return why


def _assign(chosen: Chosen, actor: Actor, now: datetime, form: Any) -> None:
    for place, panel in _panels(chosen).items():
        own = [one for one in chosen if (one.call_id, one.region_code) == place]
        actions.assign_many(panel, own, form.reader.data, actor=actor, now=now)


ASSIGN = BulkAct(
    key="assign",
    label=_l("Assign a reader"),
    title=_l("Give applications to a reader"),
    form=_form,
    why_not=_why_not,
    do=_assign,
    said=lambda form: [
        (_("Reader"), form.reader.chosen_label),
        (
            _("Letter"),
            _(
                "One letter to the reader for all of them, with their numbers. Where the readings are not open yet, "
                "the letter that opens them tells of these too."
            ),
        ),
    ],
    done=lambda n: ngettext("%(num)s reading was given.", "%(num)s readings were given.", n),
    confirm=_l("Give the readings"),
)


def bulk_acts(*, actor: Actor) -> list[BulkAct]:
    """What this room offers to do with many applications."""
    del actor
    return [ASSIGN]
