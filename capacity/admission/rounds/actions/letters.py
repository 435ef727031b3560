"""What is prepared before the announcement: the wording of the letters, the reasons given, a letter to oneself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.calls import queries as calls
from capacity.admission.calls.states.library import ReasonAbout
from capacity.admission.rounds import notices, queries
from capacity.admission.rounds.actions.offers import answer_by
from capacity.admission.rounds.models import GivenReasons, Round, Wording
from capacity.admission.rounds.queries import Foreseen
from capacity.admission.rounds.states import FIELDS, LetterKind, RoundState
from capacity.admission.rounds.states.wording import MANY_LINES, Flaw, flaws, house
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.languages import LANGUAGES, Localized
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.models import Person

AFTERWARDS = frozenset({LetterKind.PROMOTED, LetterKind.CORRECTION})
"""Letters that are still written after the announcement."""


def write_wording(
    round_: Round, kind: LetterKind, *, subject: Localized, text: Localized, seen: int, actor: Actor, now: datetime
) -> Wording:
    """A new edition of the words of one letter; ``seen`` is the edition that was read (0: the house's own words).

    Refused where a field is unknown or a brace stands alone, and once these letters were written.
    """
    queries.locked(round_.id)
    _still_written(round_, kind)
    for field, words in (("subject", subject), ("text", text)):
        if words.missing:
            raise RuleBroken(_l("Write this text in every language asked for."), field=field)
        refuse_flaws(kind, words, field=field)
    editions = queries.editions_of(round_.id, kind)
    latest = editions[0].edition if editions else 0
    if latest != seen:
        raise RuleBroken(_l("Somebody else saved this meanwhile. Your text is kept below: compare it and save again."))
    return _keep(round_, kind, latest + 1, subject, text, actor=actor, now=now)


def restore_wording(round_: Round, kind: LetterKind, *, actor: Actor, now: datetime) -> Wording | None:
    """The house's own words again, as one more edition; None when they were never changed."""
    queries.locked(round_.id)
    _still_written(round_, kind)
    editions = queries.editions_of(round_.id, kind)
    words = {code: house(kind, code) for code in LANGUAGES}
    subject, text = (Localized({code: pair[place] for code, pair in words.items()}) for place in (0, 1))
    if not editions or (editions[0].subject, editions[0].text) == (subject, text):
        return None
    return _keep(round_, kind, editions[0].edition + 1, subject, text, actor=actor, now=now)


def _still_written(round_: Round, kind: LetterKind) -> None:
    is_final = round_.state is RoundState.FINAL and kind is not LetterKind.CORRECTION
    over = is_final or (round_.announced_at is not None and kind not in AFTERWARDS)
    if over:
        raise IllegalMove(obj=round_, move="write_wording", current=round_.state)


def refuse_flaws(kind: LetterKind, words: Mapping[str, str], *, field: str) -> None:
    """One sentence about the first mark that does not stand for a field of this letter."""
    fields = tuple(name for name in FIELDS[kind] if field == "text" or name not in MANY_LINES)
    for text in words.values():
        for flaw, what in flaws(text, fields):
            if flaw is Flaw.UNKNOWN:
                known = ", ".join(f"{{{name}}}" for name in fields)
                message = _l("There is no field {%(name)s} here. The fields are: %(known)s.", name=what, known=known)
            else:
                message = _l(
                    "A brace stands alone near “%(near)s”. Write a field as {number}, and a brace that is meant as "
                    "such twice.",
                    near=what,
                )
            raise RuleBroken(message, field=field)


def _keep(
    round_: Round, kind: LetterKind, edition: int, subject: Localized, text: Localized, *, actor: Actor, now: datetime
) -> Wording:
    written = Wording(
        round_id=round_.id,
        kind=kind,
        edition=edition,
        subject=subject,
        text=text,
        written_at=now,
        written_by_id=actor.id,
    )
    db.session.add(written)
    db.session.flush()
    audit.record(
        actor=actor, action="rounds.write_wording", obj=round_, now=now,
        before=f"{kind.value} {edition - 1}", after=f"{kind.value} {edition}",
    )  # fmt: skip
    return written


def give_reasons(round_: Round, application: Application, codes: Sequence[str], *, actor: Actor, now: datetime) -> None:
    """Reasons from the library, told with the outcome; from the deliberation until the announcement."""
    queries.locked(round_.id)
    if round_.state not in {RoundState.DELIBERATION, RoundState.SEALED}:
        raise IllegalMove(obj=round_, move="give_reasons", current=round_.state)
    if not set(codes) <= calls.reasons(ReasonAbout.OUTCOME).keys() | set(_given(application.id)):
        raise RuleBroken(_l("Choose the reasons from the list."), field="codes")
    db.session.execute(sa.delete(GivenReasons).where(GivenReasons.application_id == application.id))
    if codes:
        db.session.add(GivenReasons(round_id=round_.id, application_id=application.id, codes=list(codes), given_at=now))
    db.session.flush()
    audit.record(actor=actor, action="rounds.give_reasons", obj=application, now=now, reason=", ".join(codes))


def _given(application_id: int) -> list[str]:
    found = db.session.scalar(sa.select(GivenReasons.codes).where(GivenReasons.application_id == application_id))
    return list(found or ())


def send_test(
    round_: Round,
    kind: LetterKind,
    one: Foreseen,
    application: Application,
    language: str,
    *,
    person: Person,
    actor: Actor,
    now: datetime,
) -> None:
    """The letter of this application as it would be read, to oneself and to nobody else."""
    writer = notices.Writer(round_)
    due = answer_by(round_, now) if kind in notices.ANSWERED else None
    if not notices.write_test(writer, kind, one, application, language, person, due=due, now=now):
        raise RuleBroken(_l("Your account has no e-mail address to which the letter could be sent."))
    audit.record(actor=actor, action="rounds.send_test", obj=round_, now=now, after=kind)
