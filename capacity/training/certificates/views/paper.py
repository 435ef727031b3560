"""The certificate as a paper: Arabic and French on one page, with the code that leads to its verification."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from capacity.core import clock, papers
from capacity.core.day_words import day_in_words
from capacity.core.hijri import hijri
from capacity.core.languages import gettext as _
from capacity.core.languages import in_language
from capacity.training.certificates.models import Certificate
from capacity.training.certificates.states import shown
from capacity.training.sessions.notices import days_words

TEMPLATE = "training/certificates/papers/certificate.typ"


def certificate_pdf(certificate: Certificate) -> bytes:
    """The same bytes whenever it is asked for, and through whichever door: what is printed leads to the public one."""
    path = url_for("certificates.verified", code=shown(certificate.code))
    data = certificate_data(certificate, current_app.config["BASE_URL"].rstrip("/") + path)
    return papers.render(TEMPLATE, data, language="ar", dated=certificate.issued_at)


def certificate_data(certificate: Certificate, address: str) -> dict[str, Any]:
    """What the paper says; ``address`` is where it is verified."""
    return {
        "number": certificate.number,
        "code": shown(certificate.code),
        "address": address,
        "qr": papers.qr_svg(address),
        "revoked": not certificate.stands,
        "ar": _words(certificate, "ar"),
        "fr": _words(certificate, "fr"),
    }


def _words(certificate: Certificate, code: str) -> dict[str, str]:
    day = clock.local(certificate.issued_at).date()
    with in_language(code):
        return {
            "programme": _("Capacity building of associations"),
            "ministry": _("Ministry of State for Human Rights"),
            "title": _("Certificate of participation"),
            "attests": _("The ministry attests that"),
            "name": certificate.names.text(code),
            "association": _("of the association %(name)s", name=certificate.association.name.text(code)),
            "took_part": _("took part in the training session"),
            "module": certificate.module_name.text(code),
            "held": _(
                "held in %(place)s: %(days)s",
                place=certificate.session.region.name.text(code),
                days=days_words(certificate.first_day, certificate.last_day, code),
            ),
            "share": _(
                "Half-days attended: %(attended)s of %(half_days)s",
                attended=certificate.attended,
                half_days=certificate.half_days,
            ),
            "issued": _(
                "Issued on %(day)s (%(hijri)s)",
                day=day_in_words(day, "d MMMM y", code),
                hijri=hijri(day, code),
            ),
            "number": _("Certificate no. %(number)s", number="{number}"),
            "verify": _("Anyone can verify this certificate with this code:"),
            "revoked": _("Revoked"),
        }
