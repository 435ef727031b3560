"""What is done with applications: begun (``drafting``) and written (``answering``), papers (``papers``), sending and
after (``sending``), clarification asked for (``clarifying``) and answered (``clarified``, its files
``clarified_files``)."""

from __future__ import annotations

from capacity.admission.applications.actions import finding, following, reminding
from capacity.admission.applications.actions.answering import Conflict, Kept, Saved, save_answer, save_answers
from capacity.admission.applications.actions.carrying_over import carry_over
from capacity.admission.applications.actions.clarified import (
    answer_clarification,
    awaiting_answer,
    draft_answers,
    lacking,
    remark_mark,
)
from capacity.admission.applications.actions.clarified_files import (
    attach_to_answer,
    choose_beside,
    detach_from_answer,
    put_back_to_answer,
)
from capacity.admission.applications.actions.clarifying import (
    DECIDES,
    give_more_time,
    request_clarification,
    settle,
    take_back,
    why_not_ask,
)
from capacity.admission.applications.actions.coalitions import (
    ONE_WAY,
    confirm,
    decline,
    form_coalition,
    invite,
    leave,
    lock_live_phases,
    remove_member,
    why_not_confirm,
)
from capacity.admission.applications.actions.drafting import begin
from capacity.admission.applications.actions.finding import let_find_all, let_find_by_new_facts, let_histories_join
from capacity.admission.applications.actions.following import addresses_written_to
from capacity.admission.applications.actions.keeping import (
    acts_of_associations,
    erase_applications,
    forget_papers,
    forget_person,
    kinds_kept,
    letters_held,
)
from capacity.admission.applications.actions.measuring import measure
from capacity.admission.applications.actions.merging import settle_merge
from capacity.admission.applications.actions.paper import Taken, import_paper
from capacity.admission.applications.actions.papers import attach, detach, join, keep_dossier, put_back, reuse
from capacity.admission.applications.actions.reminding import overtaken
from capacity.admission.applications.actions.returning import reopen, show_eligibility, withdraw
from capacity.admission.applications.actions.sending import TooLate, note_late, receive, submit
from capacity.admission.applications.actions.tagging import remind, tag, untag, write_letter

HANDLERS = (finding, following, reminding)

__all__ = [
    "DECIDES",
    "HANDLERS",
    "ONE_WAY",
    "Conflict",
    "Kept",
    "Saved",
    "Taken",
    "TooLate",
    "acts_of_associations",
    "addresses_written_to",
    "answer_clarification",
    "attach",
    "attach_to_answer",
    "awaiting_answer",
    "begin",
    "carry_over",
    "choose_beside",
    "confirm",
    "decline",
    "detach",
    "detach_from_answer",
    "draft_answers",
    "erase_applications",
    "forget_papers",
    "forget_person",
    "form_coalition",
    "give_more_time",
    "import_paper",
    "invite",
    "join",
    "keep_dossier",
    "kinds_kept",
    "lacking",
    "leave",
    "let_find_all",
    "let_find_by_new_facts",
    "let_histories_join",
    "letters_held",
    "lock_live_phases",
    "measure",
    "note_late",
    "overtaken",
    "put_back",
    "put_back_to_answer",
    "receive",
    "remark_mark",
    "remind",
    "remove_member",
    "reopen",
    "request_clarification",
    "reuse",
    "save_answer",
    "save_answers",
    "settle",
    "settle_merge",
    "show_eligibility",
    "submit",
    "tag",
    "take_back",
    "untag",
    "why_not_ask",
    "why_not_confirm",
    "withdraw",
    "write_letter",
]
