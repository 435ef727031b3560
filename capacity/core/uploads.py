"""Files that arrive piece by piece over a bad line, and go on from where they stopped.

Somebody begins an upload under a key made in the browser, asks how far it is, sends the next piece, and so on; a room
then takes the whole. Each piece is a document of the store, on the disk before it is acknowledged, so that any web node
takes the next one and nothing acknowledged is sent again. Beginning twice, or sending a piece twice, changes nothing.
What is not taken within a day is thrown away by a job.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from capacity.core.clock import now as clock_now
from capacity.core.db import Base, Id, Mapped, db, fk, mapped_column
from capacity.core.errors import CapacityError, RuleBroken
from capacity.core.filenames import safe_filename
from capacity.core.files import Kept, also_named_by, store
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import handles, post
from capacity.core.unit_of_work import unit_of_work

MEGABYTE = 1024 * 1024
LARGEST_PIECE = MEGABYTE
MOST_PIECES = 1_000
MOST_OPEN = 24
MOST_OPEN_BYTES = 160 * MEGABYTE
LIFETIME = timedelta(days=1)
EXPIRE, CLEAR, SWEEP = "uploads.expire", "uploads.clear", "files.sweep"
ORPHANS_AFTER = timedelta(days=2)


class Upload(Base):
    """A file on its way: whose, for what (``purpose``), how large it will be, and how much of it has arrived."""

    __tablename__ = "uploads"
    __table_args__ = (
        sa.UniqueConstraint("owner_id", "key"),
        sa.CheckConstraint("received >= 0 AND received <= size", name="received"),
    )

    id: Mapped[Id]
    owner_id: Mapped[int]
    key: Mapped[str] = mapped_column(sa.String(64))
    purpose: Mapped[str] = mapped_column(sa.String(120))
    filename: Mapped[str] = mapped_column(sa.String(120))
    size: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class UploadPiece(Base):
    """A piece that arrived, and where its bytes lie in the store."""

    __tablename__ = "upload_pieces"
    __table_args__ = (sa.UniqueConstraint("upload_id", "start"),)

    id: Mapped[Id]
    upload_id: Mapped[int] = fk("uploads.id", index=False)
    start: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    kept_key: Mapped[str] = mapped_column(sa.String(64), unique=True)


also_named_by(UploadPiece.kept_key)


class OutOfPlace(CapacityError):
    """A piece does not begin where the last one ended; ``offset`` is where the next one has to begin."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"the next piece begins at {offset}")
        self.offset = offset


def begin(
    *, owner_id: int, key: str, purpose: str, filename: str, size: int, limit_bytes: int, now: datetime
) -> Upload:
    """Begin an upload; one that was begun under this key already is answered as it stands.

    Raises RuleBroken for a file over its limit, and when too much of this person's is on its way.
    """
    known = find(owner_id, key, lock=True)
    if known is not None and known.expires_at <= now:
        abandon(known, now=now)
    elif known is not None:
        if (known.purpose, known.size) != (purpose, size):
            raise RuleBroken(_l("The page was open for too long. Reload it and send it again."))
        return known
    if size <= 0:
        raise RuleBroken(_l("This file is empty. Choose it again, or another one."))
    if size > limit_bytes:
        limit = limit_bytes // MEGABYTE
        raise RuleBroken(_l("This file is larger than %(limit)s MB. Send a smaller one.", limit=limit))
    _refuse_too_many(owner_id, size, now)
    upload = Upload(
        owner_id=owner_id,
        key=key,
        purpose=purpose,
        filename=safe_filename(filename),
        size=size,
        received=0,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    db.session.add(upload)
    db.session.flush()
    once = f"{EXPIRE}:{owner_id}:{key}:{now.isoformat()}"  # a row's number may be given again
    post(EXPIRE, {"upload": upload.id}, key=once, now=now, run_at=upload.expires_at)
    tomorrow = (now + ORPHANS_AFTER).replace(hour=2, minute=30, second=0, microsecond=0)
    post(SWEEP, {}, key=f"{SWEEP}:{tomorrow:%Y-%m-%d}", now=now, run_at=tomorrow)
    return upload


def _refuse_too_many(owner_id: int, size: int, now: datetime) -> None:
    mine = (Upload.owner_id == owner_id, Upload.finished_at.is_(None), Upload.expires_at > now)
    count, volume = db.session.execute(
        sa.select(sa.func.count(Upload.id), sa.func.coalesce(sa.func.sum(Upload.size), 0)).where(*mine)
    ).one()
    if count >= MOST_OPEN or volume + size > MOST_OPEN_BYTES:
        raise RuleBroken(_l("Too many files of yours are on their way. Finish or cancel some of them first."))


def find(owner_id: int, key: str, *, lock: bool = False) -> Upload | None:
    """The upload of this person and key, however far it is."""
    statement = sa.select(Upload).where(Upload.owner_id == owner_id, Upload.key == key)
    return db.session.scalar(statement.with_for_update() if lock else statement)


def has_piece(upload: Upload, start: int, sha256: str) -> bool:
    """Whether this very piece has arrived already."""
    same = sa.select(UploadPiece.id).where(UploadPiece.upload_id == upload.id, UploadPiece.start == start)
    return db.session.scalar(same.where(UploadPiece.sha256 == sha256)) is not None


def append(upload: Upload, *, start: int, kept: Kept, now: datetime) -> int:
    """Add a piece whose bytes are on the disk; answers how much has arrived.

    Raises OutOfPlace when another piece is due, RuleBroken when the upload is over or grows beyond what was said.
    """
    if upload.finished_at is not None or upload.expires_at <= now:
        raise RuleBroken(_l("The page was open for too long. Reload it and send it again."))
    if start != upload.received:
        raise OutOfPlace(upload.received)
    if start + kept.size > upload.size:
        raise RuleBroken(_l("More arrived than this file holds. Choose it again."))
    pieces = db.session.scalar(sa.select(sa.func.count(UploadPiece.id)).where(UploadPiece.upload_id == upload.id))
    if (pieces or 0) >= MOST_PIECES:
        raise RuleBroken(_l("More arrived than this file holds. Choose it again."))
    db.session.add(UploadPiece(upload_id=upload.id, start=start, size=kept.size, sha256=kept.sha256, kept_key=kept.key))
    upload.received = start + kept.size
    db.session.flush()
    return upload.received


def content(upload: Upload) -> bytes:
    """The whole file; raises RuleBroken while something of it is still to come."""
    keys = db.session.scalars(
        sa.select(UploadPiece.kept_key).where(UploadPiece.upload_id == upload.id).order_by(UploadPiece.start)
    ).all()
    whole = b"".join(store().read_kept(key) for key in keys) if upload.received == upload.size else b""
    if len(whole) != upload.size:
        raise RuleBroken(_l("This file has not arrived completely. Send it again."))
    return whole


def finish(upload: Upload, *, now: datetime) -> None:
    """The file was taken: its pieces go, its row stays until it expires so that taking it again changes nothing."""
    upload.finished_at = now
    _clear(upload, now)


def abandon(upload: Upload, *, now: datetime) -> None:
    """Forget an upload and its pieces."""
    _clear(upload, now)
    db.session.delete(upload)
    db.session.flush()


def _clear(upload: Upload, now: datetime) -> None:
    gone = db.session.execute(
        sa.delete(UploadPiece).where(UploadPiece.upload_id == upload.id).returning(UploadPiece.kept_key)
    ).all()
    if gone:
        post(CLEAR, {"keys": [row[0] for row in gone]}, key=f"{CLEAR}:{gone[0][0]}", now=now)


@handles(CLEAR)
def take_away(payload: Mapping[str, Any]) -> None:
    """The bytes of pieces that no row names any more."""
    store().discard(payload["keys"])


@handles(EXPIRE)
def forget_old(payload: Mapping[str, Any]) -> None:
    """An upload's day is over; a later one that was given the number of this one goes on."""
    with unit_of_work() as session:
        upload, now = session.get(Upload, payload["upload"]), clock_now()
        if upload is not None and upload.expires_at <= now:
            abandon(upload, now=now)


@handles(SWEEP)
def sweep(_payload: Mapping[str, Any]) -> None:
    """Bytes whose transaction was given up are taken out of the store."""
    store().sweep(db.session(), older_than=clock_now() - ORPHANS_AFTER)
    db.session.rollback()
