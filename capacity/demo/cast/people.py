"""Invented people: a name in both scripts, a telephone, an address that reaches nobody."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

from capacity.demo.cast.person_names import FAMILIES, MEN, WOMEN
from capacity.demo.cast.spelling import slug

Gender = Literal["f", "m"]


@dataclass(frozen=True, slots=True)
class PersonName:
    """First and last name in Arabic and in Latin letters."""

    first_ar: str
    first_fr: str
    last_ar: str
    last_fr: str
    gender: Gender

    @property
    def ar(self) -> str:
        """The full name in Arabic."""
        return f"{self.first_ar} {self.last_ar}"

    @property
    def fr(self) -> str:
        """The full name in Latin letters."""
        return f"{self.first_fr} {self.last_fr}"


def person(rng: Random, gender: Gender | None = None) -> PersonName:
    """Somebody; as often a woman as a man unless it is said which."""
    gender = gender or ("f" if rng.random() < 0.5 else "m")
    first = rng.choice(WOMEN if gender == "f" else MEN)
    last = rng.choice(FAMILIES)
    return PersonName(first.ar, first.fr, last.ar, last.fr, gender)


def mobile(rng: Random) -> str:
    """A number of the form of a mobile line, in a block that looks unused."""
    return f"06 00 {rng.randint(0, 99):02} {rng.randint(0, 99):02} {rng.randint(0, 99):02}"


def mailbox(name: PersonName, domain: str) -> str:
    """``fatima.benali@domain``; the domain should end in ``.example``."""
    return f"{slug(name.first_fr)}.{slug(name.last_fr)}@{domain}"
