"""The words of a round's letters, written on a page by who coordinates."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for

from capacity.admission.rounds import actions, policy, queries
from capacity.admission.rounds.forms import WordingForm
from capacity.admission.rounds.models import Round
from capacity.admission.rounds.states import FIELDS, LetterKind, RoundState
from capacity.admission.rounds.views.blueprint import bp
from capacity.admission.rounds.views.letter_words import FIELD_WORDS
from capacity.core import clock
from capacity.core.languages import LANGUAGES, Localized
from capacity.core.languages import gettext as _
from capacity.web.forms import ConfirmForm
from capacity.web.guards import requires
from capacity.web.session import current_actor

KINDS = "any(selected,reserve,not_selected,promoted,correction)"


class Worded:
    """The words of one letter of a round."""

    def __init__(self, round_: Round, kind: LetterKind) -> None:
        self.round, self.kind = round_, kind
        self.panel, self.region_code = round_.panel, round_.region_code

    @property
    def is_over(self) -> bool:
        """These letters were written already."""
        later = self.kind in actions.AFTERWARDS
        return self.round.state is RoundState.FINAL or (self.round.announced_at is not None and not later)


def _worded(round_id: int, kind: str) -> Worded | None:
    found = queries.round_of(round_id)
    return Worded(found, LetterKind(kind)) if found is not None else None


@bp.route(f"/selection/<int:round_id>/wording/<{KINDS}:kind>", methods=["GET", "POST"])
@requires(load=_worded, may=policy.may_prepare_letters)
def wording(worded: Worded) -> Any:
    """Subject and text in three languages, with the fields there are; editions before this one."""
    round_, kind, round_id = worded.round, worded.kind, worded.round.id
    editions = queries.editions_of(round_id, kind)
    words = queries.wordings_of(round_id)
    pairs = {code: words.words(kind, code) for code in LANGUAGES}
    form = WordingForm(
        data={
            "seen": str(editions[0].edition if editions else 0),
            "subject": Localized({code: pair[0] for code, pair in pairs.items()}),
            "text": Localized({code: pair[1] for code, pair in pairs.items()}),
        }
    )
    if form.validate_on_submit() and form.attempt(
        lambda: actions.write_wording(
            round_,
            kind,
            subject=form.subject.data,
            text=form.text.data,
            seen=int(form.seen.data),
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        flash(_("Saved."), "done")
        return redirect(url_for("rounds.letters", round_id=round_id))
    if form.is_submitted():
        editions = queries.editions_of(round_id, kind)
        form.seen.data = str(editions[0].edition if editions else 0)
    page = render_template(
        "admission/rounds/wording.html",
        round=round_,
        kind=kind,
        form=form,
        fields=[(f"{{{name}}}", FIELD_WORDS[name]) for name in FIELDS[kind]],
        editions=editions,
        frozen=worded.is_over,
    )
    return page, (422 if form.is_submitted() else 200)


@bp.post(f"/selection/<int:round_id>/wording/<{KINDS}:kind>/restore")
@requires(load=_worded, may=policy.may_prepare_letters)
def restore_wording(worded: Worded) -> Any:
    """The house's own words again."""
    if worded.is_over:
        abort(404)
    form, round_id = ConfirmForm(), worded.round.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.restore_wording(worded.round, worded.kind, actor=current_actor(), now=clock.now())
    ):
        flash(_("The letter is in the service’s own words again."), "done")
    return redirect(url_for("rounds.wording", round_id=round_id, kind=worded.kind.value))
