"""Screening: the list of a region, the documents of an application."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import render_template

from capacity.admission.applications.models import Application
from capacity.admission.review import policy, queries
from capacity.admission.review.forms.screening import VERDICTS
from capacity.admission.review.models import Panel, Screening
from capacity.admission.review.models.documents import DocumentVerdict
from capacity.admission.review.states import Verdict
from capacity.admission.review.states.screening import Judgement
from capacity.admission.review.views.blueprint import bp
from capacity.admission.review.views.panels import tabs
from capacity.core import clock
from capacity.core.languages import lazy_gettext as _l
from capacity.people.associations.models import Association
from capacity.web.costs import LIST, costs
from capacity.web.guards import requires
from capacity.web.tables import Filter, Sort, Table

UNSCREENED, ALONE, QUESTIONED = "none", "alone", "questioned"


CHOICES: tuple[tuple[str, object], ...] = (
    *VERDICTS,
    (UNSCREENED, _l("Without verdict")),
    (ALONE, _l("Waits for a second person")),
    (QUESTIONED, _l("With a questioned document")),
)


def _by_verdict(statement: Any, chosen: list[str]) -> Any:
    clauses: list[Any] = [Screening.verdict.in_([Verdict(word) for word in chosen if word in set(Verdict)])]
    if UNSCREENED in chosen:
        clauses.append(Screening.id.is_(None))
    if ALONE in chosen:
        clauses.append(sa.and_(Screening.verdict == Verdict.INELIGIBLE, Screening.confirmed_at.is_(None)))
    if QUESTIONED in chosen:
        clauses.append(
            sa.exists().where(
                DocumentVerdict.application_id == Application.id,
                DocumentVerdict.replaced_at.is_(None),
                DocumentVerdict.judgement == Judgement.QUESTIONED,
            )
        )
    return statement.where(sa.or_(*clauses))


def _search(statement: Any, query: str) -> Any:
    words = f"%{query.lower()}%"
    return statement.where(
        sa.or_(
            Application.number.like(words),
            sa.func.lower(Association.name_fr).like(words),
            Association.name_ar.like(words),
        )
    )


TABLE = Table(
    id_column=Application.id,
    sorts=(
        Sort("number", _l("Number"), sa.func.coalesce(Application.number, "")),
        Sort("name", _l("Association"), Association.key_fr),
    ),
    filters=(Filter("verdict", _l("Verdict"), CHOICES, _by_verdict),),
    search=_search,
)


@bp.get("/panels/<int:panel_id>/screening")
@requires(load=queries.panel, may=policy.may_see)
@costs(LIST)
def screening_list(panel: Panel) -> Any:
    """What was received in a region, and what was found."""
    return render_template(
        "admission/review/screening_list.html",
        panel=panel,
        page=TABLE.read(queries.to_screen(panel)),
        progress=queries.progress([panel])[panel.id],
        is_open=panel.call.window().accepts(clock.now()),
        tabs=tabs(panel, "screening"),
    )
