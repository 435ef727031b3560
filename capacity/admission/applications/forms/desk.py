"""What the desk fills in about one application or many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from capacity.admission.applications.states import TAG_MAX
from capacity.core.languages import NAMES, ngettext
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


class _Languages(Protocol):
    def __call__(self, *, members: bool, again: bool) -> Sequence[str]: ...


class LetterForm(BaseForm):
    """A letter to associations in the desk's own words, in every language in which it will be read.

    ``languages(members=…, again=…)`` are these languages. Whether those that carry an application too are written to is
    asked where there are any, and whether to write again where somebody got such a letter today.
    """

    addressed: Any = None
    """Whom it would reach, as they stood when this was last asked."""
    subject = LocalizedField(_l("Subject"), limit=150)
    text = LocalizedField(_l("Letter"), rows=8, limit=5000)
    members = BooleanField(_l("Write to the associations that carry the application too"))
    again = BooleanField(_l("Write to those as well that got a letter today already"))

    def __init__(
        self,
        *args: Any,
        languages: _Languages,
        carriers: int = 0,
        left_out: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._languages = languages
        self._ask_for(members=False)
        if carriers:
            self.members.description = ngettext(
                "%(num)s association confirmed a coalition. Unless this is ticked, only the one that sends is told.",
                "%(num)s associations confirmed coalitions. Unless this is ticked, only those that send are told.",
                carriers,
            )
        else:
            del self.members
        if left_out:
            self.again.description = ngettext(
                "Unless this is ticked, %(num)s letter is not written: one a day to each association.",
                "Unless this is ticked, %(num)s letters are not written: one a day to each association.",
                left_out,
            )
        else:
            del self.again
        names = self._names(members=False)
        if names:
            self.text.description = _("Those whom it reaches read: %(languages)s.", languages=names)
        more = self._names(members=True)
        if carriers and more != names:
            self.members.description = " ".join(
                [self.members.description, _("With them it is read in: %(languages)s.", languages=more)]
            )

    @property
    def to_members(self) -> bool:
        """Whether it goes to those that carry an application too."""
        return "members" in self and bool(self.members.data)

    @property
    def once_more(self) -> bool:
        """Whether it goes to who got one today, too."""
        return "again" in self and bool(self.again.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Every language in which it will be read is asked for."""
        self._ask_for(members=self.to_members, again=self.once_more)
        return bool(super().validate(extra_validators))

    def _ask_for(self, *, members: bool, again: bool = True) -> None:
        read = tuple(self._languages(members=members, again=again))
        self.subject.required_languages = self.text.required_languages = read

    def _names(self, *, members: bool) -> str:
        return " – ".join(NAMES[code] for code in self._languages(members=members, again=True))


class ExtendForm(BaseForm):
    """More time for associations, each for itself."""

    closes_at = MomentField(_l("New closing"), [DataRequired()])
    reason = TextAreaField(_l("Reason"), [Length(min=3, max=2000)], description=_l("It stays in the history."))


class PaperForm(BaseForm):
    """A filled-in template of paper applications."""

    file = FileField(
        _l("Filled-in template"),
        [DataRequired(_l("Choose the filled-in template, 5 MB at most."))],
        render_kw={"accept": ".xlsx"},  # a camera makes none
    )
