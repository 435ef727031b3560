"""Pages about who acts for an association: members, invitations, claims, the representative."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.people.accounts import actions as account_actions
from capacity.people.accounts import queries as accounts
from capacity.people.accounts.models import Person
from capacity.people.associations import actions, policy, queries
from capacity.people.associations.forms import ClaimForm, InviteForm, RepresentativeForm
from capacity.people.associations.models import Association, Claim, Member
from capacity.people.associations.states import ClaimKind, Standing
from capacity.people.associations.views.blueprint import CLAIMS, STANDINGS, bp
from capacity.web.costs import ROWS, Cost, costs
from capacity.web.forms import ConfirmForm, ReasonForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor


def _association(association_id: int) -> Association:
    found = queries.association(association_id)
    if found is None:
        abort(404)
    return found


def _myself() -> Person:
    actor = current_actor()
    found = accounts.person(actor.id) if actor.id is not None else None
    if found is None:
        abort(404)
    return found


@bp.route("/association/<int:association_id>/members", methods=["GET", "POST"])
@requires(may=policy.may_see_own, load=queries.association)
@costs(Cost(15, rows=2 * ROWS))  # members, and those who ask to become one
def members(association: Association) -> Any:
    """Who acts for the association; the representative invites others here."""
    number = association.id
    manages = policy.may_manage_members(current_actor(), association)
    form = InviteForm()
    if form.validate_on_submit():
        if not manages:
            abort(403)
        if form.attempt(
            lambda: actions.invite_member(
                association=_association(number),
                email=form.email.data or "",
                actor=current_actor(),
                now=clock.now(),
            )
        ):
            flash(_("The invitation is on its way."), "done")
            return redirect(url_for("associations.members", association_id=number))
    page = {
        "association": _association(number),
        "standings": STANDINGS,
        "claims": queries.open_claims(number),
        "kinds": CLAIMS,
        "invitations": queries.open_invitations(number, now=clock.now()),
        "manages": manages,
    }
    return render_template("people/associations/members.html", form=form, **page), _status(form)


@bp.post("/association/member/<int:member_id>/end")
@requires(may=policy.is_member_row, load=queries.member)
def end_member(member: Member) -> Any:
    """Somebody acts for the association no longer."""
    number, association = member.id, member.association_id
    form = ConfirmForm()
    if form.validate_on_submit() and form.attempt(lambda: _end(number)):
        flash(_("This person acts for the association no longer."), "done")
    else:
        flash(" ".join(str(message) for message in form.form_errors), "error")
    return redirect(url_for("associations.members", association_id=association))


def _end(member_id: int) -> None:
    member = queries.member(member_id)
    if member is not None:
        actions.end_member(member=member, actor=current_actor(), now=clock.now())


@bp.route("/association/member/<int:member_id>/hand-over", methods=["GET", "POST"])
@requires(may=policy.is_member_row, load=queries.member)
def hand_over(member: Member) -> Any:
    """The representative hands over to this member: asked, then done."""
    number, association = member.id, member.association_id
    form = ConfirmForm()
    if form.validate_on_submit() and form.attempt(lambda: _hand_over(number)):
        flash(_("The representation is handed over."), "done")
        return redirect(url_for("associations.own", association_id=association))
    return render_template("people/associations/hand_over.html", member=queries.member(number)), _status(form)


def _hand_over(member_id: int) -> None:
    member = queries.member(member_id)
    if member is not None and member.standing is Standing.MEMBER:
        actions.hand_over(
            association=_association(member.association_id), to=member, actor=current_actor(), now=clock.now()
        )


@bp.route("/association/invitation/<token>", methods=["GET", "POST"])
@requires(may=policy.may_answer_invitation)
def invitation(token: str) -> Any:
    """Accept to write with an association."""
    offered = queries.live_invitation(token, now=clock.now())
    if offered is None:
        return render_template("people/associations/link_too_old.html"), 410
    form = ConfirmForm()
    number = offered.association_id
    if form.validate_on_submit() and form.attempt(lambda: _accept(token)):
        flash(_("You act for the association now."), "done")
        return redirect(url_for("associations.own", association_id=number))
    mine = _myself().email == offered.email
    page = {"invitation": offered, "mine": mine}
    return render_template("people/associations/invitation.html", form=form, **page), _status(form)


def _accept(token: str) -> None:
    offered = queries.live_invitation(token, now=clock.now())
    if offered is not None:
        actions.accept_invitation(invitation=offered, person=_myself(), actor=current_actor(), now=clock.now())


@bp.route("/association/<int:association_id>/claim", methods=["GET", "POST"])
@requires(may=policy.may_claim, load=queries.association)
def claim(association: Association) -> Any:
    """Ask to join an association that is registered already, or say that one represents it."""
    number = association.id
    form = ClaimForm()
    form.kind.choices = choices_of(
        (
            (ClaimKind.JOIN.value, _("To join it")),
            (ClaimKind.REPRESENT.value, _("To represent it: I sign for this association")),
        )
    )
    if form.validate_on_submit() and form.attempt(lambda: _ask(number, form)):
        flash(_("You have asked. The answer comes by letter."), "done")
        return redirect(url_for("overview.home"))
    page = {"association": _association(number), "open": queries.open_claim_of(number, current_actor().id or 0)}
    return render_template("people/associations/claim.html", form=form, **page), _status(form)


def _ask(number: int, form: ClaimForm) -> None:
    actions.ask_claim(
        association=_association(number),
        person=_myself(),
        kind=ClaimKind(form.kind.data),
        words=form.words.data or "",
        actor=current_actor(),
        now=clock.now(),
    )


@bp.route("/associations/claim/<int:claim_id>", methods=["GET", "POST"])
@requires(may=policy.may_decide_claim, load=queries.claim)
def decide_claim(asked: Claim) -> Any:
    """Answer a claim, with a reason."""
    number, association = asked.id, asked.association_id
    form = ReasonForm()
    if form.validate_on_submit() and form.attempt(lambda: _decide(number, form.reason.data or "")):
        flash(_("The answer is on its way by letter."), "done")
        mine = association in current_actor().association_ids
        where = "associations.members" if mine else "associations.show"
        return redirect(url_for(where, association_id=association))
    shown = queries.claim(number)
    return render_template("people/associations/claim_decision.html", form=form, claim=shown, kinds=CLAIMS), _status(
        form
    )


def _decide(claim_id: int, reason: str) -> None:
    asked = queries.claim(claim_id)
    if asked is None:
        abort(404)
    act = actions.grant_claim if request.form.get("answer") == "grant" else actions.refuse_claim
    act(claim=asked, actor=current_actor(), now=clock.now(), reason=reason)


@bp.route("/associations/<int:association_id>/representative", methods=["GET", "POST"])
@requires(may=policy.may_change_representative, load=queries.association)
def representative(association: Association) -> Any:
    """A coordinator names the representative, when those who were are gone."""
    number = association.id
    form = RepresentativeForm()
    if form.validate_on_submit() and form.attempt(lambda: _name_representative(number, form)):
        flash(_("The representative is changed; everybody concerned is told by letter."), "done")
        return redirect(url_for("associations.show", association_id=number))
    page = {"association": _association(number)}
    return render_template("people/associations/representative.html", form=form, **page), _status(form)


def _name_representative(number: int, form: RepresentativeForm) -> None:
    person = accounts.by_email(form.email.data or "") or account_actions.create_person(
        actor=current_actor(),
        now=clock.now(),
        name=form.name.data or "",
        name_ar=form.name_ar.data or "",
        email=form.email.data,
    )
    actions.change_representative(
        association=_association(number),
        person=person,
        actor=current_actor(),
        now=clock.now(),
        reason=form.reason.data or "",
    )


def _status(form: Any) -> int:
    return 422 if form.is_submitted() else 200
