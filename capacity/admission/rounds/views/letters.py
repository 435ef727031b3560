"""The letters of a round: how many of each kind, whom they reach, each as it will be read, and how far they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for

from capacity.admission.applications.models import Application
from capacity.admission.calls import policy as calls_policy
from capacity.admission.calls import queries as calls
from capacity.admission.calls.states.library import ReasonAbout
from capacity.admission.rounds import actions, notices, policy, queries
from capacity.admission.rounds.forms import GivenReasonsForm
from capacity.admission.rounds.models import Round
from capacity.admission.rounds.queries import Foreseen
from capacity.admission.rounds.states import LetterKind, OutcomeKind, RoundState
from capacity.admission.rounds.states.reason_words import sentences
from capacity.admission.rounds.states.reasons import LIBRARY
from capacity.admission.rounds.views.blueprint import bp
from capacity.admission.rounds.views.ranking import STAGES, tabs
from capacity.core import clock
from capacity.core.db import db
from capacity.core.languages import LANGUAGES, language, ngettext
from capacity.core.languages import gettext as _
from capacity.core.outbox import Letter
from capacity.people.accounts.models import Person
from capacity.web import letters as web_letters
from capacity.web.forms import ConfirmForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor

PAGE = 50
PREPARED = frozenset({RoundState.DELIBERATION, RoundState.SEALED, RoundState.ANNOUNCED, RoundState.FINAL})
KINDS = "any(selected,reserve,not_selected)"


def _prepared(round_: Round) -> Round:
    if round_.state not in PREPARED:
        abort(404)
    return round_


@bp.get("/selection/<int:round_id>/letters")
@requires(load=queries.round_of, may=policy.may_prepare_letters)
def letters(round_: Round) -> Any:
    """How many letters of each kind, and in whose words; after the announcement how far they are."""
    _prepared(round_)
    delivery = queries.delivery_of(round_.id)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(done=delivery.sent, total=delivery.total, words=delivery_words(delivery), next=None)
    wordings = queries.wordings_of(round_.call_id, round_.id)
    counts = Counter(one.kind for one in queries.foreseen(round_))
    return render_template(
        "admission/rounds/letters.html",
        round=round_,
        rows=[(kind, notices.KIND_OF[kind], counts[kind]) for kind in OutcomeKind],
        later=[LetterKind.PROMOTED, LetterKind.CORRECTION],
        wordings={kind: wordings.written(kind) for kind in LetterKind},
        may_word_call=calls_policy.may_edit(current_actor(), round_.call),
        over=[kind for kind in LetterKind if actions.is_over(round_, kind)],
        total=sum(counts.values()),
        delivery=delivery,
        delivery_words=delivery_words(delivery),
        tabs=tabs(round_, "letters"),
        stage=STAGES.index(round_.state) + 1,
    )


def delivery_words(delivery: queries.Delivery) -> str:
    """How far the sending is, in one sentence."""
    return ngettext(
        "%(done)s of %(num)s letter has left.", "%(done)s of %(num)s letters have left.", delivery.total,
        done=delivery.sent,
    )  # fmt: skip


@bp.get(f"/selection/<int:round_id>/letters/<{KINDS}:shelf>")
@requires(load=lambda round_id, shelf: _shelf(round_id, shelf), may=policy.may_prepare_letters)
def letters_of(shelf: Shelf) -> Any:
    """Everybody who is written a letter of this kind, page by page."""
    round_, lines = _prepared(shelf.round), [one for one in queries.foreseen(shelf.round) if one.kind is shelf.kind]
    first = _first(len(lines))
    shown = lines[first : first + PAGE]
    found = queries.recipients(round_, shown)
    people = notices.correspondents(one.association_id for one in found.values())
    names = queries.reason_names(round_.call_id)
    return render_template(
        "admission/rounds/letters_of.html",
        round=round_,
        kind=shelf.kind,
        rows=[
            (one, found[one.application_id], people.get(found[one.application_id].association_id),
             sentences(one.reasons, names))
            for one in shown
            if one.application_id in found
        ],
        total=len(lines),
        first=first,
        size=PAGE,
        tabs=tabs(round_, "letters"),
        stage=STAGES.index(round_.state) + 1,
    )  # fmt: skip


def _first(total: int) -> int:
    asked = request.args.get("from", "0")
    first = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 6 else 0
    return min(first, max(0, total - 1)) // PAGE * PAGE


@dataclass(frozen=True)
class Shelf:
    """The letters of one kind of a round."""

    round: Round
    kind: OutcomeKind

    @property
    def panel(self) -> Any:
        """The panel of the round."""
        return self.round.panel

    @property
    def region_code(self) -> str:
        """The region of the round."""
        return self.round.region_code


def _shelf(round_id: int, shelf: str) -> Shelf | None:
    found = queries.round_of(round_id)
    return Shelf(found, OutcomeKind(shelf)) if found is not None else None


@dataclass(frozen=True)
class Addressed:
    """One application of a round with what it will be told; nobody who stepped back from it finds it."""

    round: Round
    one: Foreseen
    application: Application
    before: Foreseen | None
    after: Foreseen | None

    @property
    def panel(self) -> Any:
        """The panel of the round."""
        return self.round.panel

    @property
    def region_code(self) -> str:
        """The region of the round."""
        return self.round.region_code


def _addressed(round_id: int, application_id: int) -> Addressed | None:
    round_ = queries.round_of(round_id)
    if round_ is None or round_.state not in PREPARED:
        return None
    if application_id in queries.hidden_applications(round_, current_actor().id):
        return None
    lines = queries.foreseen(round_)
    place = next((n for n, one in enumerate(lines) if one.application_id == application_id), None)
    if place is None:
        return None
    mine = lines[place]
    alike = [one for one in lines if one.kind is mine.kind]
    here = alike.index(mine)
    application = queries.recipients(round_, [mine]).get(application_id)
    if application is None:
        return None
    before = alike[here - 1] if here else None
    after = alike[here + 1] if here + 1 < len(alike) else None
    return Addressed(round_, mine, application, before, after)


@bp.get("/selection/<int:round_id>/letters/to/<int:application_id>")
@requires(load=_addressed, may=policy.may_prepare_letters)
def letter(addressed: Addressed) -> Any:
    """The letter as this association will read it, with the one before and after."""
    round_, one, application = addressed.round, addressed.one, addressed.application
    person = notices.correspondents([application.association_id]).get(application.association_id)
    own = person.language if person is not None else application.language
    asked = request.args.get("language", own)
    code = asked if asked in LANGUAGES else own
    return render_template(
        "admission/rounds/letter.html",
        round=round_,
        one=one,
        application=application,
        person=person,
        address=(person.email if person is not None else None) or application.association.email,
        own=own,
        shown=code,
        letter=rendered(notices.Writer(round_), one, application, code),
        before=addressed.before,
        after=addressed.after,
        reasons=sentences(one.reasons, queries.reason_names(round_.call_id)),
        form=ConfirmForm(),
    )


def rendered(writer: notices.Writer, one: Foreseen, application: Application, code: str) -> web_letters.Rendered:
    """The letter about an outcome in a language, as it would be frozen now."""
    kind = notices.KIND_OF[one.kind]
    due = actions.answer_by(writer.round, clock.now()) if kind in notices.ANSWERED else None
    data = writer.data(kind, one, application, code, due=due)
    told = {"association": application.association.name.text(code), "application_id": application.id}
    return web_letters.render(Letter(template=queries.WORDED, language=code, data={**data, **told}))


@bp.post("/selection/<int:round_id>/letters/to/<int:application_id>/test")
@requires(load=_addressed, may=policy.may_prepare_letters)
def send_test(addressed: Addressed) -> Any:
    """The same letter, to oneself."""
    round_, one = addressed.round, addressed.one
    asked = request.form.get("language", language())
    code = asked if asked in LANGUAGES else language()
    form, actor = ConfirmForm(), current_actor()
    back = url_for("rounds.letter", round_id=round_.id, application_id=one.application_id, language=code)
    kind = notices.KIND_OF[one.kind]
    sent = form.validate_on_submit() and form.attempt(
        lambda: actions.send_test(
            round_, kind, one, addressed.application, code,
            person=db.session.get_one(Person, actor.id), actor=actor, now=clock.now(),
        )
    )  # fmt: skip
    if sent:
        flash(_("The letter is on its way to your own address."), "done")
    for message in form.form_errors:
        flash(str(message), "attention")
    return redirect(back)


@bp.route("/selection/<int:round_id>/reasons/<int:application_id>", methods=["GET", "POST"])
@requires(load=_addressed, may=policy.may_give_reasons)
def reasons(addressed: Addressed) -> Any:
    """The reasons that follow from the ranking, and those given from the library."""
    round_, one = addressed.round, addressed.one
    round_id, application_id = round_.id, one.application_id
    library = calls.reasons(ReasonAbout.OUTCOME)
    given = queries.given_reasons(round_id).get(application_id, [])
    form = GivenReasonsForm(data={"codes": given})
    known = calls.reasons(ReasonAbout.OUTCOME, retired=True)
    form.codes.choices = choices_of((code, known[code].text()) for code in known if code in library or code in given)
    if form.validate_on_submit() and form.attempt(
        lambda: actions.give_reasons(
            round_, addressed.application, form.codes.data, actor=current_actor(), now=clock.now()
        )
    ):
        flash(_("Saved."), "done")
        return redirect(url_for("rounds.reasons", round_id=round_id, application_id=application_id))
    page = render_template(
        "admission/rounds/reasons.html",
        round=round_,
        one=one,
        application=addressed.application,
        form=form,
        computed=sentences(
            [code for code in one.reasons if not code.startswith(LIBRARY)], queries.reason_names(round_.call_id)
        ),
        before=addressed.before,
        after=addressed.after,
        frozen=round_.announced_at is not None,
    )
    return page, (422 if form.is_submitted() else 200)
