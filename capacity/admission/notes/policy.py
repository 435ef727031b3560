"""Who reads and writes the notes of the coordination."""

from __future__ import annotations

from typing import Any

from capacity.admission.applications import policy as applications
from capacity.core.access import Actor, Predicate


def _of(obj: Any) -> Any:
    """The application behind a note, or the application itself."""
    return getattr(obj, "application", obj)


def _wrote(actor: Actor, note: Any) -> bool:
    return note is None or (note.author_id == actor.id and note.taken_back_at is None)


def _is_called(actor: Actor, note: Any) -> bool:
    return note is None or any(one.person_id == actor.id for one in note.called)


may_read = Predicate(lambda actor, obj: applications.may_read(actor, _of(obj)), "may_read(application)")
may_write = Predicate(lambda actor, obj: applications.may_act(actor, _of(obj)), "may_act(application)")
may_take_back = may_write & Predicate(_wrote, "wrote it")
may_settle = may_write & Predicate(_is_called, "is called on")
