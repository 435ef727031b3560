"""What the desk fills in about one application or many."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from capacity.admission.applications.states import TAG_MAX
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, MomentField, choices_of


class ExportForm(BaseForm):
    """In which language an export names its columns and choices, and as what kind of file."""

    language = RadioField(_l("Language of the columns"), [DataRequired()])
    kind = RadioField(
        _l("File"),
        choices=choices_of([("xlsx", _l("Spreadsheet (XLSX)")), ("csv", _l("Text for other programs (CSV)"))]),
    )


class TagForm(BaseForm):
    """A word to put on applications, or to take off."""

    tag = StringField(
        _l("Tag"),
        [DataRequired(), Length(max=TAG_MAX)],
        description=_l("A word or two, for instance: to be checked. Applicants never see it."),
    )


class RemindForm(BaseForm):
    """What the desk adds to a reminder."""

    words = TextAreaField(
        _l("Your words"),
        [Optional(), Length(max=1000)],
        description=_l("Optional: they stand in the letter as you write them, in one language."),
    )


class ExtendForm(BaseForm):
    """More time for associations, each for itself."""

    closes_at = MomentField(_l("New closing"), [DataRequired()])
    reason = TextAreaField(_l("Reason"), [Length(min=3, max=2000)], description=_l("It stays in the history."))


class PaperForm(BaseForm):
    """A filled-in template of paper applications."""

    file = FileField(_l("Filled-in template"), [DataRequired(_l("Choose the filled-in template, 5 MB at most."))])
