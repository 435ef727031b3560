"""What readers of the committee are shown of an application: nothing of the questions that are withheld from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from capacity.admission.applications.models import ApplicationDocument
from capacity.admission.applications.queries.compared import Exchange, exchanges
from capacity.admission.applications.queries.content import Content
from capacity.admission.calls.models import Question, RequiredDocument
from capacity.core.db import db


def shown(content: Content) -> Content:
    """An application without the answers to withheld questions, and without their files."""
    pages = [replace(page, answers=[one for one in page.answers if not one.withheld]) for page in content.subjects]
    withheld = {one.key for page in content.subjects for one in page.answers if one.withheld}
    return replace(
        content,
        subjects=[page for page in pages if page.answers],
        documents=[paper for paper in content.documents if paper.question not in withheld],
    )


def exchanges_shown(application_id: int, language: str, now: datetime) -> list[Exchange]:
    """Requests about an application without their points on what is withheld; one about nothing else is left out."""
    every = exchanges(application_id, language, now)
    found = [replace(one, points=[point for point in one.points if not point.withheld]) for one in every]
    return [one for one in found if one.points]


def withheld_papers() -> sa.Select[int]:
    """The numbers of the documents, of any call, that hang on a withheld question."""
    papers = sa.select(RequiredDocument.id).join(Question, Question.id == RequiredDocument.question_id)
    return papers.where(Question.withheld)


def withheld_files(application_id: int) -> set[int]:
    """The numbers of the files of this application that readers are not shown, replaced ones included."""
    own = ApplicationDocument.application_id == application_id
    files = sa.select(ApplicationDocument.id).where(own, ApplicationDocument.document_id.in_(withheld_papers()))
    return set(db.session.scalars(files))
