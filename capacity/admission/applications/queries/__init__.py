"""Every read about applications: the applicant's (``applicant``), the desk's (``desk``), the readers' (``content``)."""

from __future__ import annotations

from capacity.admission.applications.queries.agenda import history_of, waiting_for
from capacity.admission.applications.queries.applicant import (
    Draft,
    application,
    draft,
    drafting_members,
    has_time_of_its_own,
    lasting_files,
    mine,
    of_association,
    own_associations,
    question_of,
)
from capacity.admission.applications.queries.content import (
    Content,
    ContentAnswer,
    ContentDocument,
    ContentFile,
    ContentSubject,
    content,
    file_of,
    joined,
)
from capacity.admission.applications.queries.desk import (
    DeskLine,
    association_facts,
    call_choices,
    counts_by_province,
    counts_by_state,
    desk_lines,
    ids_by_region,
    places,
    snapshot_hashes,
    submitted,
    visible_to,
)
from capacity.admission.applications.queries.export import ExportColumn, export_columns, export_rows

__all__ = [
    "Content",
    "ContentAnswer",
    "ContentDocument",
    "ContentFile",
    "ContentSubject",
    "DeskLine",
    "Draft",
    "ExportColumn",
    "application",
    "association_facts",
    "call_choices",
    "content",
    "counts_by_province",
    "counts_by_state",
    "desk_lines",
    "draft",
    "drafting_members",
    "export_columns",
    "export_rows",
    "file_of",
    "has_time_of_its_own",
    "history_of",
    "ids_by_region",
    "joined",
    "lasting_files",
    "mine",
    "of_association",
    "own_associations",
    "places",
    "question_of",
    "snapshot_hashes",
    "submitted",
    "visible_to",
    "waiting_for",
]
