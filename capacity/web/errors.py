"""Domain errors and refused requests to pages that say what happened, what was kept and what to do."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from functools import partial
from typing import Any

import structlog
from flask import Flask, g, jsonify, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from capacity.core.db import db, is_out_of_room, is_overtaken, is_unique_violation, takes_nothing_in
from capacity.core.errors import Busy, IllegalMove, NoRoom, RuleBroken, StaleObject
from capacity.core.languages import gettext as _
from capacity.core.unit_of_work import DECIDED
from capacity.web import session, unsent
from capacity.web.security import seconds_to_wait

log = structlog.get_logger("web")
Answer = Any
TOO_MANY = 429
PLACES = 12
"""So many lines of the way to an error are logged."""
AGAIN_AFTER = 15
"""Seconds after which whoever was turned away may ask again: what held the database up is mostly over by then."""


def page(code: int, *, message: object = None) -> Answer:
    """The error page of this status, or a line of JSON for a script."""
    db.session.rollback()
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=code, message=str(message) if message else None), code
    return render_template("errors/error.html", code=code, message=message), code


def stale(_error: Exception) -> Answer:
    """Somebody else was quicker."""
    return page(409, message=_("Somebody else saved this at the same moment. Reload the page to see it."))


def full(error: Exception) -> Answer:
    """There is no room left to keep anything: it is said, and whoever runs the service reads it in the log."""
    log.error("no room left", error=type(error).__name__, route=str(request.url_rule))
    return turned_away(unsent.NO_ROOM)


def turned_away(why: str) -> Answer:
    """Nothing can be kept at this moment, which is nobody's fault at the page: its words are offered for sending again.

    The database is not asked who this is when that is not known yet: it may be what does not answer.
    """
    db.session.rollback()
    session.as_far_as_known()
    if unsent.may_be_kept():
        body, code = unsent.kept_page(why)
    else:
        is_sent = request.method not in {"GET", "HEAD"}
        body, code = page(503, message=unsent.WHY[why] if is_sent else None)
    return body, code, {"Retry-After": str(AGAIN_AFTER), "Cache-Control": "private, no-store"}


def doubled(error: IntegrityError) -> Answer:
    """The same key at the same moment is somebody else's being quicker; any other broken constraint is ours."""
    return stale(error) if is_unique_violation(error) else failed(error)


def failed(error: Exception) -> Answer:
    """Something is wrong here: its kind and its place in the code are logged, none of the words in it."""
    original: BaseException = getattr(error, "original_exception", None) or error
    log.error(
        "request failed", route=str(request.url_rule), error=type(original).__name__, where=list(_places(original))
    )
    return page(500)


def _places(error: BaseException) -> Iterator[str]:
    """Where it was raised, the outermost place first, and where what led to it was; no values and no messages."""
    if (cause := error.__cause__ or error.__context__) is not None:
        yield from _places(cause)
        yield type(cause).__name__
    for frame in traceback.extract_tb(error.__traceback__)[-PLACES:]:
        yield f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}"


def _asked_again(app: Flask) -> Any:
    """The request from its beginning: the database fell over before anything of it was kept, and is waited for; or
    nobody knows whether it was kept, and asking for it once more changes nothing then.

    Everything that a request writes is kept by one commit, so that nothing is done twice.
    """
    g.asked_again = True
    db.session.remove()
    for sent in request.files.listvalues():
        for file in sent:
            file.stream.seek(0)
    try:
        answer = app.preprocess_request()
        return app.dispatch_request() if answer is None else answer
    except Exception as problem:  # noqa: BLE001 - told as it would have been told the first time
        return app.handle_user_exception(problem)


def forged(_error: CSRFError) -> Any:
    """A page of an earlier session: its words are offered again when it was really one of ours.

    Who only chooses a language there has typed nothing, and reads it.
    """
    if request.endpoint == "web.language" and unsent.from_own_page():
        return session.language()
    if unsent.may_be_kept():
        return unsent.kept_page()
    return page(
        400, message=_("The page was open for too long, or in another session. Go back, reload it, and send it again.")
    )


def _unable(app: Flask, error: DBAPIError) -> Answer:
    """The database gave this transaction up, has no room left, takes nothing in now, or does not answer."""
    if not takes_nothing_in(error):
        return failed(error)
    if is_overtaken(error):
        return stale(error)
    if is_out_of_room(error):
        return full(error)
    decided = DECIDED in db.session.info
    view = app.view_functions.get(request.endpoint or "")
    is_safe = not decided or getattr(view, "__done_once__", False)
    if error.connection_invalidated and is_safe and not g.get("asked_again"):
        return _asked_again(app)
    log.error("database unable", error=type(error.orig).__name__, route=str(request.url_rule))
    return turned_away(unsent.IN_DOUBT if decided else unsent.UNABLE)


def _no_connection_left(error: Exception) -> Answer:
    """Every connection of this process is in use, and stays so."""
    log.error("no connection left", error=type(error).__name__, route=str(request.url_rule))
    return turned_away(unsent.UNABLE)


def init_app(app: Flask) -> None:
    """Register a page for everything that can go wrong.

    Flask's own log of an error is left out: it holds the address, which may carry a secret, and the words of the error,
    which may be those of a draft.
    """
    app.log_exception = lambda exc_info: None  # type: ignore[method-assign]

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:
            return error.get_response()
        if error.code == TOO_MANY:
            body, code = page(error.code)
            return body, code, {"Retry-After": str(seconds_to_wait())}
        return page(error.code)

    app.register_error_handler(CSRFError, forged)

    @app.errorhandler(RuleBroken)
    def broken(error: RuleBroken) -> Answer:
        return page(409, message=error.message)

    @app.errorhandler(IllegalMove)
    def illegal(_error: IllegalMove) -> Answer:
        return page(409, message=_("This cannot be done any more: its state has changed since you opened the page."))

    for overtaken in (StaleDataError, StaleObject):
        app.register_error_handler(overtaken, stale)
    app.register_error_handler(IntegrityError, doubled)
    app.register_error_handler(NoRoom, full)
    app.register_error_handler(Busy, lambda _error: turned_away(unsent.BUSY))

    app.register_error_handler(DBAPIError, partial(_unable, app))
    app.register_error_handler(NoConnectionLeft, _no_connection_left)
    app.register_error_handler(500, failed)
