"""A question that nobody has answered looks the same to everybody: it is drawn once in each language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from flask import current_app
from markupsafe import Markup
from sqlalchemy.orm import object_session

from capacity.admission.applications.forms import answers_form, name_of
from capacity.admission.applications.views.limits import limits_of
from capacity.admission.applications.views.questions import Place, rows_of
from capacity.admission.calls.models import Question
from capacity.core.languages import language

DRAWN_BY = "admission/applications/_question.html"
MOST_KEPT = 2048


def blanks(places: Iterable[Place]) -> dict[int, Markup]:
    """By question: each as it stands before it was answered, with its control.

    Left out are those to be drawn for this page: which were answered, where files are sent, which hang on an earlier
    page, or whose call is not published and may be written anew.
    """
    code = language()
    return {
        one.question.id: _drawn(one.question, one.hidden, one.waits_for, one.answers, code)
        for one in places
        if not (one.version or one.is_file or one.chain) and object_session(one.question) is None
    }


@lru_cache(maxsize=MOST_KEPT)
def _drawn(question: Question, hidden: bool, waits_for: int | None, answers: str, _language: str) -> Markup:
    place = Place(question, hidden=hidden, waits_for=waits_for, answers=answers)
    field = answers_form([question], {})[name_of(question)]
    draw = current_app.jinja_env.get_template(DRAWN_BY).module.question  # type: ignore[attr-defined]
    drawn: Markup = draw(place, field, rows_of, limits_of(question))
    return drawn
