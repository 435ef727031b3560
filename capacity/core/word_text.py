"""The words of a Word document, without its looks: what can be read on a page of ours, in whatever browser."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Literal
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph

MOST_LINES = 2_000
_UNREADABLE = (
    KeyError, AttributeError, TypeError, ValueError, OSError, IndexError, SyntaxError, BadZipFile, PackageNotFoundError
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A heading, a paragraph, or a row of a table with its cells."""

    kind: Literal["heading", "text", "row"]
    texts: tuple[str, ...]


def words_of(data: bytes) -> list[Line]:
    """An inspected document line by line, in its order; raises ValueError when it cannot be read after all."""
    try:
        document = docx.Document(io.BytesIO(data))
        lines: list[Line] = []
        for block in document.iter_inner_content():
            lines += _lines(block)
            if len(lines) >= MOST_LINES:
                break
    except _UNREADABLE as problem:
        raise ValueError("this document cannot be read") from problem
    return lines[:MOST_LINES]


def _lines(block: Paragraph | Table) -> list[Line]:
    if isinstance(block, Table):
        rows = [tuple(cell.text.strip() for cell in row.cells) for row in block.rows]
        return [Line("row", row) for row in rows if any(row)]
    text = block.text.strip()
    if not text:
        return []
    style = block.style.name if block.style is not None and block.style.name else ""
    return [Line("heading" if style.startswith(("Heading", "Title")) else "text", (text,))]
