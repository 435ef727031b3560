"""What the desk fills in about one application or many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from capacity.admission.applications.states import TAG_MAX
from capacity.core.languages import NAMES
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, LocalizedField, MomentField, choices_of


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


class LetterForm(BaseForm):
    """A letter to associations in the desk's own words, in every language in which it will be read."""

    subject = LocalizedField(_l("Subject"), limit=150)
    text = LocalizedField(_l("Letter"), rows=8, limit=5000)

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject.required_languages = self.text.required_languages = tuple(languages)
        names = " – ".join(NAMES[code] for code in languages)
        if names:
            self.text.description = _("Those whom it reaches read: %(languages)s.", languages=names)


class ExtendForm(BaseForm):
    """More time for associations, each for itself."""

    closes_at = MomentField(_l("New closing"), [DataRequired()])
    reason = TextAreaField(_l("Reason"), [Length(min=3, max=2000)], description=_l("It stays in the history."))


class PaperForm(BaseForm):
    """A filled-in template of paper applications."""

    file = FileField(_l("Filled-in template"), [DataRequired(_l("Choose the filled-in template, 5 MB at most."))])
