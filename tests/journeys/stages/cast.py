"""The people of the story, the association of one of them, and the day it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from capacity.core import vault
from capacity.core.access import Role
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association
from tests.factories import people, rollout, training
from tests.journeys.hand import Hand
from tests.support.applications import Clock
from tests.support.browsing import Window
from tests.support.mail import Received

BEGINNING = datetime(2017, 10, 2, 9, tzinfo=UTC)
REGION = "MA-08"
PHONE = 360
SEALED = {"president"}  # she signs in with her password, which opens her key


@dataclass
class Cast:
    """Who acts, each with a screen of their own; and what the stages hand on to each other."""

    languages: Mapping[str, str]
    window: Window
    clock: Clock
    letters: Callable[..., list[Received]]
    papers: dict[str, Path]
    coordinator: Person
    chair: Person
    reader: Person
    trainer: Person
    mentor: Person
    president: Person
    association: Association
    hall: Localized
    _hands: dict[str, Hand] = field(default_factory=dict)
    _signed_in: set[str] = field(default_factory=set)

    def hand(self, who: str) -> Hand:
        """The screen of one of the people; members and trainers read on a phone."""
        if who not in self._hands:
            width = PHONE if who in {"president", "trainer"} else 1280
            db.session.rollback()
            person = None if who == "visitor" or who in SEALED else getattr(self, who)
            key = vault.unlock(person.keys, people.PASSWORD) if who == "mentor" and person.keys else None
            page = self.window(language=self.languages[who], width=width, person=person, private_key=key)
            self._hands[who] = Hand(page, self.languages[who])
        if who in SEALED and who not in self._signed_in:
            db.session.rollback()
            _sign_in(self._hands[who], getattr(self, who).email)
            self._signed_in.add(who)
        return self._hands[who]

    def letter(self, who: str, about: str) -> Received:
        """The last letter to this person; its subject holds ``about``."""
        found = [letter for letter in self.letters(to=getattr(self, who).email) if about in letter.subject]
        assert found, [letter.subject for letter in self.letters(to=getattr(self, who).email)]
        assert found[-1].language == self.languages[who]
        return found[-1]

    def on(self, *day: int, hour: int = 10) -> None:
        """It is this day now, and what was due has been done. Who signed in with a password has to do so again."""
        self._signed_in.clear()
        self.clock.stop_at(datetime(*day, hour, tzinfo=UTC))  # type: ignore[arg-type]
        self.letters()


def gather(
    languages: Mapping[str, str],
    window: Window,
    clock: Clock,
    letters: Callable[..., list[Received]],
    papers: dict[str, Path],
) -> Cast:
    """Everybody, each with a language of their own, as the story begins."""
    rollout.activated(2017)
    clock.stop_at(BEGINNING)

    def person(who: str, name: str, name_ar: str, **more: Any) -> Person:
        return people.person(name=name, name_ar=name_ar, language=languages[who], **more)

    committee: dict[str, Any] = {"roles": (Role.COMMITTEE,)}
    president = person("president", "Fatima Zahra Ouali", "فاطمة الزهراء الوالي", password=people.PASSWORD)
    return Cast(
        languages=languages,
        window=window,
        clock=clock,
        letters=letters,
        papers=papers,
        coordinator=people.coordinator(name="Nadia Berrada", name_ar="نادية برادة", language=languages["coordinator"]),
        chair=person("chair", "Omar Tazi", "عمر التازي", **committee),
        reader=person("reader", "Salma Idrissi", "سلمى الإدريسي", **committee),
        trainer=training.trainer(name="Youssef Amrani", name_ar="يوسف العمراني", language=languages["trainer"]),
        mentor=person("mentor", "Hind Lahlou", "هند لحلو", roles=(Role.MENTOR,), password=people.PASSWORD),
        president=president,
        association=people.association(president, name_fr="Association Tafilalet", name_ar="جمعية تافيلالت"),
        hall=training.venue().name,
    )


def _sign_in(hand: Hand, address: str | None) -> None:
    hand.go("/sign-in")
    hand.fill("E-mail address", address or "")
    hand.fill("Password", people.PASSWORD)
    hand.press("Sign in")
