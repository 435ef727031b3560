"""What the desk writes of its own accord: reminders, and letters in its own words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from capacity.admission.applications import queries
from capacity.admission.applications.models import Application, CoalitionMember
from capacity.admission.applications.notices.writing import ROOM, correspondents, name_in, readers_of, told, write
from capacity.admission.applications.queries import desk_letters
from capacity.admission.applications.states.desk_letters import Reader, Spared, shared_out
from capacity.core import clock
from capacity.core.languages import LANGUAGES, Localized
from capacity.core.outbox import Letter
from capacity.people.associations.models import Association


def reachable(applications: Sequence[Application]) -> set[int]:
    """Those of these applications whose association can be written to."""
    people = correspondents({one.association_id for one in applications})
    return {one.id for one in applications if people.get(one.association_id) or one.association.email}


def reminder_day(now: datetime) -> str:
    """The day that makes a reminder by the desk one letter, however often it is asked for."""
    return clock.local(now).date().isoformat()


def remind(applications: Sequence[Application], *, words: str, now: datetime) -> None:
    """The desk reminds those who are drafting: the closing, how far they are, and what it wishes to add."""
    people = correspondents({one.association_id for one in applications})
    for application in applications:
        write(
            "desk_reminder",
            application,
            key=f"{queries.REMINDER}:{reminder_day(now)}:{application.id}",
            now=now,
            moments=_closing(application),
            people=people.get(application.association_id, []),
            percent=application.completeness,
            words=words,
        )


def reminder_in(language: str, application: Application, *, words: str) -> Letter:
    """The reminder about this application in one language, to be looked at; it is not written."""
    data = told(application, application.association, language, moments=_closing(application))
    more = {"percent": application.completeness, "words": words}
    return Letter(template=f"{ROOM}/desk_reminder", language=language, data={**data, **more})


def _closing(application: Application) -> dict[str, datetime]:
    return {"closes": application.call.window(application.association_id).closes_at}


@dataclass(frozen=True)
class Addressee:
    """An association that is written to about an application: its own, or one that it carries with others."""

    application: Application
    member: CoalitionMember | None = None

    @property
    def association(self) -> Association:
        """Whose people read the letter."""
        return self.application.association if self.member is None else self.member.association

    def said(self, language: str) -> dict[str, Any]:
        """What the letter says of both, in this language."""
        lead = {"association": name_in(self.application.association, language)}
        if self.member is None:
            return lead
        return {**lead, "member": name_in(self.member.association, language), "member_id": self.member.id}


def letter_mark(subject: Localized, text: Localized) -> str:
    """By which a letter in the desk's own words is known: the same words about the same application are one letter."""
    return hashlib.sha256(json.dumps([dict(subject), dict(text)], sort_keys=True).encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Addressed:
    """Whom a letter reaches, and who is spared it."""

    reached: Sequence[Addressee]
    spared: Mapping[Addressee, Spared]

    @property
    def numbers(self) -> set[int]:
        """The applications about which somebody is written to."""
        return {one.application.id for one in self.reached}

    def why_nobody(self, application: Application) -> Spared:
        """Why nobody is written to about this one: what holds for its own association."""
        return self.spared[Addressee(application)]

    @property
    def members(self) -> list[Association]:
        """Those that are written to because they carry an application too."""
        return [one.association for one in self.reached if one.member is not None]

    @property
    def spared_members(self) -> list[tuple[Association, Spared]]:
        """Those that carry an application too, and are not written to."""
        return [(one.association, why) for one, why in self.spared.items() if one.member is not None]


@dataclass(frozen=True)
class Post:
    """Everybody who could be written to about some applications, as they stand now: the associations that send them,
    and those that confirmed that they carry them too."""

    applications: Sequence[Application]
    carriers: Mapping[int, Sequence[CoalitionMember]]
    people: Mapping[int, list[queries.Writer]]
    today: Collection[int]
    known: Collection[tuple[int, int]]

    def addressed(self, *, members: bool, again: bool) -> Addressed:
        """Whom the letter reaches, and who is spared it; ``members`` are written to where it is wished."""
        named = {self._reader(one): one for one in self._all(members=members)}
        reached, spared = shared_out(list(named), again=again)
        return Addressed([named[one] for one in reached], {named[one]: why for one, why in spared.items()})

    def by_language(self, addressees: Sequence[Addressee]) -> dict[str, list[Addressee]]:
        """The letters that there would be, one to each who reads it, by language."""
        found: dict[str, list[Addressee]] = {}
        for one in addressees:
            people = self.people.get(one.association.id, [])
            for _address, code, _person in readers_of(one.application, people, one.association):
                found.setdefault(code, []).append(one)
        return {code: found[code] for code in LANGUAGES if code in found}

    def _all(self, *, members: bool) -> Iterator[Addressee]:
        for one in self.applications:
            yield Addressee(one)
            if members:
                yield from (Addressee(one, member) for member in self.carriers.get(one.id, ()))

    def _reader(self, one: Addressee) -> Reader:
        number = one.association.id
        return Reader(
            application_id=one.application.id,
            association_id=number,
            reachable=bool(self.people.get(number) or one.association.email),
            has_these_words=(one.application.id, number) in self.known,
            has_one_today=number in self.today,
        )


def post_about(applications: Sequence[Application], *, mark: str, now: datetime) -> Post:
    """Who could be written to about these, the words of ``mark`` (none: words that nobody has written yet)."""
    numbers = [one.id for one in applications]
    carriers = desk_letters.carriers_of(numbers)
    everyone = {one.association_id for one in applications}
    everyone |= {member.association_id for each in carriers.values() for member in each}
    return Post(
        applications=applications,
        carriers=carriers,
        people=correspondents(everyone),
        today=desk_letters.written_on_the_day(everyone, now),
        known=desk_letters.written_to(numbers, mark) if mark else (),
    )


def desk_letter_in(language: str, to: Addressee, *, subject: Localized, text: Localized) -> Letter:
    """The letter to this reader in one language, to be looked at; it is not written."""
    data = told(
        to.application, to.application.association, language, texts={"subject": subject, "text": text}, said=to.said
    )
    return Letter(template=desk_letters.TEMPLATE, language=language, data=data)


def desk_letter(post: Post, to: Sequence[Addressee], *, subject: Localized, text: Localized, now: datetime) -> None:
    """What a coordinator writes to those who were chosen, in the words of each reader's language."""
    mark = letter_mark(subject, text)
    for one in to:
        write(
            "desk_letter",
            one.application,
            key=desk_letters.key_of(one.application.id, mark),
            now=now,
            to=one.association,
            people=post.people.get(one.association.id, []),
            texts={"subject": subject, "text": text},
            said=one.said,
        )
