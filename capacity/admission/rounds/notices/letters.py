"""Letters in the words of the round: the outcome to every applicant, and what a correction changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from capacity.admission.applications.models import Application
from capacity.admission.applications.notices import moment_in
from capacity.admission.calls.states.recourse import Recourse
from capacity.admission.review.notices import correspondents, write_to_association
from capacity.admission.rounds import queries
from capacity.admission.rounds.models import Outcome, ResultCorrection, Round
from capacity.admission.rounds.queries import Foreseen
from capacity.admission.rounds.states import LetterKind, OfferState, OutcomeKind, RoundState
from capacity.admission.rounds.states.reason_words import sentences
from capacity.admission.rounds.states.remedies import Given
from capacity.admission.rounds.states.wording import merged
from capacity.core import clock, outbox
from capacity.core.languages import gettext as _
from capacity.core.languages import in_language, locale_code
from capacity.people.accounts.models import Person

KIND_OF = {
    OutcomeKind.SELECTED: LetterKind.SELECTED,
    OutcomeKind.RESERVE: LetterKind.RESERVE,
    OutcomeKind.NOT_SELECTED: LetterKind.NOT_SELECTED,
}
ANSWERED = frozenset({LetterKind.SELECTED, LetterKind.PROMOTED})
"""Letters that ask for an answer."""


class Writer:
    """Words the letters of one round: what is frozen in a letter is its subject and text as they were read then."""

    def __init__(self, round_: Round) -> None:
        self.round = round_

    @cached_property
    def wordings(self) -> queries.Wordings:
        """The words of the round, read once."""
        return queries.wordings_of(self.round.call_id, self.round.id)

    @cached_property
    def names(self) -> Any:
        """What the codes of reasons refer to, read once."""
        return queries.reason_names(self.round.call_id)

    def data(
        self,
        kind: LetterKind,
        one: Foreseen,
        application: Application,
        language: str,
        *,
        due: datetime | None = None,
        correction: ResultCorrection | None = None,
    ) -> dict[str, Any]:
        """What the letter is made of: its subject and text, and where its button leads."""
        subject, text = self.wordings.words(kind, language)
        with in_language(language):
            values = self._values(one, application, language, due)
            if correction is not None:
                values |= self._about_correction(one, correction, language, values["due"])
        return {
            "kind": kind.value,
            "subject": " ".join(merged(subject, values).split()),
            "text": merged(text, values),
            "answer": kind in ANSWERED or (correction is not None and one.kind is OutcomeKind.SELECTED),
            "complain_until": self._complain_until(one, correction),
        }

    def _complain_until(self, one: Foreseen, correction: ResultCorrection | None) -> str:
        """Until when who is not selected may complain, whatever the words of the round say; empty for the others."""
        if one.kind is OutcomeKind.SELECTED:
            return ""
        told_at = correction.issued_at if correction is not None else self.round.announced_at
        return Recourse.read(self.round.call.recourse).ends_at(told_at or clock.now()).isoformat()

    def _values(self, one: Foreseen, application: Application, language: str, due: datetime | None) -> dict[str, str]:
        names = {
            "association": application.association.name.text(language),
            "number": one.number,
            "call": self.round.call.title.text(language),
            "region": self.round.region.name.text(language),
            "seats": str(self.round.seats),
            "points": str(format_decimal(one.points / 100, "0.00", locale=locale_code(language))),
            "rank": str(one.reserve_rank or ""),
            "due": moment_in(due, language) if due is not None else "",
        }
        reasons = "\n".join(f"- {sentence}" for sentence in sentences(one.reasons, self.names))
        return {**{name: " ".join(value.split()) for name, value in names.items()}, "reasons": reasons}

    def _about_correction(self, one: Foreseen, correction: ResultCorrection, language: str, due: str) -> dict[str, str]:
        announced = self.round.announced_at or correction.proposed_at
        result = {
            OutcomeKind.SELECTED: _(
                "Your association is selected. A seat is offered to you; answer by %(date)s.", date=due
            ),
            OutcomeKind.RESERVE: self._on_reserve(one),
            OutcomeKind.NOT_SELECTED: _("Your association is not selected."),
        }[one.kind]
        accepted = any(
            change["application"] == one.application_id and change["held"] == OfferState.ACCEPTED.value
            for change in correction.changes
        )
        if _given(one, correction) == Given.PRIORITY.value:
            result = _(
                "Your association should have been selected. The round has ended and no seat is left: as the call "
                "declared, your next application in the region goes first between equal points."
            )
        ends = _("The seat that you had accepted ends with this correction.") if accepted else ""
        return {
            "result": f"{result} {ends}".strip(),
            "reason": " ".join(correction.reason.text(language).split()),
            "announced": format_date(clock.local(announced).date(), "EEEE d MMMM y", locale=locale_code(language)),
        }

    def _on_reserve(self, one: Foreseen) -> str:
        if self.round.state is RoundState.FINAL:
            return _(
                "Your application should have been number %(rank)s on the reserve list, which has ended.",
                rank=one.reserve_rank,
            )
        return _("Your application is number %(rank)s on the reserve list.", rank=one.reserve_rank)


def _given(one: Foreseen, correction: ResultCorrection) -> str:
    """What it is given where the round has no seat left for it."""
    mine = (change.get("given", "") for change in correction.changes if change["application"] == one.application_id)
    return next(mine, "")


def write_outcomes(round_: Round, outcomes: Iterable[Outcome], *, now: datetime) -> int:
    """To every applicant of the round its own outcome, once; how many were told."""
    told, writer = list(outcomes), Writer(round_)
    people = correspondents(outcome.application.association_id for outcome in told)
    for outcome in told:
        _write(writer, KIND_OF[outcome.kind], outcome, people, key=f"outcome:{outcome.application_id}", now=now)
    return len(told)


def write_corrections(correction: ResultCorrection, outcomes: Iterable[Outcome], *, now: datetime) -> int:
    """To those whose outcome a correction changed; what had not left yet about it does not leave any more."""
    told, writer = list(outcomes), Writer(correction.round)
    people = correspondents(outcome.application.association_id for outcome in told)
    for outcome in told:
        outbox.supersede(outcome, now=now)
        key = f"correction:{correction.id}:{outcome.application_id}"
        _write(writer, LetterKind.CORRECTION, outcome, people, key=key, now=now, correction=correction)
    return len(told)


def write_worded(kind: LetterKind, outcome: Outcome, round_: Round, *, key: str, now: datetime) -> None:
    """One letter about one outcome, in the words of the round."""
    people = correspondents([outcome.application.association_id])
    _write(Writer(round_), kind, outcome, people, key=key, now=now)


def _write(
    writer: Writer,
    kind: LetterKind,
    outcome: Outcome,
    people: Mapping[int, Person],
    *,
    key: str,
    now: datetime,
    correction: ResultCorrection | None = None,
) -> None:
    application = outcome.application
    person = people.get(application.association_id)
    language = person.language if person is not None else application.language
    data = writer.data(kind, as_told(outcome), application, language, due=outcome.offer_due_at, correction=correction)
    write_to_association(queries.WORDED, application, person, key=key, data=data, about=outcome, now=now)


def as_told(outcome: Outcome) -> Foreseen:
    """An outcome as its letter tells it."""
    return Foreseen(
        outcome.application_id,
        outcome.application.number or "",
        outcome.kind,
        outcome.reserve_rank,
        outcome.points,
        tuple(outcome.reasons),
    )


def write_test(
    writer: Writer,
    kind: LetterKind,
    one: Foreseen,
    application: Application,
    language: str,
    person: Person,
    *,
    due: datetime | None,
    now: datetime,
) -> bool:
    """The letter that this application would be written, to oneself and to nobody else; False without an address."""
    if not person.email:
        return False
    data = writer.data(kind, one, application, language, due=due)
    with in_language(language):
        data["subject"] = _("Test: %(subject)s", subject=data["subject"])
    outbox.letter(
        queries.WORDED,
        key=f"test:{writer.round.id}:{application.id}:{person.id}:{now.isoformat()}",
        now=now,
        address=person.email,
        language=language,
        data={
            **data,
            "association": application.association.name.text(language),
            "number": one.number,
            "call": writer.round.call.title.text(language),
            "application_id": application.id,
        },
        person_id=person.id,
        about=writer.round,
    )
    return True
