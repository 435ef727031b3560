"""The ways into the rooms: each room's views declare theirs, a page shows those that its reader may take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from flask import Flask, current_app, g, request, url_for

from capacity.core.access import Actor, Predicate, Role
from capacity.core.languages import lazy_gettext as _l
from capacity.web.session import current_actor

Area = Literal["public", "association", "staff"]

WINGS: dict[str, object] = {
    "today": "",
    "rollout": _l("Rollout"),
    "admission": _l("Admission"),
    "training": _l("Training"),
    "mentoring": _l("Mentoring"),
    "community": _l("Network"),
    "people": _l("People"),
}


DESK = (Role.COORDINATOR, Role.ADMINISTRATOR, Role.COMMITTEE)

ROLE_NAMES: dict[Role, object] = {
    Role.COORDINATOR: _l("Coordination"),
    Role.COMMITTEE: _l("Committee member"),
    Role.TRAINER: _l("Trainer"),
    Role.MENTOR: _l("Mentor"),
    Role.PARTNER: _l("Partner"),
    Role.ADMINISTRATOR: _l("Administration"),
}

FOOTER = (
    ("pages.contacts", _l("Contacts by region")),
    ("pages.privacy", _l("Data protection")),
    ("pages.terms", _l("Terms of use")),
    ("pages.accessibility", _l("Accessibility")),
    ("overview.open_data", _l("Open data")),
    ("pages.sources", _l("Sources")),
)


@dataclass(frozen=True)
class Way:
    """A link in the menu of an area; ``may`` decides who sees it, ``order`` where it stands in its wing."""

    area: Area
    wing: str
    label: object
    endpoint: str
    may: Predicate
    order: int = 50


Entry = tuple[object, str, int | None, bool]


def init_app(app: Flask, ways: Sequence[Way]) -> None:
    """Hand the reader's menu to every template, as ``navigation``: [(heading, [(label, url, count, current)])]."""
    app.extensions["addresses"] = {}
    ordered = sorted(ways, key=lambda way: (list(WINGS).index(way.wing), way.order))
    app.extensions["ways"] = ordered

    @app.context_processor
    def menus() -> dict[str, Any]:
        return {"navigation": menu(ordered, current_actor(), g.get("menu_counts")), "site": Site(current_actor())}


def area_of(actor: Actor) -> Area:
    """Which menu this actor reads: the desk of those who run the programme, their own journey, or the public site."""
    if actor.has(*DESK):
        return "staff"
    return "public" if actor.is_visitor else "association"


def count_rooms(rooms: Sequence[str]) -> None:
    """Let this page's menu say how much waits in each room: one name for each waiting thing.

    For a page that has gathered them anyway. Every other page is served without, and ``js/counts.js`` asks for them
    afterwards, once in a while: no page pays for them.
    """
    g.menu_counts = Counter(rooms)
    g.menu_counts["overview"] = len(rooms) or None


def menu(
    ways: Sequence[Way], actor: Actor, counts: Mapping[str, int] | None = None
) -> list[tuple[object, list[Entry]]]:
    """The ways of the actor's area that it may take, wing by wing; a room's first way bears its count."""
    area = area_of(actor)
    groups: dict[str, list[Entry]] = {}
    open_to = [way for way in ways if way.area == area and way.may(actor, None)]
    here, left = _here(open_to), dict(counts or {})
    for way in open_to:
        count = left.pop(way.endpoint.split(".")[0], None)
        groups.setdefault(way.wing, []).append((way.label, _address(way.endpoint), count, way is here))
    return [(WINGS[wing], entries) for wing, entries in groups.items()]


def counts_by_address() -> dict[str, int]:
    """The counts of the reader's menu, as ``count_rooms`` set them, by the address that each stands beside."""
    wings = menu(current_app.extensions["ways"], current_actor(), g.get("menu_counts"))
    return {address: count for _wing, entries in wings for _label, address, count, _current in entries if count}


def _address(endpoint: str) -> str:
    """The address of a page without arguments, worked out once: every page shows a score of them."""
    known: dict[tuple[str, str], str] = current_app.extensions["addresses"]
    key = (request.script_root, endpoint)
    if key not in known:
        known[key] = url_for(endpoint)
    return known[key]


def _here(ways: Sequence[Way]) -> Way | None:
    """Where the reader is: the very page, or the list that a page of the same room belongs to (``letter`` to
    ``letters``), or the room's only way."""
    asked = request.endpoint or ""
    room = asked.split(".")[0]
    near = [way for way in ways if way.endpoint.split(".")[0] == room and room not in {"overview", "pages", "accounts"}]
    exact = [way for way in ways if way.endpoint == asked] or [way for way in near if way.endpoint.startswith(asked)]
    if exact:
        return exact[0]
    return near[0] if len(near) == 1 else None


class Site:
    """What the layouts say around a page: ways home and to the account, the role in words, the footer."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    home = property(lambda self: _address("overview.home"))
    sign_in = property(lambda self: _address("accounts.sign_in"))
    sign_out = property(lambda self: _address("accounts.sign_out"))
    account = property(lambda self: _address("accounts.account"))
    keyboard = property(lambda self: _address("pages.keyboard"))
    counts = property(lambda self: _address("overview.counts"))
    note = ""

    @property
    def here(self) -> str:
        """The address of this page, to come back to; home when it holds letters that no page may hold."""
        address = request.full_path if request.query_string else request.path
        return address if address.isprintable() else "/"

    @property
    def whose(self) -> int | None:
        """Whose menu this is, so that a browser keeps what it was told for that person alone."""
        return self._actor.id

    @property
    def role_words(self) -> str:
        """The first of the actor's roles."""
        return str(ROLE_NAMES[self._actor.grants[0].role]) if self._actor.grants else ""

    @property
    def desk(self) -> str:
        """The line under the name of the desk."""
        return self.role_words

    @property
    def footer(self) -> list[tuple[object, str]]:
        """The pages that every public service owes."""
        return [(label, _address(endpoint)) for endpoint, label in FOOTER]
