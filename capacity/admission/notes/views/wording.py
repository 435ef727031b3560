"""How the acts of this room are said."""

from __future__ import annotations

from capacity.core.agenda import WaitingWords
from capacity.core.languages import lazy_gettext as _l
from capacity.web.kept_words import person

ACTION_WORDS: dict[str, object] = {
    "notes.write": _l("Note of the coordination written"),
    "notes.take_back": _l("Note of the coordination taken back"),
    "notes.settle": _l("Note of the coordination dealt with"),
    "notes.put_in_charge": _l("Put into a colleague’s care"),
}

KEPT_WORDS = {"notes.put_in_charge": person}

WAITING = {
    "note.called": WaitingWords(
        sentence=_l("A colleague’s note calls on you: “%(label)s”"),
        endpoint="notes.thread",
        argument="application_id",
        act=_l("Read the note"),
    )
}
