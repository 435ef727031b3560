"""What a call is made of besides its questions: criteria, pages of the form, documents."""

from __future__ import annotations

from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from capacity.admission.calls.forms.wanted import PUBLIC
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import LocalizedField, OnceForm


class CriterionForm(OnceForm):
    """What readers score from 0 to 5, and how much it weighs."""

    name = LocalizedField(_l("Criterion"), limit=200, **PUBLIC)
    help = LocalizedField(_l("What readers look at"), rows=3, limit=1000)
    weight = IntegerField(
        _l("Weight"), [InputRequired(), NumberRange(min=1, max=100)], description=_l("All weights together make 100.")
    )
    anchors = LocalizedField(
        _l("What each mark means"),
        rows=6,
        limit=2000,
        description=_l("Six lines in each language, one for each mark: the first for 0, the last for 5."),
    )
    comment_required = BooleanField(_l("Readers must write a comment on this criterion"))


class SubjectForm(OnceForm):
    """The title of a page of the form, and what is said at its head."""

    title = LocalizedField(_l("Title of the page"), limit=200, **PUBLIC)
    help = LocalizedField(
        _l("What to know before answering"),
        rows=4,
        limit=1500,
        description=_l("Stands at the head of the page. A list or a link is written as in the text of the call."),
    )


class DocumentForm(OnceForm):
    """One document that is asked for."""

    label = LocalizedField(_l("Document"), limit=200, **PUBLIC)
    help = LocalizedField(_l("Help, shown before the field"), rows=2, limit=600)
    required = BooleanField(_l("This document is required"), default=True)
    lasting = BooleanField(_l("It stays valid for later calls"))
    limit_mb = IntegerField(
        _l("Largest file, in MB"),
        [Optional(), NumberRange(min=1, max=40)],
        description=_l("Empty: the usual limit, as it is at publication."),
    )
