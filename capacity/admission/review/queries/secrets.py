"""What is hidden of an application that is read blind: the names and addresses of whoever stands behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

from capacity.admission.applications.models import Application, Coalition, CoalitionMember, Snapshot
from capacity.admission.applications.queries import Content
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.admission.review.models import HiddenWords
from capacity.admission.review.states.blinding import Secrets, found_in
from capacity.core import facts
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.core.spelling import fold
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association, Member, Officer


def hidden_words(application_id: int) -> HiddenWords | None:
    """What a person added to what is hidden of an application."""
    return db.session.scalar(sa.select(HiddenWords).where(HiddenWords.application_id == application_id))


def secrets_of(application: Application) -> Secrets:
    """Every name known of the associations of an application and of their people, and what was added by hand: three
    statements."""
    return secrets_with(application, hidden_words(application.id))


def secrets_with(application: Application, added: HiddenWords | None) -> Secrets:
    """The same, where what was added by hand was read already: two statements."""
    behind = _behind(application.id)
    associations = db.session.execute(
        sa.select(
            Association.name_fr, Association.name_ar, Association.acronym, Association.address, Association.email
        ).where(Association.id.in_(behind))
    ).all()
    return Secrets(
        names=tuple(name for row in associations for name in row[:3] if name),
        people=tuple(dict.fromkeys(_people(application.id, behind))),
        lines=tuple(row.address for row in associations if row.address),
        words=tuple(added.words) if added is not None else (),
        common=_ordinary() | {fold(one) for one in (added.ordinary if added is not None else ())},
    )


def _behind(application_id: int) -> sa.CompoundSelect[int]:
    """The associations behind an application: its own, and those that confirmed its coalition."""
    together = (
        sa.select(CoalitionMember.association_id)
        .join(Coalition, Coalition.id == CoalitionMember.coalition_id)
        .where(Coalition.application_id == application_id, CoalitionMember.state == MembershipState.CONFIRMED)
    )
    return sa.union(sa.select(Application.association_id).where(Application.id == application_id), together)


def _people(application_id: int, behind: sa.CompoundSelect[int]) -> Iterator[tuple[str, ...]]:
    """Who acts for them, who sits on their bureaus, and who signed: each in the spellings that are known."""
    acting = (
        sa.select(Person.name, Person.name_ar)
        .join(Member, Member.person_id == Person.id)
        .where(Member.association_id.in_(behind))
    )
    bureau = sa.select(Officer.name, Officer.name_ar).where(Officer.association_id.in_(behind))
    signed = sa.select(Snapshot.signed_name, sa.literal("")).where(Snapshot.application_id == application_id)
    together = (
        sa.select(CoalitionMember.signed_name, sa.literal(""))
        .join(Coalition, Coalition.id == CoalitionMember.coalition_id)
        .where(Coalition.application_id == application_id)
    )
    found = sa.union(acting, bureau, signed, together).subquery()
    for row in db.session.execute(sa.select(found).order_by(*found.c)):
        spellings = tuple(name for name in row if name)
        if spellings:
            yield spellings


@cache
def _ordinary() -> frozenset[str]:
    """Words of every day, and places, in both scripts: none of them is taken for a family name."""
    places = [names for one in facts.provinces() for names in one.names.values()]
    places += [names for one in facts.regions() for names in one.names.values()]
    written = [word for line in facts.load("ordinary_words").values() for word in line.split()]
    return frozenset(word for one in (*places, *written) for word in fold(one).split())


@dataclass(frozen=True, slots=True)
class HiddenAnswer:
    """An answer in which something is hidden: its question, and its text in pieces, hidden or not."""

    question: Localized
    language: str
    pieces: Sequence[tuple[str, bool]]


def hidden_answers(content: Content, secrets: Secrets) -> list[HiddenAnswer]:
    """What is hidden in the words of an application, question by question."""
    found = []
    for page in content.subjects:
        for one in page.answers:
            for text in _texts(one.value):
                spans = found_in(text, secrets)
                if spans:
                    found.append(HiddenAnswer(one.question, one.language, list(_pieces(text, spans))))
    return found


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))


def _pieces(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    at = 0
    for start, end in spans:
        if start > at:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False
