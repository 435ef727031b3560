"""How the sitting's states, points, motions and votes are said."""

from __future__ import annotations

from typing import Any

from capacity.admission.rounds.states import ItemKind, MotionKind, SittingState, VoteChoice
from capacity.admission.rounds.views.blueprint import bp
from capacity.core.languages import lazy_gettext as _l

STATE_WORDS: dict[SittingState, tuple[object, str]] = {
    SittingState.CONVENED: (_l("Convened"), "waiting"),
    SittingState.OPEN: (_l("Sitting open"), "active"),
    SittingState.ADJOURNED: (_l("Sitting adjourned"), "waiting"),
    SittingState.CLOSED: (_l("Sitting closed"), "done"),
}
ITEM_WORDS: dict[ItemKind, object] = {
    ItemKind.DISAGREEMENT: _l("The readers disagree"),
    ItemKind.TIE: _l("Set apart by lot"),
    ItemKind.QUOTA: _l("Entered by a quota"),
    ItemKind.LINE: _l("Near the last seat"),
    ItemKind.BROUGHT: _l("Brought up in the sitting"),
    ItemKind.OTHER: _l("Other business"),
    ItemKind.ADOPTION: _l("Adoption of the ranking"),
}
MOTION_WORDS: dict[MotionKind, object] = {
    MotionKind.SELECT: _l("Select"),
    MotionKind.RESERVE: _l("Put on the reserve list"),
    MotionKind.DECLINE: _l("Do not select"),
    MotionKind.RANKING: _l("Leave it to the ranking"),
    MotionKind.SETTLE: _l("Let the marks stand"),
    MotionKind.ADOPT: _l("Adopt the ranking as it stands"),
    MotionKind.RESOLVE: _l("Resolve as written"),
}
VOTE_WORDS: dict[VoteChoice, object] = {
    VoteChoice.FOR: _l("For"),
    VoteChoice.AGAINST: _l("Against"),
    VoteChoice.ABSTAIN: _l("Abstains"),
}


@bp.app_template_global("moved_words")
def moved(kind: MotionKind) -> str:
    """What was moved in the sitting, for pages of later rooms too."""
    return str(MOTION_WORDS[kind])


def words() -> dict[str, Any]:
    """The words, for a template."""
    return {
        "state_words": STATE_WORDS,
        "item_words": ITEM_WORDS,
        "motion_words": MOTION_WORDS,
        "vote_words": VOTE_WORDS,
    }
