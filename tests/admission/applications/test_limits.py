"""Days with bounds, addresses and telephone numbers: said before, kept as they were typed, refused at the sending."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.applications import queries
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import Asked, Problem, may_carry_over, parse_answer, problem_of
from capacity.admission.applications.views.limits import KEYBOARDS
from capacity.admission.calls.states import QuestionKind, TextShape, Wording, day_number, day_of
from capacity.core.db import db
from tests.admission.applications.test_paper import ROW, answers, sent
from tests.factories import admission, people

K, DAYS = QuestionKind, st.dates()
SHAPES = {
    TextShape.EMAIL: (["  Salma@Exemple.MA "], ["salma.exemple.ma", "a@b"], "salma@exemple.ma"),
    TextShape.PHONE: (["0661 23 45 67", "00212661234567", "٠٦٦١٢٣٤٥٦٧"], ["12", "mon numéro"], "+212661234567"),
    TextShape.WEB: (["https://exemple.ma/nous"], ["exemple", "javascript:alert(1)", "https://a@b.ma", "x y.ma"], ""),
}


def bare(number: object) -> str:
    """A telephone number without what parts it."""
    return re.sub(r"[^+\d]", "", str(number))


@given(DAYS, DAYS)
def test_days_keep_their_order_as_bounds(one: date, other: date) -> None:
    assert (day_number(one) < day_number(other)) == (one < other)
    assert day_of(day_number(one)) == one


@given(DAYS, st.integers(0, 4000), DAYS)
def test_a_day_is_right_within_its_bounds_and_nowhere_else(first: date, length: int, day: date) -> None:
    last = min(first.toordinal() + length, date.max.toordinal())
    asked = Asked(K.DATE, minimum=day_number(first), maximum=day_number(date.fromordinal(last)))
    kept = parse_answer(asked, day.isoformat())
    within = first.toordinal() <= day.toordinal() <= last
    assert problem_of(asked, kept) is (None if within else Problem.OUT_OF_RANGE)


@pytest.mark.parametrize("shape", list(TextShape))
def test_what_a_text_has_to_be_is_kept_either_way_and_marked_when_it_is_not(shape: TextShape) -> None:
    asked = Asked(K.SHORT_TEXT, shape=shape)
    right, wrong, usual = SHAPES[shape]
    for text in right:
        kept = parse_answer(asked, text)
        assert (kept if shape is not TextShape.PHONE else bare(kept)) == (usual or text)
        assert problem_of(asked, kept) is None
        assert re.fullmatch(KEYBOARDS[shape].get("pattern", ".*"), text), "a browser finds no fault with it"
    for text in wrong:
        assert parse_answer(asked, text) == text
        assert problem_of(asked, text) is Problem.MISSHAPEN
    assert may_carry_over(asked, asked, same_language=False)
    assert not may_carry_over(asked, Asked(K.SHORT_TEXT), same_language=True)


def test_browsers_can_read_what_they_are_to_find_fault_by() -> None:
    """They compile a pattern with the flag v, by which these signs are written with a backslash within a class."""
    for pattern in (marks["pattern"] for marks in KEYBOARDS.values() if "pattern" in marks):
        for within in re.findall(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]", pattern):
            assert not re.search(r"(?<!\\)[(){}/|]", within), within


def test_a_page_without_scheme_is_kept_with_one() -> None:
    assert parse_answer(Asked(K.SHORT_TEXT, shape=TextShape.WEB), "www.exemple.ma") == "https://www.exemple.ma"
    assert parse_answer(Asked(K.SHORT_TEXT, shape=TextShape.WEB), "موقع.المغرب") == "https://موقع.المغرب"


FIRST, LAST = date(2017, 1, 1), date(2018, 1, 31)
ASKED = (
    Wording(K.DATE, admission.words("Held"), minimum=day_number(FIRST), maximum=day_number(LAST)),
    Wording(K.NUMBER, admission.words("Staff"), minimum=1, maximum=30),
    *(Wording(K.SHORT_TEXT, admission.words(shape.value), shape=shape) for shape in TextShape),
)


def test_the_page_says_it_before_and_what_is_wrong_stays_as_it_was_typed(sign_in: Any, clock: Any) -> None:
    clock.stop_at(admission.DURING)
    call, numbers = admission.call_asking(*ASKED)
    made = admission.draft(call)
    client, address = sign_in(made.association.members[0].person), f"/applications/{made.id}/form/money_en"
    page = client.page(f"{address}?lang=ar")
    assert "تاريخ من 1 يناير 2017 إلى 31 يناير 2018." in page
    assert "بين 1 و30." in page
    for marks in ('min="2017-01-01"', 'max="2018-01-31"', 'type="email"', 'inputmode="tel"', 'inputmode="url"'):
        assert marks in page
    for shape in TextShape:
        field = re.search(rf'<input[^>]*id="q{numbers[f"{shape.value}_en"]}"[^>]*>', page)
        assert field is not None
        assert 'dir="ltr"' in field[0]
    typed = {"held_en": "2016-12-31", "email_en": "salma chez exemple", "phone_en": "12", "web_en": "nulle part"}
    refused = client.submit_form(f"{address}?lang=fr", {f"q{numbers[key]}": value for key, value in typed.items()})
    body = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "la première permise est le 1er janvier 2017" in body
    for words in ("Ce n’est pas une adresse électronique", "pas un numéro de téléphone", "pas une adresse web"):
        assert words in body
    for value in typed.values():
        assert f'value="{value}"' in body, "what was typed stands there"
        assert value in {one.value for one in queries.draft(made).answers.values()}, "and is kept"
    body = {"question": numbers["held_en"], "value": (LAST + timedelta(1)).isoformat(), "version": 1, "sign": "s"}
    token = {"X-CSRFToken": client.own_token()}
    answer = client.post(f"/applications/{made.id}/answers", json=body, headers=token).get_json()
    assert "la dernière permise est le 31 janvier 2018" in answer["problem"]
    lacking = {question.key: problem for _page, question, problem in queries.draft(made).problems}
    assert (lacking["held_en"], lacking["phone_en"]) == (Problem.OUT_OF_RANGE, Problem.MISSHAPEN)


@pytest.mark.one_database
def test_on_paper_the_template_says_it_and_the_refusal_too(sign_in: Any, clock: Any) -> None:
    call, _numbers = admission.call_asking(*ASKED)
    clock.stop_at(admission.AFTER)
    client = sign_in(people.coordinator(language="en"))
    template = client.get(f"/desk/calls/{call.id}/paper/template").data
    told = zipfile.ZipFile(io.BytesIO(template)).read("xl/comments1.xml").decode()
    assert "A day from 1 January 2017 to 31 January 2018." in told
    assert "For instance: name@example.org" in told
    right = {"q:held_en": "2017-05-02", "q:email_en": "a@b.ma", "q:phone_en": "0661234567", "q:web_en": "b.ma"}
    row = ROW | answers(call) | right
    page = sent(client, call, row | {"q:held_en": "2018-02-01", "q:phone_en": "12"}).get_data(as_text=True)
    assert "the latest allowed is 31 January 2018" in page
    assert "This is not a telephone number" in page
    assert db.session.scalar(sa.select(sa.func.count(Application.id))) == 0
    assert sent(client, call, row).status_code == 302
    (made,) = db.session.scalars(sa.select(Application))
    kept = {one.key: one.value for page in queries.content(made).subjects for one in page.answers}
    assert (bare(kept["phone_en"]), kept["web_en"]) == ("+212661234567", "https://b.ma")
