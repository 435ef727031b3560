"""Every page in Arabic and in French: language and direction are right, and no English sentence is left over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import Any

import pytest
import sqlalchemy as sa
from babel.messages.pofile import read_po
from flask import Flask

from capacity.core.audit import AuditEntry
from capacity.core.config import resource
from capacity.core.db import db
from capacity.core.languages import in_language
from capacity.core.outbox import Letter
from capacity.factory import ROOMS
from capacity.people.accounts.models import Person
from capacity.web import letters
from tests.architecture.sources import ROOT
from tests.architecture.world import ROLES
from tests.crosscut import acts
from tests.crosscut.conftest import Stage
from tests.crosscut.reading import reached
from tests.support import markup

pytestmark = pytest.mark.one_database
DIRECTIONS = {"ar": "rtl", "fr": "ltr"}
SPOKEN = ("aria-label", "title", "placeholder", "alt", "content", "data-label", "data-confirm")
SILENT = {"script", "style", "bdi", "code"}
"""Elements whose text is nobody's sentence: what people wrote stands in ``bdi`` and is in their language."""
_HOLE = re.compile(r"%\(\w+\)[sd]")
SHORTEST = 12
AUTONYMS = {"English", "Français", "العربية"}
"""A language is called in its own words."""


@cache
def _catalogue(language: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """English sentences whose translation differs: those without holes, and the longest piece of the others."""
    with (ROOT / f"capacity/translations/{language}/LC_MESSAGES/messages.po").open("rb") as lines:
        catalogue = read_po(lines, locale=language)
    whole, pieces, theirs = set(), set(), set()
    for message in catalogue:
        forms = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        said = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        theirs |= {_plain(words) for words in said}
        for english in forms:
            if not english or english in said or english in AUTONYMS:
                continue
            if _HOLE.search(english):
                longest = max(_HOLE.split(english), key=len).strip()
                if len(longest) >= SHORTEST:
                    pieces.add(longest)
            else:
                whole.add(_plain(english))
    everything = "\n".join(theirs)
    return frozenset(whole - theirs), tuple(sorted(piece for piece in pieces if piece not in everything))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _spoken(element: Any) -> Iterator[str]:
    """Every text and spoken attribute of a page, as a reader of its language meets it."""
    if element.tag in SILENT or element.get("lang") == "en" or element.get("hreflang") == "en":
        return
    for name in SPOKEN:
        if element.get(name):
            yield _plain(element.get(name))
    if element.tag == "input" and element.get("type") in {"submit", "button"}:
        yield _plain(element.get("value") or "")
    yield _plain(element.text or "")
    for child in element:
        if isinstance(child.tag, str):
            yield from _spoken(child)
        yield _plain(child.tail or "")


def left_over(page: str, language: str) -> list[str]:
    """English sentences of the catalogue that stand on the page untranslated."""
    whole, pieces = _catalogue(language)
    spoken = _spoken(markup.elements(page))
    texts = [text for text in (re.sub(r"https?://\S+", "", said).strip() for said in spoken) if text]
    return sorted({text for text in texts if text in whole} | {p for p in pieces for text in texts if p in text})


@pytest.mark.parametrize("language", DIRECTIONS)
def test_no_english_is_left_over_on_any_page(stage: Stage, language: str) -> None:
    db.session.execute(sa.update(Person).values(language=language))
    db.session.commit()
    wrong: list[str] = []
    seen: set[str] = set()
    for role in reversed(ROLES):
        visitor = stage.client(role)
        if role == "visitor":
            visitor.post("/language", data={"language": language, "csrf_token": visitor.own_token()})
        for endpoint, address in reached(stage, role):
            if endpoint in seen and endpoint not in BY_ROLE:
                continue
            seen.add(endpoint)
            answer = visitor.get(address)
            if answer.mimetype != "text/html":
                continue
            page = answer.get_data(as_text=True)
            opened = re.search(r"<html[^>]*>", page)
            expected = f'lang="{language}" dir="{DIRECTIONS[language]}"'
            if opened is None or expected not in opened[0]:
                wrong.append(f"{role} {endpoint}: not in {language}")
            found = left_over(page, language)
            wrong += [f"{role} {endpoint}: {text}" for text in found if (endpoint, text) not in TECHNICAL]
    assert not wrong, "\n".join(wrong)


TECHNICAL: set[tuple[str, str]] = set()
"""Words that are a name and not a sentence, by page."""
BY_ROLE = {"overview.home", "overview.dashboard", "rounds.ranking", "sessions.show", "mentorships.show"}
"""Pages that differ by who reads them."""


def test_whatever_the_log_names_has_words(stage: Stage) -> None:
    wording = stage.app.extensions["wording"]
    named = db.session.scalars(sa.select(AuditEntry.object_type).distinct())
    assert sorted(set(named) - set(wording.objects)) == []


def raw_in_the_log(wording: Any) -> list[str]:
    """What entries of the log would show a reader of Arabic as it is stored."""
    columns = (AuditEntry.action, AuditEntry.object_type, AuditEntry.before, AuditEntry.after)
    raw: set[str] = set()
    with in_language("ar"):
        for action, kind, before, after in db.session.execute(sa.select(*columns).distinct()):
            said = [str(wording.kept(kind, kept, action)) for kept in (before, after) if kept]
            raw |= {f"{action} {kind}: {words}" for words in said if _CODE.search(_QUOTED.sub("", words))}
    return sorted(raw)


_CODE = re.compile(r"[A-Za-z]{2}|\d\d\.\d{3}|\d{4}-\d\d-\d\d")
_QUOTED = re.compile("«.*»|SHA-256|[0-9a-f]{12}")
"""Words that somebody wrote, and what is the same in every language."""
_ACT = re.compile(r"""(?:action="|changed\(call, "|_noted\(sitting, ")([a-z_.]+)""")
_WHERE = {"calls/actions": "calls.", "rounds/actions": "sittings."}


def test_every_entry_of_the_log_is_words(stage: Stage) -> None:
    acts.write_the_other_letters(stage.world)
    wording = stage.app.extensions["wording"]
    assert raw_in_the_log(wording) == []
    named = {
        act if "." in act else next(room for place, room in _WHERE.items() if place in path.as_posix()) + act
        for path in (ROOT / "capacity").rglob("actions*/**/*.py")
        for act in _ACT.findall(path.read_text(encoding="utf-8"))
    }
    assert len(named) > 100
    assert sorted(named - set(wording.actions)) == []


def test_every_state_that_a_room_stores_has_words(app: Flask) -> None:
    wording = app.extensions["wording"]
    unsaid = []
    for name, (views, _policy) in ROOMS.items():
        declared = {type(state) for state in getattr(views, "WORDS", {})}
        for kind in declared:
            unsaid += [f"{name}: {state!r}" for state in kind if not _is_said(wording, state)]
    assert unsaid == []


def _is_said(wording: Any, state: Enum) -> bool:
    try:
        return bool(wording.said(state)[0])
    except KeyError:
        return False


def _templates() -> set[str]:
    folder = resource("templates")
    found = (path.relative_to(folder) for path in folder.rglob("letters/*.txt"))
    return {f"{path.parent.parent.as_posix()}/{path.stem}" for path in found}


def test_every_letter_reads_in_arabic_and_in_french(stage: Stage) -> None:
    acts.write_the_other_letters(stage.world)
    frozen = {letter.template: letter for letter in db.session.scalars(sa.select(Letter).order_by(Letter.id))}
    assert sorted(_templates() - set(frozen)) == [], "no act of the world writes these letters"
    wrong: list[str] = []
    for template in sorted(_templates()):
        for language in DIRECTIONS:
            letter = Letter(
                key=f"sample-{template}-{language}",
                template=template,
                language=language,
                address="a@example.org",
                data=frozen[template].data,
                created_at=stage.world.today,
            )
            with stage.app.test_request_context():
                rendered = letters.render(letter)
            if not rendered.subject or "\n" in rendered.subject:
                wrong.append(f"{template} {language}: no subject")
            wrong += [f"{template} {language}: {text}" for text in left_over(rendered.html, language)]
            wrong += [
                f"{template} {language}: {line}"
                for line in rendered.text.splitlines()
                if line in _catalogue(language)[0]
            ]
    db.session.rollback()
    assert not wrong, "\n".join(wrong)
