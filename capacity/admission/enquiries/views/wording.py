"""How states and acts of this room are said."""

from __future__ import annotations

from enum import Enum

from capacity.admission.enquiries.states import EnquiryState
from capacity.core.agenda import WaitingWords
from capacity.core.languages import lazy_gettext as _l

WORDS: dict[Enum, tuple[object, str]] = {
    EnquiryState.ASKED: (_l("Waits for an answer"), "waiting"),
    EnquiryState.ANSWERED: (_l("Answered in public"), "done"),
    EnquiryState.DISMISSED: (_l("Answered by letter"), "stopped"),
}

OBJECT_WORDS: dict[str, object] = {
    "enquiries": _l("Question about a call"),
    "call_subscriptions": _l("Subscription to a call’s news"),
}

ACTION_WORDS: dict[str, object] = {
    "enquiries.ask": _l("Question asked"),
    "enquiries.answer": _l("Answer published"),
    "enquiries.dismiss": _l("Question answered by letter"),
    "enquiries.correct": _l("Correction of an answer published"),
    "enquiries.subscribe": _l("Subscribed to a call’s news"),
    "enquiries.ask_to_subscribe": _l("Asked to be told of a call’s news"),
    "enquiries.confirm_subscription": _l("Address for a call’s news confirmed"),
    "enquiries.unsubscribe": _l("Letters on a call’s news ended"),
}

WAITING = {
    "enquiry.asked": WaitingWords(
        sentence=_l("A question waits for its answer: “%(label)s”"),
        endpoint="enquiries.show",
        argument="enquiry_id",
        act=_l("Answer"),
    )
}
