"""An association's answer to what it was asked about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, MultipleFileField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from capacity.admission.applications.forms.answers import field_of, shown
from capacity.admission.applications.forms.sending import SubmitForm
from capacity.admission.applications.models import ClarificationItem
from capacity.admission.applications.states.clarifying import WHY_MAX
from capacity.admission.applications.states.signing import DECLARATION_OF_ANSWER
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm

KEEP_EARLIER = _l("Keep the files sent before as well")


def clarified_form(items: Sequence[ClarificationItem], remark: str) -> Any:
    """A form with a field (``i…``) for each question that is asked about, and the remark to the whole."""
    fields: dict[str, Any] = {f"i{one.id}": field_of(one.question) for one in items if one.question is not None}
    fields["remark"] = TextAreaField(
        _l("A word to the coordination"),
        [Optional(), Length(max=WHY_MAX)],
        description=_l("Needed only where you leave something as it was: say why."),
    )
    data = {
        f"i{one.id}": shown(one.question, one.draft if one.drafted_at is not None else one.before)
        for one in items
        if one.question is not None
    }
    return type("ClarifiedForm", (BaseForm,), fields)(data={**data, "remark": remark})


class SendAnswerForm(SubmitForm):
    """The same signature, under an answer to the coordination."""

    declared = BooleanField(
        DECLARATION_OF_ANSWER,
        [DataRequired(_l("Tick the declaration to send the answer."))],
    )


class UploadAnswerForm(BaseForm):
    """Files under a document that was asked about."""

    files = MultipleFileField(_l("Files"))
    together = BooleanField(_l("Make one PDF of the photographs, a page each"))
    keeps_earlier = BooleanField(KEEP_EARLIER)
    chooses = HiddenField()
    """Filled in where the choice above was offered: a box that is not ticked says nothing by itself."""
