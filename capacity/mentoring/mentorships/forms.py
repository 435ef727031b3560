"""Forms of matching, milestones and the meeting log."""

from __future__ import annotations

from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoiceField, ChoicesField, LocalizedField, OnceForm


class MatchForm(OnceForm):
    """A mentor, one association or several, and for how long."""

    mentor = ChoiceField(_l("Mentor"), [InputRequired()])
    associations = ChoicesField(_l("Associations"), [InputRequired()])
    coalition = StringField(
        _l("Name of the coalition"), [Length(max=200)], description=_l("Only when several associations are chosen.")
    )
    starts_on = DateField(_l("Begins on"), [InputRequired()])
    ends_on = DateField(_l("Ends on"), [Optional()], description=_l("Two years later when left empty."))
    anchor = ChoiceField(
        _l("Counted back from"),
        [Optional()],
        description=_l("Milestones count back from this date and move with it; without one, from the end."),
    )


class EndForm(BaseForm):
    """Why it ends."""

    reason = ChoiceField(_l("Reason"), [InputRequired()])


class MilestoneForm(OnceForm):
    """A step and its day."""

    title = LocalizedField(_l("Step"), limit=200, required=())
    due_on = DateField(_l("Due on"), [InputRequired()])


class MeetingForm(OnceForm):
    """A line of the log."""

    held_on = DateField(_l("Day"), [InputRequired()])
    minutes = IntegerField(_l("Minutes"), [InputRequired(), NumberRange(min=5, max=1440)])
    mode = ChoiceField(_l("How you met"), [InputRequired()])
    notes = TextAreaField(_l("Notes"), [Length(max=20_000)])


class ShareForm(BaseForm):
    """With whom."""

    person = IntegerField(_l("Person"), [InputRequired()])
