"""Every read about mentorships and about who can open what."""

from capacity.mentoring.mentorships.queries.agenda import history_of, waiting_for
from capacity.mentoring.mentorships.queries.figures import meetings_held, mentorships_by_state, milestones_by_state
from capacity.mentoring.mentorships.queries.keys import (
    first_holders,
    members_of,
    open_ring,
    opened,
    reaches,
    shares_of,
)
from capacity.mentoring.mentorships.queries.lists import (
    accompanied,
    following,
    in_programme,
    mentors,
    mentorship,
    milestone,
    of_association,
    own,
    party,
    progress,
    regions_waiting,
    visible_to,
    waiting_associations,
)

__all__ = [
    "accompanied",
    "first_holders",
    "following",
    "history_of",
    "in_programme",
    "meetings_held",
    "members_of",
    "mentors",
    "mentorship",
    "mentorships_by_state",
    "milestone",
    "milestones_by_state",
    "of_association",
    "open_ring",
    "opened",
    "own",
    "party",
    "progress",
    "reaches",
    "regions_waiting",
    "shares_of",
    "visible_to",
    "waiting_associations",
    "waiting_for",
]
