"""The form of an act that would be done again if its page were sent twice."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from typing import Any

from flask_login import current_user
from wtforms import HiddenField

from capacity.core import clock
from capacity.core.once import once
from capacity.web.forms.base import BaseForm


class OnceForm(BaseForm):
    """A form that makes something new or writes to people: the same page with the same words counts once.

    A button pressed twice by a shaking hand, where no script holds it back, is the usual case. Who goes back, changes
    the words and sends them again has asked for something else, and gets it.
    """

    page_sign = HiddenField(default=lambda: secrets.token_hex(16))

    def attempt(self, act: Callable[[], Any]) -> Any:
        """As ``BaseForm.attempt``; the value of a repeated request is that of the first, if it was a number."""
        sign = str(self.page_sign.data or "")
        if not sign:
            return super().attempt(act)
        key = hmac.new(sign.encode("utf-8", "surrogatepass"), self._asked(), hashlib.sha256).hexdigest()
        return super().attempt(lambda: once(key, act, now=clock.now()))

    def _asked(self) -> bytes:
        sent = {field.name: [one for one in field.raw_data or () if isinstance(one, str)] for field in self}
        sent.pop("csrf_token", None)
        return json.dumps([current_user.actor.id, type(self).__name__, sent], sort_keys=True).encode()
