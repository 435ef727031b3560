"""What members declare of themselves, and the likely conflicts that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for

from capacity.admission.review import actions, policy, queries
from capacity.admission.review.actions import Declared
from capacity.admission.review.forms import InterestsForm
from capacity.admission.review.models import Interests, Panel, PanelMember
from capacity.admission.review.queries import FileRecord
from capacity.admission.review.views.blueprint import bp
from capacity.admission.review.views.nameless import named
from capacity.admission.review.views.panels import tabs
from capacity.core import clock, facts
from capacity.core.languages import NAMES
from capacity.core.languages import gettext as _
from capacity.web.costs import Cost, costs
from capacity.web.forms import choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.route("/interests", methods=["GET", "POST"])
@requires(may=policy.may_declare_interests)
def interests() -> Any:
    """Declare interests, once for every panel, or again; the page says which applications they concern."""
    actor = current_actor()
    earlier = queries.declarations_of(actor.id or 0)
    form = _filled(earlier[0] if earlier else None)
    if form.validate_on_submit() and form.attempt(
        lambda: actions.declare_interests(_declared(form), actor=actor, now=clock.now()).id
    ):
        flash(_("Your interests are declared. You can declare them anew whenever something changes."), "done")
        return redirect(url_for("review.interests"))
    seats = queries.seats_of(actor.id or 0)
    page = render_template(
        "admission/review/interests.html",
        form=form,
        earlier=earlier,
        seats=seats,
        is_due=any(seat.interests_at is None for seat in seats) or not earlier,
        concerned=_concerned(seats) if earlier else [],
    )
    return page, (422 if form.is_submitted() else 200)


def _filled(known: Interests | None) -> InterestsForm:
    form = InterestsForm(
        data={
            "no_tie": known.no_tie,
            "associations": "\n".join(known.associations),
            "people": "\n".join(known.people),
            "regions": known.region_codes,
            "words": known.words,
            "province": known.province_code or "",
            "languages": known.languages,
            "themes": known.themes,
        }
        if known is not None
        else {}
    )
    form.regions.choices = choices_of((region.iso, region.names.text()) for region in facts.regions())
    provinces = sorted((one.names.text(), one.hcp) for one in facts.provinces())
    form.province.choices = choices_of(((code, name) for name, code in provinces), empty=_("Not said"))
    form.languages.choices = choices_of(NAMES.items())
    form.themes.choices = choices_of(
        (one["code"], facts.words(one["name"]).text()) for one in facts.load("themes")["theme"]
    )
    return form


def _declared(form: InterestsForm) -> Declared:
    return Declared(
        no_tie=form.no_tie.data,
        associations=_lines(form.associations.data),
        people=_lines(form.people.data),
        region_codes=form.regions.data or (),
        province_code=form.province.data or None,
        words=form.words.data or "",
        languages=form.languages.data or (),
        themes=form.themes.data or (),
    )


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _concerned(seats: Sequence[PanelMember]) -> list[tuple[Panel, list[queries.Concerned], int]]:
    """Panel by panel, the applications that are likely to be in conflict with this member; where the reading is blind
    their number only. Those from which the member stepped back are not among them."""
    panels = {seat.panel_id: seat.panel for seat in seats}
    person = next((seat.person for seat in seats), None)
    found = queries.concerning(person, list(panels.values())) if person is not None else {}
    return [
        (panels[number], [] if queries.is_blind(panels[number]) else listed, len(listed))
        for number, listed in found.items()
    ]


@bp.get("/panels/<int:panel_id>/interests")
@requires(load=queries.panel, may=policy.may_see_interests)
@costs(Cost(15, rows=8 * 30))  # a region’s applications, their readers, and who may know
def panel_interests(panel: Panel) -> Any:
    """What the members of a panel declared, and the likely conflicts, with what became of each."""
    actor = current_actor()
    record = queries.record_of(panel)
    files = {file.id: named(file, panel, actor) for file in record.files if not file.was_recused(actor.id)}
    pairs = queries.by_pair(one for one in queries.likely_conflicts(panel) if one.bars)
    people = {member.person_id: member.person for member in panel.members}
    return render_template(
        "admission/review/panel_interests.html",
        panel=panel,
        said=queries.interests_of(people),
        regions={region.iso: region.names for region in facts.regions()},
        provinces={one.hcp: one.names for one in facts.provinces()},
        themes={one["code"]: facts.words(one["name"]) for one in facts.load("themes")["theme"]},
        names=NAMES,
        conflicts=[
            (files[application], people[reader], ties, _between(files[application], reader))
            for (application, reader), ties in pairs.items()
            if application in files
        ],
        nameless=queries.hides_names(panel) and not policy.may_see(actor, panel),
        tabs=tabs(panel, "interests"),
    )


def _between(file: FileRecord, reader: int) -> Any:
    """The state of what stands between an application and a reader; None when nothing does."""
    return next((one.state for one in reversed(file.readings) if one.reader_id == reader), None)
