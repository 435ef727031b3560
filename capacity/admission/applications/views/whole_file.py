"""What stands in the whole file of an application: words, documents drawn as pages, and the originals attached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from capacity.admission.applications import queries
from capacity.admission.applications.models import Application, Snapshot
from capacity.admission.applications.views.paper_facts import call_and_names, signature
from capacity.admission.calls.states import ColumnKind, QuestionKind
from capacity.core import papers
from capacity.core.files import store
from capacity.core.inspection import Kind
from capacity.core.languages import gettext as _
from capacity.core.languages import language, reads_from_the_right
from capacity.core.pictures import DAMAGED, smaller
from capacity.core.previews import PageUnseen, drawn_pages
from capacity.core.word_text import words_of
from capacity.web.templating import date_words, day_written, moment_words, money
from capacity.web.templating import size as size_words

PDF = "application/pdf"
MOST_DRAWN = 60
"""Pages drawn of one document; the whole of it is attached."""
AT_ONCE = 10
WIDTH = 1_240


@dataclass
class _Gathered:
    """What goes into the file beside its words: the originals, and the pictures of their pages, by path."""

    joined: dict[str, bytes] = field(default_factory=dict)
    attached: list[dict[str, str]] = field(default_factory=list)

    def put(self, path: str, content: bytes) -> str:
        self.joined[path] = content
        return f"/{path}"

    def attach(self, name: str, content: bytes, media_type: str, description: str, *, relationship: str) -> None:
        path = self.put(f"joined/{len(self.attached)}", content)
        self.attached.append(
            {
                "name": name,
                "path": path,
                "media_type": media_type,
                "description": description,
                "relationship": relationship,
            }
        )


def whole_file(
    application: Application, snapshot: Snapshot, *, told: Callable[[int, int], None] = lambda _done, _total: None
) -> bytes:
    """The file of one receipt, in the language read now."""
    content = queries.content_as_sent(application, snapshot)
    keys = {number: file.key for number, file in queries.files_of(content).items()}
    data = _words(application, snapshot, content)
    dated, gathered = snapshot.received_at, _Gathered()
    gathered.attach(
        "submission.json",
        snapshot.content.encode(),
        "application/json",
        _("What was sent, word for word; its SHA-256 stands on the receipt."),
        relationship="data",
    )
    frozen = [(document, file) for document in content.documents for file in document.files]
    shown: dict[int, dict[str, Any]] = {}
    for place, (document, file) in enumerate(frozen, start=1):
        told(place - 1, len(frozen) + 1)
        shown[file.id] = _shown(gathered, place, document.label.text(), file, store().read_kept(keys[file.id]))
    told(len(frozen), len(frozen) + 1)
    data["documents"] = [
        {"label": document.label.text(), "files": [shown[file.id] for file in document.files]}
        for document in content.documents
    ]
    return papers.render(
        "admission/applications/papers/dossier.typ",
        {**data, "attached": gathered.attached},
        language=language(),
        dated=dated,
        archived=True,
        joined=gathered.joined,
    )


def _words(application: Application, snapshot: Snapshot, content: queries.Content) -> dict[str, Any]:
    return {
        "title": _("Application file"),
        "reference": application.number,
        "intro": _("The whole of what was sent, as it was received. The original files are attached to this PDF."),
        "facts": _facts(application, snapshot),
        "digest_label": _("Fingerprint (SHA-256) of what was sent"),
        "digest": snapshot.sha256,
        "no_answer": _("No answer"),
        "no_file": _("No file"),
        "sections": [_section(page) for page in content.subjects],
        "documents_title": _("Documents"),
        "documents_intro": _("Each is attached under the name given here, with its SHA-256."),
    }


def _facts(application: Application, snapshot: Snapshot) -> list[tuple[str, str]]:
    return [
        (_("Number"), application.number or ""),
        (_("Received"), moment_words(snapshot.received_at)),
        *call_and_names(application),
        (_("Province"), application.association.province.name.text()),
        *signature(snapshot, queries.receipt_of(application, snapshot)),
    ]


def _section(page: queries.ContentSubject) -> dict[str, Any]:
    return {
        "title": page.title.text(),
        "answers": [
            {"question": one.question.text(), "missing": one.missing, "lines": _lines(_said(one))}
            for one in page.answers
        ],
    }


def _said(answer: queries.ContentAnswer) -> list[str]:
    """An answer in words, line by line."""
    value = answer.value
    if answer.choices:
        return [choice.text() for choice in answer.choices]
    if isinstance(value, bool):
        return [_("Yes") if value else _("No")]
    if answer.kind is QuestionKind.DATE:
        return [day_written(str(value))]
    if answer.kind is QuestionKind.MONEY:
        return [money(value)]
    if answer.rows:
        heads = [" | ".join(column.label.text() for column in answer.columns)]
        return [*heads, *(" | ".join(_cell(kind, cell) for kind, cell in row) for row in answer.rows)]
    if answer.files:
        return [file.filename for file in answer.files]
    return str(value).split("\n") if value is not None else []


def _cell(kind: ColumnKind, value: Any) -> str:
    if value is None:
        return "–"
    return money(value) if kind is ColumnKind.MONEY else str(value)


def _lines(texts: list[str]) -> list[dict[str, Any]]:
    return [{"text": text, "rtl": reads_from_the_right(text)} for text in texts if text.strip()]


def _shown(gathered: _Gathered, place: int, label: str, file: queries.ContentFile, content: bytes) -> dict[str, Any]:
    name = f"{place:02d} {file.filename}"
    gathered.attach(name, content, file.media_type, label, relationship="source")
    pictures, lines, rest = _drawn(gathered, place, label, file, content)
    note = _("%(size)s, sent on %(date)s", size=size_words(file.size), date=date_words(file.uploaded_at))
    return {
        "attached": {"text": name, "rtl": reads_from_the_right(file.filename)},
        "note": note,
        "sha256": file.sha256,
        "caption": _("The words of “%(name)s”; the file itself is attached.", name=name),
        "lines": lines,
        "pictures": pictures,
        "rest": rest,
    }


def _every_page(content: bytes) -> list[bytes]:
    """The pages, a few at a time so that none waits too long, and one more than are shown if there are more."""
    drawn: list[bytes] = []
    while len(drawn) <= MOST_DRAWN:
        few = drawn_pages(content, first=len(drawn), count=AT_ONCE, width=WIDTH)
        drawn += few
        if len(few) < AT_ONCE:
            break
    return drawn


def _drawn(
    gathered: _Gathered, place: int, label: str, file: queries.ContentFile, content: bytes
) -> tuple[list[dict[str, str]], list[dict[str, Any]], str | None]:
    """The pages as pictures, or the words of a Word document, and a word on what is not shown."""
    rest = _("“%(name)s” is longer: the whole of it is attached.", name=file.filename)
    unseen = _("“%(name)s” cannot be drawn here: it is attached.", name=file.filename)
    try:
        if file.media_type == Kind.DOCX.value:
            return [], _lines(["  ".join(line.texts) for line in words_of(content)]), None
        drawn = _every_page(content) if file.media_type == PDF else [smaller(content, WIDTH)]
    except (PageUnseen, ValueError, *DAMAGED):
        return [], [], unseen
    pictures = [
        {
            "path": gathered.put(f"joined/{place}-{number}.jpg", picture),
            "caption": f"{label} ({number}) – {file.filename}",  # a number beside an ending would be drawn into it
        }
        for number, picture in enumerate(drawn[:MOST_DRAWN], start=1)
    ]
    return pictures, [], rest if len(drawn) > MOST_DRAWN else None
