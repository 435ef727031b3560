"""In which languages a public text of a call is wanted, and when."""

from __future__ import annotations

from typing import Any

from capacity.core.languages import lazy_gettext as _l

LATER = _l("(before publication)")
PUBLIC: dict[str, Any] = {"required": ("ar",), "later": LATER}
"""Arabic at once, the others before the call is published."""
