"""What personal data is kept, why, on which ground and for how long: the register of processing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from capacity.core.languages import lazy_gettext as _l


class LetterState(StrEnum):
    """What became of a letter."""

    SENT = "sent"
    WAITING = "waiting"
    FAILED = "failed"
    TOLD = "told"
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Processing:
    """A kind of personal data: whose and what, for which purpose, who sees it, and how long it is kept.

    ``months`` is counted from the event that ``since`` names; None keeps it as long as the law on archives asks.
    """

    key: str
    data: object
    purpose: object
    seen_by: object
    since: object
    months: int | None


REGISTER: Sequence[Processing] = (
    Processing(
        "accounts",
        _l("People with an account: names, e-mail, telephone, language, password hash"),
        _l("To sign in, and to write to whoever acts for an association or the programme"),
        _l("The person; administrators"),
        _l("the last sign-in"),
        36,
    ),
    Processing(
        "sessions",
        _l("Devices signed in: browser, time; failed sign-ins under a keyed digest"),
        _l("To let people sign out elsewhere, and to stop guessing of passwords"),
        _l("The person"),
        _l("the end of the session"),
        3,
    ),
    Processing(
        "officers",
        _l("Officers of associations: names, office, gender if stated, telephone"),
        _l("To know who answers for an association, and to count the participation of women"),
        _l("Members of the association; coordination of its region; administrators"),
        _l("the association’s last act in the programme"),
        60,
    ),
    Processing(
        "applications",
        _l("Applications with their answers and documents, scores and comments of readers"),
        _l("To select associations fairly, and to answer complaints"),
        _l("Members of the association; coordination; readers who declared no conflict"),
        _l("the announcement of the results"),
        60,
    ),
    Processing(
        "attendance",
        _l("Delegates to sessions: names, year of birth, gender if stated, presence by half-day"),
        _l("To hold the sessions, to issue certificates, and to count women and young people"),
        _l("Members of the association; trainers of the session; coordination"),
        _l("the session"),
        60,
    ),
    Processing(
        "needs",
        _l("Needs tied to a disability, when a delegate states them"),
        _l("To make the session accessible; sealed"),
        _l("Who arranges the session"),
        _l("the session"),
        1,
    ),
    Processing(
        "certificates",
        _l("Certificates: name, module, day, number"),
        _l("So that anybody can verify a certificate by its code"),
        _l("The holder; whoever knows the code"),
        _l("the issue"),
        120,
    ),
    Processing(
        "shadow_reports",
        _l("Drafts of shadow reports with comments and files; sealed"),
        _l("To write with a mentor; the ministry cannot read them"),
        _l("Members of the association and the mentor they admitted; nobody else"),
        _l("the end of the mentorship"),
        24,
    ),
    Processing(
        "letters",
        _l("Letters: address, what they were about, when they left"),
        _l("So that every letter can be read again, and that a failure is seen"),
        _l("Whoever the letter was written to; coordination; administrators"),
        _l("the sending"),
        36,
    ),
    Processing(
        "audit",
        _l("The audit log: who did what, when; reasons apart, so that they can be erased"),
        _l("To prove that decisions were made by the rules"),
        _l("Administrators"),
        _l("the act"),
        120,
    ),
)
