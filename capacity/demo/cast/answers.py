"""The answers an association gives to the default form of a call, in the language it writes in."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from capacity.core import facts
from capacity.demo.cast import answers_ar, answers_fr
from capacity.demo.cast.associations import CastAssociation, Language
from capacity.demo.cast.spelling import of
from capacity.demo.cast.topics import TOPICS

Answer = str | int | bool | list[str] | list[dict[str, str]] | date

_SENTENCES = {"ar": answers_ar.ANSWERS, "fr": answers_fr.ANSWERS}
_PUBLICATIONS = {"ar": answers_ar.PUBLICATIONS, "fr": answers_fr.PUBLICATIONS}
_NETWORKS = {"ar": answers_ar.NETWORKS, "fr": answers_fr.NETWORKS}
_COMMUNES = {"ar": answers_ar.COMMUNES, "fr": answers_fr.COMMUNES}


def answers(association: CastAssociation, rng: Random, today: date) -> dict[str, Answer]:
    """An answer to every question of the default form; what is optional is sometimes left empty."""
    given: dict[str, Answer] = {key: answer(key, association, rng) for key in _SENTENCES["ar"]}
    given["publication"] = answer("publication", association, rng) if rng.random() < 0.6 else ""
    given["mechanisms_known"] = _mechanisms_known(rng)
    given["shadow_report_before"] = rng.choices(("alone", "coalition", "never"), (1, 3, 8))[0]
    given["network_member"] = rng.random() < 0.6
    given["last_assembly"] = today - timedelta(days=rng.randint(60, 900))
    given["women_in_office"] = _women_in_office(association)
    given["commitment"] = True
    given |= _further(association, str(given["shadow_report_before"]), member=bool(given["network_member"]))
    return {question["key"]: given[question["key"]] for question in facts.load("questions")["question"]}


def _further(association: CastAssociation, before: str, *, member: bool) -> dict[str, Answer]:
    """What an association adds to its choices, and its means: the same whenever it is asked."""
    rng, arabic = Random(association.founded * 1_000 + len(association.name_fr)), association.language == "ar"
    topic = TOPICS[association.themes[0]]
    committee = topic.committee.ar if arabic else topic.committee.fr
    budget = rng.randint(18, 420) * 1_000
    years = sorted(rng.sample((2014, 2015, 2016), 3))
    projects: list[dict[str, str]] = [
        {
            "project": subject.ar if arabic else subject.fr,
            "year": str(year),
            "budget": str(rng.randint(8, 160) * 1_000),
        }
        for subject, year in zip(topic.subjects, years, strict=False)
    ]
    return {
        "report_before": f"{committee} ({rng.randint(2008, 2016)})" if before != "never" else "",
        "network_name": rng.choice(_NETWORKS[association.language]) if member else "",
        "annual_budget": f"{budget},50" if rng.random() < 0.2 else str(budget),
        "recent_projects": projects[: rng.randint(0, 3)],
        "activity_report": "",
    }


def answer(key: str, association: CastAssociation, rng: Random, language: Language | None = None) -> str:
    """What the association writes under one question that asks for words."""
    language = language or association.language
    if key == "publication":
        text = rng.choice(_PUBLICATIONS[language])
    else:
        text = " ".join(rng.choice(sentences) for sentences in _SENTENCES[language][key])
    said = text.format(**_particulars(association, rng, language))
    return said.replace(" :", "\u00a0:").replace(" ;", "\u00a0;") if language == "fr" else said


def _particulars(association: CastAssociation, rng: Random, language: Language) -> dict[str, str | int]:
    topic = TOPICS[association.themes[0]]
    province = facts.province(association.province_iso)
    subject = rng.choice(topic.subjects)
    if language == "ar":
        seat = ("عمالة" if province.kind == "prefecture" else "إقليم") + f" {province.names['ar']}"
        words = {
            "topic": subject.ar,
            "group": topic.group.ar,
            "committee": topic.committee.ar,
            "in_province": f"ب{seat}",
        }
        locality = association.locality_ar
    else:
        kind = "la préfecture" if province.kind == "prefecture" else "la province"
        seat = f"dans {kind} {of(province.names['fr'])}"
        words = {"topic": subject.fr, "group": topic.group.fr, "committee": topic.committee.fr, "in_province": seat}
        locality = association.locality_fr
    return {
        **words,
        "of_group": topic.of_group,
        "to_group": topic.to_group,
        "locality": locality,
        "founded": association.founded,
        "communes": rng.choice(_COMMUNES[language]),
        "n": rng.randint(21, 96),
        "women": _women_in_office(association),
    }


def _mechanisms_known(rng: Random) -> list[str]:
    known = [code for code in ("treaty_bodies", "upr", "special_procedures", "ecosoc") if rng.random() < 0.3]
    return known or ["none"]


def _women_in_office(association: CastAssociation) -> int:
    """Between three and eight, the same whenever it is asked."""
    return 3 + (association.founded + len(association.name_fr)) % 6
