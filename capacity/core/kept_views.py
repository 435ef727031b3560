"""Views of lists that people keep under a name: a view is its address, kept so that one finds it again.

Whoever opens a kept view sees what they may see: the address is read under the same guard and scope as any other.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from capacity.core.access import Actor
from capacity.core.db import Base, Id, Mapped, db, mapped_column
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.numbering import NumberedOnce

MOST = 30
NAME_MAX = 60
QUERY_MAX = 1_500


class KeptView(NumberedOnce, Base):
    """A list's address under a name; ``is_shared`` shows it to everybody who may open the list."""

    __tablename__ = "kept_views"
    __table_args__ = (sa.UniqueConstraint("owner_id", "list_name", "name"),)

    id: Mapped[Id]
    owner_id: Mapped[int]
    list_name: Mapped[str] = mapped_column(sa.String(80), index=True)
    name: Mapped[str] = mapped_column(sa.String(NAME_MAX))
    query: Mapped[str] = mapped_column(sa.String(QUERY_MAX))
    is_shared: Mapped[bool] = mapped_column(default=False)
    kept_at: Mapped[datetime]


_OF_LIST = (
    sa.select(KeptView)
    .where(KeptView.list_name == sa.bindparam("list_name"))
    .where(sa.or_(KeptView.owner_id == sa.bindparam("owner"), KeptView.is_shared.is_(True)))
    .order_by(KeptView.name, KeptView.id)
    .limit(MOST)
)


def of_list(list_name: str, actor: Actor) -> list[KeptView]:
    """What this person kept of a list, and what others share of it, by name."""
    return list(db.session.scalars(_OF_LIST, {"list_name": list_name, "owner": actor.id}))


def keep(list_name: str, *, name: str, query: str, is_shared: bool, actor: Actor, now: datetime) -> KeptView:
    """Keep a view; one of the same name and owner is replaced, so that a repeated request changes nothing."""
    if len(query) > QUERY_MAX:
        raise RuleBroken(_l("This view has too many filters to be kept. Take some away."))
    known = db.session.scalar(
        sa.select(KeptView).where(KeptView.owner_id == actor.id, KeptView.list_name == list_name, KeptView.name == name)
    )
    if known is None and len(of_list(list_name, actor)) >= MOST:
        raise RuleBroken(_l("There are %(most)s views of this list already: remove one first.", most=MOST))
    view = known or KeptView(owner_id=actor.id, list_name=list_name, name=name)
    view.query, view.is_shared, view.kept_at = query, is_shared, now
    db.session.add(view)
    db.session.flush()
    return view


def rename(view: KeptView, *, name: str, is_shared: bool) -> KeptView:
    """The same view under another name, or for others too."""
    taken = sa.select(KeptView.id).where(
        KeptView.owner_id == view.owner_id, KeptView.list_name == view.list_name, KeptView.name == name
    )
    if db.session.scalar(taken.where(KeptView.id != view.id)) is not None:
        raise RuleBroken(_l("You keep another view of this list under that name already."))
    view.name, view.is_shared = name, is_shared
    db.session.flush()
    return view


def forget(view: KeptView) -> None:
    """Keep a view no longer."""
    db.session.delete(view)
    db.session.flush()
