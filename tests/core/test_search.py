"""What people wrote is found however it is asked for, and no question breaks the page."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from capacity.core import search
from capacity.core.db import db
from capacity.core.search import entries

HOSTILE = [
    '"', "'", "' OR 1=1 --", '" OR *', "NEAR(a b)", "a AND", "NOT", "(", ")", "*", ":*", "a:b", "^a", "-a", "{a}", "\\",
    "!!&|<->",
    "\0", "a\0b", "\ud800", "a\ud800", "x" * 10_000, "é " * 5_000,
    "١٢٣", "1e5 0x1f -3.5", "%", "_", "ⵜⴰⵎ", "😀", "\u202e",
]  # fmt: skip


@pytest.fixture
def found(db_session: Session) -> "Found":
    return Found(db_session)


class Found:
    """Three associations, and what a query finds of them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        search.index(
            session, "association", 1, ["جمعية التكوين والتنمية", "Association du développement d'Agadir", None]
        )
        search.index(session, "association", 2, ["الجمعيات النسائية بأكادير", "Réseau des femmes élues"])
        search.index(session, "association", 3, ["Tafoukt 2017"])
        search.index(session, "call", 1, ["Tafoukt"])

    def __call__(self, query: str, kind: str = "association") -> set[int]:
        return set(self.session.scalars(search.matching(kind, query)))


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("agadir", {1}),
        ("AGADIR", {1}),
        ("developpement", {1}),
        ("développements", {1}),
        ("femme élue", {2}),
        ("associations", {1}),
        ("الجمعية", {1, 2}),
        ("جمعيه", {1, 2}),
        ("تكوين", {1}),
        ("التنميه", {1}),
        ("أكادير", {2}),
        ("taf", {3}),
        ("tafoukt 20", {3}),
        ("٢٠١٧", {3}),
        ("taf agadir", set()),
        ("d'Agadir", {1}),
        ("", {1, 2, 3}),
        ("   ", {1, 2, 3}),
        ("?!", set()),
    ],
)
def test_a_query_finds(found: Found, query: str, ids: set[int]) -> None:
    assert found(query) == ids


def test_kinds_are_apart(found: Found) -> None:
    assert found("tafoukt", "call") == {1}


def test_only_the_last_word_may_be_unfinished(found: Found) -> None:
    assert found("tafou 2017") == set()
    assert found("2017 tafou") == {3}


@pytest.mark.parametrize("query", HOSTILE)
def test_no_question_breaks_the_page(found: Found, query: str) -> None:
    found(query)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_the_index(found: Found, text: str) -> None:
    search.index(found.session, "association", 4, [text])
    search.index(found.session, "association", 4, ["settled"])
    assert found("settled") == {4}


def test_a_changed_text_is_found_by_its_new_words_only(found: Found) -> None:
    search.index(found.session, "association", 3, ["Tamazirt"])
    assert found("tamazirt") == {3}
    assert found("tafoukt") == set()


def test_what_is_removed_is_not_found(found: Found) -> None:
    search.remove(found.session, "association", 3)
    search.remove(found.session, "association", 99)
    assert found("tafoukt") == set()
    assert found("") == {1, 2}


def test_a_long_text_is_indexed_to_its_bound(found: Found) -> None:
    search.index(found.session, "association", 5, (f"mot{number}" for number in range(40_000)))
    assert found("mot1") == {5}


def test_a_long_text_is_indexed_to_what_a_database_takes(found: Found) -> None:
    long = ("ع" * 400 + str(number) for number in range(1_500))
    search.index(found.session, "association", 5, ["خاتمة", *long])
    assert found("خاتمه") == {5}


def test_the_numerous_are_found_by_their_own_numbers(db_session: Session) -> None:
    def found(query: str) -> set[int]:
        entry = sa.table("search_entries", sa.column("object_id"))
        return set(db_session.scalars(sa.select(entry.c.object_id).where(search.found(entry.c.object_id, query))))

    search.index(db_session, search.NUMEROUS, 7, ["Tafoukt"])
    db_session.execute(sa.update(search.SearchEntry).values(id=1))  # as an earlier version kept it
    search.renew(db_session)
    assert found("tafoukt") == {7}
    search.index(db_session, search.NUMEROUS, 7, ["Tamazirt"])
    search.index(db_session, search.NUMEROUS, 8, ["Tamazirt du Sud"])
    assert [found(query) for query in ("tama", "tafoukt", "sud tamazirt", "", "?!")] == [
        {7, 8},
        set(),
        {8},
        {7, 8},
        set(),
    ]
    assert set(db_session.scalars(search.matching(search.NUMEROUS, "tamazirt"))) == {7, 8}


def test_comparing_models_leaves_the_index_alone() -> None:
    assert search.is_ours("search_index_data")
    assert search.is_ours("ix_search_entries_words")
    assert not search.is_ours("search_entries")
    assert not search.is_ours(None)


EARLIER = {
    "sqlite": """CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_entries', content_rowid='id',
        tokenize='unicode61 remove_diacritics 0', prefix='2 3')""",
    "postgresql": """CREATE INDEX ix_search_entries_words ON search_entries
        USING gin (array_to_tsvector(string_to_array(words, ' ')))""",
}


def test_an_index_of_an_earlier_version_is_made_anew(app: Any) -> None:
    """With a connection of its own: what describes tables is no part of what a test leaves behind."""
    kind = db.engine.dialect.name
    drop = entries.DROP_SQLITE if kind == "sqlite" else entries.DROP_POSTGRESQL
    for statement in (*drop, EARLIER[kind]):
        db.session.execute(sa.text(statement))
    words = search.indexed(["Association Tafoukt de Zagora"])
    for number, name in ((7, "application"), (8, "association")):
        row = {"id": number, "kind": name, "object_id": number, "words": words}
        db.session.execute(sa.insert(search.SearchEntry), row)
    db.session.commit()
    search.renew(db.session())
    search.index(db.session(), "application", 9, ["Tafoukt d'Agdz"])
    db.session.commit()
    assert set(db.session.scalars(search.matching("application", "tafoukt"))) == {7, 9}
    assert set(db.session.scalars(search.matching("application", "zag"))) == {7}
    assert set(db.session.scalars(search.matching("association", "zagora"))) == {8}
    search.renew(db.session())  # a second time it changes nothing
    db.session.commit()
    assert set(db.session.scalars(search.numbers("tafoukt"))) == {7, 9}
