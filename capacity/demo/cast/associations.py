"""Invented associations, spread over the real provinces of a region. None is meant to be one that exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Literal

from rapidfuzz import fuzz

from capacity.core import facts
from capacity.demo.cast.association_words import CALLED, DOUARS, FORMS, GOALS, GROUPS, PURPOSES, STREETS
from capacity.demo.cast.localities import LOCALITIES, Locality, weight
from capacity.demo.cast.people import Gender, PersonName, mailbox, mobile, person
from capacity.demo.cast.spelling import Pair, folded, of, slug

Language = Literal["ar", "fr"]
OfficerRole = Literal["president", "secretary", "treasurer"]

_TOO_CLOSE = 90
"""Two names of a region more alike than this, out of 100, would be taken for one association."""

_LANDLINES = {
    "MA-01": "39", "MA-02": "36", "MA-03": "35", "MA-04": "37", "MA-05": "23", "MA-06": "22",
    "MA-07": "24", "MA-08": "35", "MA-09": "28", "MA-10": "28", "MA-11": "28", "MA-12": "28",
}  # fmt: skip

_SMALL_WORDS = {"de", "des", "du", "d", "la", "le", "les", "l", "pour", "et", "à", "en", "aux", "un", "une", "contre"}


@dataclass(frozen=True, slots=True)
class CastOfficer:
    """A member of the board."""

    name: PersonName
    role: OfficerRole
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class CastDelegate:
    """Somebody an association sends to the sessions."""

    name: PersonName
    birth_year: int
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class CastAssociation:
    """An association as it would describe itself; the two names are translations of each other."""

    name_ar: str
    name_fr: str
    acronym: str
    region_iso: str
    province_iso: str
    locality_ar: str
    locality_fr: str
    rural: bool
    priority_place: str | None
    themes: tuple[str, ...]
    founded: int
    receipt_number: str
    receipt_date: date
    address_ar: str
    address_fr: str
    phone: str
    email: str
    officers: tuple[CastOfficer, CastOfficer, CastOfficer]
    language: Language

    @property
    def president(self) -> CastOfficer:
        """The person who represents it."""
        return self.officers[0]

    @property
    def domain(self) -> str:
        """The domain of its addresses."""
        return self.email.partition("@")[2]


def associations(region_iso: str, count: int, rng: Random) -> list[CastAssociation]:
    """So many associations of a region, all with different names, receipts and addresses. Ask once per region."""
    made: list[CastAssociation] = []
    taken: set[str] = set()
    while len(made) < count:
        one = _association(region_iso, rng)
        marks = {folded(one.name_ar), folded(one.name_fr), one.domain, f"{one.province_iso} {one.receipt_number}"}
        if taken & marks or any(_alike(one, other) for other in made):
            continue
        taken |= marks
        made.append(one)
    return made


def delegate(rng: Random, association: CastAssociation) -> CastDelegate:
    """One of its people; a little more often a woman, and often under thirty-five."""
    name = person(rng, "f" if rng.random() < 0.55 else "m")
    born = rng.randint(1984, 1998) if rng.random() < 0.55 else rng.randint(1958, 1983)
    return CastDelegate(name, born, mobile(rng), mailbox(name, association.domain))


def _alike(one: CastAssociation, other: CastAssociation) -> bool:
    return max(fuzz.ratio(one.name_ar, other.name_ar), fuzz.ratio(one.name_fr, other.name_fr)) > _TOO_CLOSE


def _association(region_iso: str, rng: Random) -> CastAssociation:
    province_iso = _province(region_iso, rng)
    locality = _locality(province_iso, rng)
    themes = _themes(rng)
    name = _name(region_iso, locality, themes[0], rng)
    founded = min(rng.randint(1992, 2016), rng.randint(1998, 2016))
    receipt_year = rng.randint(max(2013, founded), 2017)
    domain = f"{slug(_acronym(name.fr))}-{slug(locality.fr)}.example"
    address = _address(locality, rng)
    return CastAssociation(
        name_ar=name.ar,
        name_fr=name.fr,
        acronym=_acronym(name.fr),
        region_iso=region_iso,
        province_iso=province_iso,
        locality_ar=locality.ar,
        locality_fr=locality.fr,
        rural=locality.rural,
        priority_place=_priority_place(province_iso, locality),
        themes=themes,
        founded=founded,
        receipt_number=f"{rng.randint(11, 989)}/{receipt_year}",
        receipt_date=date(receipt_year, rng.randint(1, 8), rng.randint(1, 28)),
        address_ar=address.ar,
        address_fr=address.fr,
        phone=f"05 {_LANDLINES[region_iso]} 00 {rng.randint(0, 99):02} {rng.randint(0, 99):02}",
        email=f"contact@{domain}",
        officers=_officers(themes[0], domain, rng),
        language="ar" if rng.random() < 0.72 else "fr",
    )


def _province(region_iso: str, rng: Random) -> str:
    isos = [province.iso for province in facts.provinces() if province.region_iso == region_iso]
    priority = {place.province_iso for place in facts.priority_places()}
    return rng.choices(isos, [weight(iso, priority=iso in priority) for iso in isos])[0]


def _locality(province_iso: str, rng: Random) -> Locality:
    places = LOCALITIES[province_iso]
    return rng.choices(places, [3, *(1 for _ in places[1:])])[0]


def _priority_place(province_iso: str, locality: Locality) -> str | None:
    for place in facts.priority_places():
        if place.province_iso == province_iso and (place.note is None or locality.in_priority_part):
            return place.key
    return None


def _themes(rng: Random) -> tuple[str, ...]:
    codes = list(PURPOSES)
    weights = [7, 5, 5, 2, 3, 4, 5, 4, 1, 3, 3, 5]
    main = rng.choices(codes, weights)[0]
    others = rng.sample([code for code in codes if code != main], rng.randint(0, 2))
    return (main, *others)


def _name(region_iso: str, place: Locality, theme: str, rng: Random) -> Pair:
    form, called = rng.choice(FORMS), rng.choice(CALLED)
    purpose, group, goal = rng.choice(PURPOSES[theme]), rng.choice(GROUPS[theme]), rng.choice(GOALS)
    kind = rng.choices(("called_at", "place_for", "called", "group"), (4, 3, 3, 2))[0]
    if kind == "called_at":
        return Pair(
            f"{form.fr} {called.fr} {purpose.fr} à {place.fr}", f"{form.ar} {called.ar} {purpose.ar} ب{place.ar}"
        )
    if kind == "place_for":
        return Pair(f"{form.fr} {of(place.fr)} {purpose.fr}", f"{form.ar} {place.ar} {purpose.ar}")
    if kind == "called":
        own = rng.choice(CALLED[int(region_iso[-2:]) - 1 :: 12])
        return Pair(f"{form.fr} {own.fr} {purpose.fr}", f"{form.ar} {own.ar} {purpose.ar}")
    return Pair(f"{form.fr} {group.fr} {of(place.fr)} {goal.fr}", f"{form.ar} {group.ar} ب{place.ar} {goal.ar}")


def _acronym(name: str) -> str:
    words = name.replace("’", " ").replace("-", " ").split()
    return "".join(folded(word)[0] for word in words if word.lower() not in _SMALL_WORDS).upper()


def _address(locality: Locality, rng: Random) -> Pair:
    if locality.rural:
        douar = rng.choice(DOUARS)
        return Pair(
            f"{douar.fr[0].upper() + douar.fr[1:]}, commune {of(locality.fr)}", f"{douar.ar}، جماعة {locality.ar}"
        )
    street, number = rng.choice(STREETS), rng.randint(2, 180)
    return Pair(f"{number}, {street.fr}, {locality.fr}", f"{number}، {street.ar}، {locality.ar}")


def _officers(theme: str, domain: str, rng: Random) -> tuple[CastOfficer, CastOfficer, CastOfficer]:
    share = 0.85 if theme == "women" else 0.4

    def officer(role: OfficerRole) -> CastOfficer:
        gender: Gender = "f" if rng.random() < share else "m"
        name = person(rng, gender)
        return CastOfficer(name, role, mobile(rng), mailbox(name, domain))

    return officer("president"), officer("secretary"), officer("treasurer")
