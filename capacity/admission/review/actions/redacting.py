"""The desk prepares copies without names for the readers of a blind call, and says what else is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.calls.states.reading import ReadingRules
from capacity.admission.review import queries
from capacity.admission.review.models import HiddenWords, RedactedCopy
from capacity.admission.review.states.blinding import Secrets, found_in, hidden
from capacity.core import audit, papers
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.files import store
from capacity.core.inspection import Accepted, Kind
from capacity.core.languages import gettext as _
from capacity.core.languages import in_language, reads_from_the_right
from capacity.core.languages import lazy_gettext as _l
from capacity.core.pdf_traces import Trace, traces_in
from capacity.core.photographs import bound_together
from capacity.core.previews import PageUnseen, drawn_pages
from capacity.core.word_text import words_of

KINDS = frozenset(Kind)
"""What a copy may be; of a Word document, under whose boxes everything stays, its words alone are taken."""
PAPER = "admission/review/papers/copy.typ"
MOST_PAGES, AT_ONCE, WIDTH = 60, 5, 1_400
LINES_MAX, LINE_MAX = 60, 100


class TracesLeft(RuleBroken):
    """A copy tells more than its pages show."""

    def __init__(self, traces: Sequence[Trace]) -> None:
        super().__init__(_l("This copy still tells what its pages hide: nothing was kept."), field="file")
        self.traces = traces


@dataclass(frozen=True, slots=True)
class CleanCopy:
    """A copy that was looked through, or made anew of pictures of its pages; only ``cleaned`` makes one."""

    accepted: Accepted
    as_pictures: bool
    of_words: bool = False
    source: Accepted | None = None
    """The Word document that the desk sent, of which the words can be taken anew."""


def words_taken(
    application: Application, accepted: Accepted, *, more: Sequence[str] = (), sent: bool, now: datetime
) -> CleanCopy:
    """The words of a Word document on new pages, with every known name hidden and ``more`` words too; the document is
    kept beside them where the desk ``sent`` it. Header and footer, pictures, comments, properties and what was struck
    out are not among the words."""
    made = _of_words(application, accepted, more, now)
    return CleanCopy(made, as_pictures=False, of_words=True, source=accepted if sent else None)


def cleaned(application: Application, accepted: Accepted, *, as_pictures: bool, now: datetime) -> CleanCopy:
    """A copy under whose boxes nothing lies. Pictures are their own; of a Word document the words are set anew with
    every known name hidden; of a PDF new pictures are made of its pages, or it is searched as it is: raises TracesLeft
    when names, an author, files or earlier states are found in it.

    It takes its time, and is done before a transaction begins.
    """
    if accepted.media_type == Kind.DOCX.value:
        return words_taken(application, accepted, sent=True, now=now)
    if accepted.media_type != Kind.PDF.value:
        return CleanCopy(accepted, as_pictures=True)
    if as_pictures:
        return CleanCopy(_of_pictures(application, accepted, now), as_pictures=True)
    secrets = queries.secrets_of(application)
    traces = traces_in(accepted.data, lambda text: _words_in(text, secrets))
    if traces:
        raise TracesLeft(traces)
    return CleanCopy(accepted, as_pictures=False)


def _of_words(application: Application, accepted: Accepted, more: Sequence[str], now: datetime) -> Accepted:
    try:
        lines = words_of(accepted.data)
    except ValueError:
        lines = []
    if not lines:
        raise RuleBroken(
            _l("No words could be read in this document. Print it to a PDF and send that one."), field="file"
        )
    secrets = queries.secrets_of(application)
    secrets = replace(secrets, words=(*secrets.words, *more))
    with in_language(application.language):
        mark, title = _("[name hidden]"), _("Copy without names")
    written = [
        {"kind": one.kind, "texts": [_shown(hidden(text, secrets, mark)) for text in one.texts]} for one in lines
    ]
    data = {"title": title, "reference": application.number or "", "lines": written}
    made = papers.render(PAPER, data, language=application.language, dated=now)
    return Accepted(made, "copy.pdf", Kind.PDF.value, None)


def _shown(text: str) -> dict[str, object]:
    return {"text": text, "rtl": reads_from_the_right(text)}


def _words_in(text: str, secrets: Secrets) -> list[str]:
    return list(dict.fromkeys(" ".join(text[start:end].split()) for start, end in found_in(text, secrets)))


def _of_pictures(application: Application, accepted: Accepted, now: datetime) -> Accepted:
    pages = accepted.pages or 0
    if pages > MOST_PAGES:
        raise RuleBroken(_l("This copy has more than %(most)s pages: send it in parts.", most=MOST_PAGES), field="file")
    pictures: list[bytes] = []
    try:
        for first in range(0, pages, AT_ONCE):
            pictures += drawn_pages(accepted.data, first=first, count=AT_ONCE, width=WIDTH)
    except PageUnseen:
        pictures = []
    if len(pictures) != pages:
        raise RuleBroken(_l("The pages of this copy could not be drawn. Print it to a new PDF and send that one."))
    made = bound_together(pictures, title=application.number or "", now=now)
    return Accepted(made, "copy.pdf", Kind.PDF.value, pages)


def keep_redacted(
    application: Application, document_id: int, copy: CleanCopy, *, actor: Actor, now: datetime
) -> RedactedCopy:
    """Keep a copy of one document without names; an earlier copy is put aside, and kept."""
    _check_blind(application)
    if document_id not in applications.sent_file_ids(application):
        raise RuleBroken(_l("This document is not part of the application."))
    earlier = queries.redacted_copy(document_id)
    if earlier is not None:
        earlier.replaced_at = now
        db.session.flush()
    ending = copy.accepted.filename.rpartition(".")[2].lower()
    stored = store().name(
        db.session(),
        store().keep(copy.accepted.data),
        filename=f"{application.number}-{document_id}.{ending}",
        media_type=copy.accepted.media_type,
        uploader_id=actor.id,
        now=now,
    )
    made = RedactedCopy(
        document_id=document_id,
        file_id=stored.id,
        made_at=now,
        made_by_id=actor.id,
        as_pictures=copy.as_pictures,
        of_words=copy.of_words,
        source_id=_source_of(application, document_id, copy, earlier, actor=actor, now=now),
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor=actor, action="review.keep_redacted", obj=made, now=now)
    return made


def _source_of(
    application: Application,
    document_id: int,
    copy: CleanCopy,
    earlier: RedactedCopy | None,
    *,
    actor: Actor,
    now: datetime,
) -> int | None:
    """The Word document of which a copy was made: sent with it, or the one of the copy before."""
    if not copy.of_words:
        return None
    if copy.source is None:
        return earlier.source_id if earlier is not None else None
    return store().name(
        db.session(),
        store().keep(copy.source.data),
        filename=f"{application.number}-{document_id}.docx",
        media_type=copy.source.media_type,
        uploader_id=actor.id,
        now=now,
    ).id  # fmt: skip


def check_copy(application: Application, document_id: int, *, seen: int, actor: Actor, now: datetime) -> RedactedCopy:
    """Say that one has read through what the service made: readers see it from now on. ``seen`` is the copy that was
    read; another one in its place, or words to hide that came later, are read first."""
    _check_blind(application)
    copy = queries.redacted_copies(application.id).get(document_id)
    added = queries.hidden_words(application.id)
    if copy is None or copy.id != seen:
        raise RuleBroken(_l("Another copy was made meanwhile: read that one through."))
    if added is not None and copy.made_at < added.changed_at:
        raise RuleBroken(_l("Words to hide were added after this copy was made: make it anew."))
    if copy.checked_at is None:
        copy.checked_at, copy.checked_by_id = now, actor.id
        db.session.flush()
        audit.record(actor=actor, action="review.check_copy", obj=copy, now=now)
    return copy


def hide_words(
    application: Application, *, words: Sequence[str], ordinary: Sequence[str], actor: Actor, now: datetime
) -> HiddenWords:
    """Say what is hidden beside the names that are known, and which words are ordinary ones all the same."""
    _check_blind(application)
    for name, lines in (("words", words), ("ordinary", ordinary)):
        if len(lines) > LINES_MAX or any(len(line) > LINE_MAX for line in lines):
            raise RuleBroken(_l("One name a line, sixty lines at most."), field=name)
    found = queries.hidden_words(application.id) or HiddenWords(application_id=application.id)
    found.words, found.ordinary = list(words), list(ordinary)
    found.changed_at, found.changed_by_id = now, actor.id
    db.session.add(found)
    for copy in queries.redacted_copies(application.id).values():
        if copy.of_words:  # made without these words: closed to readers until it is made anew, and read
            copy.checked_at = copy.checked_by_id = None
    db.session.flush()
    audit.record(actor=actor, action="review.hide_words", obj=found, now=now, after=len(words))
    return found


def _check_blind(application: Application) -> None:
    if not ReadingRules.read(application.call.reading).blind:
        raise RuleBroken(_l("This call is not read blind: readers see the documents as they were sent."))
