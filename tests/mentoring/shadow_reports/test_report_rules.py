"""What stands between a report and its submission, and how versions differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from capacity.mentoring.mechanisms.states import Rules, word_limit
from capacity.mentoring.shadow_reports.states import (
    Change,
    Draft,
    Gate,
    Requirement,
    Verdict,
    compare,
    gates,
    may_submit,
)

DAY = date(2027, 6, 1)
drafts = st.builds(
    Draft,
    language=st.sampled_from(["ar", "fr", "en"]),
    words=st.integers(0, 12_000),
    associations=st.integers(1, 5),
    signed_off=st.integers(0, 5),
    publish=st.none() | st.booleans(),
    sources_checked=st.booleans(),
)
rules = st.builds(
    Rules,
    languages=st.lists(st.sampled_from(["fr", "en", "es"]), unique=True).map(tuple),
    words=st.none() | st.integers(100, 10_000),
    words_coalition=st.none() | st.integers(100, 20_000),
)
deadlines = st.none() | st.dates(DAY - timedelta(days=60), DAY + timedelta(days=60))


def _verdicts(draft: Draft, asked: Rules, deadline: date | None) -> dict[Requirement, Verdict]:
    return {gate.requirement: gate.verdict for gate in gates(draft, asked, deadline=deadline, on=DAY)}


@given(drafts, rules, deadlines)
def test_every_requirement_is_judged_once(draft: Draft, asked: Rules, deadline: date | None) -> None:
    assert list(_verdicts(draft, asked, deadline)) == list(Requirement)


@given(drafts, rules, deadlines)
def test_a_report_too_long_or_late_or_in_another_language_stays(
    draft: Draft, asked: Rules, deadline: date | None
) -> None:
    found = gates(draft, asked, deadline=deadline, on=DAY)
    limit = word_limit(asked, draft.associations)
    broken = [
        draft.words == 0,
        limit is not None and draft.words > limit,
        deadline is not None and deadline < DAY,
        bool(asked.languages) and draft.language not in asked.languages,
        draft.publish is None,
        not draft.sources_checked,
        draft.signed_off < draft.associations,
    ]
    assert may_submit(found) is not any(broken)


@given(drafts)
def test_an_unknown_rule_stops_nobody_but_is_said(draft: Draft) -> None:
    found = _verdicts(draft, Rules(), None)
    assert found[Requirement.LANGUAGE] is found[Requirement.DEADLINE] is Verdict.UNKNOWN
    assert found[Requirement.WORDS] is (Verdict.UNKNOWN if draft.words else Verdict.UNMET)


@given(drafts, rules, deadlines)
def test_deciding_either_way_is_consent_decided(draft: Draft, asked: Rules, deadline: date | None) -> None:
    for publish in (True, False):
        decided = replace(draft, publish=publish)
        assert Gate(Requirement.CONSENT, Verdict.MET) in gates(decided, asked, deadline=deadline, on=DAY)


words = st.text(st.sampled_from("abc اب\n"), max_size=200)


@given(words, words)
def test_the_pieces_make_both_texts(before: str, after: str) -> None:
    pieces = compare(before, after)
    assert "".join(text for kind, text in pieces if kind is not Change.ADDED) == before
    assert "".join(text for kind, text in pieces if kind is not Change.REMOVED) == after
