"""What a party's progress amounts to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from capacity.community.partnerships.states import (
    BEGIN,
    DROP,
    FULFIL,
    TAKE_UP_AGAIN,
    CommitmentState,
    progress_of,
)

states = st.lists(st.sampled_from(CommitmentState))


@given(states)
def test_progress_counts_every_commitment_once_and_stays_a_share(found: list[CommitmentState]) -> None:
    progress = progress_of(found)
    assert progress.owed + progress.dropped == len(found)
    assert 0 <= progress.share <= 1


@given(states)
def test_dropping_a_commitment_never_lowers_the_share(found: list[CommitmentState]) -> None:
    before = progress_of([*found, CommitmentState.NOT_STARTED]).share
    assert progress_of([*found, CommitmentState.DROPPED]).share >= before


def test_a_commitment_is_begun_before_it_is_fulfilled() -> None:
    assert not FULFIL.may_start(CommitmentState.NOT_STARTED)
    assert BEGIN.may_start(CommitmentState.NOT_STARTED)
    assert not DROP.may_start(CommitmentState.FULFILLED)
    assert TAKE_UP_AGAIN.may_start(CommitmentState.DROPPED)
