"""What the tests of the builder have in common."""

from __future__ import annotations

from typing import Any

from capacity.admission.calls import queries
from capacity.admission.calls.models import Call
from capacity.core.db import db

LANGUAGES = ("ar", "fr", "en")


def fresh(call_id: int) -> Call:
    """The call as it stands now."""
    db.session.expire_all()
    found = queries.call(call_id)
    assert found is not None
    return found


def three(name: str, text: str) -> dict[str, str]:
    """A text in each language, under the names that a form gives them."""
    return {f"{name}-{code}": f"{text} {code}" for code in LANGUAGES}


def question(call: Call, key: str) -> Any:
    """The question of this name."""
    return next(one for one in call.questions if one.key == key)
