"""Shapes of input: the panel, a verdict, a reader, a declaration, the marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from capacity.admission.calls.models import Criterion
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoiceField, ChoicesField, ConfirmForm, MomentField, choices_of

NOT_APPLICABLE = "na"
MEMBERS_MAX = 15


class PanelForm(BaseForm):
    """Who sits, who chairs, how many read each application, and until when."""

    members = ChoicesField(_l("Members"), [InputRequired(_l("Choose the members of the panel."))], coerce=int)
    chair = ChoiceField(_l("Chair"), coerce=int)
    deputy = ChoiceField(
        _l("Deputy chair"),
        [Optional()],
        description=_l("Presides and signs where the chair steps back from an application; may be named later."),
    )
    readers_per_application = IntegerField(
        _l("Readers for each application"), [InputRequired(), NumberRange(min=2, max=5)], default=3
    )
    scores_due_at = MomentField(_l("Marks due by"), [Optional()])


class ConfirmIneligibleForm(ConfirmForm):
    """A second person agrees with the verdict that the page showed."""

    meanwhile = _l("The verdict was changed meanwhile. Read it again before you confirm it.")


class RegionsForm(BaseForm):
    """The regions of a call whose screening is announced."""

    regions = ChoicesField(_l("Regions"), [InputRequired(_l("Choose the regions."))])


class ReaderForm(BaseForm):
    """One more reader for an application, or for many."""

    reader = ChoiceField(_l("Reader"), coerce=int)


class NamedReaderForm(ReaderForm):
    """The same for one application, where a likely conflict can be set aside knowingly."""

    despite = BooleanField(_l("Name this reader even where a conflict of interest is likely"))


class HandOverForm(NamedReaderForm):
    """A reading goes from one reader to another."""

    reason = TextAreaField(_l("Reason"), [Length(min=3, max=2000)])


class RedactedForm(BaseForm):
    """A copy of one document without names."""

    document = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    file = FileField(
        _l("Copy without names"),
        description=_l(
            "PDF, Word document or picture, 10 MB at most. Of a Word document the words alone are set on new pages, "
            "without letterhead or pictures, the known names hidden."
        ),
    )
    as_pictures = BooleanField(
        _l("Make it anew of pictures of its pages: nothing lies under the boxes"),
        default=True,
        description=_l("Otherwise the file is searched for what its pages hide, and refused where something is found."),
    )


class CheckCopyForm(BaseForm):
    """Somebody has read through what the service made."""

    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    read = BooleanField(
        _l("I have read this copy from the first line to the last, and nothing in it tells who applies"),
        [InputRequired(_l("Read the copy through, and say so."))],
    )


class TakeWordsForm(BaseForm):
    """The words of a Word document are taken, without more words."""

    more = TextAreaField(
        _l("Hide these words too"),
        [Optional(), Length(max=6000)],
        description=_l("One name a line: nicknames, projects, whatever tells who applies."),
    )


class HiddenWordsForm(BaseForm):
    """What is hidden beside the names that are known."""

    words = TextAreaField(
        _l("Hide these words too"),
        [Optional(), Length(max=6000)],
        description=_l("One name a line: nicknames, projects, whatever tells who applies."),
    )
    ordinary = TextAreaField(
        _l("Leave these words, they are ordinary ones"),
        [Optional(), Length(max=6000)],
        description=_l("One word a line: a name that is a common word. The full name stays hidden."),
    )


class ShareForm(BaseForm):
    """The readings that are proposed, each of which may be given to another reader, or to nobody. ``seen`` says what
    the page showed."""

    pairs = ChoicesField(_l("Readings"), [Optional()])
    despite = BooleanField(_l("I name these readers knowingly, even where a conflict of interest is likely"))
    seen = StringField(widget=HiddenInput())


class InterestsForm(BaseForm):
    """A member's ties, and what they read and know."""

    no_tie = BooleanField(_l("I have no tie to declare"))
    associations = TextAreaField(
        _l("Associations with which you have a tie"),
        [Optional(), Length(max=8000)],
        description=_l("One name a line: those to which you belong or belonged, that you advise, fund or work with."),
    )
    people = TextAreaField(
        _l("People with whom you have a tie"),
        [Optional(), Length(max=8000)],
        description=_l("One name a line: relatives and close friends active in associations."),
    )
    regions = ChoicesField(_l("Regions with which you have a tie"), [Optional()])
    words = TextAreaField(
        _l("Anything else"),
        [Optional(), Length(max=2000)],
        description=_l("Read by the coordinator and the chair of your panels only."),
    )
    province = ChoiceField(_l("Province or prefecture in which you live or work"), [Optional()])
    languages = ChoicesField(
        _l("Languages in which you read applications"), [Optional()], description=_l("Without any, every language.")
    )
    themes = ChoicesField(
        _l("Subjects that you know well"), [Optional()], description=_l("You are given applications on them first.")
    )


class DeclareForm(BaseForm):
    """A conflict of interest, or none."""

    interest = RadioField(
        _l("Your declaration"), [InputRequired(_l("Say whether a conflict of interest stands in the way."))], choices=[]
    )
    reason = TextAreaField(
        _l("The conflict, in a sentence"),
        [Optional(), Length(max=1000)],
        description=_l("Read by the coordinator and the chair only."),
    )


def mark_choices() -> list[tuple[str, object]]:
    """Marks from 0 to 5 in halves (values count halves), and "not applicable"."""
    marks: list[tuple[str, object]] = [(str(halves), f"{halves / 2:g}") for halves in range(11)]
    return [*marks, (NOT_APPLICABLE, _l("Not applicable"))]


def score_form(criteria: Sequence[Criterion]) -> type[BaseForm]:
    """A form with a mark and a comment for each criterion of the call."""
    fields: dict[str, Any] = {}
    for criterion in criteria:
        fields[f"mark_{criterion.id}"] = ChoiceField(
            _l("Mark"), choices=choices_of(mark_choices(), empty="–"), filters=[lambda said: said or ""]
        )
        fields[f"comment_{criterion.id}"] = TextAreaField(_l("Comment"), [Optional(), Length(max=4000)])
    return type("ScoreForm", (BaseForm,), fields)
