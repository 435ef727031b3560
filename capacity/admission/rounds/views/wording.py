"""The words of letters, written on a page by who coordinates: for a round, or once for its whole call."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from capacity.admission.calls import policy as calls_policy
from capacity.admission.calls import queries as calls
from capacity.admission.calls.models import Call
from capacity.admission.rounds import actions, notices, policy, queries
from capacity.admission.rounds.forms import WordingForm
from capacity.admission.rounds.models import Round, Wording
from capacity.admission.rounds.states import FIELDS, LetterKind
from capacity.admission.rounds.views.blueprint import bp
from capacity.admission.rounds.views.letter_words import FIELD_WORDS
from capacity.core import clock
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.languages import LANGUAGES, Localized, language
from capacity.core.languages import gettext as _
from capacity.core.outbox import Letter
from capacity.people.accounts.models import Person
from capacity.web import letters as web_letters
from capacity.web.forms import ConfirmForm
from capacity.web.guards import requires
from capacity.web.session import current_actor

KINDS = "any(selected,reserve,not_selected,promoted,correction)"
OF_CALL = f"/selection/calls/<int:call_id>/letters/<{KINDS}:kind>"


class Worded:
    """The words of one letter of a round."""

    def __init__(self, round_: Round, kind: LetterKind) -> None:
        self.owner, self.round, self.kind = round_, round_, kind
        self.panel, self.region_code = round_.panel, round_.region_code

    @property
    def is_over(self) -> bool:
        """These letters were written already."""
        return actions.is_over(self.round, self.kind)

    def editions(self) -> list[Wording]:
        """Those of the round, the latest first."""
        return queries.editions_of(self.kind, round_id=self.round.id)

    def wordings(self) -> queries.Wordings:
        """Those of the round and of its call."""
        return queries.wordings_of(self.round.call_id, self.round.id)

    @property
    def back(self) -> str:
        """Where the letters of the round stand."""
        return url_for("rounds.letters", round_id=self.round.id)

    def place(self, wordings: queries.Wordings) -> dict[str, Any]:
        """What the page says of where it stands."""
        departs = wordings.written(self.kind) is wordings.of_round.get(self.kind)
        known = wordings.of_call.get(self.kind)
        return {
            "trail": [
                (_("Selection"), url_for("rounds.desk")),
                (self.round.region.name.text(), url_for("rounds.ranking", round_id=self.round.id)),
                (_("Letters"), self.back),
            ],
            "place": self.round.region.name.text(),
            "call": self.round.call,
            "restore": (
                url_for("rounds.restore_wording", round_id=self.round.id, kind=self.kind.value),
                _("Take the words of the call again") if known is not None else _("Take the service’s own words again"),
            )
            if departs and self.kind in wordings.of_round
            else None,
            "intro": _("What you save here holds for this region only; the other regions keep the words of the call."),
            "example": None,
        }


class CallWorded:
    """The words of one letter of a whole call."""

    def __init__(self, call: Call, kind: LetterKind) -> None:
        self.owner, self.call, self.kind = call, call, kind
        self.region_codes, self.state = call.region_codes, call.state

    @property
    def is_over(self) -> bool:
        """The call writes no letters any more."""
        return self.call.state not in actions.WORDED_FOR

    def editions(self) -> list[Wording]:
        """Those of the call, the latest first."""
        return queries.editions_of(self.kind, call_id=self.call.id)

    def wordings(self) -> queries.Wordings:
        """Those of the call."""
        return queries.wordings_of(self.call.id)

    @property
    def back(self) -> str:
        """Where the letters of the call stand."""
        return url_for("rounds.call_letters", call_id=self.call.id)

    def place(self, wordings: queries.Wordings) -> dict[str, Any]:
        """What the page says of where it stands."""
        here: dict[str, Any] = {"call_id": self.call.id, "kind": self.kind.value}
        return {
            "trail": [(_("Selection"), url_for("rounds.desk")), (_("Letters of the call"), self.back)],
            "place": _("All regions of the call"),
            "call": self.call,
            "restore": (url_for("rounds.restore_call_wording", **here), _("Take the service’s own words again"))
            if self.kind in wordings.of_call
            else None,
            "intro": _(
                "What you save here holds for every region that has no words of its own; letters that were written "
                "already stay as they are."
            ),
            "example": url_for("rounds.call_letter", **here),
        }


def _worded(round_id: int, kind: str) -> Worded | None:
    found = queries.round_of(round_id)
    return Worded(found, LetterKind(kind)) if found is not None else None


def _call_worded(call_id: int, kind: str) -> CallWorded | None:
    found = calls.call(call_id)
    return CallWorded(found, LetterKind(kind)) if found is not None else None


@bp.route(f"/selection/<int:round_id>/wording/<{KINDS}:kind>", methods=["GET", "POST"])
@requires(load=_worded, may=policy.may_prepare_letters)
def wording(worded: Worded) -> Any:
    """Subject and text in three languages, with the fields there are; editions before this one."""
    return _written(worded)


@bp.route(f"{OF_CALL}/wording", methods=["GET", "POST"])
@requires(load=_call_worded, may=calls_policy.may_edit)
def call_wording(worded: CallWorded) -> Any:
    """The same, once for all regions of a call."""
    return _written(worded)


def _written(worded: Worded | CallWorded) -> Any:
    owner, kind, back = worded.owner, worded.kind, worded.back
    editions, words = worded.editions(), worded.wordings()
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
            owner,
            kind,
            subject=form.subject.data,
            text=form.text.data,
            seen=int(form.seen.data),
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        flash(_("Saved."), "done")
        return redirect(back)
    if form.is_submitted():
        editions = worded.editions()
        form.seen.data = str(editions[0].edition if editions else 0)
    page = render_template(
        "admission/rounds/wording.html",
        kind=kind,
        form=form,
        fields=[(f"{{{name}}}", FIELD_WORDS[name]) for name in FIELDS[kind]],
        editions=editions,
        frozen=worded.is_over,
        back=back,
        **worded.place(words),
    )
    return page, (422 if form.is_submitted() else 200)


@bp.post(f"/selection/<int:round_id>/wording/<{KINDS}:kind>/restore")
@requires(load=_worded, may=policy.may_prepare_letters)
def restore_wording(worded: Worded) -> Any:
    """The words of the call again, else the house's own."""
    return _restored(worded, "rounds.wording", round_id=worded.round.id)


@bp.post(f"{OF_CALL}/restore")
@requires(load=_call_worded, may=calls_policy.may_edit)
def restore_call_wording(worded: CallWorded) -> Any:
    """The house's own words again, for all regions of the call."""
    return _restored(worded, "rounds.call_wording", call_id=worded.call.id)


def _restored(worded: Worded | CallWorded, endpoint: str, **where: Any) -> Any:
    if worded.is_over:
        abort(404)
    form, owner, kind = ConfirmForm(), worded.owner, worded.kind
    if form.validate_on_submit() and form.attempt(
        lambda: actions.restore_wording(owner, kind, actor=current_actor(), now=clock.now())
    ):
        flash(_("The letter has no words of its own any more."), "done")
    return redirect(url_for(endpoint, kind=kind.value, **where))


@bp.get("/selection/calls/<int:call_id>/letters")
@requires(load=calls.call, may=calls_policy.may_edit)
def call_letters(call: Call) -> Any:
    """The letters of a call, in whose words each is, and which regions depart from them or have written theirs."""
    rounds, wordings = queries.rounds_worded(call.id), queries.wordings_of(call.id)
    rows = [
        (
            kind,
            wordings.of_call.get(kind),
            [round_ for round_, own in rounds if kind in own],
            [round_ for round_, own in rounds if kind not in own and actions.is_over(round_, kind)],
        )
        for kind in LetterKind
    ]
    return render_template("admission/rounds/call_letters.html", call=call, rows=rows)


def _asked(own: str) -> str:
    found = request.values.get("language", own)
    return found if found in LANGUAGES else own


@bp.get(OF_CALL)
@requires(load=_call_worded, may=calls_policy.may_edit)
def call_letter(worded: CallWorded) -> Any:
    """The letter with example values, as it would be read."""
    code = _asked(language())
    data = notices.example(worded.call, worded.kind, code, worded.wordings(), now=clock.now())
    return render_template(
        "admission/rounds/call_letter.html",
        call=worded.call,
        kind=worded.kind,
        shown=code,
        letter=web_letters.render(Letter(template=queries.WORDED, language=code, data=data)),
        trail=worded.place(worded.wordings())["trail"],
        back=worded.back,
    )


@bp.post(f"{OF_CALL}/test")
@requires(load=_call_worded, may=calls_policy.may_edit)
def send_example(worded: CallWorded) -> Any:
    """The same letter, to oneself."""
    code, form, actor = _asked(language()), ConfirmForm(), current_actor()
    call, kind = worded.call, worded.kind
    here = url_for("rounds.call_letter", call_id=call.id, kind=kind.value, language=code)
    if form.validate_on_submit() and form.attempt(
        lambda: actions.send_example(
            call, kind, code, person=db.session.get_one(Person, actor.id), actor=actor, now=clock.now()
        )
    ):
        flash(_("The letter is on its way to your own address."), "done")
    for message in form.form_errors:
        flash(str(message), "attention")
    return redirect(here)


def on_call(*, call: Call, actor: Actor) -> list[dict[str, Any]]:
    """The way from a call's record."""
    if not calls_policy.may_edit(actor, call):
        return []
    written = len(queries.wordings_of(call.id).of_call)
    return [
        {
            "label": _("Letters of the call"),
            "url": url_for("rounds.call_letters", call_id=call.id),
            "sub": _("In words of your own") if written else _("The service’s own words"),
            "state": "",
        }
    ]
