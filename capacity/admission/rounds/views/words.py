"""How the states, acts and waiting things of this room are said."""

from __future__ import annotations

from enum import Enum
from typing import Any

from capacity.admission.rounds import policy
from capacity.admission.rounds.states import CorrectionState, OfferState, OutcomeKind, ProposalKind, RoundState
from capacity.admission.rounds.states.remedies import Given
from capacity.admission.rounds.views.letter_words import KIND_WORDS
from capacity.admission.rounds.views.sitting_words import MOTION_WORDS, STATE_WORDS
from capacity.core.access import Predicate, anybody
from capacity.core.agenda import WaitingWords
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.web.kept_words import Words, among, both
from capacity.web.navigation import Way

R, P, O, K, C = RoundState, ProposalKind, OfferState, OutcomeKind, CorrectionState  # noqa: E741

ANYBODY: Predicate = anybody

WAYS: tuple[Way, ...] = (
    Way("staff", "admission", _l("Selection"), "rounds.desk", policy.may_list, 40),
    Way("public", "admission", _l("Results"), "rounds.results", ANYBODY, 40),
)

WORDS: dict[Enum, tuple[object, str]] = {
    R.SCREENING: (_l("Screening"), "active"),
    R.SCORING: (_l("Scoring"), "active"),
    R.DELIBERATION: (_l("Deliberation"), "active"),
    R.SEALED: (_l("Sealed"), "waiting"),
    R.ANNOUNCED: (_l("Announced"), "done"),
    R.FINAL: (_l("Final"), "done"),
    P.SELECT: (_l("To be selected"), "active"),
    P.RESERVE: (_l("Reserve list"), "waiting"),
    P.DECLINE: (_l("Not proposed"), "stopped"),
    K.SELECTED: (_l("Selected"), "done"),
    K.RESERVE: (_l("Reserve list"), "waiting"),
    K.NOT_SELECTED: (_l("Not selected"), "stopped"),
    O.OFFERED: (_l("Seat offered"), "attention"),
    O.ACCEPTED: (_l("Seat accepted"), "done"),
    O.ENROLLED: (_l("Enrolled"), "done"),
    O.DECLINED: (_l("Seat declined"), "stopped"),
    O.LAPSED: (_l("Not answered in time"), "failed"),
    O.WITHDRAWN: (_l("Withdrawn"), "stopped"),
}

MORE_WORDS: dict[Enum, tuple[object, str]] = {
    C.PROPOSED: (_l("Waits for the second signature"), "waiting"),
    C.ISSUED: (_l("Issued"), "done"),
    C.DROPPED: (_l("Dropped"), "stopped"),
    **{kind: (words, "draft") for kind, words in KIND_WORDS.items()},
    **{state: (words, kind) for state, (words, kind) in STATE_WORDS.items()},
}

OBJECT_WORDS: dict[str, object] = {
    "rounds": _l("Selection round"),
    "proposals": _l("Proposal"),
    "outcomes": _l("Outcome"),
    "sittings": _l("Sitting"),
    "seal_signatures": _l("Signature of a seal"),
    "result_corrections": _l("Correction of an announcement"),
    "charter_texts": _l("Version of the charter"),
    "charter_signatures": _l("Signature of the charter"),
}

ACTION_WORDS: dict[str, object] = {
    "rounds.prepare": _l("Round prepared"),
    "rounds.change_round": _l("Numbers of the round changed"),
    "rounds.note_quotas": _l("Quotas that cannot be met noted"),
    "rounds.open_scoring": _l("Scoring opened"),
    "rounds.open_deliberation": _l("Deliberation opened"),
    "rounds.reopen_scoring": _l("Scoring opened again"),
    "rounds.decide": _l("Decided by the sitting"),
    "rounds.undo_decision": _l("Decision of the sitting taken back"),
    "sittings.open_sitting": _l("Sitting opened"),
    "sittings.adjourn_sitting": _l("Sitting adjourned"),
    "sittings.resume_sitting": _l("Sitting resumed"),
    "sittings.close_sitting": _l("Sitting closed"),
    "sittings.note_presence": _l("Somebody arrived at the sitting or left it"),
    "sittings.add_item": _l("Point put on the agenda"),
    "sittings.take_up": _l("Point of the agenda gone through"),
    "sittings.step_out": _l("A member stepped out because of a conflict of interest"),
    "sittings.put_to_the_vote": _l("Vote recorded"),
    "rounds.sign": _l("Selection signed"),
    "rounds.seal": _l("Sealed"),
    "rounds.announce": _l("Announced"),
    "rounds.finish": _l("Round finished"),
    "outcomes.promote": _l("Moved up from the reserve list"),
    "outcomes.accept_offer": _l("Seat accepted"),
    "outcomes.decline_offer": _l("Seat declined"),
    "outcomes.lapse_offer": _l("Offer not answered in time"),
    "outcomes.withdraw_offer": _l("Offer withdrawn with the application"),
    "outcomes.enrol": _l("Enrolled"),
    "outcomes.correct": _l("Outcome corrected"),
    "rounds.write_wording": _l("Wording of a letter changed"),
    "calls.write_wording": _l("Wording of a letter changed for the whole call"),
    "calls.send_test": _l("Example of a letter sent to oneself"),
    "rounds.give_reasons": _l("Reasons given for an outcome"),
    "rounds.send_test": _l("Letter sent to oneself as a test"),
    "rounds.correct": _l("Announcement corrected by a new edition"),
    "result_corrections.propose_correction": _l("Correction of an announcement proposed"),
    "result_corrections.issue_correction": _l("Correction of an announcement issued"),
    "result_corrections.drop_correction": _l("Correction of an announcement dropped"),
    "charter_texts.write_charter": _l("New version of the charter"),
    "charter_signatures.sign_charter": _l("Charter signed"),
}

GIVEN_WORDS: dict[Given, object] = {
    Given.SEAT: _l("a free seat"),
    Given.EXTRA: _l("an added seat"),
    Given.NEXT: _l("the next free seat"),
    Given.FIRST: _l("the first place on the reserve list"),
    Given.PRIORITY: _l("precedence in the next call"),
}
_VOTES: dict[Any, object] = {**MOTION_WORDS, "carried": _l("carried"), "rejected": _l("rejected")}


def _edition(number: str) -> str:
    return _("version %(number)s", number=number) if number != "0" else _("the words that are shipped")


def _came_or_went(kept: str) -> str:
    """``+9``: the person of this number arrived; ``-9``: left."""
    words = _("person %(number)s", number=kept[1:])
    return _("%(person)s: there", person=words) if kept.startswith("+") else _("%(person)s: gone", person=words)


def _stepped_out(kept: str) -> str:
    """``1: 6``: the point of the agenda, and who stepped out."""
    point, _colon, number = kept.partition(": ")
    return _("point %(point)s: person %(number)s", point=point, number=number)


KEPT_WORDS: dict[str, Words] = {
    **dict.fromkeys(("rounds.write_wording", "calls.write_wording"), both(among(KIND_WORDS), _edition)),
    **dict.fromkeys(("rounds.send_test", "calls.send_test"), among(KIND_WORDS)),
    **dict.fromkeys(
        ("outcomes.correct", "outcomes.promote", "outcomes.reserve_after_complaint"),
        among(KIND_WORDS),
    ),
    "rounds.add_decision": both(lambda number: _("outcome %(number)s", number=number), among(GIVEN_WORDS)),
    "sittings.note_presence": _came_or_went,
    "sittings.put_to_the_vote": among(_VOTES),
    "sittings.step_out": _stepped_out,
}

WAITING: dict[str, WaitingWords] = {
    "answer_offer": WaitingWords(
        _l("Answer the seat offered to you: %(label)s"), "rounds.outcome", "application_id", _l("Answer")
    ),
    "announce_round": WaitingWords(
        _l("Announce the selection of %(label)s"), "rounds.announce", "round_id", _l("Announce")
    ),
    "seal_round": WaitingWords(_l("Seal the selection of %(label)s"), "rounds.ranking", "round_id", _l("See")),
    "sign_round": WaitingWords(_l("Sign the selection of %(label)s"), "rounds.ranking", "round_id", _l("See")),
    "close_scoring": WaitingWords(
        _l("All marks of %(label)s are submitted: open the deliberation"), "rounds.ranking", "round_id", _l("See")
    ),
    "offers_open": WaitingWords(_l("Offers without an answer in %(label)s"), "rounds.offers", "round_id", _l("See")),
    "seat_free": WaitingWords(
        _l("A seat is free in %(label)s: offer it to the reserve list"),
        "rounds.offers",
        "round_id",
        _l("Offer the seat"),
    ),
    "sign_correction": WaitingWords(
        _l("Read and sign the correction of the announcement of %(label)s"),
        "rounds.correction",
        "correction_id",
        _l("Read the correction"),
    ),
    "outcome_corrected": WaitingWords(
        _l("Result corrected: %(label)s"), "rounds.outcome", "application_id", _l("See the result")
    ),
    "outcome_announced": WaitingWords(
        _l("Result announced: %(label)s"), "rounds.outcome", "application_id", _l("See the result")
    ),
    "offer_promoted": WaitingWords(
        _l("Moved up from the reserve list: %(label)s"), "rounds.outcome", "application_id", _l("See the result")
    ),
    "offer_accepted": WaitingWords(
        _l("Seat accepted: %(label)s"), "rounds.outcome", "application_id", _l("See the result")
    ),
    "offer_declined": WaitingWords(
        _l("Seat declined: %(label)s"), "rounds.outcome", "application_id", _l("See the result")
    ),
}
