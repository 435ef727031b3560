"""What is done to a call once it is public."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from capacity.core.languages import LANGUAGES
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoiceField, LocalizedField, MomentField, OnceForm


class AddendumForm(OnceForm):
    """A dated correction."""

    text = LocalizedField(
        _l("Addendum"),
        rows=5,
        limit=5000,
        required=LANGUAGES,
        description=_l("Light marks are understood: **strong**, - lists, ### headings, [words](https://address)."),
    )


class ExtensionForm(OnceForm):
    """More time, for everybody or for one association."""

    closes_at = MomentField(_l("New closing"), [InputRequired()], description=_l("Moroccan time."))
    association = ChoiceField(
        _l("For"),
        [DataRequired()],
        description=_l("More time for one association needs a reason that holds for it alone."),
    )
    reason = TextAreaField(
        _l("Reason"), [DataRequired(), Length(min=3, max=2000)], description=_l("Kept in the audit log.")
    )


class CorrectionForm(OnceForm):
    """The closing that holds instead of one that was given by mistake."""

    closes_at = MomentField(_l("Closing that holds instead"), [InputRequired()], description=_l("Moroccan time."))
    reason = TextAreaField(
        _l("Reason"), [DataRequired(), Length(min=3, max=2000)], description=_l("Kept in the audit log.")
    )


class CancelForm(BaseForm):
    """Why a call is cancelled."""

    reason = LocalizedField(
        _l("Reason"),
        rows=4,
        limit=2000,
        description=_l("Everybody reads it on the page of the call and in their letter."),
    )
