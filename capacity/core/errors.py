"""What can go wrong for a reason that a person can understand."""

from __future__ import annotations


class CapacityError(Exception):
    """The root of every error this software raises on purpose."""


class RuleBroken(CapacityError):
    """A rule of the programme forbids the act.

    ``message`` is a sentence in the reader's language (lazy text is welcome); ``field`` names the form field it belongs
    to, when there is one.
    """

    def __init__(self, message: object, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class IllegalMove(CapacityError):
    """The object is not in a state from which this move starts; somebody may have been quicker."""

    def __init__(self, *, obj: object, move: str, current: object) -> None:
        super().__init__(f"{move} does not start from {current}")
        self.obj = obj
        self.move = move
        self.current = current


class StaleObject(CapacityError):
    """Somebody else saved this object since the page was opened."""

    def __init__(self, obj: object) -> None:
        super().__init__(f"{type(obj).__name__} was changed meanwhile")
        self.obj = obj


class NoRoom(CapacityError):
    """The disk, or the store of documents, takes nothing more at this moment; nothing of it was kept."""


class Busy(CapacityError):
    """As much work of a kind that fills the memory as may be is being done already; later there is room."""


class Away(CapacityError):
    """What every delivery goes through does not answer at this moment; nothing is wrong with this one."""


class RefusedForGood(CapacityError):
    """This delivery was refused, and would be whenever it is tried again."""


class SettingWrong(CapacityError):
    """A setting is missing or makes no sense; the start stops with this one sentence."""
