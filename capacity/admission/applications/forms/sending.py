"""What an association fills in to begin, to join files, to send and to withdraw."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, MultipleFileField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from capacity.admission.applications.states import SIGNS_IN_ID
from capacity.admission.applications.states.signing import DECLARATION
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoiceField


class BeginForm(BaseForm):
    """With which association, and in which language, an application is begun."""

    constraints = {"uq_applications_call_id_association_id": ("association", _l("This association has begun already."))}

    association = ChoiceField(_l("Association"), [DataRequired()])
    language = RadioField(
        _l("Language you write in"),
        [DataRequired()],
        description=_l("What you write is read as you wrote it; nothing is translated behind your back."),
    )

    carries_over = BooleanField(
        _l("Begin with what our last application says"),
        description=_l(
            "Texts and choices come along where the question is the same; read each again. Figures, dates, "
            "documents and declarations are asked anew."
        ),
    )


class UploadForm(BaseForm):
    """Files under one document."""

    files = MultipleFileField(_l("Files"))
    together = BooleanField(_l("Make one PDF of the photographs, a page each"))
    replace = BooleanField(_l("In place of the files already sent"))


class SubmitForm(BaseForm):
    """The declaration, signed by the representative."""

    signed_name = StringField(_l("First and last name"), [DataRequired(), Length(max=120)])
    signed_role = StringField(
        _l("Office in the association"), [DataRequired(), Length(max=120)], description=_l("For instance: president.")
    )
    declared = BooleanField(
        DECLARATION,
        [DataRequired(_l("Tick the declaration to send the application."))],
    )
    submission_id = HiddenField(validators=[DataRequired(), Length(min=8, max=SIGNS_IN_ID)])


class WithdrawForm(BaseForm):
    """Why an association withdraws, if it wishes to say."""

    reason = TextAreaField(_l("Reason"), [Optional(), Length(max=2000)], description=_l("Read by the coordination."))
