"""One thing asked of many: the same question or document, with the same reason and due date."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from capacity.admission.applications import actions, queries
from capacity.admission.applications.forms import AskManyForm
from capacity.admission.applications.models import Application
from capacity.admission.applications.states.clarifying import CLARIFY_DAYS, Point, PointKind, due_at_end_of
from capacity.core import clock
from capacity.core.access import Actor
from capacity.core.bulk import BulkAct
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.core.languages import ngettext
from capacity.web.forms import choices_of
from capacity.web.templating import moment_words

Chosen = Sequence[Application]


def _form(chosen: Chosen) -> AskManyForm:
    form = AskManyForm(data={"due_on": clock.today() + timedelta(days=CLARIFY_DAYS)})
    things = queries.askable_of_calls({one.call_id for one in chosen})
    form.what.choices = choices_of(
        dict.fromkeys((f"{kind.value}:{key}", label.text()) for _call, kind, key, label in things)
    )
    reasons = [(code, words.text()) for code, words in queries.clarification_reasons().items()]
    form.reason.choices = choices_of(reasons, empty=_("none of these"))
    return form


def _point(form: Any) -> Point:
    kind, _between, key = str(form.what.data).partition(":")
    return Point(PointKind(kind), key, form.reason.data or "", form.why.data or "")


def _why_not(chosen: Chosen, _actor: Actor, now: datetime, form: Any) -> Any:
    asked: set[int] | None = None
    if form is not None:
        point = _point(form)
        things = queries.askable_of_calls({one.call_id for one in chosen})
        asked = {call for call, kind, key, _label in things if (kind, key) == (point.kind, point.key)}

    def why(one: Application) -> Any:
        refusal = actions.why_not_ask(one, now)
        if refusal is None and asked is not None and one.call_id not in asked:
            return _("Its call does not ask for this.")
        return refusal

    return why


def _ask(chosen: Chosen, actor: Actor, now: datetime, form: Any) -> None:
    for one in chosen:
        actions.request_clarification(
            one,
            [_point(form)],
            due_at=due_at_end_of(form.due_on.data),
            note="",
            request_id=secrets.token_hex(16),
            actor=actor,
            now=now,
        )


def _said(form: Any) -> list[tuple[object, object]]:
    labels = {str(one.value): one.label for field in (form.what, form.reason) for one in field.choices}
    told = [labels.get(str(form.reason.data or ""), "") if form.reason.data else "", form.why.data or ""]
    return [
        (_("What is asked about"), labels.get(str(form.what.data), "")),
        (_("Why"), " ".join(str(part) for part in told if part)),
        (_("Answer by"), moment_words(due_at_end_of(form.due_on.data))),
    ]


ASK = BulkAct(
    key="clarify",
    label=_l("Ask for clarification"),
    title=_l("Ask many associations for the same clarification"),
    form=_form,
    why_not=_why_not,
    do=_ask,
    said=_said,
    done=lambda n: ngettext("%(num)s association is asked.", "%(num)s associations are asked.", n),
    confirm=_l("Ask, and write to them"),
)
