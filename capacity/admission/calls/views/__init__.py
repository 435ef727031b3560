"""Pages of calls: ``public`` for visitors, the other leaves for those who write and publish them."""

from __future__ import annotations

from capacity.admission.calls.views import desk, parts, public, publishing, writing
from capacity.admission.calls.views.blueprint import bp
from capacity.admission.calls.views.wording import ACTION_WORDS, OBJECT_WORDS, WAITING, WAYS, WORDS

PAGES = (public, desk, writing, parts, publishing)

__all__ = ["ACTION_WORDS", "OBJECT_WORDS", "PAGES", "WAITING", "WAYS", "WORDS", "bp"]
