"""What makes the value of a setting usable; each of these raises SettingWrong with one sentence that names it."""

from __future__ import annotations

from collections.abc import Collection
from email.utils import parseaddr
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from capacity.core.errors import SettingWrong


def one_of(variable: str, value: str, known: Collection[str], words: str) -> None:
    """The value is among those that are known."""
    if value not in known:
        raise SettingWrong(f"{variable} must be {words}.")


def between(variable: str, value: int, least: int, most: int) -> None:
    """A number lies within its bounds."""
    if not least <= value <= most:
        raise SettingWrong(f"{variable} must be a whole number from {least} to {most}, not {value}.")


def address(variable: str, value: str, schemes: Collection[str], words: str, *, host: str = "", path: str = "") -> None:
    """An address begins as one of the schemes, and has the ``host`` or ``path`` that it needs, said in words."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - a port that is none is noticed when it is read
    except ValueError as problem:
        raise SettingWrong(f"{variable} is no address: {_known_as(problem)}.") from None
    if parts.scheme not in schemes:
        raise SettingWrong(f"{variable} must begin with {words}.")
    for part, needed in ((parts.hostname, host), (parts.path.strip("/"), path)):
        if needed and not part:
            raise SettingWrong(f"{variable} lacks {needed}, as in {_example(parts, host, path)}.")


def mailbox(variable: str, value: str) -> None:
    """An address of e-mail, with or without a name before it."""
    if "@" not in parseaddr(value)[1] or not value.isprintable():
        raise SettingWrong(f"{variable} must be an e-mail address, as in Capacity <no-reply@capacity.example>.")


def reachable(variable: str, value: str, *, listens_on: str, proxies: int) -> None:
    """The address in letters is not this machine's own name for itself while others are served."""
    if _is_here(urlsplit(value).hostname or "") and (proxies or not _is_here(listens_on)):
        raise SettingWrong(
            f"{variable} is {value}, which nobody else can open: set the address that people use, as links in letters "
            "begin with it."
        )


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _known_as(problem: ValueError) -> str:
    words = str(problem)
    return words[:1].lower() + words[1:] if words.startswith(("Port", "Invalid")) else words


def _example(parts: SplitResult, host: str, path: str) -> str:
    return f"{parts.scheme}://{'name' if host else ''}{'/path' if path else ''}"
