"""What a page costs is bounded, and does not grow with what is in the lists: three rows or thirty, the same statements.

Three bounds for each page: statements (none more than twice), rows fetched, bytes sent before compression. The first
two statements of a signed-in page find its session and its actor.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.architecture.world import ROLES
from tests.crosscut.conftest import Stage
from tests.crosscut.crowd import Crowd
from tests.crosscut.reading import reached
from tests.support.counting import counting

pytestmark = pytest.mark.one_database
FEW, MANY = 3, 30
PAGE = 30
"""Rows on one page of a list here: all thirty."""
PUBLIC_BYTES, OWN_BYTES = 60_000, 150_000


@dataclass(frozen=True)
class Bound:
    """The most that a page may cost."""

    queries: int
    rows: int = 5 * PAGE
    bytes: int = OWN_BYTES


RECORD = Bound(15)
LIST = Bound(8)
PUBLIC = Bound(8, bytes=PUBLIC_BYTES)
BOUNDS = {
    "visitor calls.show": Bound(3, bytes=PUBLIC_BYTES),
    "visitor overview.home": Bound(6, bytes=PUBLIC_BYTES),
    "overview.dashboard": Bound(12),
    "overview.fairness": Bound(12, rows=20 * PAGE),  # groups times rounds
    "overview.public_fairness": Bound(12, rows=20 * PAGE),
    "visitor overview.public_fairness": Bound(12, rows=20 * PAGE, bytes=PUBLIC_BYTES),
    "associations.double": Bound(2 * 15),  # two records side by side
    "associations.edit": Bound(15, rows=5 * PAGE + 86),  # and 75 provinces and 11 places to choose from
    "associations.members": Bound(15, rows=5 * 2 * PAGE),  # members, and those who ask to become one
    "rounds.ranking": Bound(12),
    "rounds.seal": Bound(15, rows=5 * PAGE + 10),  # the whole file, drawn up to be signed
    "accounts.letters": LIST,
    "administration.audit_log": LIST,
    "administration.letters": LIST,
    "administration.list_people": LIST,
    "applications.act": Bound(15, rows=8 * PAGE),  # what was chosen, each with its letters and members
    "applications.desk": LIST,
    "applications.mine": LIST,
    "associations.list_associations": LIST,
    "attendance.corrections": LIST,
    "calls.desk": LIST,
    "complaints.desk": LIST,
    "enquiries.desk": LIST,
    "certificates.for_association": LIST,
    "certificates.list_certificates": LIST,
    "mechanisms.desk": LIST,
    "mentorships.list_mentorships": LIST,
    "partnerships.desk": LIST,
    "review.assignments": Bound(15, rows=8 * PAGE),  # every application of a region, its readers, and who may know it
    "review.panel_interests": Bound(15, rows=8 * PAGE),
    "review.share_out": Bound(15, rows=8 * PAGE),
    "review.desk": LIST,
    "review.queue": LIST,
    "rounds.desk": LIST,
    "sessions.list_modules": LIST,
    "sessions.list_sessions": LIST,
    "sessions.list_venues": LIST,
    "sessions.mine": Bound(8, rows=5 * 2 * PAGE),  # those to come, and those held
    "shadow_reports.progress": LIST,
}
"""By endpoint, or by role and endpoint; every other page is a record, and a visitor's page is a public one."""


@dataclass(frozen=True)
class Spent:
    """What a page cost."""

    queries: int
    rows: int
    bytes: int
    repeated: tuple[str, ...]


def test_no_page_costs_more_than_it_may_nor_more_with_more_rows(stage: Stage) -> None:
    few, many = _spent(stage, FEW), _spent(stage, MANY)
    assert few.keys() == many.keys()
    wrong = []
    for (role, endpoint), spent in many.items():
        bound = _bound(role, endpoint)
        before = few[role, endpoint]
        page = f"{role} {endpoint}"
        if spent.queries > before.queries:
            wrong.append(f"{page}: {before.queries} statements with {FEW} rows, {spent.queries} with {MANY}")
        if spent.queries > bound.queries:
            wrong.append(f"{page}: {spent.queries} statements, not {bound.queries}")
        if spent.rows > bound.rows:
            wrong.append(f"{page}: {spent.rows} rows, not {bound.rows} ({before.rows} with {FEW})")
        if spent.bytes > bound.bytes:
            wrong.append(f"{page}: {spent.bytes} bytes, not {bound.bytes}")
        wrong += [f"{page}: more than twice {statement[:300]}" for statement in spent.repeated]
    assert not wrong, "\n".join(wrong)


def _bound(role: str, endpoint: str) -> Bound:
    otherwise = PUBLIC if role == "visitor" else RECORD
    return BOUNDS.get(f"{role} {endpoint}") or (BOUNDS.get(endpoint) if role != "visitor" else None) or otherwise


def _spent(stage: Stage, size: int) -> dict[tuple[str, str], Spent]:
    """Each page once, as the first role after the visitor that reaches it, and as a visitor where one may."""
    stage.restore()
    Crowd(stage.world, size).gather()
    spent: dict[tuple[str, str], Spent] = {}
    seen: set[str] = set()
    for role in ("visitor", "national", *ROLES):
        visitor = stage.client(role)
        for endpoint, address in reached(stage, role):
            if (role, endpoint) in spent or (role != "visitor" and endpoint in seen):
                continue
            if role != "visitor":
                seen.add(endpoint)
            if not spent:
                visitor.get(address)
            with counting(stage.house.engine) as cost:
                answer = visitor.get(address)
            assert answer.status_code == 200, f"{role} {endpoint}: {answer.status_code} {stage.problems}"
            if answer.mimetype == "text/html":
                spent[role, endpoint] = Spent(cost.queries, cost.rows, len(answer.data), tuple(cost.repeated))
    return spent
