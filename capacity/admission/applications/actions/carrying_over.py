"""A new application begins with what the association wrote in an earlier one, as far as it is still asked alike."""

from __future__ import annotations

from datetime import datetime

from capacity.admission.applications import queries
from capacity.admission.applications.actions.answering import save_answers
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import asked_of, may_carry_over
from capacity.core import audit
from capacity.core.access import Actor


def carry_over(application: Application, earlier: Application, *, actor: Actor, now: datetime) -> int:
    """Put the answers of an earlier application under the same questions of this one; how many came along.

    Figures, dates and declarations are of their year, and asked anew; a text stays behind when this application is
    written in another language. What the form does not take any more is left out.
    """
    same_language = application.language == earlier.language
    written = {one.key: (one, value) for one, value in queries.written_in(earlier.id)}
    wanted = {
        question: written[question.key][1]
        for question in queries.form_of(application.call).questions.values()
        if question.key in written
        and may_carry_over(asked_of(question), asked_of(written[question.key][0]), same_language=same_language)
    }
    kept = save_answers(application, wanted, actor=actor, now=now).values
    audit.record(actor=actor, action="applications.carry_over", obj=application, now=now, after=earlier.number)
    return sum(value is not None for value in kept.values())
