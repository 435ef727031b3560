"""The shape of what is written in a call."""

from __future__ import annotations

from capacity.admission.calls.forms.eligibility import EligibilityForm
from capacity.admission.calls.forms.library import ReasonOfRefusalForm, TakeForm, TakeQuestionsForm
from capacity.admission.calls.forms.parts import CriterionForm, DocumentForm, SubjectForm
from capacity.admission.calls.forms.publishing import AddendumForm, CancelForm, CorrectionForm, ExtensionForm
from capacity.admission.calls.forms.questions import AskingForm, QuestionForm
from capacity.admission.calls.forms.rules import ReadingForm, RecourseForm, RulesForm
from capacity.admission.calls.forms.self_check import CheckForm, check_form
from capacity.admission.calls.forms.writing import NewCallForm, WindowForm, WordsForm

__all__ = [
    "AddendumForm",
    "AskingForm",
    "CancelForm",
    "CheckForm",
    "CorrectionForm",
    "CriterionForm",
    "DocumentForm",
    "EligibilityForm",
    "ExtensionForm",
    "NewCallForm",
    "QuestionForm",
    "ReadingForm",
    "ReasonOfRefusalForm",
    "RecourseForm",
    "RulesForm",
    "SubjectForm",
    "TakeForm",
    "TakeQuestionsForm",
    "WindowForm",
    "WordsForm",
    "check_form",
]
