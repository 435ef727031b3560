"""How states and acts of this room are said."""

from __future__ import annotations

from enum import Enum

from capacity.core.agenda import WaitingWords
from capacity.core.languages import lazy_gettext as _l
from capacity.mentoring.shadow_reports import policy
from capacity.mentoring.shadow_reports.states import (
    AbandonReason,
    Channel,
    NoteKind,
    ReportState,
    Requirement,
    Verdict,
)
from capacity.web.navigation import Way

WAYS = (
    Way("staff", "mentoring", _l("Reports"), "shadow_reports.progress", policy.may_follow, 20),
    Way("association", "mentoring", _l("Reports"), "shadow_reports.mine", policy.may_have_own, 20),
)

WORDS: dict[Enum, tuple[object, str]] = {
    ReportState.OUTLINE: (_l("Outline"), "draft"),
    ReportState.DRAFTING: (_l("Being drafted"), "active"),
    ReportState.IN_REVIEW: (_l("In review"), "waiting"),
    ReportState.SIGNED_OFF: (_l("Signed off"), "attention"),
    ReportState.SUBMITTED: (_l("Submitted to the mechanism"), "done"),
    ReportState.CONSIDERED: (_l("Considered by the mechanism"), "done"),
    ReportState.FOLLOWED_UP: (_l("Followed up"), "done"),
    ReportState.ABANDONED: (_l("Given up"), "stopped"),
    AbandonReason.SAFETY: (_l("It would put people at risk"), "stopped"),
    AbandonReason.CALENDAR: (_l("The deadline cannot be met"), "stopped"),
    AbandonReason.MERGED: (_l("It became part of another report"), "stopped"),
    AbandonReason.MEANS: (_l("Not enough people or means"), "stopped"),
    AbandonReason.OTHER: (_l("Another reason"), "stopped"),
    Channel.EMAIL: (_l("By e-mail"), "draft"),
    Channel.PORTAL: (_l("Through the mechanism's portal"), "draft"),
    Channel.POST: (_l("By post"), "draft"),
    Channel.BY_HAND: (_l("By hand"), "draft"),
    Requirement.LANGUAGE: (_l("Language that the mechanism takes"), "draft"),
    Requirement.WORDS: (_l("Length within the limit"), "draft"),
    Requirement.DEADLINE: (_l("Within the deadline"), "draft"),
    Requirement.CONSENT: (_l("Consent to publication decided"), "draft"),
    Requirement.SOURCES: (_l("Sources protected"), "draft"),
    Requirement.SIGN_OFF: (_l("Signed off by each association"), "draft"),
    Verdict.MET: (_l("Rule met"), "done"),
    Verdict.UNMET: (_l("Not met yet"), "attention"),
    Verdict.UNKNOWN: (_l("Rule not known: ask the secretariat"), "waiting"),
}

MORE_WORDS: dict[Enum, tuple[object, str]] = {
    NoteKind.COMMENT: (_l("Comment"), "draft"),
    NoteKind.REFERENCE: (_l("Reference of the submission"), "draft"),
    NoteKind.CONSIDERED: (_l("What the mechanism said"), "draft"),
    NoteKind.FOLLOWED_UP: (_l("How it was followed up"), "draft"),
}

OBJECT_WORDS: dict[str, object] = {
    "shadow_reports": _l("Shadow report"),
    "report_parties": _l("Association of a report"),
    "report_files": _l("File of a report"),
}

ACTION_WORDS: dict[str, object] = {
    "shadow_reports.start": _l("The report was started"),
    "shadow_reports.save_section": _l("A version was saved"),
    "shadow_reports.aim": _l("Date or language was chosen"),
    "shadow_reports.comment": _l("A comment was written"),
    "shadow_reports.attach": _l("A file was joined"),
    "shadow_reports.detach": _l("A file was taken away"),
    "shadow_reports.recover": _l("The report was opened again with the printed code"),
    "shadow_reports.decide_publication": _l("Publication was decided"),
    "shadow_reports.check_sources": _l("The protection of sources was checked"),
    "shadow_reports.sign_off": _l("Signed off by an association"),
    "shadow_reports.start_drafting": _l("Drafting began"),
    "shadow_reports.send_to_review": _l("Sent to review"),
    "shadow_reports.return_to_drafting": _l("Brought back to drafting"),
    "shadow_reports.submit": _l("Submitted to the mechanism"),
    "shadow_reports.consider": _l("Considered by the mechanism"),
    "shadow_reports.follow_up": _l("Followed up"),
    "shadow_reports.abandon": _l("Given up"),
}

WAITING = {
    "shadow_reports.review": WaitingWords(
        _l("A report waits for your reading: %(label)s"), "shadow_reports.show", "report_id", _l("Read")
    ),
    "shadow_reports.sign_off": WaitingWords(
        _l("A report waits for your sign-off: %(label)s"), "shadow_reports.show", "report_id", _l("Read and sign off")
    ),
    "shadow_reports.history_submitted": WaitingWords(
        _l("Report submitted: %(label)s"), "shadow_reports.show", "report_id", _l("Open the report")
    ),
}

LANGUAGES_OF_REPORTS: dict[str, object] = {
    "ar": _l("Arabic"),
    "fr": _l("French"),
    "en": _l("English"),
    "es": _l("Spanish"),
}
