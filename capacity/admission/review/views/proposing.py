"""Readings as they are proposed: each can be given to another reader, or to nobody, before they are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from capacity.admission.applications.models import Application
from capacity.admission.review import actions, policy, queries
from capacity.admission.review.forms import ShareForm
from capacity.admission.review.models import Panel
from capacity.admission.review.views.blueprint import bp
from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.core.languages import ngettext
from capacity.web.costs import Cost, costs
from capacity.web.forms import choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor

GIVE, LOOK = "give", "look"
"""What the buttons do: give the readings; see what the loads would be."""


@dataclass(frozen=True)
class Line:
    """An application that lacks readers: who would read it, who else may, and who is likely to be in conflict."""

    application: Application
    chosen: Sequence[int | None]
    free: Sequence[int]
    ties: Mapping[int, Any]
    short: int


@bp.route("/panels/<int:panel_id>/readers/share", methods=["GET", "POST"])
@requires(load=queries.panel, may=policy.may_run)
@costs(Cost(15, rows=8 * 30))  # a region’s applications, their readers, and who may know
def share_out(panel: Panel) -> Any:
    """What is proposed, with the loads that follow; changed in place where somebody else should read; then given."""
    panel_id, form = panel.id, ShareForm()
    sent = [one for one in form.pairs.data or [] if one] if form.is_submitted() else None
    proposed = queries.proposal(panel)
    form.pairs.choices = choices_of(
        [("", "")] + [(_written((number, one)), "") for number, free in proposed.free.items() for one in free]
    )
    if form.is_submitted() and form.seen.data != proposed.sha256:
        sent = None
        form.refuse(_("Something changed meanwhile: this is the proposal as it stands now."))
    elif form.validate_on_submit() and request.form.get("act", GIVE) == GIVE:
        chosen, despite, seen = _read(sent or []), form.despite.data, form.seen.data or ""
        actor, now = current_actor(), clock.now()
        given = form.attempt(
            lambda: str(actions.share_out(panel, chosen=chosen, despite=despite, seen=seen, actor=actor, now=now))
        )
        if given:
            flash(ngettext("%(num)s reading was given.", "%(num)s readings were given.", int(given)), "done")
            return redirect(url_for("review.assignments", panel_id=panel_id))
    form.seen.data = proposed.sha256
    pairs = proposed.pairs if sent is None else _read(sent)
    page = render_template(
        "admission/review/proposal.html",
        panel=panel,
        form=form,
        lines=_lines(proposed, pairs, panel.readers_per_application),
        loads=proposed.loads_with(pairs),
        is_changed=set(pairs) != set(proposed.pairs),
        refusal=actions.why_not_open(panel),
        people={member.person_id: member.person for member in panel.members},
    )
    return page, (422 if form.errors else 200)


def _written(pair: queries.Pair) -> str:
    return f"{pair[0]}-{pair[1]}"


def _read(sent: Sequence[str]) -> list[queries.Pair]:
    """The pairs that were sent; what is not one was refused by the form."""
    halves = (one.partition("-") for one in sent)
    return [(int(first), int(last)) for first, _dash, last in halves if first.isdecimal() and last.isdecimal()]


def _lines(proposed: queries.Proposal, pairs: Sequence[queries.Pair], wanted: int) -> list[Line]:
    """Each application that lacks readers, but for those from which who looks stepped back."""
    ties = queries.by_pair(proposed.spared)
    found = []
    for number, one in proposed.applications.items():
        if (number, current_actor().id) in proposed.recused:
            continue
        chosen = [reader for application, reader in pairs if application == number]
        places = sum(1 for application, _reader in proposed.pairs if application == number)
        places += proposed.short.get(number, 0)
        free = proposed.free.get(number, ())
        shown: list[int | None] = [*chosen, *[None] * (min(places, len(free), wanted) - len(chosen))]
        barred = {reader: found for (of, reader), found in ties.items() if of == number}
        found.append(Line(one, shown, free, barred, places - len(chosen)))
    return found
