"""The words of letters: once for a whole call, and for a round that departs from them; a change is one more edition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from capacity.admission.calls.models import Call
from capacity.admission.calls.states import CallState
from capacity.admission.rounds import notices, queries
from capacity.admission.rounds.models import Round, Wording
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
WORDED_FOR = (CallState.DRAFT, CallState.PUBLISHED)


def write_wording(
    owner: Round | Call,
    kind: LetterKind,
    *,
    subject: Localized,
    text: Localized,
    seen: int,
    actor: Actor,
    now: datetime,
) -> Wording:
    """A new edition of the words of one letter; ``seen`` is the edition that was read (0: none was written).

    Refused where a field is unknown or a brace stands alone, and once these letters were written.
    """
    _lock(owner, kind)
    for field, words in (("subject", subject), ("text", text)):
        if words.missing:
            raise RuleBroken(_l("Write this text in every language asked for."), field=field)
        refuse_flaws(kind, words, field=field)
    latest = _latest(owner, kind)
    edition = latest.edition if latest is not None else 0
    if edition != seen:
        raise RuleBroken(_l("Somebody else saved this meanwhile. Your text is kept below: compare it and save again."))
    return _keep(owner, kind, edition + 1, subject, text, actor=actor, now=now)


def restore_wording(owner: Round | Call, kind: LetterKind, *, actor: Actor, now: datetime) -> Wording | None:
    """Without words of its own again: a round takes its call's, a call the house's; None when nothing was changed."""
    _lock(owner, kind)
    latest = _latest(owner, kind)
    subject, text = Localized(), Localized()
    if isinstance(owner, Call):
        words = {code: house(kind, code) for code in LANGUAGES}
        subject, text = (Localized({code: pair[place] for code, pair in words.items()}) for place in (0, 1))
    if latest is None or (latest.subject, latest.text) == (subject, text):
        return None
    return _keep(owner, kind, latest.edition + 1, subject, text, actor=actor, now=now)


def is_over(round_: Round, kind: LetterKind) -> bool:
    """Whether the round has written these letters already, and writes no more of them."""
    if kind is LetterKind.CORRECTION:
        return False
    return round_.state is RoundState.FINAL or (round_.announced_at is not None and kind not in AFTERWARDS)


def _lock(owner: Round | Call, kind: LetterKind) -> None:
    if isinstance(owner, Round):
        queries.locked(owner.id)
        over = is_over(owner, kind)
    else:
        db.session.refresh(owner, with_for_update={"of": Call})
        over = owner.state not in WORDED_FOR
    if over:
        raise IllegalMove(obj=owner, move="write_wording", current=owner.state)


def _latest(owner: Round | Call, kind: LetterKind) -> Wording | None:
    if isinstance(owner, Round):
        return next(iter(queries.editions_of(kind, round_id=owner.id)), None)
    return next(iter(queries.editions_of(kind, call_id=owner.id)), None)


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
    owner: Round | Call,
    kind: LetterKind,
    edition: int,
    subject: Localized,
    text: Localized,
    *,
    actor: Actor,
    now: datetime,
) -> Wording:
    for_round = isinstance(owner, Round)
    written = Wording(
        round_id=owner.id if for_round else None,
        call_id=None if for_round else owner.id,
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
        actor=actor, action="rounds.write_wording" if for_round else "calls.write_wording", obj=owner, now=now,
        before=f"{kind.value} {edition - 1}", after=f"{kind.value} {edition}",
    )  # fmt: skip
    return written


def send_example(call: Call, kind: LetterKind, language: str, *, person: Person, actor: Actor, now: datetime) -> bool:
    """The letter of the call with example values, to oneself and to nobody else."""
    if not notices.write_example(call, kind, language, person, now=now):
        raise RuleBroken(_l("Your account has no e-mail address to which the letter could be sent."))
    audit.record(actor=actor, action="calls.send_test", obj=call, now=now, after=kind)
    return True
