"""Full text over the house's objects, in Arabic, French and English, on SQLite (FTS5) and PostgreSQL (tsvector).

Each object has one entry: its words folded, beside their stems. A query's words must all occur, in any of their forms;
the last one may still be being typed. What a person types is never read as an operator.
"""

from __future__ import annotations

from capacity.core.search.entries import (
    CREATE_POSTGRESQL,
    CREATE_SQLITE,
    DROP_POSTGRESQL,
    DROP_SQLITE,
    NUMEROUS,
    SearchEntry,
    hold,
    index,
    is_ours,
    keep,
    remove,
    renew,
    restate,
)
from capacity.core.search.finding import Facts, found, holding, holds, is_kept, lacking, matching, numbers
from capacity.core.search.words import forms, indexed, marked, within

__all__ = [
    "CREATE_POSTGRESQL",
    "CREATE_SQLITE",
    "DROP_POSTGRESQL",
    "DROP_SQLITE",
    "NUMEROUS",
    "Facts",
    "SearchEntry",
    "forms",
    "found",
    "hold",
    "holding",
    "holds",
    "index",
    "indexed",
    "is_kept",
    "is_ours",
    "keep",
    "lacking",
    "marked",
    "matching",
    "numbers",
    "remove",
    "renew",
    "restate",
    "within",
]
