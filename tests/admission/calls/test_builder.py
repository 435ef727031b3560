"""A call is built: kinds of questions, conditions, the order, the meter, the preview, what was taken out."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.calls import actions, queries
from capacity.admission.calls.actions.writing import shipped_anchors
from capacity.admission.calls.states import (
    Condition,
    Part,
    PartKind,
    QuestionKind,
    TextShape,
    Wording,
    gaps,
    languages_meter,
    shifted,
    stepped,
)
from capacity.admission.calls.states.reading import anchors_of
from capacity.core import facts
from capacity.core.audit import AuditEntry
from capacity.core.unit_of_work import unit_of_work
from tests.admission.calls.building import LANGUAGES, fresh, question, three
from tests.factories import admission, people

pytestmark = pytest.mark.one_database


def add(client: Any, call_id: int, kind: str, **more: Any) -> Any:
    """Send the form for a new question."""
    return client.submit_form(f"/desk/calls/{call_id}/questions/new", {**three("label", kind), "kind": kind, **more})


def test_every_kind_is_written_by_hand_with_what_it_needs(sign_in: Any) -> None:
    call = admission.call(published=False)
    client, number = sign_in(people.coordinator()), call.id
    here = {"subject": str(call.subjects[0].id)}
    table = {**three("columns", "Title"), "column_kinds-0": "money", "minimum": "1", "maximum": "3"}
    table = {name: f"{value}\n{value} 2" if name.startswith("columns") else value for name, value in table.items()}
    choices = {name: f"{value}\n{value} 2\n{value} 3" for name, value in three("choices", "Need").items()}
    for kind, more in {
        "money": {"minimum": "100", "maximum": "200"},
        "table": table,
        "file": {"maximum": "20"},
        "yes_no": {"minimum": "5", "earliest": "2018-01-01", "shape": "web"},
        "date": {"earliest": "2017-01-01", "latest": "2018-01-31", "minimum": "7"},
        "several_choices": {**choices, "maximum": "2"},
    }.items():
        assert add(client, number, kind, **here, **more).status_code == 302, kind
    waits = {"condition": ["yes_no_en=yes"], "regions": ["MA-02"], "shape": "phone", "withheld": "y"}
    assert add(client, number, "short_text", **here, **waits).status_code == 302
    call = fresh(number)
    money, rows, file = (question(call, f"{kind}_en") for kind in ("money", "table", "file"))
    assert (money.minimum, money.maximum) == (100, 200)
    assert [(one["key"], one["kind"]) for one in rows.columns] == [("title_en", "money"), ("title_en_2", "text")]
    assert (question(call, "yes_no_en").minimum, question(call, "yes_no_en").shape) == (None, None)
    held = question(call, "date_en")
    assert (held.minimum, held.maximum) == (20170101, 20180131)
    client.submit_form(f"/desk/calls/{number}/questions/{held.id}", {})
    assert (question(fresh(number), "date_en").minimum, held.maximum) == (20170101, 20180131), "as it was, saved again"
    assert question(call, "several_choices_en").maximum == 2
    paper = next(one for one in call.documents if one.question is file)
    assert (paper.key, paper.limit_mb) == ("file_en", 20)
    assert paper not in call.papers
    short = question(call, "short_text_en")
    assert short.condition == Condition("yes_no_en", frozenset({"yes"})).stored()
    assert (short.region_codes, short.shape, short.withheld) == (["MA-02"], TextShape.PHONE, True)
    page = client.page(f"/desk/calls/{number}/questions?lang=en")
    assert "only if: yes_no en – Yes" in page
    assert "2 choices at most" in page
    assert "not shown to readers · A telephone number" in page
    read = client.page(f"/desk/calls/{number}/preview?lang=en")
    for said in (
        "Between 100 MAD and 200 MAD",
        "3 rows at most",
        "A file – 20 MB a file at most",
        "A telephone number",
    ):
        assert f"{said}</span>" in read, "who only reads the call is told what an answer has to be"
    assert "A day from 1 January 2017 to 31 January 2018</span>" in read
    again = client.page(f"/desk/calls/{number}/questions/{short.id}?lang=en")
    assert re.search(r'value="yes_no_en=yes"[^>]*checked|checked[^>]*value="yes_no_en=yes"', again)
    client.submit_form(f"/desk/calls/{number}/questions/{file.id}", {"kind": "long_text"})
    assert "file_en" not in {one.key for one in fresh(number).documents}


def test_a_refused_question_says_why_and_keeps_what_was_typed(sign_in: Any) -> None:
    call = admission.call(published=False)
    client, number = sign_in(people.coordinator()), call.id
    here = {"subject": str(call.subjects[0].id)}
    for kind, more, words in (
        ("money", {"minimum": "-5"}, "never less than nothing"),
        ("table", {"maximum": "99"}, "between 1 and 20 rows"),
        ("date", {"earliest": "2018-02-01", "latest": "2018-01-31"}, "comes after the latest"),
        ("several_choices", {**three("choices", "Need"), "maximum": "1"}, "fewer than there are choices"),
        ("short_text", {"condition": ["network_member=yes"]}, "only after an earlier question"),
        ("short_text", {"condition": ["network_member=yes", "shadow_report_before=alone"]}, "one question only"),
    ):
        client.get("/?lang=en")
        page = add(client, number, kind, **here, **more)
        assert page.status_code == 422, kind
        assert f"{kind} en" in page.get_data(as_text=True)
        assert words in client.submit_form(
            f"/desk/calls/{number}/questions/new?lang=en", {**three("label", kind), "kind": kind, **here, **more}
        ).get_data(as_text=True)


def test_publishing_is_refused_with_the_list_while_something_is_missing(sign_in: Any) -> None:
    call = admission.call(published=False)
    told: dict[str, Any] = {"actor": admission.EVERYWHERE, "now": admission.BEFORE}
    half = admission.Localized(ar="نصف", fr="Moitié")
    with unit_of_work():
        actions.add_question(call, call.subjects[0], Wording(QuestionKind.TABLE, half), **told)
        elsewhere = Wording(QuestionKind.DATE, admission.words("Day"), regions=frozenset({"MA-01"}))
        actions.add_question(call, call.subjects[0], elsewhere, **told)
    missing = [str(gap.message) for gap in gaps(call, admission.BEFORE) if gap.part is Part.QUESTIONS]
    assert len(missing) == 3
    meter = languages_meter(call)
    assert meter["ar"][0] == meter["ar"][1] == meter["fr"][0]
    assert meter["en"] == (meter["en"][1] - 1, meter["ar"][1])
    client = sign_in(people.coordinator())
    refused = client.page(f"/desk/calls/{call.id}/publish?lang=en")
    for words in ("missing in English", "has no column", "a region that the call does not have"):
        assert words in refused
    page = client.page(f"/desk/calls/{call.id}?lang=en")
    assert f"{meter['en'][0]} of {meter['en'][1]}" in page


def test_a_part_is_put_in_its_place_by_the_page_s_script(sign_in: Any) -> None:
    call = admission.call(published=False)
    client, number = sign_in(people.coordinator()), call.id
    first, last = call.criteria[0], call.criteria[-1]
    order = [one.key for one in call.criteria]
    token = client.csrf_token(f"/desk/calls/{number}/criteria")

    def put(kind: str, item: int, place: str) -> Any:
        body = {"csrf_token": token, "place": place}
        address = f"/desk/calls/{number}/{kind}/{item}/shift"
        return client.post(address, data=body, headers={"Accept": "application/json"})

    assert put("criteria", last.id, "0").json["moved"]
    assert [one.key for one in fresh(number).criteria] == [order[-1], *order[:-1]]
    moved = put("criteria", first.id, "99").json
    assert moved["order"] == [one.id for one in fresh(number).criteria]
    assert fresh(number).criteria[-1].key == order[0]
    assert put("criteria", first.id, "x").status_code == 400
    pages = [one.id for one in fresh(number).subjects]
    assert put("subjects", pages[2], "0").json["order"] == [pages[2], pages[0], pages[1], *pages[3:]]
    assert [one.id for one in fresh(number).subjects] == [pages[2], pages[0], pages[1], *pages[3:]]


def test_a_question_goes_on_to_the_page_beside_its_own_and_by_the_script_to_any(sign_in: Any) -> None:
    call = admission.call(published=False)
    client, number = sign_in(people.coordinator()), call.id
    before = [[one.id for one in page.questions] for page in call.subjects]
    page, moved = call.subjects[1].id, before[0][-1]
    here = f"/desk/calls/{number}/questions"

    def pages() -> list[list[int]]:
        return [[one.id for one in page.questions] for page in fresh(number).subjects]

    client.submit_form(here, form=f"/questions/{moved}/shift", button="way=down")
    assert pages() == [before[0][:-1], [moved, *before[1]], *before[2:]]
    client.submit_form(here, form=f"/questions/{moved}/shift", button="way=up")
    assert pages() == before
    token, script = {"csrf_token": client.csrf_token(here)}, {"Accept": "application/json"}
    put = client.post(f"{here}/{moved}/shift", data={**token, "place": "1", "page": page}, headers=script)
    assert put.json["order"] == pages()[1] == [before[1][0], moved, *before[1][1:]]
    gone = client.post(f"{here}/{moved}/shift", data={**token, "place": "0", "page": "0"}, headers=script)
    assert "retirée" in gone.json["error"]


@pytest.mark.parametrize(
    ("key", "by", "to"),
    [(1, -1, (0, 0)), (1, 1, (0, 1)), (2, 1, (1, 0)), (3, 1, (2, 0)), (4, -1, (1, 1)), (4, 1, (2, 0)), (3, -1, (0, 2))],
)
def test_a_question_steps_over_the_ends_of_its_page(key: int, by: int, to: tuple[int, int]) -> None:
    """Also on to a page that has none."""
    assert stepped([[1, 2], [3], [4]], key, by) == to


@pytest.mark.parametrize(
    ("by", "order"), [(-1, [1, 3, 2]), (-2, [3, 1, 2]), (-9, [3, 1, 2]), (0, [1, 2, 3]), (4, [1, 2, 3])]
)
def test_a_line_moves_so_many_places(by: int, order: list[int]) -> None:
    assert shifted([1, 2, 3], 3, by) == order


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_is_tried_in_each_language_before_it_is_published(sign_in: Any, language: str) -> None:
    call = admission.call(published=False)
    told: dict[str, Any] = {"actor": admission.EVERYWHERE, "now": admission.BEFORE}
    with unit_of_work():
        page = actions.add_subject(call, title=admission.words("Money"), help=admission.words("- In dirhams"), **told)
        for wording in (
            Wording(QuestionKind.YES_NO, admission.words("Funded")),
            Wording(
                QuestionKind.MONEY, admission.words("Amount"), condition=Condition("funded_en", frozenset({"yes"}))
            ),
            Wording(QuestionKind.DATE, admission.words("Coast"), regions=frozenset({"MA-04"})),
        ):
            actions.add_question(call, page, wording, **told)
    client = sign_in(people.coordinator())
    shown = client.page(f"/desk/calls/{call.id}/form?in={language}&page=money_en&region=MA-08")
    assert f"<li>In dirhams {language}</li>" in shown
    assert f"Amount {language}" in shown
    assert f"Coast {language}" not in shown
    assert 'data-waits="' in shown
    assert f"Coast {language}" in client.page(f"/desk/calls/{call.id}/form?in={language}&page=money_en&region=MA-04")
    client.page(f"/desk/calls/{call.id}/form?page=nowhere", status=404)
    assert "/form" in client.page(f"/desk/calls/{call.id}/preview?in={language}")


def test_the_log_calls_a_part_by_its_words_also_when_it_was_taken_out(db_session: Any) -> None:
    call = admission.call(published=False)
    told: dict[str, Any] = {"actor": admission.EVERYWHERE, "now": admission.BEFORE}
    with unit_of_work():
        page = actions.add_subject(call, title=admission.words("Money"), **told)
        actions.add_question(call, page, Wording(QuestionKind.DATE, admission.words("Coast")), **told)
    with unit_of_work():
        actions.remove_question(call, question(call, "coast_en"), **told)
    entries = db_session.scalars(sa.select(AuditEntry).where(AuditEntry.after.in_(["money_en", "coast_en"]))).all()
    assert sorted(queries.parts_named(entries).values()) == ["Coast ar", "Coast ar", "Money ar"]


ANCHORS = "\n".join(f"Line {mark}" for mark in range(6))


def test_a_criterion_says_what_its_marks_mean_and_a_call_how_it_is_read(sign_in: Any) -> None:
    call = admission.call(published=False)
    client, number = sign_in(people.coordinator()), call.id
    path = f"/desk/calls/{number}/criteria/{call.criteria[0].id}"
    short = client.submit_form(path, three("anchors", "Line 0"))
    assert short.status_code == 422
    assert "Line 0 ar" in short.text
    lines = {f"anchors-{code}": ANCHORS for code in LANGUAGES}
    assert client.submit_form(path, {**lines, "comment_required": "y"}).status_code == 302
    assert "Line 5" in client.page(path)
    reading = f"/desk/calls/{number}/reading"
    assert client.submit_form(reading, {"readers": "9"}).status_code == 422
    said = {"readers": "2", "spread": "20", "blind": "y", "same_province": "y"}
    assert client.submit_form(reading, said).status_code == 302
    words = client.page(f"{reading}?lang=en")
    assert "2 members of the committee read each application, apart from one another." in words
    assert "more than 20 points out of 100 apart, one more member reads it" in words
    assert "or is of its province, does not read its application" in words
    page = client.page(f"/desk/calls/{number}/preview?in=en")
    assert "Readers do not see who applies" in page


def test_the_programmes_own_criteria_say_what_each_mark_means() -> None:
    for line in facts.load("programme")["rubric"]:
        anchors = anchors_of(shipped_anchors(line["key"]))
        assert len(anchors) == 6
        assert not any(one.missing for one in anchors), line["key"]


def test_what_was_taken_out_is_put_back_and_a_question_is_copied(sign_in: Any) -> None:
    call = admission.call(published=False)
    client, number = sign_in(people.coordinator()), call.id
    asked, waiting = question(call, "network_member"), question(call, "network_name")
    client.submit_form(f"/desk/calls/{number}/questions", form=f"/questions/{asked.id}/duplicate")
    copy = question(fresh(number), "network_member_2")
    assert (copy.label, copy.position) == (asked.label, asked.position + 1)
    assert question(fresh(number), "network_name").condition["question"] == "network_member"
    for one in (waiting, asked):
        client.submit_form(f"/desk/calls/{number}/questions", form=f"/questions/{one.id}/remove")
    for kind in ("criteria", "documents", "checks"):
        item = (fresh(number).papers if kind == "documents" else getattr(fresh(number), kind))[0]
        words = str(getattr(item, {"criteria": "name", "documents": "label"}.get(kind, "question")))
        client.submit_form(f"/desk/calls/{number}/{kind}", form=f"/{kind}/{item.id}/remove")
        kept = queries.removed_parts(number, [PartKind(kind)])[0]
        client.submit_form(f"/desk/calls/{number}/{kind}", form=f"/removed/{kept.id}/back")
        here = fresh(number).papers if kind == "documents" else getattr(fresh(number), kind)
        assert words == str(getattr(here[-1], {"criteria": "name", "documents": "label"}.get(kind, "question")))
    for kept in queries.removed_parts(number, [PartKind.QUESTIONS])[::-1]:
        client.submit_form(f"/desk/calls/{number}/questions", form=f"/removed/{kept.id}/back")
    call = fresh(number)
    assert question(call, "network_name").condition is None, "nothing before it answers any more"
    assert question(call, "network_member").required
    assert not queries.removed_parts(number, list(PartKind))
