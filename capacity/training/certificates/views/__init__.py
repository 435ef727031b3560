"""Pages of certificates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for

from capacity.core.access import Actor, Predicate
from capacity.core.agenda import WaitingWords
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.training.certificates import actions, policy, queries
from capacity.training.certificates.states import CertificateState
from capacity.training.certificates.views import desk, verifying
from capacity.training.certificates.views.blueprint import bp
from capacity.training.sessions.models import Session
from capacity.training.sessions.states import SessionState
from capacity.web.navigation import Way

__all__ = ["ACTION_WORDS", "PROVIDES", "WAITING", "WAYS", "WORDS", "bp", "desk", "verifying"]

anybody = Predicate(lambda _actor, _obj: True, "anybody")

WAYS = (
    Way("staff", "training", _l("Certificates"), "certificates.list_certificates", policy.may_list, 30),
    Way("association", "training", _l("Certificates"), "certificates.for_association", policy.is_member, 40),
    Way("public", "training", _l("Verify a certificate"), "certificates.verify", anybody, 60),
)

WORDS = {
    CertificateState.ISSUED: (_l("Valid"), "done"),
    CertificateState.REVOKED: (_l("Revoked"), "failed"),
}

OBJECT_WORDS: dict[str, object] = {
    "certificates": _l("Certificate"),
}

ACTION_WORDS = {
    "certificates.issue": _l("Certificate issued"),
    "certificates.revoke": _l("Certificate revoked"),
    "certificates.reissue": _l("Corrected certificate issued"),
}

WAITING = {
    "certificates_to_issue": WaitingWords(
        _l("Issue the certificates: %(label)s"), "certificates.issue_for", "session_id", _l("Issue")
    ),
    "certificate_issued": WaitingWords(
        _l("Certificate issued: %(label)s"), "certificates.paper", "certificate_id", _l("Open the PDF")
    ),
}


def _related(*, session: Session, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    if session.state is not SessionState.HELD or not policy.may_issue(actor, session):
        return []
    url = url_for("certificates.issue_for", session_id=session.id)
    return [{"label": _("Certificates"), "url": url, "sub": None, "state": None}]


def _delegates(*, session: Session, association_ids: list[int], actor: Actor) -> list[dict[str, Any]]:
    if session.state is not SessionState.HELD:
        return []
    return [
        {
            "label": one.names.text(),
            "url": url_for("certificates.paper", certificate_id=one.id),
            "sub": _("Certificate %(number)s", number=one.number),
            "state": None,
        }
        for one in queries.of_associations(association_ids, session_id=session.id)
        if one.stands
    ]


PROVIDES = (
    ("session.related", _related),
    ("session.delegates", _delegates),
    ("data.kinds", actions.kinds_kept),
    ("person.erase", actions.forget_person),
    ("person.export", queries.export_of),
)
