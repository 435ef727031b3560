"""Two who write the same page of a call at once, or write while it is published: what each is told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from capacity.admission.calls.actions import FROZEN
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import CallState
from capacity.core.db import Revised


class AsRead(Revised):
    """What a page of a call said when it was opened."""

    def __init__(self, said: Any) -> None:
        self._said = json.dumps(said, default=str, sort_keys=True)

    @property
    def revision(self) -> str:
        """A fingerprint of what it said."""
        return hashlib.sha256(self._said.encode()).hexdigest()[:16]


def as_read(form_of: type[Any], call: Call, said: Mapping[str, Any]) -> Any:
    """The form of one page, filled with what that page says now: of two who write the same page the second is told, and
    so is who writes while somebody else publishes the call."""
    form = form_of(obj=AsRead(said), data=dict(said))
    if call.state is not CallState.DRAFT:
        form.meanwhile = FROZEN
    return form
