"""Anyone verifies a certificate by its code."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from capacity.training.certificates import queries
from capacity.training.certificates.states import shown
from capacity.training.certificates.views.blueprint import bp
from capacity.web.guards import public
from capacity.web.security import limiter

RATE = "30 per minute; 300 per hour"
TYPED_MAX = 60


def _readable(typed: str) -> str:
    """What was typed, as far as a page can show it again."""
    return "".join(letter for letter in typed[:TYPED_MAX] if letter.isprintable()).strip()


@bp.get("/verify")
@limiter.limit(RATE)
@public
def verify() -> Any:
    """A field for the code."""
    typed = _readable(request.args.get("code", ""))
    if not typed:
        return render_template("training/certificates/verify.html", typed="", unknown=False)
    found = queries.by_code(typed)
    if found is None:
        return render_template("training/certificates/verify.html", typed=typed, unknown=True), 404
    return redirect(url_for("certificates.verified", code=shown(found.code)))


@bp.get("/verify/<code>")
@limiter.limit(RATE)
@public
def verified(code: str) -> Any:
    """What stands behind the code; a wrong one gets the field again."""
    typed = _readable(code)
    found = queries.by_code(typed)
    if found is None:
        return render_template("training/certificates/verify.html", typed=typed, unknown=True), 404
    return render_template(
        "training/certificates/verified.html",
        certificate=found,
        code=shown(found.code),
        replacement=None if found.stands else queries.replacement_of(found),
    )
