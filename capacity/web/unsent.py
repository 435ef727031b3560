"""What somebody sent in vain stays on the page they are given, and is sent again from there: their session had ended,
or the service could keep nothing at that moment.

Nothing is kept here: the words travel in a hidden field, signed, so that only what was typed into one of our pages is
ever offered for sending. Files and passwords do not travel.
"""

from __future__ import annotations

from typing import Any

from flask import current_app, make_response, render_template, request, url_for
from flask_login import current_user
from itsdangerous import BadData

from capacity.core.languages import lazy_gettext as _l
from capacity.web.signing import PatientSerializer

MOST = 300_000
"""Letters that a page carries."""
LASTS = 24 * 60 * 60
UNABLE, NO_ROOM, BUSY, IN_DOUBT = "unable", "no_room", "busy", "in_doubt"
WHY = {
    UNABLE: _l("The service cannot keep anything at this moment: what you just sent was not kept."),
    NO_ROOM: _l("The service has no room left at this moment: what you just sent was not kept."),
    BUSY: _l("Many documents are being opened at this moment: yours was not taken in yet."),
    IN_DOUBT: _l(
        "The service was interrupted while it kept what you sent. Look first whether it is there, in another window: "
        "it may have been kept."
    ),
}
"""Why something that was sent while nothing was wrong with the session was not kept."""


def may_be_kept() -> bool:
    """Whether this request carries words that can be offered for sending again."""
    if request.method != "POST" or not from_own_page():
        return False
    fields = _fields()
    secret = any(name == "code" or "password" in name for name, _value in fields)
    return bool(fields) and not secret and sum(len(name) + len(value) for name, value in fields) < MOST


def kept_page(why: str = "") -> Any:
    """The answer to a request whose session had ended, or which the service could not keep for one of the reasons of
    ``WHY``: nothing was done, and nothing is lost."""
    view: Any = current_app.view_functions.get(request.endpoint or "")
    kept = {
        "path": request.full_path.rstrip("?"),
        "fields": _fields(),
        "files": any(sent.filename for sent in request.files.values()),
        "public": getattr(view, "__guard__", "") == "public",
        "why": why,
    }
    return _page(kept), 503 if why else 400


def same_page(blob: str) -> Any:
    """The page once more, now that somebody may have signed in; None when it is not ours, or a day old.

    It is only asked for from the page itself: anybody can have words of theirs signed by sending them in vain, and must
    not be able to lay them before somebody else, one press away from being sent in that person's name.
    """
    if not from_own_page():
        return None
    try:
        return _page(_signer().loads(blob, max_age=LASTS)), 400
    except BadData:
        return None


def from_own_page() -> bool:
    """Whether a form of ours was sent by its button. Browsers say so in headers that no page can write itself."""
    headers = request.headers
    return headers.get("Sec-Fetch-Site") == "same-origin" and headers.get("Sec-Fetch-Mode") == "navigate"


def _fields() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]


def _page(kept: dict[str, Any]) -> Any:
    actor, owes = current_user.actor, current_user.owes_second_factor
    answer = make_response(
        render_template(
            "errors/unsent.html",
            ready=bool(kept["why"]) or kept["public"] or not (actor.is_visitor or owes),
            words=WHY.get(kept["why"]),
            way_in=url_for("accounts.second_factor" if owes else "accounts.sign_in"),
            carried={"kept": _signer().dumps(kept)},
            language_url=url_for("pages.unsent"),
            **kept,
        )
    )
    answer.headers["Cache-Control"] = "private, no-store"  # whoever takes the telephone next reads none of it
    return answer


def _signer() -> PatientSerializer:
    return PatientSerializer(str(current_app.secret_key), salt="unsent")
