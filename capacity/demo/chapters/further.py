"""The further call goes on: in one region the readers are at work, and two of them lie far apart; another region is
decided and nobody knows: its round is sealed, and its announcement can be looked at before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import sqlalchemy as sa

from capacity.admission.calls.models import Call, Criterion
from capacity.admission.review import actions, queries
from capacity.admission.review.actions import Mark
from capacity.admission.review.models import Assignment
from capacity.admission.review.states import AssignmentState
from capacity.admission.rounds import actions as rounds
from capacity.admission.rounds.models import Round
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from capacity.demo import cast
from capacity.demo.chapters.review import acting, declare_interests, language_of, panel_of
from capacity.demo.chapters.rounds import seal, sit
from capacity.demo.chapters.screening import DECIDED_REGION, REFERENCE, SCREENED_REGION
from capacity.demo.story import Story
from capacity.people.associations.queries import actor_of

RENEWED, SHARED, READ, CLOSED, SITTING, SIGNED = -9, -8, -6, -4, -3, -2
BEGUN = -2
RESERVE, DAYS = 2, 10
QUALITIES = (6, 9, 8, 8, 7, 5)
"""In halves of a mark, application by application: the first is a coalition's, which has its seat by the quota; two are
equal, and the lot decides between them."""
SEVERE, MILD = "committee.tahiri", "committee.amzil"
HAVE_READ = {SEVERE: 3, MILD: 9}
"""Who has read in the region that is being read, and what they gave."""
COMMENTED = 3


def tell(story: Story) -> None:
    """Read, sit and seal in one region; begin to read in another."""
    kept, story.rng = story.rng, Random(story.seed)  # what is told after this does not hang on it
    declare_interests(story, _round(SCREENED_REGION).panel_id, days=RENEWED)
    round_id, panel_id = _share(story, DECIDED_REGION, SHARED)
    _read_all(story, panel_id)
    with story.at(CLOSED) as moment, unit_of_work():
        rounds.open_deliberation(_round(DECIDED_REGION), actor=acting(story, "coordinator"), now=moment)
    sit(story, round_id, days=SITTING)
    seal(story, round_id, days=SIGNED)
    _number, panel_id = _share(story, SCREENED_REGION, BEGUN)
    _begin(story, panel_id)
    story.rng = kept
    story.say("a round is sealed, another is read")


def _round(region: str) -> Round:
    return db.session.scalars(
        sa.select(Round).join(Call, Call.id == Round.call_id).where(Call.reference == REFERENCE)
        .where(Round.region_code == region)
    ).one()  # fmt: skip


def _share(story: Story, region: str, days: int) -> tuple[int, int]:
    """Give the readings out and let the readers begin: the round, and its panel."""
    with story.at(days) as moment, unit_of_work():
        round_, actor = _round(region), acting(story, "coordinator")
        actions.share_out(panel_of(round_.panel_id), actor=actor, now=moment)
        sitting_at = story.moment(SITTING) if region == DECIDED_REGION else None
        rounds.change_round(
            round_, reserve_size=RESERVE, offer_days=DAYS, sitting_at=sitting_at, actor=actor, now=moment
        )
        rounds.open_scoring(round_, actor=actor, now=moment)
        return round_.id, round_.panel_id


def _read_all(story: Story, panel_id: int) -> None:
    """Near to each other, and the same of two."""
    with unit_of_work():
        criteria = queries.criteria_of(panel_of(panel_id).call_id)
        open_ones = queries.assignments_of(panel_id)
        order = sorted({one.application_id for one in open_ones})
        for place, number in enumerate(order):
            for turn, assignment in enumerate(one for one in open_ones if one.application_id == number):
                _submit(story, assignment, criteria, QUALITIES[place] + (turn - 1) * (place % 4 < 2), READ, 9 + turn)


def _begin(story: Story, panel_id: int) -> None:
    """Two readers have read the one application that both were given, or else one each: they do not agree."""
    with unit_of_work():
        criteria = queries.criteria_of(panel_of(panel_id).call_id)
        given = queries.assignments_of(panel_id)
        both = {key: {one.application_id for one in given if one.reader_id == story.people[key]} for key in HAVE_READ}
        shared = both[SEVERE] & both[MILD]
        for hour, (key, halves) in enumerate(HAVE_READ.items()):
            number = min(shared or both[key])
            mine = next(one for one in given if one.reader_id == story.people[key] and one.application_id == number)
            _submit(story, mine, criteria, halves, BEGUN + 1, 14 + hour)


def _submit(
    story: Story, assignment: Assignment, criteria: Sequence[Criterion], halves: int, days: int, hour: int
) -> None:
    if assignment.state is not AssignmentState.ASSIGNED:
        return
    moment, actor = story.moment(days, hour), actor_of(assignment.reader)
    rng, language = Random(story.seed + assignment.id), language_of(assignment.application)
    given = {
        one.id: Mark(halves, comment=cast.score_comment(language, halves // 2, rng) if place < COMMENTED else "")
        for place, one in enumerate(criteria)
    }
    actions.declare(assignment, actor=actor, now=moment)
    actions.save_marks(assignment, given, actor=actor, now=moment)
    actions.submit_scores(assignment, actor=actor, now=moment, criteria=criteria)
