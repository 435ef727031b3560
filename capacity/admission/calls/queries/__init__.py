"""Every read about calls: what visitors read of one (``public``) and of all (``listing``); what the desk reads."""

from __future__ import annotations

from capacity.admission.calls.queries.desk import (
    associations_for_extension,
    by_reference,
    call,
    call_head,
    calls_for_choice,
    calls_to_copy,
    desk_rows,
    kept_words,
    more_time_of,
    named,
    phases_for_calls,
    regions_of,
    visible_to,
    waiting_for,
)
from capacity.admission.calls.queries.library import (
    KeptReason,
    library,
    library_item,
    library_rows,
    offered,
    reasons,
    reasons_kept,
)
from capacity.admission.calls.queries.listing import public_calls
from capacity.admission.calls.queries.parts_named import parts_named
from capacity.admission.calls.queries.public import own_closing, public_call, published, readable, self_checks
from capacity.admission.calls.queries.removed import removed_part, removed_parts
from capacity.admission.calls.queries.shown import CallCard, PublicCall

__all__ = [
    "CallCard",
    "KeptReason",
    "PublicCall",
    "associations_for_extension",
    "by_reference",
    "call",
    "call_head",
    "calls_for_choice",
    "calls_to_copy",
    "desk_rows",
    "kept_words",
    "library",
    "library_item",
    "library_rows",
    "more_time_of",
    "named",
    "offered",
    "own_closing",
    "parts_named",
    "phases_for_calls",
    "public_call",
    "public_calls",
    "published",
    "readable",
    "reasons",
    "reasons_kept",
    "regions_of",
    "removed_part",
    "removed_parts",
    "self_checks",
    "visible_to",
    "waiting_for",
]
