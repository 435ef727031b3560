"""Home, by role, at one address."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_login import current_user

from capacity.overview import policy
from capacity.overview.views.association import association_home, unregistered_home
from capacity.overview.views.base import bp
from capacity.overview.views.desk import desk_home
from capacity.overview.views.public import public_home
from capacity.overview.views.roles import role_home
from capacity.web.costs import PUBLIC_BYTES, Cost, costs
from capacity.web.guards import public
from capacity.web.session import current_actor


@bp.get("/")
@public
@costs(visitor=Cost(6, bytes=PUBLIC_BYTES))
def home() -> Any:
    """What a visitor may read, or what waits for the person who has signed in, once the second factor is passed."""
    actor = current_actor()
    if current_user.owes_second_factor:
        return redirect(url_for("accounts.second_factor"))
    if actor.is_visitor:
        return public_home()
    if policy.is_desk(actor):
        return desk_home(actor)
    if actor.is_member:
        return association_home(actor)
    return role_home(actor) if actor.is_staff else unregistered_home(actor)
