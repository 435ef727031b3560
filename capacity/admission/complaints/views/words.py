"""How states, acts and waiting things of complaints are said."""

from __future__ import annotations

from enum import Enum

from capacity.admission.complaints import policy
from capacity.admission.complaints.states import ComplaintState, PublicState, Subject, Verdict
from capacity.admission.complaints.states.taking_part import Part
from capacity.core.agenda import WaitingWords
from capacity.core.languages import lazy_gettext as _l
from capacity.web.kept_words import person
from capacity.web.navigation import Way

S, P, V = ComplaintState, PublicState, Verdict

WAYS: tuple[Way, ...] = (Way("staff", "admission", _l("Complaints"), "complaints.desk", policy.may_list, 45),)

WORDS: dict[Enum, tuple[object, str]] = {
    S.DRAFT: (_l("Draft"), "draft"),
    S.FILED: (_l("Filed"), "attention"),
    S.HANDLING: (_l("Being examined"), "active"),
    S.ASKED: (_l("Question to the association"), "waiting"),
    S.PROPOSED: (_l("Answer to confirm"), "attention"),
    S.DECIDED: (_l("Answered"), "done"),
    S.WITHDRAWN: (_l("Withdrawn"), "stopped"),
    P.EXAMINED: (_l("Being examined"), "active"),
    V.UPHELD: (_l("Upheld"), "done"),
    V.PARTLY_UPHELD: (_l("Upheld in part"), "done"),
    V.REJECTED: (_l("Rejected"), "stopped"),
    V.INADMISSIBLE: (_l("Inadmissible"), "stopped"),
}

SUBJECT_WORDS: dict[Subject, object] = {
    Subject.SCREENING: _l("Against the screening"),
    Subject.OUTCOME: _l("Against the result of the selection"),
}

PART_WORDS: dict[Part, object] = {
    Part.SCREENED: _l("screened the application"),
    Part.READ: _l("read the application"),
    Part.STEPPED_BACK: _l("stepped back because of a conflict of interest"),
    Part.ON_PANEL: _l("is a member of the panel"),
    Part.SAT: _l("sat when it was decided"),
    Part.MOVED: _l("moved in the sitting"),
    Part.VOTED: _l("voted in the sitting"),
    Part.SETTLED: _l("settled a disagreement about it"),
    Part.SEALED: _l("signed the seal"),
    Part.ANNOUNCED: _l("announced the decision"),
    Part.MEMBER: _l("is a member of the association"),
}

OBJECT_WORDS: dict[str, object] = {"complaints": _l("Complaint"), "complaint_times": _l("Time to complain")}

ACTION_WORDS: dict[str, object] = {
    "complaints.begin": _l("Complaint begun"),
    "complaints.save": _l("Draft of a complaint saved"),
    "complaints.attach": _l("Document joined to a complaint"),
    "complaints.detach": _l("Document taken away from a complaint"),
    "complaints.file": _l("Complaint filed"),
    "complaints.withdraw": _l("Complaint withdrawn"),
    "complaints.assign": _l("Complaint given to a handler"),
    "complaints.hand_over": _l("Complaint handed over"),
    "complaints.ask": _l("Question asked to the association"),
    "complaints.answer": _l("Answer of the association received"),
    "complaints.propose": _l("Answer proposed"),
    "complaints.send_back": _l("Answer sent back to the handler"),
    "complaints.confirm": _l("Answer confirmed"),
    "complaints.give_time": _l("More time to complain"),
    "outcomes.select_after_complaint": _l("Selected by a decision added after a complaint"),
    "outcomes.reserve_after_complaint": _l("Placed first on the reserve list after a complaint"),
    "outcomes.first_after_complaint": _l("First outcome of an application that was found eligible after a complaint"),
    "rounds.add_decision": _l("Decision added after a complaint"),
}

KEPT_WORDS = {"complaints.begin": SUBJECT_WORDS.get, "complaints.hand_over": person, "complaints.assign": person}

WAITING: dict[str, WaitingWords] = {
    "complaint_draft": WaitingWords(
        _l("Your complaint is not filed yet: %(label)s"), "complaints.write", "complaint_id", _l("Go on")
    ),
    "complaint_asked": WaitingWords(
        _l("Answer the question about your complaint %(label)s"), "complaints.reply", "complaint_id", _l("Answer")
    ),
    "complaint_filed": WaitingWords(
        _l("Give the complaint %(label)s to somebody"), "complaints.assign", "complaint_id", _l("Give")
    ),
    "complaint_to_examine": WaitingWords(
        _l("Examine the complaint %(label)s"), "complaints.record", "complaint_id", _l("Examine")
    ),
    "complaint_to_confirm": WaitingWords(
        _l("Confirm the answer to the complaint %(label)s"), "complaints.confirm", "complaint_id", _l("Read")
    ),
    "complaint_lodged": WaitingWords(_l("Complaint filed: %(label)s"), "complaints.show", "complaint_id", _l("See")),
    "complaint_answered": WaitingWords(
        _l("Complaint answered: %(label)s"), "complaints.show", "complaint_id", _l("See the answer")
    ),
    "complaint_upheld": WaitingWords(
        _l("Complaint upheld: %(label)s"), "complaints.show", "complaint_id", _l("See the answer")
    ),
}
