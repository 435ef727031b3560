"""The blueprint of the room, and what all its pages share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template

from capacity.core.vault import PrivateKey
from capacity.people.accounts.queries import opened_key
from capacity.web.session import current_token

bp = Blueprint("mentorships", __name__)


@bp.after_request
def keep_no_copy(answer: Response) -> Response:
    """No page of this room stays in a cache: some hold notes that were opened for one reader."""
    answer.headers["Cache-Control"] = "no-store"
    return answer


def own_key() -> PrivateKey | None:
    """The key of whoever is signed in, open for this request."""
    return opened_key(current_token())


def page(name: str, form: Any, **context: Any) -> Any:
    """A form's page: 422 when it came back with errors."""
    code = 422 if form.is_submitted() else 200
    return render_template(f"mentoring/mentorships/{name}", form=form, **context), code
