"""Nothing that an association writes can be read by who runs the service, nor in what it keeps."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa
from werkzeug.routing import Rule

from capacity.core import clock, outbox
from capacity.core.access import Role
from capacity.core.db import Base, db
from capacity.core.files import StoredFile, store
from capacity.core.unit_of_work import unit_of_work
from capacity.mentoring.mentorships import actions as mentorships
from capacity.mentoring.mentorships import queries as mentorship_queries
from capacity.mentoring.shadow_reports.models import ReportFile, ReportNote, ReportVersion
from tests.factories import mentoring, people

MARK = "Zellige-Quincaillerie-94731"
PARTS = ("title", "section", "comment", "file", "filename", "meeting", "reference", "considered")


def _marked(part: str) -> str:
    return f"{MARK} {part}"


def _marked_pdf() -> bytes:
    held = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.docinfo["/Title"] = _marked("file")
        made.save(held, compress_streams=False)
    return held.getvalue()


def _write_everything(sign_in: Any) -> mentoring.Circle:
    """Plant the sentence everywhere that somebody can write it, through the pages."""
    around = mentoring.circle(title=_marked("title"))
    member = sign_in(around.member, private_key=around.member_key)
    guide = sign_in(around.mentor, private_key=around.mentor_key)
    url, meetings = f"/reports/{around.report_id}", f"/mentorships/{around.mentorship_id}/meetings/new"
    filled = {"held_on": clock.today().isoformat(), "minutes": "60", "mode": "video", "notes": _marked("meeting")}
    for signed, page, data, form in (
        (member, f"{url}/sections/issues", {"text": _marked("section")}, "writing"),
        (guide, f"{url}/sections/issues", {"comment": _marked("comment")}, "commenting"),
        (member, f"{url}/files", {"file": (io.BytesIO(_marked_pdf()), f"{_marked('filename')}.pdf")}, None),
        (guide, meetings, filled, None),
        (member, f"{url}/publication", {"publish": "no"}, None),
        (member, f"{url}/sources", dict.fromkeys(("consent", "names", "details", "pictures"), "y"), None),
        (member, url, {}, "/review"),
        (member, url, {}, "/sign-off"),
        (member, f"{url}/submission", {"channel": "email", "reference": _marked("reference")}, None),
        (member, f"{url}/next", {"words": _marked("considered")}, None),
    ):
        assert signed.submit_form(page, data, form=form).status_code == 302, page
    shown = (
        member.page(url) + member.page(f"{url}/sections/issues") + member.page(f"/mentorships/{around.mentorship_id}")
    )
    assert all(_marked(part) in shown for part in PARTS if part != "file")
    return around


def _asked(rule: Rule) -> Iterator[str]:
    """Every address of this rule that the database could have a page for."""
    texts = {
        "code": ["CEDAW", "MA-08", "fr"], "topic": ["words"], "section": ["issues", "title"], "kind": ["xlsx"],
        "iso": ["MA-08"], "region": ["MA-08"], "name": ["privacy"], "filename": ["x"], "format": ["xlsx", "csv"],
    }  # fmt: skip
    wanted = [
        [str(number) for number in range(1, 4)] if type(rule._converters[name]).__name__ == "IntegerConverter"
        else texts.get(name, ["1", "2"])
        for name in sorted(rule.arguments)
    ]  # fmt: skip
    for values in product(*wanted):
        try:
            built = rule.build(dict(zip(sorted(rule.arguments), values, strict=True)))
        except ValueError:
            continue
        if built is not None:
            yield built[1]


def _unpacked(content: bytes) -> bytes:
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())
    if content.startswith(b"%PDF-"):
        with pikepdf.open(io.BytesIO(content)) as document:
            streams = [obj.read_bytes() for obj in document.objects if isinstance(obj, pikepdf.Stream)]
            return b"".join(streams) + repr(dict(document.docinfo)).encode()
    return content


def _readers(around: mentoring.Circle, sign_in: Any) -> dict[str, Any]:
    """Everybody who must find nothing; each with a key of their own, so that no key alone opens anything."""
    found = {}
    stranger, stranger_key = mentoring.writer()
    people.association(stranger)
    other_mentor, other_key = mentoring.mentor()
    for name, person in {
        "administrator": people.administrator(),
        "coordinator": people.coordinator(),
        "coordinator of the region": people.coordinator("MA-08"),
        "committee": people.person(roles=(Role.COMMITTEE,)),
        "partner": people.person(roles=(Role.PARTNER,)),
        "trainer": people.person(roles=(Role.TRAINER,)),
    }.items():
        found[name] = sign_in(person, private_key=mentoring.with_key(person))
    found["another association"] = sign_in(stranger, private_key=stranger_key)
    found["another mentor"] = sign_in(other_mentor, private_key=other_key)
    return found


@pytest.mark.one_database
def test_no_page_that_others_reach_shows_what_was_written(
    app: Any, client: Any, sign_in: Any, monkeypatch: Any
) -> None:
    around = _write_everything(sign_in)
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "static"]
    addresses = sorted({address for rule in rules for address in _asked(rule)})
    assert any(address.startswith("/reports/") for address in addresses)
    readers = {"visitor": client, **_readers(around, sign_in)}
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", value=False)
    for name, reader in readers.items():
        reader.allow_failures = True
        for address in addresses if name in {"administrator", "coordinator", "visitor"} else _own(addresses):
            answer = reader.get(address, buffered=True)
            assert MARK.encode() not in _unpacked(answer.data), (name, address)
            assert MARK not in str(answer.headers), (name, address)


def _own(addresses: list[str]) -> list[str]:
    return [one for one in addresses if one.startswith(("/reports", "/mentor", "/milestones", "/library", "/partner"))]


def test_neither_database_nor_store_nor_letters_nor_logs_hold_it(
    app: Any, house: Any, sign_in: Any, capfd: Any, caplog: Any
) -> None:
    around = _write_everything(sign_in)
    outbox.run_due(clock.now())
    with unit_of_work():
        party = mentorship_queries.party(around.mentorship().parties[0].id)
        assert party is not None
        mentorships.dismiss(party, actor=around.writing, now=clock.now())
    outbox.run_due(clock.now())
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ReportVersion)) == 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ReportNote)) == 3
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ReportFile)) == 1
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)):
            assert MARK not in _as_read(row), table.name
    for stored in db.session.scalars(sa.select(StoredFile)):
        assert MARK.encode() not in store().read(stored)
    db.session.rollback()
    for path in [one for one in Path(house.folder).rglob("*") if one.is_file()]:
        assert MARK.encode() not in path.read_bytes(), path.name
    said = capfd.readouterr()
    assert MARK not in said.out + said.err + caplog.text


def _as_read(row: Any) -> str:
    """A row as somebody with a copy of the database reads it, bytes included."""
    return " ".join(value.decode("utf-8", "replace") if isinstance(value, bytes) else repr(value) for value in row)


@pytest.mark.one_database
def test_an_error_page_shows_nothing_of_it(app: Any, sign_in: Any, monkeypatch: Any, capfd: Any) -> None:
    around = _write_everything(sign_in)

    def broken(*_arguments: Any, **_values: Any) -> None:
        raise RuntimeError(_marked("section"))

    monkeypatch.setattr("capacity.mentoring.shadow_reports.queries.comment_counts", broken)
    member = sign_in(around.member, private_key=around.member_key)
    member.allow_failures = True
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", value=False)
    answer = member.get(f"/reports/{around.report_id}")
    assert answer.status_code == 500
    assert MARK.encode() not in answer.data
    said = capfd.readouterr()
    assert MARK not in said.out + said.err
