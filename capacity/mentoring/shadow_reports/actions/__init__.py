"""What people do with reports: write, comment, share, sign off, note what came of it."""

from capacity.mentoring.shadow_reports.actions.drafting import aim, save_section, start
from capacity.mentoring.shadow_reports.actions.joining import attach, comment, detach
from capacity.mentoring.shadow_reports.actions.sharing import let_mentor_in, recover, share_report, shut_out
from capacity.mentoring.shadow_reports.actions.steps import (
    abandon,
    check_sources,
    consider,
    decide_publication,
    follow_up,
    return_to_drafting,
    send_to_review,
    sign_off,
    submit,
)

__all__ = [
    "abandon",
    "aim",
    "attach",
    "check_sources",
    "comment",
    "consider",
    "decide_publication",
    "detach",
    "follow_up",
    "let_mentor_in",
    "recover",
    "return_to_drafting",
    "save_section",
    "send_to_review",
    "share_report",
    "shut_out",
    "sign_off",
    "start",
    "submit",
]
