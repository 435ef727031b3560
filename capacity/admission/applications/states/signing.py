"""What a representative declares by signing; the words stand in the snapshot as they were read."""

from __future__ import annotations

from capacity.core.languages import lazy_gettext as _l

DECLARATION = _l(
    "I represent this association. What this application says is true, and the association decided to apply."
)
DECLARATION_OF_ANSWER = _l("I represent this association. What this answer says is true.")
DECLARATION_OF_MEMBER = _l(
    "I represent this association. It decided to carry this application with the others, and does not apply alone."
)
