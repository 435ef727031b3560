"""Files sent piece by piece, so that a broken line costs one piece and not the file.

A page that takes files carries a ticket: signed, it says who may send what here, and how large. The browser begins an
upload with it (``POST /uploads``), asks how far it is (``GET /uploads/<key>``), sends the next piece
(``PATCH /uploads/<key>`` with ``Upload-Offset``), or gives up (``DELETE``). Then the page's own form names the keys in
place of files: the room judges and keeps them as it does what comes in one request.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, jsonify, request
from itsdangerous import BadSignature

from capacity.core import choices, clock, uploads
from capacity.core.access import Predicate, is_signed_in
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.files import store
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.core.unit_of_work import unit_of_work
from capacity.core.uploads import LARGEST_PIECE, OutOfPlace, Upload
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.signing import PatientSerializer

bp = Blueprint("uploads", __name__, url_prefix="/uploads")

TICKET_SECONDS = 24 * 3600
MOST_FILES = 24
OFFSET = "Upload-Offset"
_KEY = re.compile(r"[0-9A-Za-z_-]{16,64}")
TOO_OLD = _l("The page was open for too long. Reload it and send it again.")
INCOMPLETE = _l("This file has not arrived completely. Send it again.")

owns = Predicate(
    lambda actor, upload: not actor.is_visitor and (upload is None or upload.owner_id == actor.id), "owns_upload"
)


def _signer() -> PatientSerializer:
    return PatientSerializer(current_app.config["SECRET_KEY"], salt="upload-ticket")


def document_limit_mb() -> int:
    """How large a document may be where nothing else is said of it: as chosen, or as the service was started."""
    return choices.DOCUMENT_MB.read(choices.in_force(), usual=current_app.config["SETTINGS"].max_upload_mb)


def ticket(purpose: str, limit_bytes: int) -> str:
    """What a page hands to whoever may send files here: for what, how large one may be, and to whom it was handed."""
    return str(_signer().dumps([purpose, limit_bytes, current_actor().id]))


def _mine(key: str) -> Upload | None:
    actor = current_actor()
    return uploads.find(actor.id, key) if actor.id is not None and _KEY.fullmatch(key) else None


def _state(upload: Upload, status: int) -> Any:
    answer = jsonify(
        key=upload.key,
        offset=upload.received,
        size=upload.size,
        piece=LARGEST_PIECE,
    )
    answer.headers[OFFSET] = str(upload.received)
    return answer, status


def _refused(problem: RuleBroken, status: int = 422) -> Any:
    return jsonify(error=str(problem.message)), status


@bp.post("")
@requires(may=is_signed_in)
def begin() -> Any:
    """Begin an upload, or find the one that was begun under this key."""
    key, name = request.form.get("key", ""), request.form.get("name", "")
    size = request.form.get("size", type=int) or 0
    try:
        purpose, limit, owner = _signer().loads(request.form.get("ticket", ""), max_age=TICKET_SECONDS)
    except (BadSignature, ValueError):
        return _refused(RuleBroken(TOO_OLD))
    actor = current_actor()
    if owner is None or owner != actor.id or not _KEY.fullmatch(key) or not 0 <= size < 2**31:
        return _refused(RuleBroken(TOO_OLD))
    try:
        with unit_of_work():
            begun = uploads.begin(
                owner_id=owner,
                key=key,
                purpose=purpose,
                filename=name,
                size=size,
                limit_bytes=limit,
                now=clock.now(),
            )
    except RuleBroken as broken:
        return _refused(broken)
    return _state(begun, 201 if begun.received == 0 else 200)


@bp.get("/<key>")
@requires(load=_mine, may=owns)
def offset(upload: Upload) -> Any:
    """How much has arrived."""
    return _state(upload, 200)


@bp.patch("/<key>")
@requires(load=_mine, may=owns)
def append(upload: Upload) -> Any:
    """Keep the next piece; a piece that has arrived already is answered as if it had just come."""
    start = request.headers.get(OFFSET, type=int)
    if start is None or start < 0:
        abort(400)
    if (request.content_length or 0) > LARGEST_PIECE:
        abort(413)
    piece = request.get_data(cache=False)
    if not piece:
        abort(400)
    if uploads.has_piece(upload, start, hashlib.sha256(piece).hexdigest()):
        return _state(upload, 200)
    if upload.finished_at is not None or start != upload.received:
        return _state(upload, 409)
    owner, key = upload.owner_id, upload.key
    db.session.rollback()
    kept = store().keep(piece)
    try:
        with unit_of_work():
            upload = uploads.find(owner, key, lock=True) or abort(404)
            uploads.append(upload, start=start, kept=kept, now=clock.now())
    except OutOfPlace:
        return _state(uploads.find(owner, key) or abort(404), 409)
    except RuleBroken as broken:
        return _refused(broken)
    return _state(upload, 200)


@bp.delete("/<key>")
@requires(load=_mine, may=owns)
def cancel(upload: Upload) -> Any:
    """Forget a file that was on its way."""
    owner, key = upload.owner_id, upload.key
    with unit_of_work():
        upload = uploads.find(owner, key, lock=True) or abort(404)
        if upload.finished_at is None:
            uploads.abandon(upload, now=clock.now())
    return "", 204


@dataclass(frozen=True)
class Sent:
    """The files of one form, whichever way they came; ``keys`` are those that came piece by piece."""

    files: list[tuple[bytes, str]]
    keys: list[str]
    taken: bool
    """All of it was taken by an earlier request with the same keys: there is nothing left to do."""

    def take(self) -> bool:
        """Settle the pieces, inside the transaction that keeps the files; False when another request was quicker."""
        found = [_found(key, lock=True) for key in self.keys]
        if found and all(one.finished_at is not None for one in found):
            return False
        for upload in found:
            uploads.finish(upload, now=clock.now())
        return True


def sent(chosen: Sequence[Any], purpose: str) -> Sent:
    """What was sent with this form: files chosen in it (``chosen``), and those named by ``uploads``.

    Raises RuleBroken when there is nothing, when something has not arrived or was meant for another place, and when all
    of it is more than a form may bring; none of it has been read then.
    """
    keys = list(dict.fromkeys(request.form.getlist("uploads")))[:MOST_FILES]
    found = [_found(key) for key in keys]
    if any(upload.purpose != purpose for upload in found):
        raise RuleBroken(TOO_OLD)
    if found and all(upload.finished_at is not None for upload in found):
        return Sent([], keys, taken=True)
    if any(upload.received != upload.size for upload in found):
        raise RuleBroken(INCOMPLETE)
    most = request.max_content_length
    if most is not None and sum(upload.size for upload in found) + (request.content_length or 0) > most:
        raise RuleBroken(_("These files are too large together. Send fewer at once."))
    files = [(uploads.content(upload), upload.filename) for upload in found]
    files += [(one.read(), one.filename) for one in chosen if getattr(one, "filename", "")]
    if not files:
        raise RuleBroken(_("Choose a file first."))
    return Sent(files, keys, taken=False)


def put_aside(data: bytes, filename: str, purpose: str) -> str:
    """Keep a file that a form refused as it is, for a day: the key by which the form may name it (``uploads``), so that
    nobody has to choose it again; empty when too much of this person's is on its way already."""
    actor, now, kept = current_actor(), clock.now(), store().keep(data)
    key = hashlib.sha256(f"{purpose}:{kept.sha256}".encode()).hexdigest()[:48]
    if actor.id is None:
        return ""
    try:
        with unit_of_work():
            known = uploads.find(actor.id, key, lock=True)
            if known is not None and known.finished_at is not None:
                uploads.abandon(known, now=now)
            begun = uploads.begin(
                owner_id=actor.id,
                key=key,
                purpose=purpose,
                filename=filename,
                size=len(data),
                limit_bytes=len(data),
                now=now,
            )
            if begun.received == 0:
                uploads.append(begun, start=0, kept=kept, now=now)
    except RuleBroken:
        return ""
    return key


def _found(key: str, *, lock: bool = False) -> Upload:
    actor = current_actor()
    upload = uploads.find(actor.id, key, lock=lock) if actor.id is not None and _KEY.fullmatch(key) else None
    if upload is None:
        raise RuleBroken(INCOMPLETE)
    return upload
