"""What the rules and the documents come to, and who departs from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.calls.states.eligibility import Result
from capacity.admission.review.states import Verdict
from capacity.admission.review.states.screening import Judgement, departs, proposed, seen_as, standing

pytestmark = pytest.mark.one_database
RESULTS = st.lists(st.sampled_from(Result), max_size=4)
JUDGED = st.lists(st.none() | st.sampled_from(Judgement), max_size=4)
FILES = st.frozensets(st.integers(1, 9), max_size=3)


@given(RESULTS, JUDGED)
def test_one_failing_is_enough_and_all_have_to_hold(results: list[Result], judged: list[Judgement | None]) -> None:
    come_to = proposed(results, judged)
    failing = Result.NOT_MET in results or Judgement.REFUSED in judged
    assert (come_to is Verdict.INELIGIBLE) == failing
    if come_to is Verdict.ELIGIBLE:
        assert set(results) <= {Result.MET}
        assert set(judged) <= {Judgement.ACCEPTED}
        assert results or judged
    assert proposed([*results, Result.UNKNOWN], judged) is not Verdict.ELIGIBLE
    assert proposed(results, [*judged, None]) is not Verdict.ELIGIBLE
    assert proposed([*results, Result.NOT_MET], judged) is Verdict.INELIGIBLE


@given(RESULTS, JUDGED, st.sampled_from(Verdict))
def test_nobody_departs_from_what_cannot_be_told(
    results: list[Result], judged: list[Judgement | None], verdict: Verdict
) -> None:
    come_to = proposed(results, judged)
    assert departs(verdict, come_to) == (come_to is not None and come_to is not verdict)


@given(st.sampled_from(Judgement), FILES, FILES)
def test_a_judgement_stands_for_the_files_that_were_judged(
    judgement: Judgement, judged: frozenset[int], joined: frozenset[int]
) -> None:
    assert standing(judgement, judged, joined) == (judgement if judged == joined else None)
    assert standing(None, judged, joined) is None
    assert (seen_as(None, sorted(judged)) == seen_as(None, sorted(joined))) == (judged == joined)
