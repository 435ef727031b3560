"""The pages that every public service owes: contacts, privacy, terms, accessibility, sources; and the keyboard."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for

from capacity.core import choices, facts, keeping
from capacity.core.contacts import contacts as named_contacts
from capacity.core.languages import LANGUAGES
from capacity.web import unsent as unsent_words
from capacity.web.guards import public
from capacity.web.security import csrf
from capacity.web.session import speaking

bp = Blueprint("pages", __name__)


@bp.get("/contacts")
@public
def contacts() -> Any:
    """A named contact with a telephone per region."""
    return render_template("web/contacts.html", contacts=named_contacts(), region=facts.region)


@bp.get("/privacy")
@public
def privacy() -> Any:
    """What is kept of whom, why and for how long; and what the ministry cannot read."""
    chosen = choices.in_force()
    register = [(kind, kind.period(chosen)) for kind in keeping.kinds()]
    return render_template("web/privacy.html", register=register, number=chosen.get(choices.CNDP, ""))


@bp.get("/terms")
@public
def terms() -> Any:
    """The terms of use; how long what is sent is kept, they take from the register."""
    chosen = choices.in_force()
    sent = {kind.key: (kind, kind.period(chosen)) for kind in keeping.kinds()}
    shown = [sent[key] for key in ("unsuccessful", "applications", "accounts") if key in sent]
    return render_template("web/terms.html", register=shown)


@bp.get("/accessibility")
@public
def accessibility() -> Any:
    """The accessibility statement."""
    return render_template("web/accessibility.html")


@bp.get("/sources")
@public
def sources() -> Any:
    """Where the facts and the map come from."""
    return render_template("web/sources.html")


@bp.post("/unsent")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def unsent() -> Any:
    """What was written in a session that has ended, with the button that sends it. It changes nothing itself.

    Its token is of the session before: what it shows is signed instead, and a press sends it with a new token. Another
    language is chosen on it without losing what it carries: the browser sends the same once more (307).
    """
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES and wanted != request.args.get("lang") and unsent_words.from_own_page():
        return speaking(wanted, redirect(url_for("pages.unsent", lang=wanted), 307))
    return unsent_words.same_page(request.form.get("kept", "")) or abort(400)


@bp.get("/keyboard")
@public
def keyboard() -> Any:
    """What the keyboard does beyond what browsers do by themselves; ``part``: for the dialog of a page."""
    part = "_part" if request.args.get("part") else ""
    return render_template(f"web/keyboard{part}.html")
