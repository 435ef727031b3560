"""Where an association and a region stand, and which counts may be told."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.applications.states import PublicState
from capacity.admission.rounds.states import OfferState, OutcomeKind
from capacity.mentoring.mentorships.states import MentorshipState
from capacity.mentoring.shadow_reports.states import ReportState
from capacity.overview.states import Place, Stage, Standing, When, here, journey, stage_of, when

TODAY = date(2018, 10, 9)


def _maybe(kind: type) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from([member.value for member in kind])


standings = st.builds(
    Standing,
    application=_maybe(PublicState),
    outcome=_maybe(OutcomeKind),
    offer=_maybe(OfferState),
    sessions=st.integers(0, 6),
    attended=st.integers(0, 6),
    mentorship=_maybe(MentorshipState),
    report=_maybe(ReportState),
)


@given(standings)
def test_the_rail_is_done_up_to_one_present_stage(known: Standing) -> None:
    states = [leg.state for leg in journey(known)]
    present = states.count("now")
    assert present == (0 if known.report == "followed_up" else 1)
    order = {"done": 0, "now": 1, None: 2}
    assert [order[state] for state in states] == sorted(order[state] for state in states)


@given(standings)
def test_nothing_of_a_selection_is_said_before_there_is_an_outcome(known: Standing) -> None:
    if known.outcome is None and known.offer is None:
        said = journey(known)[1].place
        assert said in {Place.BEING_READ, Place.CLARIFY, Place.AFTER}


def test_the_first_phase_seen_from_an_association() -> None:
    steps = [
        (Standing(), Stage.CALL, Place.NOT_BEGUN),
        (Standing(application="draft"), Stage.CALL, Place.DRAFTING),
        (Standing(application="call_cancelled"), Stage.CALL, Place.CALL_CANCELLED),
        (Standing(application="submitted"), Stage.SELECTION, Place.BEING_READ),
        (Standing(application="eligible", outcome="selected", offer="offered"), Stage.SELECTION, Place.OFFERED),
        (Standing(application="eligible", outcome="reserve"), Stage.SELECTION, Place.RESERVE),
        (Standing(application="eligible", outcome="selected", offer="accepted"), Stage.TRAINING, Place.TRAINING),
        (
            Standing(application="eligible", outcome="selected", offer="enrolled", mentorship="active"),
            Stage.MENTORING,
            Place.MENTORED,
        ),
        (Standing(application="eligible", offer="enrolled", report="considered"), Stage.FOLLOW_UP, Place.CONSIDERED),
    ]
    for known, stage, place in steps:
        assert here(known) is stage
        assert journey(known)[stage - 1].place is place


@given(
    st.dictionaries(
        st.sampled_from(["called", "announced", "held", "mentored", "submitted", "considered"]), st.integers(0, 99)
    )
)
def test_a_region_never_falls_back_when_more_is_counted(counts: dict[str, int]) -> None:
    before = stage_of(counts)
    for key in ("called", "announced", "held", "submitted", "considered"):
        assert stage_of({**counts, key: counts.get(key, 0) + 1}) >= before


def test_one_early_report_does_not_carry_a_region() -> None:
    counts = {"called": 1, "announced": 1, "held": 4, "mentored": 12}
    assert stage_of({**counts, "submitted": 1, "considered": 1}) is Stage.MENTORING
    assert stage_of({**counts, "submitted": 6}) is Stage.REPORT
    assert stage_of({**counts, "submitted": 9, "considered": 6}) is Stage.FOLLOW_UP


@given(st.integers(-400, 400))
def test_each_day_has_its_part(days: int) -> None:
    expected = When.LATE if days < 0 else When.TODAY if days == 0 else When.WEEK if days <= 7 else When.LATER
    assert when(TODAY + timedelta(days=days), TODAY) is expected


def test_what_has_no_day_stands_last() -> None:
    assert when(None, TODAY) is When.UNDATED
