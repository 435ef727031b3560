"""The document store: a local folder or S3, and the rows that name what lies there.

Bytes are durable before the row that names them is committed, so that a committed document always exists; a rolled-back
one leaves an orphan, which ``sweep`` takes away. A key is unguessable and is never written twice.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from mmap import mmap
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, NotRequired, TypedDict, Unpack
from urllib.parse import unquote, urlsplit

import obstore
import sqlalchemy as sa
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, MemoryStore, ObjectStore, from_url
from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from capacity.core.asking import UNAWAITED
from capacity.core.config import Settings
from capacity.core.db import Base, Id, table
from capacity.core.errors import NoRoom, SettingWrong
from capacity.core.filenames import LONGEST_NAME, safe_filename

if TYPE_CHECKING:  # types only: they do not exist when the program runs
    from obstore.store import ClientConfig, RetryConfig

CHUNK_BYTES = 256 * 1024
_KEY = re.compile(r"[0-9a-z]{2}/[0-9a-z]{32}")
_PROBE = "probe/health"
_PATIENCE: ClientConfig = {"connect_timeout": "5s", "timeout": "60s", "allow_http": True}  # as the endpoint says
_RETRIES: RetryConfig = {"max_retries": 2, "retry_timeout": timedelta(seconds=20)}
Mode = Literal["create", "overwrite"]


class StoredFile(Base):
    """A document in the store; its words and pictures are there, its facts here."""

    __tablename__ = "stored_files"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    filename: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    uploaded_by: Mapped[int | None]
    created_at: Mapped[datetime]
    sealed: Mapped[bool] = mapped_column(default=False)


_naming: list[Any] = [StoredFile.key]


def also_named_by(column: Any) -> None:
    """Another table names keys of the store in this column: what it names is no orphan."""
    _naming.append(column)


@dataclass(frozen=True)
class Kept:
    """Bytes that have reached the disk and wait for the row that names them; without it they are swept away."""

    key: str
    size: int
    sha256: str


class Said(TypedDict):
    """What is said of a document beside its bytes."""

    filename: str
    media_type: str
    uploader_id: int | None
    now: datetime
    sealed: NotRequired[bool]


_NOTE = sa.insert(table(StoredFile)).inline().execution_options(**{UNAWAITED: True})
AT_ONCE = 16
"""So many files of a process are on their way to the disk at the same time; more wait for their turn."""
_beside = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="disk")


class Store:
    """Documents by unguessable key."""

    def __init__(self, place: ObjectStore, folder: Path | None = None) -> None:
        self._place = place
        self._folder = folder
        self._is_laid_out = False
        """Whether the folders of all keys are on the disk, as this process has seen to it."""

    @classmethod
    def at(cls, address: str | Path) -> Store:
        """The store at a folder, ``file:///…``, ``s3://bucket/prefix`` (credentials from AWS_* variables) or ``memory://``."""
        parts = urlsplit(address) if isinstance(address, str) else None
        if parts is not None and parts.scheme == "memory":
            return cls(MemoryStore())
        if parts is not None and parts.scheme == "s3":
            return cls(from_url(str(address), client_options=_PATIENCE, retry_config=_RETRIES))
        folder = Path(unquote(parts.path) if parts is not None and parts.scheme == "file" else address).resolve()
        return cls(LocalStore(folder, mkdir=True), folder)

    def put(self, session: Session, data: bytes | IO[bytes], **said: Unpack[Said]) -> StoredFile:
        """Keep a document; its bytes have reached the disk when this returns, its row is not committed."""
        kept = self.keep(data if isinstance(data, bytes) else data.read())
        return self.name(session, kept, **said)

    def keep(self, content: bytes | mmap) -> Kept:
        """Bring bytes to the disk, before the transaction that names them: others need not wait for the disk."""
        letters = secrets.token_hex(16)
        key = f"{letters[:2]}/{letters}"
        return Kept(key, len(content), self._write(key, content))

    def name(self, session: Session, kept: Kept, **said: Unpack[Said]) -> StoredFile:
        """Write the row that names kept bytes; it is not committed."""
        self.note(session, kept, **said)
        return session.scalars(select(StoredFile).where(StoredFile.key == kept.key)).one()

    def note(self, session: Session, kept: Kept, **said: Unpack[Said]) -> None:
        """The same for who names it by its key (``number_of``): nobody waits for the row."""
        row = {
            "key": kept.key,
            "filename": safe_filename(said["filename"]),
            "media_type": said["media_type"],
            "size": kept.size,
            "sha256": kept.sha256,
            "uploaded_by": said["uploader_id"],
            "created_at": said["now"],
            "sealed": said.get("sealed", False),
        }
        session.execute(_NOTE, row)

    def read(self, stored: StoredFile) -> bytes:
        """The whole document; raises FileNotFoundError when the store lost it."""
        return bytes(obstore.get(self._place, _checked(stored.key)).bytes())

    def read_kept(self, key: str) -> bytes:
        """Kept bytes that no document names yet."""
        return bytes(obstore.get(self._place, _checked(key)).bytes())

    def everything(self) -> Iterator[str]:
        """The keys of all documents."""
        for page in obstore.list(self._place, chunk_size=500):
            yield from (meta["path"] for meta in page if _KEY.fullmatch(meta["path"]))

    def put_back(self, key: str, content: bytes) -> None:
        """Bring a document of a copy back under its key; the same bytes may come twice."""
        self._write(key, content, mode="overwrite")

    def discard(self, keys: Iterable[str]) -> None:
        """Take bytes away that no row names any more; those that are gone already are no matter."""
        for key in keys:
            with suppress(FileNotFoundError):
                obstore.delete(self._place, _checked(key))

    def stream(self, stored: StoredFile) -> Iterator[bytes]:
        """The document in pieces; it is opened at once, so that a missing one is noticed before the answer begins."""
        found = obstore.get(self._place, _checked(stored.key))
        return (bytes(piece) for piece in found.stream(min_chunk_size=CHUNK_BYTES))

    def remove(self, session: Session, stored: StoredFile) -> None:
        """Forget a document: its row now, its bytes when the orphans are swept after the commit."""
        session.delete(stored)
        session.flush()

    def sweep(self, session: Session, *, older_than: datetime) -> int:
        """Take away documents that no row names and that were written before this moment; returns how many.

        Give a moment well in the past (a day), so that an upload whose transaction is still open is left alone.
        """
        gone = 0
        for page in obstore.list(self._place, chunk_size=500):
            old = {meta["path"] for meta in page if meta["last_modified"] < older_than and _KEY.fullmatch(meta["path"])}
            named = {key for column in _naming for key in session.scalars(select(column).where(column.in_(old)))}
            for key in sorted(old - named):
                obstore.delete(self._place, key)
                gone += 1
        return gone

    def healthy(self) -> bool:
        """Whether something written can be read again."""
        written = secrets.token_bytes(16)
        key = f"{_PROBE}-{secrets.token_hex(4)}"
        try:
            obstore.put(self._place, key, written)
            try:
                return bytes(obstore.get(self._place, key).bytes()) == written
            finally:
                obstore.delete(self._place, key)
        except (BaseError, OSError):
            return False

    def _write(self, key: str, content: bytes | mmap, mode: Mode = "create") -> str:
        """Bring bytes to the disk; their SHA-256."""
        try:
            return self._write_through(key, content, mode)
        except (AlreadyExistsError, FileExistsError):
            raise
        except (BaseError, OSError) as problem:
            raise NoRoom(f"the store took nothing: {type(problem).__name__}") from problem

    def _write_through(self, key: str, content: bytes | mmap, mode: Mode) -> str:
        if self._folder is None:
            obstore.put(self._place, _checked(key), content, mode=mode)
            return _fingerprint(content)
        path = self._folder / _checked(key)
        if not (self._is_laid_out and path.parent.is_dir()):
            _lay_out(self._folder, path.parent)
            self._is_laid_out = True
        if mode == "create":
            return _create(path, content)
        obstore.put(self._place, key, content, mode=mode)
        _sync(path)
        _sync(path.parent)
        return _fingerprint(content)


def _lay_out(folder: Path, wanted: Path) -> None:
    """Make the folders of all keys at once, and see to it that their names are on the disk: no sender waits for it."""
    for place in {wanted, *(folder / f"{first:02x}" for first in range(256))}:
        place.mkdir(mode=0o700, exist_ok=True)
    _sync(folder)


def _create(path: Path, content: bytes | mmap) -> str:
    """Write a file and see to it that it and its name are on the disk, here: handed to the store's own threads and
    opened again to be synced, the same takes ten times as long. Its SHA-256.

    The name is written with the first byte, for the disk takes both in one go; the sum is made while it does. A file
    that a fall of the machine left half written is one that no row names: an orphan, to be swept.
    """
    with path.open("xb") as file:
        try:
            file.write(content)
            file.flush()
            whole = _beside.submit(os.fsync, file.fileno())
            try:
                fingerprint = _fingerprint(content)
                _sync(path.parent)
            finally:  # it is not closed before
                whole.result()
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return fingerprint


def _fingerprint(content: bytes | mmap) -> str:
    return hashlib.sha256(content).hexdigest()


def number_of(key: sa.ColumnElement[str]) -> sa.ScalarSelect[int]:
    """The number of the row that names what lies under this key, for another statement."""
    row = table(StoredFile)
    return sa.select(row.c.id).where(row.c.key == key).scalar_subquery()


def is_key(text: str) -> bool:
    """Whether a document can lie in the store under this key."""
    return _KEY.fullmatch(text) is not None


def _checked(key: str) -> str:
    if not is_key(key):
        raise ValueError("this is no key of the document store")
    return key


def _sync(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_configured: list[Store] = []


def configure(settings: Settings) -> Store:
    """Open the store that the settings name; called once, by the factory. Raises SettingWrong when it cannot be."""
    place = settings.store_url or settings.data / "documents"
    try:
        _configured[:] = [Store.at(place)]
    except (BaseError, OSError) as problem:
        first = str(problem).partition("\n")[0].rstrip(".")
        raise SettingWrong(f"The document store at {place} cannot be opened: {first}.") from problem
    return store()


def store() -> Store:
    """The store of this process."""
    if not _configured:
        raise RuntimeError("the document store is not configured")
    return _configured[0]
