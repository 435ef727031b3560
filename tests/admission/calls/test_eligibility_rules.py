"""The rules of eligibility: what each finds, and when it says that it cannot be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.calls.states.eligibility import (
    COUNTED,
    OF_ASSOCIATIONS,
    Applicant,
    Partner,
    Requirement,
    Result,
    RuleKind,
    Whom,
    findings,
    founded_between,
    months_between,
    needed_of,
    read_requirements,
    together,
)

pytestmark = pytest.mark.one_database
CLOSING = date(2018, 3, 15)
DAYS = st.dates(date(1990, 1, 1), date(2019, 12, 31))
THEMES = ("women", "children", "youth")
ANSWERS = ("yes", "no")


@st.composite
def applicants(draw: st.DrawFn) -> Applicant:
    """An association as it may be recorded: with gaps, and without contradicting itself."""
    receipt = draw(st.none() | DAYS)
    return Applicant(
        province="08.587",
        region=draw(st.sampled_from(["MA-08", "MA-04"])),
        regions=frozenset({"MA-08"}),
        closing=CLOSING,
        receipt_number=draw(st.sampled_from(["", "12/2016"])),
        receipt_date=receipt,
        founded_year=draw(st.none() | st.integers(1990, receipt.year if receipt else 2018)),
        women=draw(st.integers(0, 4)),
        others=draw(st.integers(0, 4)),
        unstated=draw(st.integers(0, 4)),
        themes=draw(st.frozensets(st.sampled_from(THEMES))),
        selected_by=draw(st.just(()) | st.just(("AMI-2017",))),
        missing=draw(st.just(()) | st.just(("statutes",))),
        answers=draw(st.dictionaries(st.just("active"), st.booleans())),
    )


@st.composite
def requirements(draw: st.DrawFn) -> Requirement:
    """A rule as a call may declare it."""
    kind = draw(st.sampled_from(RuleKind))
    if kind in COUNTED:
        return Requirement(kind, least=draw(st.integers(1, 40)))
    if kind is RuleKind.THEMES:
        return Requirement(kind, codes=tuple(draw(st.sets(st.sampled_from(THEMES), min_size=1))))
    if kind is RuleKind.ANSWER:
        return Requirement(kind, codes=(draw(st.sampled_from(ANSWERS)),), question="active")
    return Requirement(kind)


def found(rule: Requirement, applicant: Applicant) -> Result:
    return findings([rule], applicant)[0].result


@given(st.lists(requirements()), applicants())
def test_rules_are_kept_and_answered_one_by_one(rules: list[Requirement], applicant: Applicant) -> None:
    assert read_requirements([one.stored() for one in rules]) == tuple(rules)
    assert [one.requirement for one in findings(rules, applicant)] == rules
    assert [one.result for one in findings(rules, applicant)] == [found(rule, applicant) for rule in rules]


@given(DAYS, DAYS, st.integers(0, 400))
def test_months_are_counted_as_people_count_them(start: date, end: date, months: int) -> None:
    if start.day <= 28:
        later = date(start.year + (start.month - 1 + months) // 12, (start.month - 1 + months) % 12 + 1, start.day)
        assert months_between(start, later) == months
        assert months_between(start, later - timedelta(days=1)) == months - 1
    assert months_between(start, end) <= months_between(start, end + timedelta(days=1))


@given(applicants(), st.integers(1, 400))
def test_the_age_is_told_when_every_day_on_which_it_may_have_been_founded_says_the_same(
    applicant: Applicant, least: int
) -> None:
    first, last = founded_between(applicant.founded_year, applicant.receipt_date)
    result = found(Requirement(RuleKind.AGE, least=least), applicant)
    if first is None or last is None:
        met = last is not None and months_between(last, CLOSING) >= least
        assert result is (Result.MET if met else Result.UNKNOWN)
        return
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    said = {months_between(day, CLOSING) >= least for day in days}
    assert result is (Result.UNKNOWN if len(said) == 2 else Result.MET if True in said else Result.NOT_MET)


@given(applicants(), st.integers(1, 8))
def test_women_are_counted_whatever_was_not_stated(applicant: Applicant, least: int) -> None:
    result = found(Requirement(RuleKind.WOMEN, least=least), applicant)
    said = {applicant.women + more >= least for more in range(applicant.unstated + 1)}
    if not applicant.board:
        assert result is Result.UNKNOWN
    else:
        assert result is (Result.UNKNOWN if len(said) == 2 else Result.MET if True in said else Result.NOT_MET)


@given(requirements(), applicants())
def test_one_member_more_never_takes_away_what_was_met(rule: Requirement, applicant: Applicant) -> None:
    before = found(rule, applicant)
    after = found(rule, replace(applicant, women=applicant.women + 1))
    assert before is not Result.MET or after is Result.MET


def test_each_rule_tells_what_it_was_found_from() -> None:
    applicant = Applicant(
        province="08.587", region="MA-04", regions=frozenset({"MA-08"}), closing=CLOSING, receipt_number="12/2016",
        receipt_date=CLOSING + timedelta(days=1), founded_year=2016, women=1, others=2, unstated=1,
        themes=frozenset({"youth"}), missing=("statutes",), selected_by=("AMI-2017",),
        answers={"active": False},
    )  # fmt: skip
    rules = [
        Requirement(RuleKind.SEAT),
        Requirement(RuleKind.RECEIPT),
        Requirement(RuleKind.AGE, least=12),
        Requirement(RuleKind.BOARD, least=5),
        Requirement(RuleKind.WOMEN, least=2),
        Requirement(RuleKind.THEMES, codes=("women",)),
        Requirement(RuleKind.DOCUMENTS),
        Requirement(RuleKind.ANSWER, codes=("yes",), question="active"),
        Requirement(RuleKind.ANSWER, codes=("yes",), question="another"),
        Requirement(RuleKind.NEWCOMER),
    ]
    told = findings(rules, applicant)
    no, unknown = Result.NOT_MET, Result.UNKNOWN
    assert [one.result for one in told] == [no, no, Result.MET, no, unknown, no, no, no, unknown, no]
    assert told[0].inputs == {"province": "08.587", "region": "MA-04"}
    assert told[4].inputs == {"women": 1, "unstated": 1, "board": 4}
    assert told[6].inputs == {"missing": ["statutes"]}
    assert told[7].inputs == {"answers": ["no"]}
    assert found(rules[1], replace(applicant, receipt_date=None)) is unknown
    assert found(rules[1], replace(applicant, receipt_number="")) is no


@given(requirements(), st.lists(applicants(), min_size=1, max_size=4), st.integers(2, 6))
def test_a_rule_of_a_coalition_is_told_only_where_what_is_unknown_can_change_nothing(
    rule: Requirement, carriers: list[Applicant], members: int
) -> None:
    lead, partners = carriers[0], [Partner(place, {}, one) for place, one in enumerate(carriers[1:])]
    alone = found(rule, lead)
    for whom in Whom:
        asked = replace(rule, whom=whom, members=members if whom is Whom.SOME else 0)
        assert read_requirements([asked.stored()]) == (asked,)
        (finding,) = findings([asked], lead, partners)
        if whom is Whom.LEAD or rule.kind not in OF_ASSOCIATIONS or not partners:
            assert finding.result is alone
            continue
        each, needed = [found(rule, one) for one in carriers], needed_of(asked, len(carriers))
        assert [Result(one["result"]) for one in finding.inputs["each"]] == each
        told = {
            sum(one is Result.MET for one in ends) >= needed
            for ends in product(*([one] if one is not Result.UNKNOWN else [Result.MET, Result.NOT_MET] for one in each))
        }
        assert finding.result is together(each, needed)
        assert (finding.result is Result.UNKNOWN) == (len(told) == 2)
        assert finding.result is Result.UNKNOWN or told == {finding.result is Result.MET}
