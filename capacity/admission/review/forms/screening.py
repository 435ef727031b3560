"""The checklist of an application: what was found of each document, then the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from capacity.admission.review.states import Verdict
from capacity.admission.review.states.screening import Judgement, left_to_judge, unsaid
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoiceField, ChoicesField, choices_of

JUDGEMENTS: tuple[tuple[str, object], ...] = (
    (Judgement.ACCEPTED.value, _l("Accept it")),
    (Judgement.QUESTIONED.value, _l("Question it")),
    (Judgement.REFUSED.value, _l("Refuse it")),
)
VERDICTS: tuple[tuple[str, object], ...] = (
    (Verdict.ELIGIBLE.value, _l("Eligible")),
    (Verdict.INELIGIBLE.value, _l("Ineligible")),
)
WORDS_MAX = 600


class DocumentsForm(BaseForm):
    """What was found of each document; nothing is decided about the whole."""

    def judged(self, key: str) -> tuple[str, str, str, str]:
        """What was typed about a document: judgement, reason, words, and what the page had shown of it."""
        return tuple((self[f"{name}_{key}"].data or "").strip() for name in ("judgement", "reason", "words", "seen"))  # type: ignore[return-value]


class ScreenForm(DocumentsForm):
    """The verdict on an application, below its documents."""

    required: Sequence[tuple[str, str]] = ()
    """(key, name) of the documents that have to be judged before an application is eligible."""

    rules_seen = HiddenField(validators=[Optional(), Length(max=64)])
    verdict = RadioField(_l("Verdict"), [InputRequired(_l("Choose a verdict."))], choices=choices_of(VERDICTS))
    reasons = ChoicesField(_l("Reasons"), description=_l("The association reads them when the screening is announced."))
    note = TextAreaField(_l("Note to the association"), [Optional(), Length(max=2000)])
    departure = TextAreaField(
        _l("Why you decide otherwise than what was computed"),
        [Optional(), Length(max=2000)],
        description=_l("Read by the coordination only."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """An application is eligible once every document that it had to send was judged."""
        is_valid: bool = super().validate(extra_validators)
        if not is_valid or self.verdict.data != Verdict.ELIGIBLE.value:
            return is_valid
        names = dict(self.required)
        left = left_to_judge(names, {key: self.judged(key)[0] for key in names})
        for key in left:
            self.refuse(unsaid(names[key]), f"judgement_{key}")
        return not left


def checklist(documents: Iterable[Any], reasons: Mapping[str, object], *, decides: bool, obj: Any) -> Any:
    """The form for these documents (``queries.JudgedDocument``), with the verdict on the whole or without."""
    fields: dict[str, Any] = {"required": []}
    filled: dict[str, Any] = {}
    for one in documents:
        key, label = one.paper.key, one.paper.label
        fields[f"judgement_{key}"] = RadioField(label.text(), [Optional()], choices=choices_of(JUDGEMENTS))
        fields[f"reason_{key}"] = ChoiceField(
            _l("Reason"), [Optional()], choices=choices_of(reasons.items(), empty=_l("Choose a reason"))
        )
        fields[f"words_{key}"] = StringField(_l("In your own words"), [Optional(), Length(max=WORDS_MAX)])
        fields[f"seen_{key}"] = HiddenField(validators=[Optional(), Length(max=300)])
        if one.paper.required:
            fields["required"].append((key, label.text()))
        filled |= _shown(one)
    form = type("Checklist", (ScreenForm if decides else DocumentsForm,), fields)(obj=obj, data=filled)
    for field in form:
        if field.short_name.startswith("reason_"):
            field.flags.optional = False  # it is asked for beside a judgement that needs one, and hidden otherwise
    return form


def _shown(one: Any) -> dict[str, Any]:
    key, last = one.paper.key, one.latest
    shown: dict[str, Any] = {f"seen_{key}": one.seen}
    if one.judgement is not None:
        shown |= {f"judgement_{key}": one.judgement.value, f"reason_{key}": last.reason, f"words_{key}": last.words}
    return shown
