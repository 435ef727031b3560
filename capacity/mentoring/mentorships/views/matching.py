"""The desk's list, and matching a mentor with associations."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for

from capacity.core import clock, search
from capacity.core.access import Role
from capacity.core.db import AnySelect, db
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.core.languages import lazy_gettext as _l
from capacity.core.spelling import fold
from capacity.mentoring.mechanisms import queries as mechanisms
from capacity.mentoring.mentorships import actions, policy, queries
from capacity.mentoring.mentorships.forms import MatchForm
from capacity.mentoring.mentorships.models import Mentorship, MentorshipParty
from capacity.mentoring.mentorships.states import MentorshipState
from capacity.mentoring.mentorships.views.room import bp, page
from capacity.mentoring.mentorships.views.words import WORDS
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association
from capacity.web import exports
from capacity.web.costs import LIST, costs
from capacity.web.exports import Cell, Sheet
from capacity.web.forms import choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Sort, Table, one_of
from capacity.web.templating import short_date
from capacity.web.wording import label


def _search(statement: AnySelect, query: str) -> AnySelect:
    words = fold(query)
    named = (
        sa.select(MentorshipParty.mentorship_id)
        .join(Association, Association.id == MentorshipParty.association_id)
        .where(sa.or_(Association.key_ar.contains(words), Association.key_fr.contains(words)))
    )
    guides = sa.select(Person.id).where(search.holds(query, Person.name, Person.name_ar))
    found = (Mentorship.id.in_(named), Mentorship.mentor_id.in_(guides), search.holds(query, Mentorship.coalition))
    return statement.where(sa.or_(*found))


TABLE = Table(
    id_column=Mentorship.id,
    sorts=[
        Sort("start", _l("Begins"), Mentorship.starts_on),
        Sort("end", _l("Ends"), Mentorship.ends_on),
    ],
    filters=[
        Filter("state", _l("State"), [(one.value, WORDS[one][0]) for one in MentorshipState], one_of(Mentorship.state)),
    ],
    search=_search,
    default_sort="-start",
)


def _sheet() -> Sheet:
    return Sheet(
        "mentorships",
        _("Mentorships"),
        (
            Cell(_l("Association or coalition"), lambda row: row[0].name.text(), width=44),
            Cell(_l("Mentor"), lambda row: row[0].mentor.called(language()), width=30),
            Cell(_l("State"), lambda row: label(row[0].state)),
            Cell(_l("Begins"), lambda row: row[0].starts_on, "date"),
            Cell(_l("Ends"), lambda row: row[0].last_day, "date"),
            Cell(_l("Milestones met"), lambda row: row[1], "integer"),
            Cell(_l("Milestones"), lambda row: row[2], "integer"),
            Cell(_l("Milestones missed"), lambda row: row[3], "integer"),
            Cell(_l("Meetings"), lambda row: row[4], "integer"),
            Cell(_l("Last meeting"), lambda row: row[5], "date"),
        ),
    )


@bp.route("/mentorships", methods=exports.METHODS)
@requires(may=policy.may_list)
@costs(LIST)
def list_mentorships() -> Any:
    """Every mentorship of the desk's regions, with what was met and when they met."""
    rows = queries.progress(current_actor(), clock.today())
    if exports.is_asked():
        return exports.answer(TABLE, rows, _sheet())
    return render_template("mentoring/mentorships/list.html", page=exports.read(TABLE, rows))


@bp.route("/mentorships/new", methods=["GET", "POST"])
@requires(may=policy.may_match)
def match() -> Any:
    """Choose a region, then a mentor and one association or several of them."""
    actor = current_actor()
    reached = None if actor.has(Role.ADMINISTRATOR) else actor.regions(Role.COORDINATOR)
    waiting = queries.regions_waiting(reached)
    chosen = next((one for one, _count in waiting if one.code[3:].lstrip("0") == _asked_region()), None)
    if chosen is None:
        return render_template("mentoring/mentorships/regions.html", waiting=waiting)
    people, associations = queries.mentors(), queries.waiting_associations(chosen.code)
    events = mechanisms.reportable_events(clock.today())
    form = MatchForm(data={"starts_on": clock.today()})
    form.mentor.choices = choices_of(((one.id, one.called(language())) for one in people), empty=_("Choose a mentor"))
    form.associations.choices = choices_of((one.id, one.name.text()) for one in associations)
    form.anchor.choices = choices_of(
        ((one.id, f"{one.mechanism.code} · {short_date(one.on)}") for one in events), empty=_("No date")
    )
    region = chosen.name
    if form.validate_on_submit() and (made := form.attempt(lambda: _match(form))):
        flash(_("The mentor was proposed. Each association is asked to let the mentor in."), "done")
        return redirect(url_for("mentorships.show", mentorship_id=made))
    return page("match.html", form, region=region)


def _asked_region() -> str:
    return request.args.get("region", "").removeprefix("MA-").lstrip("0")


def _match(form: MatchForm) -> int:
    chosen = {int(value) for value in form.associations.data or ()}
    associations = db.session.scalars(sa.select(Association).where(Association.id.in_(chosen)).order_by(Association.id))
    made = actions.match(
        mentor=db.session.get_one(Person, int(form.mentor.data)),
        associations=list(associations),
        coalition=form.coalition.data or "",
        starts_on=form.starts_on.data or clock.today(),
        ends_on=form.ends_on.data,
        anchor=mechanisms.event(int(form.anchor.data)) if form.anchor.data else None,
        actor=current_actor(),
        now=clock.now(),
    )
    return made.id
