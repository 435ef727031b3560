"""Deadlines and lengths, as pure rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.mentoring.mechanisms.states import (
    EventKind,
    Rules,
    count_words,
    months_before,
    report_deadline,
    word_limit,
)

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(days, st.integers(0, 104))
def test_a_deadline_lies_so_many_weeks_before_the_session(session: date, weeks: int) -> None:
    found = report_deadline(session, EventKind.SESSION, Rules(weeks_before_session=weeks))
    assert found == session - timedelta(weeks=weeks)


@given(days, st.integers(0, 60))
def test_counting_back_months_keeps_the_day_or_takes_the_last_of_the_month(day: date, months: int) -> None:
    found = months_before(day, months)
    assert (day.year * 12 + day.month) - (found.year * 12 + found.month) == months
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)


@given(days)
def test_a_published_deadline_is_itself_the_day(day: date) -> None:
    assert report_deadline(day, EventKind.NGO_DEADLINE, Rules(weeks_before_session=3)) == day


@given(days)
def test_nothing_is_due_from_associations_on_a_state_report(day: date) -> None:
    assert report_deadline(day, EventKind.STATE_REPORT, Rules(weeks_before_session=3)) is None


@given(days)
def test_without_a_rule_no_deadline_is_invented(day: date) -> None:
    assert report_deadline(day, EventKind.SESSION, Rules()) is None


@given(st.lists(st.from_regex(r"[a-zاب]{1,8}", fullmatch=True), max_size=60))
def test_words_are_runs_between_blanks(words: list[str]) -> None:
    assert count_words(" \n ".join(words)) == len(words)


@pytest.mark.parametrize(("text", "count"), [("", 0), ("— … !", 0), ("l'eau est là", 3), ("المادة 14 .", 2)])
def test_signs_alone_are_no_words(text: str, count: int) -> None:
    assert count_words(text) == count


def test_a_coalition_has_the_coalition_s_limit_where_there_is_one() -> None:
    assert word_limit(Rules(words=3300, words_coalition=6600), 1) == 3300
    assert word_limit(Rules(words=3300, words_coalition=6600), 2) == 6600
    assert word_limit(Rules(words=3300), 4) == 3300
    assert word_limit(Rules(), 1) is None
