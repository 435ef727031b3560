"""The words of a Word document, without its looks: what can be read on a page of ours, in whatever browser."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.simpletypes import ST_Merge
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

MOST_LINES = 2_000
_UNREADABLE = (
    KeyError, AttributeError, TypeError, ValueError, OSError, IndexError, SyntaxError, BadZipFile, PackageNotFoundError,
    RecursionError
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
            lines += islice(_lines(block), MOST_LINES - len(lines))
            if len(lines) >= MOST_LINES:
                break
    except _UNREADABLE as problem:
        raise ValueError("this document cannot be read") from problem
    return lines


def _lines(block: Paragraph | Table) -> Iterator[Line]:
    if isinstance(block, Table):
        yield from (Line("row", texts) for texts in _rows(block) if any(texts))
        return
    text = block.text.strip()
    if text:
        style = block.style.name if block.style is not None and block.style.name else ""
        yield Line("heading" if style.startswith(("Heading", "Title")) else "text", (text,))


def _rows(table: Table) -> Iterator[tuple[str, ...]]:
    """Each cell once, where it begins: ``row.cells`` repeats it as often as it claims to span: millions."""
    for row in islice(table._tbl.tr_lst, MOST_LINES):
        cells = (cell for cell in row.tc_lst if cell.vMerge != ST_Merge.CONTINUE)
        yield tuple(_Cell(cell, table).text.strip() for cell in cells)
