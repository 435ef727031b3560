"""Who presides over a panel: the chair, or the deputy once the chair stepped back from an application of the region, or
handed over because they cannot come (``chair`` is None then)."""

from __future__ import annotations

from collections.abc import Collection, Iterable


def presiding(*, chair: int | None, deputy: int | None, stepped_back: Collection[int]) -> int | None:
    """Whoever of the two stepped back from no application, the chair before the deputy; None when nobody is left."""
    return next((one for one in (chair, deputy) if one is not None and one not in stepped_back), None)


def who_may_deputise(members: Iterable[int], *, chair: int | None, stepped_back: Collection[int]) -> list[int]:
    """Whom to appoint: the members who stepped back from no application, but for the chair, in the order given."""
    return [member for member in members if member != chair and member not in stepped_back]
