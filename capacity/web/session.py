"""Who is asking, in which language: the signed-in browser, its actor, the language switch.

Flask-Login keeps a token in the signed cookie; a row in the database decides whether it still counts, so that ending
the row signs the browser out. How a token becomes an actor is told by the factory.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, Flask, current_app, g, has_request_context, redirect, request, session
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user, logout_user

from capacity.core.access import VISITOR, Actor
from capacity.core.contributions import collect
from capacity.core.languages import DEFAULT, LANGUAGES, Babel, locale_code
from capacity.core.unit_of_work import unit_of_work
from capacity.web.guards import public

LANGUAGE_COOKIE = "language"
YEAR = 365 * 24 * 3600
WANTED = "wanted"
WANTED_MAX = 300

bp = Blueprint("web", __name__)
manager = LoginManager()


@dataclass(frozen=True)
class Loaded:
    """What the database says of a token: the actor, and whether the second factor is still owed."""

    actor: Actor
    owes_second_factor: bool = False
    has_second_factor: bool = False


class SignedIn(UserMixin):  # type: ignore[misc]
    """Flask-Login's user: a session of a person, not the person.

    Who still owes the second factor holds nothing yet, so that public pages show them what a visitor may read.
    """

    def __init__(self, token: str, loaded: Loaded) -> None:
        self.token = token
        self.actor = _bare(loaded.actor) if loaded.owes_second_factor else loaded.actor
        self.owes_second_factor = loaded.owes_second_factor
        self.has_second_factor = loaded.has_second_factor

    def get_id(self) -> str:
        """The token, which only the cookie holds."""
        return self.token


def _bare(actor: Actor) -> Actor:
    return replace(actor, grants=(), association_ids=frozenset(), represents=frozenset())


class Visitor(AnonymousUserMixin):  # type: ignore[misc]
    """Nobody has signed in."""

    actor = VISITOR
    token = ""
    owes_second_factor = False
    has_second_factor = False


manager.anonymous_user = Visitor
manager.session_protection = None


def init_app(app: Flask, load: Callable[[str], Loaded | None], was_ended: Callable[[str], bool]) -> None:
    """Connect sessions and languages; ``load`` turns a token into what the database says of it.

    ``was_ended`` says of one that counts no more whether somebody ended it, rather than its time being over.
    """
    manager.init_app(app)

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load_user(token: str) -> SignedIn | None:
        found = load(token)
        if found is None:
            g.signed_out_elsewhere = was_ended(token)
            return None
        return SignedIn(token, found)

    Babel(
        app,
        default_locale=locale_code(DEFAULT),
        default_timezone="Africa/Casablanca",
        locale_selector=lambda: locale_code(chosen_language()),
        default_translation_directories=str(app.config["TRANSLATIONS"]),
    )
    app.register_blueprint(bp)


def comes_signed_in(app: Flask, environ: dict[str, Any]) -> bool:
    """Whether the cookie, which only we can have written, names a sign-in; the database says later if it counts."""
    known = app.session_interface.open_session(app, app.request_class(environ))
    return known is not None and "_user_id" in known


def current_actor() -> Actor:
    """The actor of this request."""
    actor: Actor = current_user.actor
    return actor


def current_token() -> str:
    """The secret that only this browser's cookie holds; empty for a visitor."""
    return str(current_user.token)


def as_far_as_known() -> None:
    """Whoever has not been looked up yet stays a stranger for this answer: it is made without the database."""
    if "_login_user" not in g:
        g._login_user = Visitor()


def begin(token: str) -> None:
    """Sign this browser in with a new cookie content and a new CSRF token, which all its tabs share."""
    kept = {key: session[key] for key in ("_flashes", WANTED) if key in session}
    session.clear()
    session.update(kept)
    session["csrf_token"] = secrets.token_hex(20)
    g.pop("csrf_token", None)
    session["_user_id"] = token  # who that is, is asked of the database by whoever needs to know it
    g.pop("_login_user", None)


def end() -> None:
    """Forget the token in this browser; the row is ended by the accounts' action."""
    logout_user()
    session.clear()


def chosen_language() -> str:
    """The first there is: ``?lang=`` of a shared link, or of the page that asks for a part of itself; the cookie, the
    person's choice, the browser's, Arabic."""
    if not has_request_context():
        return DEFAULT
    if "chosen_language" not in g:
        asked = request.args.get("lang", "") or _of_the_page()
        cookie = request.cookies.get(LANGUAGE_COOKIE, "")
        if asked in LANGUAGES:
            g.chosen_language = asked
        elif cookie in LANGUAGES:
            g.chosen_language = cookie
        elif not current_actor().is_visitor:
            g.chosen_language = current_actor().language
        else:
            g.chosen_language = request.accept_languages.best_match(LANGUAGES, DEFAULT)
    return str(g.chosen_language)


def _of_the_page() -> str:
    """``?lang=`` of the page whose script asks for what it shows later; a link that is followed carries none on."""
    if request.headers.get("Sec-Fetch-Dest") != "empty" or request.headers.get("Sec-Fetch-Site") != "same-origin":
        return ""
    return str(parse_qs(urlsplit(request.referrer or "").query).get("lang", [""])[0])


def remember_wanted(target: str | None) -> None:
    """Where this browser was going when it was asked for an account: the letter that follows leads there in the end."""
    if safe_next(target, "") and len(target or "") <= WANTED_MAX:
        session[WANTED] = target


def wanted(default: str) -> str:
    """Where it was going; ``default`` when that is not known, or was reached."""
    return safe_next(session.pop(WANTED, None), default)


def safe_next(target: str | None, default: str) -> str:
    """``target`` when it is a path of this site, else ``default``; never leads elsewhere."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return default
    if any(ord(letter) < 0x20 for letter in target):
        return default
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else default


@bp.post("/language")
@public
def language() -> Any:
    """Remember the language in this browser, and as the person's choice when signed in; back to the page."""
    return speaking(request.form.get("language", ""), redirect(safe_next(request.form.get("next"), "/")))


def speaking(wanted: str, answer: Any) -> Any:
    """The answer, from which on this browser reads ``wanted``, and the person where one is signed in."""
    if wanted in LANGUAGES:
        answer.set_cookie(
            LANGUAGE_COOKIE,
            wanted,
            max_age=YEAR,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        if not current_actor().is_visitor:
            with unit_of_work():
                list(collect("language.chosen", actor=current_actor(), language=wanted))
    return answer
