"""Work without a line: the service worker, which pages a browser may keep, and whose they are.

A page is kept by the worker (``static/worker.js``) only when its view says so with ``keep``: the pages of a draft and
the register, for who is signed in. What is typed there and not sent yet lies in the browser's database, sealed with a
key that the server hands to its author alone. Who signs out, or finds somebody else signed in, leaves nothing readable.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, jsonify, make_response, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from capacity.core import clock
from capacity.core.access import Actor
from capacity.core.languages import language
from capacity.core.languages import lazy_gettext as _l
from capacity.web.assets import Asset, served
from capacity.web.drawing import address_of, attributes
from capacity.web.guards import public
from capacity.web.session import current_actor
from capacity.web.templating import moment_words

READER, KEEP, FORGET = "Capacity-Reader", "Capacity-Keep", "Capacity-Forget"
NOBODY, GONE = "nobody", "gone"
"""Instead of a reader. Whose time is only over finds the kept pages again after signing in; who was signed out from
elsewhere may have lost the device, or lent it: as with another reader, the pages go."""
WORKER = "worker.js"
WAITING = _l(
    "Something you wrote here has not been sent yet. It stays on this device, sealed, until you sign in here again. "
    "Sign out all the same?"
)

bp = Blueprint("offline", __name__)


def init_app(app: Flask) -> None:
    """Say on every page whose it is; give templates ``device_marks()``, what a page that keeps things has to know, and
    ``kept_at()``, the moment of which a copy of it is."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(device_marks=device_marks, kept_at=lambda: moment_words(clock.now()))

    @app.after_request
    def name_reader(answer: Response) -> Response:
        signed_in = g.get("_login_user")  # where Flask-Login keeps whom this request was answered for
        if signed_in is not None and answer.mimetype == "text/html":
            answer.headers[READER] = reader_of(signed_in.actor) or (GONE if g.get("signed_out_elsewhere") else NOBODY)
        return answer


def reader_of(actor: Actor) -> str:
    """A name for the person that says nothing of them; empty for a visitor."""
    return "" if actor.is_visitor else _derived("reader", actor).hex()[:24]


def _derived(purpose: str, actor: Actor) -> bytes:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(secret, f"{purpose} of person {actor.id} at a device".encode(), "sha256")


def version() -> str:
    """Changes with the worker and everything a kept page looks and works by."""
    known: str = current_app.extensions.setdefault("offline_version", _version())
    return known


def _version() -> str:
    assets = current_app.extensions["assets"]
    prints = "".join(f"{name}{assets[name].fingerprint}" for name in sorted(assets))
    return hashlib.sha256(prints.encode()).hexdigest()[:12]


def stamp() -> str:
    """A kept page with another stamp is fetched again: the language or the software changed."""
    return f"{language()}.{version()}"


def keep(page: Any) -> Response:
    """Let the reader's browser keep this page, to open it without a network."""
    answer = make_response(page)
    if answer.status_code == 200:
        answer.headers[KEEP] = stamp()
    return answer


def forget(page: Any, beginning: str) -> Response:
    """Let the browser forget the kept pages whose addresses, with a slash at their end, begin so.

    There is nothing left to write on them.
    """
    answer = make_response(page)
    answer.headers[FORGET] = beginning
    return answer


def device_marks() -> Markup:
    """The attributes by which a page's script finds the worker, its reader and the key of what it keeps."""
    actor = current_actor()
    marks = {
        "reader": reader_of(actor),
        "key": b64encode(_derived("key", actor)).decode(),
        "stamp": stamp(),
        "worker": address_of("offline.worker"),
        "reader-url": address_of("offline.reader"),
        "device-url": address_of("offline.device"),
        "token": generate_csrf(),
    }
    return attributes(**{f"data-{name}": value for name, value in marks.items()})


@bp.get("/sw.js")
@public
def worker() -> Response:
    """The service worker, told what this version of the house is made of; asked for anew at every visit."""
    assets = current_app.extensions["assets"]
    house = {
        "version": version(),
        "device": url_for("offline.device"),
        "leaving": [url_for("accounts.sign_out"), url_for("accounts.end_everywhere")],
        "assets": f"{request.script_root}/static/",
        "shell": [
            f"{request.script_root}/static/{asset.fingerprint}/{name}"
            for name, asset in assets.items()
            if name.startswith("js/") or name == "mark.svg"
        ],
    }
    said = f"const house = {json.dumps(house)};\n".encode() + assets[WORKER].content
    answer = served(Asset(WORKER, said, version()))
    answer.headers["Cache-Control"] = "no-cache"
    answer.set_etag(version())
    answer.make_conditional(request)
    return answer


@bp.get("/this-device")
@public
def device() -> Any:
    """What this browser keeps, for whom and until when; also what is shown where there is no network."""
    return render_template("web/this_device.html")


@bp.get("/this-device/reader")
@public
def reader() -> Response:
    """Who is signed in in this browser now, for a script that has something to send: its name here, token and key."""
    actor = current_actor()
    if actor.is_visitor or current_user.owes_second_factor:
        answer = jsonify(reader="")
    else:
        answer = jsonify(
            reader=reader_of(actor),
            key=b64encode(_derived("key", actor)).decode(),
            token=generate_csrf(),
            waiting=str(WAITING),
        )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
