"""What applications keep of people, for how long, and what erases it.

The row of an application stays, with its number, state, figures and the SHA-256 of each receipt: statistics, sealed
rounds and published results hang on them. What people wrote, joined and signed goes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications import queries
from capacity.admission.applications.actions.finding import let_find
from capacity.admission.applications.models import (
    Answer,
    Application,
    ApplicationDocument,
    ApplicationTag,
    Clarification,
    ClarificationFile,
    ClarificationItem,
    Coalition,
    CoalitionMember,
    Dossier,
    Snapshot,
)
from capacity.admission.applications.states import ApplicationState, canonical
from capacity.admission.calls.models import Call, Extension
from capacity.core.db import Base, db
from capacity.core.keeping import NAMELESS, Kind, discard_files, due_rows, is_held_call, write_over
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.models import Person

_CLOSED = sa.func.coalesce(
    sa.select(sa.func.max(Extension.closes_at))
    .where(Extension.call_id == Call.id, Extension.closes_at > Call.closes_at)
    .correlate(Call)
    .scalar_subquery(),
    Call.closes_at,
)


def _unsent(before: datetime) -> sa.Select[Any]:
    found = due_rows(Application.id, association=Application.association_id, call=Application.call_id)
    withdrawn = sa.and_(Application.state == ApplicationState.WITHDRAWN, Application.submitted_at.is_(None))
    never = (sa.or_(Application.state == ApplicationState.DRAFT, withdrawn),)
    return found.join(Call, Call.id == Application.call_id).where(
        *never, before > _CLOSED, Application.erased_at.is_(None)
    )


def erase_applications(rows: Sequence[int], now: datetime) -> None:
    """Erase what was written, joined and signed; of what was sent the number, the time and the fingerprint stay."""
    files = _named_files(rows)
    asked = sa.select(Clarification.id).where(Clarification.application_id.in_(rows))
    items = sa.select(ClarificationItem.id).where(ClarificationItem.clarification_id.in_(asked))
    sent = sa.select(Snapshot.id).where(Snapshot.application_id.in_(rows))
    write_over(sa.delete(Dossier).where(Dossier.snapshot_id.in_(sent)))
    write_over(sa.delete(ClarificationFile).where(ClarificationFile.item_id.in_(items)))
    nothing: dict[str, Any] = {"why": "", "before": None, "draft": None, "after": None}
    write_over(sa.update(ClarificationItem).where(ClarificationItem.id.in_(items)).values(**nothing))
    write_over(sa.update(Clarification).where(Clarification.id.in_(asked)).values(note="", remark=""))
    for model in (Answer, ApplicationDocument, ApplicationTag):
        write_over(sa.delete(model).where(model.application_id.in_(rows)))
    together = sa.select(Coalition.id).where(Coalition.application_id.in_(rows))
    unsigned = {"signed_name": NAMELESS, "signed_role": ""}
    write_over(sa.update(CoalitionMember).where(CoalitionMember.coalition_id.in_(together)).values(**unsigned))
    for row in db.session.execute(sa.select(Snapshot.id, Snapshot.content).where(Snapshot.application_id.in_(rows))):
        emptied = sa.update(Snapshot).where(Snapshot.id == row.id)
        write_over(emptied.values(content=without_words(row.content), **unsigned))
    write_over(sa.update(Application).where(Application.id.in_(rows)).values(erased_at=now))
    for application in db.session.scalars(
        sa.select(Application).where(Application.id.in_(rows)).options(queries.FOR_WORDS)
    ):
        let_find(application)  # by its names alone
    discard_files(files, now)


def without_words(content: str) -> str:
    """A snapshot without what people wrote, how their files were called, and who signed.

    Its fingerprint stands beside it: whoever kept the text can still prove by it what was sent.
    """
    kept = json.loads(content)
    kept["answers"] = {}
    kept["documents"] = [{**one, "name": ""} for one in kept.get("documents", ())]
    kept["signed"] = {**kept.get("signed", {}), "name": NAMELESS, "role": ""}
    if kept.get("coalition"):
        members = kept["coalition"].get("members", ())
        blank = {"name": NAMELESS, "role": ""}
        kept["coalition"]["members"] = [{**one, "signed": {**one.get("signed", {}), **blank}} for one in members]
    kept["erased"] = True
    return canonical(kept)


def _named_files(rows: Sequence[int]) -> list[int]:
    joined = sa.select(ApplicationDocument.file_id).where(ApplicationDocument.application_id.in_(rows))
    drawn = sa.select(Dossier.file_id).join(Snapshot).where(Snapshot.application_id.in_(rows))
    answered = (
        sa.select(ClarificationFile.file_id)
        .join(ClarificationItem, ClarificationItem.id == ClarificationFile.item_id)
        .join(Clarification, Clarification.id == ClarificationItem.clarification_id)
        .where(Clarification.application_id.in_(rows))
    )
    return list(db.session.scalars(sa.union_all(joined, drawn, answered)))


def forget_person(*, person: Person, now: datetime) -> bool:
    """The person's signature is shown no more; what was sent keeps its text, until its own time is over."""
    unsigned = {"signed_name": NAMELESS, "signed_role": ""}
    for model in (Snapshot, CoalitionMember):
        write_over(sa.update(model).where(model.signed_by_id == person.id).values(**unsigned))
    signed = sa.select(Snapshot.id).where(Snapshot.signed_by_id == person.id)
    drawn = db.session.scalars(sa.select(Dossier.file_id).where(Dossier.snapshot_id.in_(signed))).all()
    write_over(sa.delete(Dossier).where(Dossier.snapshot_id.in_(signed)))
    discard_files(drawn, now)
    return True


def letters_held() -> list[tuple[type[Base], sa.Select[int]]]:
    """Which applications, requests to clarify and invitations into coalitions are of a call that is held."""
    held = sa.select(Application.id).where(is_held_call(Application.call_id))
    return [
        (Application, held),
        (Clarification, sa.select(Clarification.id).where(Clarification.application_id.in_(held))),
        (CoalitionMember, sa.select(CoalitionMember.id).where(is_held_call(CoalitionMember.call_id))),
    ]


def forget_papers(*, rows: Sequence[int], now: datetime) -> None:
    """A paper of the association's folder is erased there: a file that was sent with an application is its own."""
    del now
    named = ApplicationDocument.paper_id.in_(rows)
    write_over(sa.update(ApplicationDocument).where(named).values(paper_id=None))


def kinds_kept() -> tuple[Kind, ...]:
    """For the register of processing."""
    return KINDS


def acts_of_associations() -> list[Any]:
    """When associations began, and sent, applications."""
    return [
        sa.select(
            Application.association_id, sa.func.coalesce(Application.submitted_at, Application.created_at).label("at")
        )
    ]


KINDS = (
    Kind(
        key="drafts",
        data=_l("Applications that were begun and never sent: answers and documents"),
        purpose=_l("To let associations write before the closing, and again after an extension"),
        seen_by=_l("Members of the association"),
        since=_l("the closing of the call"),
        ends=_l("Answers and documents are deleted; that a draft was begun stays, for the figures."),
        asked=_l("The draft is your association’s and stays until its own time is over."),
        months=6,
        most=24,
        due=_unsent,
        erase=erase_applications,
    ),
)
