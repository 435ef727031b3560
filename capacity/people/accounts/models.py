"""People, their sign-in, second factor, sessions, roles with scope, and invitations."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.core.access import Role
from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.core.vault import WrappedKeys
from capacity.people.accounts.states import Gender, LinkPurpose, ResetState


class Person(Versioned, Base):
    """Somebody the programme knows. A person is not an account: without a password there is no sign-in.

    ``public_key`` and ``wrapped_key`` are made when a password is first set; the private key opens drafts of shadow
    reports and is wrapped by the password (see ``core.vault``).
    """

    __tablename__ = "people"

    id: Mapped[Id]
    email: Mapped[str | None] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    name_ar: Mapped[str] = mapped_column(sa.String(120), default="")
    gender: Mapped[Gender] = enum_column(Gender, default=Gender.UNSTATED)
    phone: Mapped[str] = mapped_column(sa.String(20), default="")
    language: Mapped[str] = mapped_column(sa.String(2), default="ar")
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    totp_secret: Mapped[bytes | None]
    totp_last_step: Mapped[int] = mapped_column(default=0)
    public_key: Mapped[bytes | None]
    wrapped_key: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="person", foreign_keys="RoleGrant.person_id", order_by="RoleGrant.id"
    )

    @property
    def has_second_factor(self) -> bool:
        """An authenticator app was set up."""
        return self.totp_secret is not None

    def called(self, language: str) -> str:
        """The name as readers of this language write it."""
        return self.name_ar if language == "ar" and self.name_ar else self.name

    @property
    def has_account(self) -> bool:
        """A password was set: there is a sign-in."""
        return self.password_hash is not None

    @property
    def keys(self) -> WrappedKeys | None:
        """The pair that opens sealed drafts, its private half wrapped by the password."""
        return keys_of(self.public_key, self.wrapped_key)

    @keys.setter
    def keys(self, keys: WrappedKeys) -> None:
        self.public_key = keys.public
        self.wrapped_key = {
            "wrapped": b64encode(keys.wrapped_private).decode(),
            "salt": b64encode(keys.salt).decode(),
            "params": keys.params,
        }


def keys_of(public: bytes | None, kept: Mapping[str, Any] | None) -> WrappedKeys | None:
    """The pair in these columns of a person; None where no password was set since there are such pairs."""
    if public is None or kept is None:
        return None
    return WrappedKeys(
        public=public,
        wrapped_private=b64decode(kept["wrapped"]),
        salt=b64decode(kept["salt"]),
        params=kept["params"],
    )


class RoleGrant(Base):
    """A role given to a person, for one region or (without one) for all; ended, never deleted."""

    __tablename__ = "role_grants"

    id: Mapped[Id]
    person_id: Mapped[int] = fk("people.id")
    role: Mapped[Role] = enum_column(Role)
    region_code: Mapped[str | None] = mapped_column(sa.ForeignKey("regions.code"))
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    granted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(back_populates="grants", foreign_keys=[person_id])


class LoginSession(Base):
    """A signed-in browser. The cookie holds the token, this row its hash: deleting or ending it signs the browser out.

    ``sealed_key`` is the person's private key, sealed under the token that only the cookie holds.
    """

    __tablename__ = "login_sessions"

    id: Mapped[Id]
    person_id: Mapped[int] = fk("people.id")
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(sa.String(200), default="")
    second_factor_at: Mapped[datetime | None]
    sealed_key: Mapped[bytes | None]

    person: Mapped[Person] = relationship()


class OneTimeLink(Base):
    """The hash of a link sent by letter; used once."""

    __tablename__ = "one_time_links"

    id: Mapped[Id]
    person_id: Mapped[int] = fk("people.id")
    purpose: Mapped[LinkPurpose] = enum_column(LinkPurpose)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class Invitation(Base):
    """A role offered by letter; regions None means all of them."""

    __tablename__ = "invitations"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(sa.String(254), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    language: Mapped[str] = mapped_column(sa.String(2))
    role: Mapped[Role] = enum_column(Role)
    regions: Mapped[list[str] | None] = mapped_column(sa.JSON)
    token_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    invited_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SignInFailure(Base):
    """A failed sign-in, counted per account (by a keyed hash, so that no list of addresses arises)."""

    __tablename__ = "sign_in_failures"

    id: Mapped[Id]
    account_digest: Mapped[str] = mapped_column(sa.String(64), index=True)
    at: Mapped[datetime]


class RecoveryCode(Base):
    """A code printed when the authenticator app is set up; used once instead of it."""

    __tablename__ = "recovery_codes"

    id: Mapped[Id]
    person_id: Mapped[int] = fk("people.id")
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    used_at: Mapped[datetime | None]


class FactorReset(Base):
    """Somebody lost their authenticator: one person asks that it be removed, another one confirms."""

    __tablename__ = "factor_resets"

    id: Mapped[Id]
    person_id: Mapped[int] = fk("people.id")
    state: Mapped[ResetState] = enum_column(ResetState, default=ResetState.ASKED)
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])


class ErasureRequest(Base):
    """Somebody is to be erased, after a delay in which it can be taken back."""

    __tablename__ = "erasure_requests"

    id: Mapped[Id]
    person_id: Mapped[int] = fk("people.id")
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None]
    due_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        """It was neither taken back nor carried out."""
        return self.revoked_at is None and self.done_at is None
