"""The shape of what an association sends, and of what the desk sends about it."""

from __future__ import annotations

from capacity.admission.applications.forms.answers import CONFLICT, answers_form, name_of, shown
from capacity.admission.applications.forms.clarified import SendAnswerForm, UploadAnswerForm, clarified_form
from capacity.admission.applications.forms.clarifying import AskForm, AskManyForm, MoreTimeForm, asking_form
from capacity.admission.applications.forms.coalitions import CoalitionForm, JoinForm, SearchForm
from capacity.admission.applications.forms.desk import (
    ExportForm,
    ExtendForm,
    LetterForm,
    PaperForm,
    RemindForm,
    TagForm,
)
from capacity.admission.applications.forms.sending import BeginForm, SubmitForm, UploadForm, WithdrawForm

__all__ = [
    "CONFLICT",
    "AskForm",
    "AskManyForm",
    "BeginForm",
    "CoalitionForm",
    "ExportForm",
    "ExtendForm",
    "JoinForm",
    "LetterForm",
    "MoreTimeForm",
    "PaperForm",
    "RemindForm",
    "SearchForm",
    "SendAnswerForm",
    "SubmitForm",
    "TagForm",
    "UploadAnswerForm",
    "UploadForm",
    "WithdrawForm",
    "answers_form",
    "asking_form",
    "clarified_form",
    "name_of",
    "shown",
]
