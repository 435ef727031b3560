"""Milestones: added, planned anew, met, missed, waived, opened again."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for

from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.mentoring.mentorships import actions, policy, queries
from capacity.mentoring.mentorships.forms import MilestoneForm
from capacity.mentoring.mentorships.models import Mentorship, Milestone
from capacity.mentoring.mentorships.views.room import bp, page
from capacity.web.forms import ConfirmForm
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.route("/mentorships/<int:mentorship_id>/milestones/new", methods=["GET", "POST"])
@requires(may=policy.may_plan, load=queries.mentorship)
def new_milestone(mentorship: Mentorship) -> Any:
    """One more step."""
    number, form = mentorship.id, MilestoneForm()
    if form.validate_on_submit() and form.attempt(
        lambda: actions.add_milestone(
            mentorship,
            title=form.title.data,
            due_on=form.due_on.data or clock.today(),
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        flash(_("The milestone was added."), "done")
        return redirect(url_for("mentorships.show", mentorship_id=number))
    return page("milestone.html", form, mentorship=mentorship, milestone=None)


@bp.route("/milestones/<int:milestone_id>", methods=["GET", "POST"])
@requires(may=policy.may_plan, load=queries.milestone)
def edit_milestone(milestone: Milestone) -> Any:
    """Another day, other words."""
    number, form = milestone.mentorship_id, MilestoneForm(obj=milestone)
    if form.validate_on_submit() and form.attempt(
        lambda: actions.plan_milestone(
            milestone,
            title=form.title.data,
            due_on=form.due_on.data or clock.today(),
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        flash(_("The milestone was planned anew."), "done")
        return redirect(url_for("mentorships.show", mentorship_id=number))
    return page("milestone.html", form, mentorship=milestone.mentorship, milestone=milestone)


@bp.post("/milestones/<int:milestone_id>/do")
@requires(may=policy.may_plan, load=queries.milestone)
def do_milestone(milestone: Milestone) -> Any:
    """It is met."""
    return _press(milestone, actions.do, _("The milestone is met."))


@bp.post("/milestones/<int:milestone_id>/miss")
@requires(may=policy.may_plan, load=queries.milestone)
def miss_milestone(milestone: Milestone) -> Any:
    """It was missed."""
    return _press(milestone, actions.miss, _("The milestone was noted as missed."))


@bp.post("/milestones/<int:milestone_id>/waive")
@requires(may=policy.may_plan, load=queries.milestone)
def waive_milestone(milestone: Milestone) -> Any:
    """It is not needed."""
    return _press(milestone, actions.waive, _("The milestone was waived."))


@bp.post("/milestones/<int:milestone_id>/reopen")
@requires(may=policy.may_plan, load=queries.milestone)
def reopen_milestone(milestone: Milestone) -> Any:
    """It is to be met after all."""
    return _press(milestone, actions.reopen, _("The milestone is planned again."))


def _press(milestone: Milestone, act: Any, words: str) -> Any:
    number, form = milestone.mentorship_id, ConfirmForm()
    if form.validate_on_submit() and form.attempt(lambda: act(milestone, actor=current_actor(), now=clock.now())):
        flash(words, "done")
    return redirect(url_for("mentorships.show", mentorship_id=number))
