"""A coalition: the lead names it and asks associations; each answers for itself."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from capacity.admission.applications import actions, policy, queries
from capacity.admission.applications.forms import CoalitionForm, JoinForm, SearchForm, WithdrawForm
from capacity.admission.applications.models import Application, CoalitionMember
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.states.coalitions import PRESENT, MembershipState
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.wording import PUBLIC_WORDS
from capacity.core import clock
from capacity.core.errors import RuleBroken
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.core.unit_of_work import unit_of_work
from capacity.web import arrival
from capacity.web.forms import choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.route("/applications/<int:application_id>/coalition", methods=["GET", "POST"])
@requires(load=queries.application, may=policy.may_write)
def coalition(application: Application) -> Any:
    """Its name and territory, its members and what they answered, and a search for those to ask."""
    number = application.id
    form = _form(application)
    if form.validate_on_submit() and form.attempt(
        lambda: (
            actions.form_coalition(
                application,
                name=form.name.data or "",
                province_codes=form.provinces.data or [],
                actor=current_actor(),
                now=clock.now(),
            ).id
        )
    ):
        flash(_("The coalition is kept."), "done")
        return redirect(url_for("applications.coalition", application_id=number))
    return _shown(queries.application(number) or abort(404), form), (422 if form.is_submitted() else 200)


def _form(application: Application) -> CoalitionForm:
    found = queries.coalition_of(application.id)
    form = CoalitionForm(data={"name": found.name, "provinces": found.province_codes} if found is not None else {})
    form.provinces.choices = choices_of(
        (code, names.text()) for code, names in queries.provinces_of(application.region_code).items()
    )
    return form


def _shown(application: Application, form: CoalitionForm, refused: object = None) -> str:
    found = queries.coalition_of(application.id)
    members = list(found.members) if found is not None else []
    search = SearchForm(request.args) if "q" in request.args else SearchForm(formdata=None)
    searched = "q" in request.args and search.validate()
    here = [one.association_id for one in members if one.state in PRESENT]
    gone = [one for one in members if one.state in {MembershipState.DECLINED, MembershipState.LEFT}]
    return render_template(
        "admission/applications/coalition.html",
        application=application,
        form=form,
        members=members,
        is_draft=application.state is ApplicationState.DRAFT,
        search=search,
        found=queries.askable_associations(application, search.q.data or "", here) if searched else None,
        refused=refused,
        reasons=queries.reasons_told(gone),
        rule=actions.ONE_WAY,
    )


@bp.post("/applications/<int:application_id>/coalition/invite")
@requires(load=queries.application, may=policy.may_write)
def invite(application: Application) -> Any:
    """Ask an association of the region into the coalition."""
    number, asked = application.id, request.form.get("association", type=int) or 0
    found = queries.association_in_region(asked, application.region_code) if 0 < asked < 2**31 else None
    if found is None:
        abort(404)
    name = found.name.text()
    try:
        with unit_of_work():
            actions.invite(application, found, actor=current_actor(), now=clock.now())
    except RuleBroken as broken:
        application = queries.application(number) or abort(404)
        return _shown(application, _form(application), broken.message), 422
    flash(_("“%(name)s” is asked; its representative is written to.", name=name), "done")
    return redirect(url_for("applications.coalition", application_id=number))


@bp.post("/applications/<int:application_id>/coalition/members/<int:member_id>/remove")
@requires(load=queries.member_in, may=policy.of_member(policy.may_write))
def remove_member(found: tuple[Application, CoalitionMember]) -> Any:
    """Let a member go, while the application is being written."""
    number, member_id = found[0].id, found[1].id
    try:
        with unit_of_work():
            actions.remove_member(found[0], member_id, actor=current_actor(), now=clock.now())
    except RuleBroken as broken:
        application = queries.application(number) or abort(404)
        return _shown(application, _form(application), broken.message), 422
    flash(_("The association is no longer in the coalition, and is told so."), "done")
    return redirect(url_for("applications.coalition", application_id=number))


@bp.route("/coalitions/<int:member_id>", methods=["GET", "POST"])
@requires(load=queries.membership, may=policy.is_asked)
def join_coalition(member: CoalitionMember) -> Any:
    """Who leads, who else is in it, what confirming means; the representative's signature.

    Who is no longer asked or in it sees who leads and the call: how the application fares is not theirs to know.
    """
    received_at, number = arrival.received_at(), member.id
    form = JoinForm(data={"signed_name": current_actor().called(language())})
    if form.is_submitted():
        if not policy.may_join(current_actor(), member):
            abort(403)
        if form.validate() and form.attempt(
            lambda: (
                actions.confirm(
                    number,
                    signed_name=form.signed_name.data or "",
                    signed_role=form.signed_role.data or "",
                    actor=current_actor(),
                    now=received_at,
                ).id
            )
        ):
            flash(_("Your association has confirmed; the association that leads is written to."), "done")
            return redirect(url_for("applications.join_coalition", member_id=number))
        member = queries.membership(number) or abort(404)
    application, is_inside = member.coalition.application, member.state in PRESENT
    is_asked = member.state is MembershipState.INVITED
    refusal = actions.why_not_confirm(member, received_at) if is_asked else None
    page = render_template(
        "admission/applications/join_coalition.html",
        member=member,
        application=application,
        is_inside=is_inside,
        others=[one for one in member.coalition.members if is_inside and one.state in PRESENT and one.id != number],
        provinces=queries.territory_of(member) if is_inside else [],
        form=form,
        is_asked=is_asked,
        refusal=refusal,
        own=queries.of_association(member.call_id, [member.association_id]).get(member.association_id)
        if refusal
        else None,
        state_words=PUBLIC_WORDS[application.public_state(received_at)],
        closes_at=application.call.window(application.association_id).closes_at,
        rule=actions.ONE_WAY,
    )
    return page, (422 if form.is_submitted() else 200)


@bp.route("/coalitions/<int:member_id>/decline", methods=["GET", "POST"])
@requires(load=queries.membership, may=policy.may_join, see=policy.is_asked)
def decline_coalition(member: CoalitionMember) -> Any:
    """Say no, with a reason or without."""
    return _step_out(member, MembershipState.INVITED)


@bp.route("/coalitions/<int:member_id>/leave", methods=["GET", "POST"])
@requires(load=queries.membership, may=policy.may_join, see=policy.is_asked)
def leave_coalition(member: CoalitionMember) -> Any:
    """Leave a coalition that was confirmed; the lead is told."""
    return _step_out(member, MembershipState.CONFIRMED)


def _step_out(member: CoalitionMember, wanted: MembershipState) -> Any:
    form, number = WithdrawForm(), member.id
    act = actions.decline if wanted is MembershipState.INVITED else actions.leave
    if member.state is not wanted and not form.is_submitted():
        return redirect(url_for("applications.join_coalition", member_id=number))
    if form.validate_on_submit() and form.attempt(
        lambda: act(number, reason=form.reason.data or "", actor=current_actor(), now=clock.now())
    ):
        flash(_("The association that leads is written to."), "done")
        return redirect(url_for("applications.join_coalition", member_id=number))
    page = render_template(
        "admission/applications/leave_coalition.html",
        member=member,
        form=form,
        declines=wanted is MembershipState.INVITED,
    )
    return page, (422 if form.is_submitted() else 200)
