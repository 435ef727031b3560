"""Each document is accepted, questioned or refused, as it was when the page showed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from capacity.admission.applications import queries as applications
from capacity.admission.applications.actions import settle
from capacity.admission.applications.models import Application
from capacity.admission.calls import queries as calls
from capacity.admission.calls.states.library import ReasonAbout
from capacity.admission.review import queries
from capacity.admission.review.actions.open_screening import check_screening_open
from capacity.admission.review.models import Panel
from capacity.admission.review.models.documents import DocumentVerdict
from capacity.admission.review.queries.documents import JudgedDocument
from capacity.admission.review.states.screening import REASONED, Judgement
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l

WORDS_MAX = 600


@dataclass(frozen=True)
class Judged:
    """What a person says of a document: a judgement, a code of the library, words beside it.

    ``seen`` is what the page showed of the document; empty where nobody looked at a page.
    """

    judgement: Judgement
    reason: str = ""
    words: str = ""
    seen: str = ""


def judge_documents(
    application: Application,
    judged: Mapping[str, Judged],
    *,
    panel: Panel | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """Write down what was found of documents, by their keys; how many of them changed. Said again, it changes nothing.

    Refused when a document changed since it was looked at, or somebody else judged it meanwhile.
    """
    mine = applications.locked(application.id)
    settle(mine, now=now)
    check_screening_open(panel or queries.panel_of_application(mine), mine, now)
    return write_judged(mine, queries.judged_documents(mine.id, applications.content(mine)), judged, actor, now)


def write_judged(
    mine: Application, documents: Sequence[JudgedDocument], judged: Mapping[str, Judged], actor: Actor, now: datetime
) -> int:
    """The same for a locked application whose documents, as they stand, were read already."""
    known = {one.paper.key: one for one in documents}
    if not judged.keys() <= known.keys():
        raise RuleBroken(_l("This document is not asked for."))
    said_anew = {key: said for key, said in judged.items() if not _is_said_already(known[key], said)}
    if not said_anew:
        return 0
    ids, reasons = queries.document_ids(mine.call_id), calls.reasons(ReasonAbout.PART)
    for key, said in said_anew.items():
        _check(known[key], said, reasons)
    _put_aside((known[key] for key in said_anew), now)
    for key, said in said_anew.items():
        _write(mine, ids[key], known[key], said, actor, now)
    db.session.flush()
    return len(said_anew)


def _is_said_already(document: JudgedDocument, said: Judged) -> bool:
    last = document.latest
    return (
        last is not None
        and document.judgement is said.judgement
        and (said.judgement is Judgement.ACCEPTED or (last.reason, last.words) == (said.reason, said.words))
    )


def _check(document: JudgedDocument, said: Judged, reasons: Mapping[str, object]) -> None:
    name, field = document.paper.label, f"judgement_{document.paper.key}"
    if said.seen and said.seen != document.seen:
        raise RuleBroken(
            _l("“%(name)s” was changed or judged by somebody else meanwhile. Look at it again.", name=name),
            field=field,
        )
    if said.judgement is Judgement.ACCEPTED and not document.files:
        raise RuleBroken(_l("“%(name)s” was not sent: it cannot be accepted.", name=name), field=field)
    if said.judgement in REASONED and said.reason not in reasons:
        raise RuleBroken(_l("Choose the reason for “%(name)s”.", name=name), field=f"reason_{document.paper.key}")
    if len(said.words) > WORDS_MAX:
        raise RuleBroken(_l("This text is too long: %(limit)s characters at most.", limit=WORDS_MAX))


def _put_aside(documents: Iterable[JudgedDocument], now: datetime) -> None:
    """What was found before no longer is the present finding; written first, as only one may be."""
    earlier = [one.latest for one in documents if one.latest is not None and one.latest.replaced_at is None]
    for found in earlier:
        found.replaced_at = now
    if earlier:
        db.session.flush()


def _write(
    application: Application, document_id: int, known: JudgedDocument, said: Judged, actor: Actor, now: datetime
) -> None:
    reasoned = said.judgement in REASONED
    made = DocumentVerdict(
        application_id=application.id,
        document_id=document_id,
        judgement=said.judgement,
        reason=said.reason if reasoned else "",
        words=said.words.strip() if reasoned else "",
        files=known.files,
        decided_by_id=actor.id,
        decided_at=now,
    )
    db.session.add(made)
    before = known.judgement
    audit.record(actor=actor, action="review.judge_document", obj=made, now=now, before=before, after=said.judgement)
