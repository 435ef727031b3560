"""Copies of all that is kept: the database and the documents, each file known by its SHA-256.

The database is copied first. Documents reach the store before the rows that name them, so that whatever the copied rows
name is there to be copied after them; that it was is looked at before the copy is called one. The secret of the service
is not part of it: who finds a copy shall not be able to sign in with it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from capacity.core.errors import CapacityError
from capacity.core.files import Store, is_key

DATABASE, DOCUMENTS, LIST = "capacity.db", "documents", "manifest.json"


class CopyBroken(CapacityError):
    """A copy is not whole, or what it was made of is not; the sentence says what is amiss."""


@dataclass(frozen=True)
class Manifest:
    """What a copy holds: the SHA-256 of each of its files, by path."""

    taken_at: str
    version: str
    files: dict[str, str]

    @property
    def documents(self) -> list[str]:
        """The keys of the documents."""
        start = f"{DOCUMENTS}/"
        return [path.removeprefix(start) for path in self.files if path.startswith(start)]


def take(to: Path, *, database: Path | None, store: Store, version: str, now: datetime) -> Manifest:
    """Make a copy in the folder ``to``, which appears when the copy is whole; ``database`` is an SQLite file."""
    if to.exists():
        raise CopyBroken(f"{to} exists already; nothing was touched. Name a folder that does not.")
    site = to.with_name(f".{to.name}.unfinished")
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir(mode=0o700, parents=True)
    files: dict[str, str] = {}
    if database is not None:
        _copy_database(database, site / DATABASE)
        files[DATABASE] = _hash_of(site / DATABASE)
    for key in store.everything():
        with suppress(FileNotFoundError):  # an orphan, swept away meanwhile; what is named is looked for below
            files[f"{DOCUMENTS}/{key}"] = _write(site / DOCUMENTS / key, store.read_kept(key))
    made = Manifest(now.isoformat(timespec="seconds"), version, files)
    if database is not None:
        _check_named(site / DATABASE, made)
    _write(site / LIST, json.dumps(asdict(made), indent=1).encode())
    site.rename(to)
    return made


def read(folder: Path) -> Manifest:
    """The list of a copy, after every file was compared with it. Raises CopyBroken."""
    try:
        found = Manifest(**json.loads((folder / LIST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise CopyBroken(f"{folder} is no copy made by `capacity backup`, or it was not finished.") from None
    if not _is_ours(found):
        raise CopyBroken(f"The list of the copy in {folder} names what `capacity backup` never wrote.")
    for path, sha256 in found.files.items():
        if not (folder / path).is_file():
            raise CopyBroken(f"The copy is not whole: {path} is missing.")
        if _hash_of(folder / path) != sha256:
            raise CopyBroken(f"The copy is not whole: {path} was altered.")
    if DATABASE in found.files:
        _check_named(folder / DATABASE, found)
    return found


def put_back(folder: Path, found: Manifest, *, database: Path | None, store: Store) -> None:
    """Bring a copy that was read back into its place: the documents, then the database, which must not be there yet.

    What was interrupted can be begun again.
    """
    if database is not None and database.exists():
        raise CopyBroken(f"There is a database at {database} already; nothing was touched. Choose an empty folder.")
    for key in found.documents:
        store.put_back(key, (folder / DOCUMENTS / key).read_bytes())
    if database is not None and DATABASE in found.files:
        database.parent.mkdir(parents=True, exist_ok=True)
        site = database.with_name(f".{database.name}.unfinished")
        _write(site, (folder / DATABASE).read_bytes())
        site.rename(database)


def _copy_database(source: Path, to: Path) -> None:
    """As it stands at one moment, whoever writes meanwhile."""
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as read,
            closing(sqlite3.connect(to)) as write,
        ):
            read.backup(write)
            write.execute("PRAGMA journal_mode=DELETE")
            answer = write.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as problem:
        raise CopyBroken(f"The database {source} cannot be copied: {problem}.") from problem
    if answer != "ok":
        raise CopyBroken(f"The database {source} is damaged: {answer}.")
    to.chmod(0o600)


def _is_ours(found: Manifest) -> bool:
    """Nothing but the database and keys of the store is named, so that no list leads out of the copy."""
    listed: Any = found.files
    start = f"{DOCUMENTS}/"
    return isinstance(listed, dict) and all(
        path == DATABASE or (path.startswith(start) and is_key(path.removeprefix(start))) for path in listed
    )


def _check_named(database: Path, made: Manifest) -> None:
    """Every document that a row names lies beside it, with the bytes that the row says."""
    for key, sha256 in _named(database):
        there = made.files.get(f"{DOCUMENTS}/{key}")
        if there != sha256:
            amiss = "is missing" if there is None else "was altered"
            raise CopyBroken(f"A document that the database names {amiss}: {key}.")


def _named(database: Path) -> Iterator[tuple[str, str]]:
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as read:
            yield from read.execute("SELECT key, sha256 FROM stored_files ORDER BY id")
    except sqlite3.Error as problem:
        raise CopyBroken(f"The database of the copy cannot be read: {problem}.") from problem


def _write(path: Path, content: bytes) -> str:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return hashlib.sha256(content).hexdigest()


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
