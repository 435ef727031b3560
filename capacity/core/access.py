"""Who acts, with which roles and where, and questions about it that compose with ``&``, ``|`` and ``~``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """The roles of ``product.md`` that are given by invitation; visitor and member are not given but found."""

    COORDINATOR = "coordinator"
    COMMITTEE = "committee"
    TRAINER = "trainer"
    MENTOR = "mentor"
    PARTNER = "partner"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Grant:
    """One role, and the regions (ISO codes) it reaches; None means all of them."""

    role: Role
    regions: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The person acting now, as the rules see them. A visitor has no id."""

    id: int | None = None
    name: str = ""
    language: str = "ar"
    grants: tuple[Grant, ...] = ()
    association_ids: frozenset[int] = frozenset()
    represents: frozenset[int] = frozenset()
    session_id: int | None = None
    name_ar: str = ""

    def called(self, language: str) -> str:
        """The name as readers of this language write it."""
        return self.name_ar if language == "ar" and self.name_ar else self.name

    @property
    def is_visitor(self) -> bool:
        """Nobody has signed in."""
        return self.id is None

    @property
    def is_member(self) -> bool:
        """A member of at least one association."""
        return bool(self.association_ids)

    @property
    def is_staff(self) -> bool:
        """Holds any role given by invitation."""
        return bool(self.grants)

    def has(self, *roles: Role) -> bool:
        """Holds one of these roles, wherever."""
        return any(grant.role in roles for grant in self.grants)

    def has_in(self, role: Role, region: str | None) -> bool:
        """Holds the role for this region (or everywhere)."""
        return any(grant.role is role and (grant.regions is None or region in grant.regions) for grant in self.grants)

    def regions(self, role: Role) -> frozenset[str] | None:
        """The regions this role reaches: None for all, an empty set for none."""
        reached: frozenset[str] = frozenset()
        for grant in self.grants:
            if grant.role is role:
                if grant.regions is None:
                    return None
                reached |= grant.regions
        return reached


VISITOR = Actor()
SYSTEM = Actor(id=None, name="system")


class Predicate:
    """A question ``(actor, object) -> bool`` that composes; it reads no database.

    ``needs_role``: whoever holds no role fails it, whatever the object is.
    """

    __slots__ = ("_ask", "name", "needs_role")

    def __init__(self, ask: Callable[[Actor, Any], bool], name: str | None = None, *, needs_role: bool = False) -> None:
        self._ask = ask
        self.name = name or ask.__name__
        self.needs_role = needs_role

    def __call__(self, actor: Actor, obj: Any = None) -> bool:
        return self._ask(actor, obj)

    def __and__(self, other: Predicate) -> Predicate:
        return Predicate(
            lambda actor, obj: self(actor, obj) and other(actor, obj),
            f"({self.name} & {other.name})",
            needs_role=self.needs_role or other.needs_role,
        )

    def __or__(self, other: Predicate) -> Predicate:
        return Predicate(
            lambda actor, obj: self(actor, obj) or other(actor, obj),
            f"({self.name} | {other.name})",
            needs_role=self.needs_role and other.needs_role,
        )

    def __invert__(self) -> Predicate:
        return Predicate(lambda actor, obj: not self(actor, obj), f"~{self.name}")

    def __repr__(self) -> str:
        return f"<Predicate {self.name}>"


def predicate(ask: Callable[[Actor, Any], bool]) -> Predicate:
    """Make a question of a function."""
    return Predicate(ask)


def of_staff(ask: Callable[[Actor, Any], bool]) -> Predicate:
    """Make a question of a function that says no to whoever holds no role."""
    return Predicate(lambda actor, obj: actor.is_staff and ask(actor, obj), ask.__name__, needs_role=True)


def has_role(*roles: Role) -> Predicate:
    """The actor holds one of these roles, wherever."""
    return Predicate(lambda actor, _obj: actor.has(*roles), "has_role(" + ", ".join(roles) + ")", needs_role=True)


def in_region(role: Role, region_of: Callable[[Any], str | None]) -> Predicate:
    """The actor holds the role for the region of the object; who lacks the role is not asked about any object."""
    return Predicate(
        lambda actor, obj: actor.has(role) and actor.has_in(role, region_of(obj)), f"in_region({role})", needs_role=True
    )


is_signed_in = Predicate(lambda actor, _obj: not actor.is_visitor, "is_signed_in")
is_staff = Predicate(lambda actor, _obj: actor.is_staff, "is_staff", needs_role=True)
anybody = Predicate(lambda _actor, _obj: True, "anybody")
