"""The library of mechanisms for everybody; facts and calendar for coordination."""

from __future__ import annotations

from enum import Enum
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm

from capacity.core import clock
from capacity.core.access import anybody
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.mentoring.mechanisms import actions, forms, policy, queries
from capacity.mentoring.mechanisms.models import COLUMNS, CalendarEvent, Mechanism
from capacity.mentoring.mechanisms.states import Checked, EventKind, Topic
from capacity.web.costs import LIST, costs
from capacity.web.forms import ConfirmForm, choices_of
from capacity.web.guards import public, requires
from capacity.web.kept_words import among
from capacity.web.navigation import Way
from capacity.web.session import current_actor

bp = Blueprint("mechanisms", __name__)

WAYS = (
    Way("public", "mentoring", _l("Library"), "mechanisms.list_mechanisms", anybody, 60),
    Way("association", "mentoring", _l("Library"), "mechanisms.list_mechanisms", anybody, 60),
    Way("staff", "mentoring", _l("Mechanisms"), "mechanisms.desk", policy.may_edit, 30),
)

PROVIDES = (("facts.store", actions.load_facts),)

WORDS: dict[Enum, tuple[object, str]] = {
    Checked.SEEN: (_l("Seen in a public source"), "done"),
    Checked.GENERAL_KNOWLEDGE: (_l("Not verified yet"), "waiting"),
    Checked.ENTERED: (_l("Entered with its source"), "done"),
    EventKind.STATE_REPORT: (_l("State report due"), "draft"),
    EventKind.LIST_OF_ISSUES: (_l("List of issues"), "draft"),
    EventKind.SESSION: (_l("Session"), "active"),
    EventKind.NGO_DEADLINE: (_l("Deadline for associations"), "attention"),
}

OBJECT_WORDS: dict[str, object] = {
    "mechanisms": _l("Mechanism"),
    "mechanism_facts": _l("Fact about a mechanism"),
    "calendar_events": _l("Date of a mechanism"),
}

ACTION_WORDS: dict[str, object] = {
    "mechanisms.correct_fact": _l("A fact was entered with its source"),
    "mechanisms.add_event": _l("A date was added to the calendar"),
    "mechanisms.correct_event": _l("A date of the calendar was corrected"),
    "mechanisms.remove_event": _l("A date was taken from the calendar"),
}

TOPICS: dict[Topic, object] = {
    Topic.TREATY: _l("Treaty and protocols"),
    Topic.PROCEDURE: _l("Reporting procedure"),
    Topic.LAST_REVIEW: _l("Last review"),
    Topic.LANGUAGES: _l("Languages of a report"),
    Topic.WORDS: _l("Length of a report"),
    Topic.DEADLINE: _l("Deadline of a report"),
    Topic.ADVICE: _l("Advice to associations"),
}

_FACTS: dict[Any, object] = {**{state: said for state, (said, _kind) in WORDS.items()}, **TOPICS}
KEPT_WORDS = {"mechanisms.correct_fact": among(_FACTS)}

UN_LANGUAGES: dict[str, object] = {
    "ar": _l("Arabic"),
    "en": _l("English"),
    "fr": _l("French"),
    "es": _l("Spanish"),
    "ru": _l("Russian"),
    "zh": _l("Chinese"),
}

FORMS: dict[Topic, type[forms.SourceForm]] = {
    Topic.TREATY: forms.TreatyForm,
    Topic.PROCEDURE: forms.ProcedureForm,
    Topic.LAST_REVIEW: forms.LastReviewForm,
    Topic.LANGUAGES: forms.LanguagesForm,
    Topic.WORDS: forms.WordsForm,
    Topic.DEADLINE: forms.DeadlineForm,
    Topic.ADVICE: forms.AdviceForm,
}


@bp.get("/library")
@public
@costs(LIST)
def list_mechanisms() -> Any:
    """Every mechanism, and what is next in their calendars."""
    coming = queries.coming_events(clock.today())
    return render_template(
        "mentoring/mechanisms/library.html", mechanisms=queries.all_mechanisms(), coming=coming, today=clock.today()
    )


@bp.get("/library/<code>")
@public
def show(code: str) -> Any:
    """What is known of one mechanism, and how well."""
    mechanism = queries.mechanism(code)
    if mechanism is None:
        abort(404)
    return render_template(
        "mentoring/mechanisms/mechanism.html",
        mechanism=mechanism,
        topics=TOPICS,
        languages_of=[UN_LANGUAGES[code] for code in mechanism.languages],
        today=clock.today(),
    )


@bp.get("/mechanisms")
@requires(may=policy.may_edit)
@costs(LIST)
def desk() -> Any:
    """What is still unverified, and the calendar."""
    return render_template(
        "mentoring/mechanisms/desk.html",
        mechanisms=queries.all_mechanisms(),
        coming=queries.coming_events(clock.today(), limit=20),
        topics=TOPICS,
    )


@bp.route("/mechanisms/<code>/facts/<topic>", methods=["GET", "POST"])
@requires(may=policy.may_edit, load=queries.mechanism_topic)
def edit_fact(found: tuple[Mechanism, Topic]) -> Any:
    """Enter a fact with its source."""
    mechanism, topic = found
    fact = mechanism.fact(topic)
    form = FORMS[topic](data={**mechanism.value(topic), "source": fact.source, "sourced_on": fact.sourced_on})
    if isinstance(form, forms.LanguagesForm):
        form.languages.choices = choices_of(UN_LANGUAGES.items())
    if form.validate_on_submit() and form.attempt(
        lambda: actions.correct_fact(
            mechanism,
            topic,
            values=_values(form, topic),
            source=str(form.source.data),
            sourced_on=form.sourced_on.data or clock.today(),
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        flash(_("The fact was saved with its source."), "done")
        return redirect(url_for("mechanisms.show", code=mechanism.code))
    return _page("fact.html", form, mechanism=mechanism, topic=topic, title=TOPICS[topic], fact=fact)


@bp.route("/mechanisms/<code>/events/new", methods=["GET", "POST"])
@requires(may=policy.may_edit, load=queries.mechanism)
def new_event(mechanism: Mechanism) -> Any:
    """Add a date to the calendar."""
    form = forms.EventForm()
    form.kind.choices = choices_of((kind, WORDS[kind][0]) for kind in EventKind)
    if form.validate_on_submit() and form.attempt(
        lambda: actions.add_event(mechanism, **_event(form), actor=current_actor(), now=clock.now())
    ):
        flash(_("The date was added to the calendar."), "done")
        return redirect(url_for("mechanisms.show", code=mechanism.code))
    return _page("event.html", form, mechanism=mechanism, event=None)


@bp.route("/mechanisms/events/<int:event_id>", methods=["GET", "POST"])
@requires(may=policy.may_edit, load=queries.event)
def edit_event(event: CalendarEvent) -> Any:
    """Correct a date."""
    code = event.mechanism.code
    form = forms.EventForm(obj=event)
    form.kind.choices = choices_of((kind, WORDS[kind][0]) for kind in EventKind)
    if form.validate_on_submit() and form.attempt(
        lambda: actions.correct_event(event, **_event(form), actor=current_actor(), now=clock.now())
    ):
        flash(_("The date was corrected."), "done")
        return redirect(url_for("mechanisms.show", code=code))
    return _page("event.html", form, mechanism=event.mechanism, event=event)


@bp.post("/mechanisms/events/<int:event_id>/remove")
@requires(may=policy.may_edit, load=queries.event)
def remove_event(event: CalendarEvent) -> Any:
    """Take a date back."""
    code, form = event.mechanism.code, ConfirmForm()
    if form.validate_on_submit():
        form.attempt(lambda: actions.remove_event(event, actor=current_actor(), now=clock.now()))
        flash(_("The date was taken from the calendar."), "done")
    return redirect(url_for("mechanisms.show", code=code))


def _values(form: FlaskForm, topic: Topic) -> dict[str, Any]:
    return {name: form[name].data for name in COLUMNS[topic]}


def _event(form: forms.EventForm) -> dict[str, Any]:
    return {
        "kind": EventKind(form.kind.data),
        "on": form.on.data,
        "note": form.note.data,
        "source": str(form.source.data),
        "sourced_on": form.sourced_on.data,
    }


def _page(name: str, form: FlaskForm, **context: Any) -> Any:
    return render_template(f"mentoring/mechanisms/{name}", form=form, **context), (422 if form.is_submitted() else 200)
