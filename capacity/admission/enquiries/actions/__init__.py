"""What is done with questions (``asking``, ``answering``), with subscriptions, and who is told (``telling``)."""

from __future__ import annotations

from capacity.admission.enquiries.actions import telling
from capacity.admission.enquiries.actions.answering import AnsweredAlready, answer, correct, dismiss, put
from capacity.admission.enquiries.actions.asking import ask
from capacity.admission.enquiries.actions.keeping import forget_person, kinds_kept, letters_held
from capacity.admission.enquiries.actions.subscribing import (
    ask_to_subscribe,
    confirm_subscription,
    subscribe,
    unsubscribe,
)

HANDLERS = (telling,)

__all__ = [
    "HANDLERS",
    "AnsweredAlready",
    "answer",
    "ask",
    "ask_to_subscribe",
    "confirm_subscription",
    "correct",
    "dismiss",
    "forget_person",
    "kinds_kept",
    "letters_held",
    "put",
    "subscribe",
    "unsubscribe",
]
