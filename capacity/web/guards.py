"""Who may open a page: every endpoint carries a guard, and a guard asks a predicate of the room's policy."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import abort, g, redirect, request, url_for
from flask_login import current_user

from capacity.core.access import Predicate
from capacity.core.asking import Asked
from capacity.web import unsent

View = Callable[..., Any]


def public(view: View) -> View:
    """Anybody may open this page."""
    view.__guard__ = "public"  # type: ignore[attr-defined]
    return view


def done_once(view: View) -> View:
    """However often the same is sent to this page, it is done once: an answer, a file or a sending is known again.

    So it is asked again by the service itself where nobody knows whether the database had kept it before it fell over.
    """
    view.__done_once__ = True  # type: ignore[attr-defined]
    return view


def requires(
    *,
    may: Predicate,
    load: Callable[..., Any] | None = None,
    see: Predicate | None = None,
    ahead: Callable[..., Asked] | None = None,
    before_second_factor: bool = False,
) -> Callable[[View], View]:
    """Only who satisfies ``may`` opens this page.

    ``load`` turns the address's arguments into an object, which the view receives as its first argument; None answers
    404. A person who fails ``may`` on a loaded object gets 404, as if it did not exist, unless ``see`` says that its
    existence is no secret to them (403). A visitor is sent to sign in and comes back; nothing is loaded for them, nor
    for who holds no role where a role is needed: how much there would be to load may be a secret. Staff who still owe
    the second factor are sent to it, except on pages marked ``before_second_factor``.

    ``ahead`` tells, of the same arguments, what ``load`` asks the database first: it travels with the look-up of who is
    asking, for pages that are asked for at every keystroke. It reveals nothing that ``load`` does not.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            if ahead is not None:
                g.asked_next = ahead(**arguments)
            actor = current_user.actor
            if actor.is_visitor and (load is not None or not may(actor, None)):
                return _sent_to("accounts.sign_in")
            if current_user.owes_second_factor and not before_second_factor:
                return _sent_to("accounts.second_factor")
            if load is None:
                return view(**arguments) if may(actor, None) else abort(403)
            if not actor.is_staff and may.needs_role and (see is None or see.needs_role):
                abort(404)
            obj = load(**arguments)
            if obj is None:
                abort(404)
            if not may(actor, obj):
                abort(403 if see is not None and see(actor, obj) else 404)
            return view(obj)

        guarded.__guard__ = repr(may)  # type: ignore[attr-defined]
        return guarded

    return guard


def asked_next() -> Asked:
    """What the page of this request asks of the database after the look-up of who is asking, as far as it was told."""
    found: Asked = g.pop("asked_next", ())
    return found


def _sent_to(way_in: str) -> Any:
    """To where one comes in, and back again; what was typed while the session ended is not lost on the way."""
    if unsent.may_be_kept():
        return unsent.kept_page()
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for(way_in, next=back))
