"""Pages about people: the list, the record, roles, invitations, lost authenticators."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for

from capacity.core import clock
from capacity.core.access import Role
from capacity.core.languages import NAMES, language
from capacity.core.languages import gettext as _
from capacity.people.accounts import actions as accounts
from capacity.people.accounts import queries as account_queries
from capacity.people.accounts.models import FactorReset, Invitation, Person, RoleGrant
from capacity.people.administration import policy, queries
from capacity.people.administration.forms import InvitationForm, RoleForm
from capacity.people.administration.views.blueprint import KINDS, bp, offer_roles, region_names
from capacity.people.associations import queries as associations
from capacity.web import exports
from capacity.web.costs import LIST, costs
from capacity.web.exports import Cell, Sheet
from capacity.web.forms import ConfirmForm, ReasonForm, choices_of
from capacity.web.guards import requires
from capacity.web.navigation import ROLE_NAMES
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Sort, Table


def _sheet() -> Sheet:
    regions = region_names()

    def roles(person: Person) -> str:
        held = [grant for grant in person.grants if grant.ended_at is None]
        said = [
            (str(ROLE_NAMES[grant.role]), regions[grant.region_code] if grant.region_code else "") for grant in held
        ]
        return " – ".join(" ".join(part for part in one if part) for one in said)

    def account(person: Person) -> str:
        if person.disabled_at:
            return _("Closed")
        return _("Open") if person.has_account else _("No sign-in")

    return Sheet(
        "people",
        _("People and roles"),
        (
            Cell(_("Name"), lambda row: row.name, width=30),
            Cell(_("Name in Arabic"), lambda row: row.name_ar, width=30),
            Cell(_("E-mail address"), lambda row: row.email, width=34),
            Cell(_("Roles"), roles, width=44),
            Cell(_("Account"), account),
            Cell(_("Since"), lambda row: row.created_at, "date"),
        ),
    )


@bp.route("/people", methods=exports.METHODS)
@requires(may=policy.may_see_people)
@costs(LIST)
def list_people() -> Any:
    """Everybody the programme knows."""
    table = Table(
        id_column=Person.id,
        sorts=(
            Sort("name", _("Name"), Person.name_ar if language() == "ar" else Person.name),
            Sort("since", _("Since"), Person.created_at),
        ),
        filters=(Filter("role", _("Role"), list(KINDS.items()), queries.with_role),),
        search=queries.named,
    )
    if exports.is_asked():
        return exports.answer(table, queries.people(), _sheet())
    invited = account_queries.open_invitations(now=clock.now())
    return render_template(
        "people/administration/people.html",
        page=exports.read(table, queries.people()),
        roles=ROLE_NAMES,
        regions=region_names(),
        invited=invited,
        resets=queries.open_resets(),
    )


@bp.route("/people/<int:person_id>", methods=["GET", "POST"])
@requires(may=policy.may_see_people, load=queries.person)
def person(subject: Person) -> Any:
    """The record of a person, and a role to give."""
    number = subject.id
    form = RoleForm()
    offer_roles(form)
    if form.validate_on_submit() and form.attempt(lambda: _give(number, form)):
        flash(_("The role is given."), "done")
        return redirect(url_for("administration.person", person_id=number))
    shown = _person(number)
    page = {
        "person": shown,
        "roles": ROLE_NAMES,
        "regions": region_names(),
        "memberships": associations.memberships_of(number),
        "last": queries.last_sign_in(number),
        "events": queries.history(shown),
        "reset": account_queries.asked_reset(number),
        "erasure": account_queries.asked_erasure(number),
    }
    return render_template("people/administration/person.html", form=form, **page), _status(form)


def _person(number: int) -> Person:
    found = queries.person(number)
    if found is None:
        abort(404)
    return found


def _give(number: int, form: RoleForm) -> None:
    accounts.give_role(
        person=_person(number),
        role=Role(form.role.data),
        regions=form.regions.data or None,
        actor=current_actor(),
        now=clock.now(),
    )


@bp.route("/roles/<int:grant_id>/end", methods=["GET", "POST"])
@requires(may=policy.may_manage_people, load=queries.grant)
def end_role(grant: RoleGrant) -> Any:
    """Take a role back, with the reason."""
    number, owner = grant.id, grant.person_id
    form = ReasonForm()
    if form.validate_on_submit() and form.attempt(lambda: _end(number, form.reason.data or "")):
        flash(_("The role is ended."), "done")
        return redirect(url_for("administration.person", person_id=owner))
    page = {"title": _("End a role"), "person": _person(owner), "label": _("End the role")}
    words = _("From now on this person no longer has the role: %(role)s.", role=ROLE_NAMES[_grant(number).role])
    return render_template("people/administration/reason.html", form=form, words=words, **page), _status(form)


def _grant(number: int) -> RoleGrant:
    found = queries.grant(number)
    if found is None:
        abort(404)
    return found


def _end(number: int, reason: str) -> None:
    accounts.end_role(grant=_grant(number), actor=current_actor(), now=clock.now(), reason=reason)


@bp.route("/people/<int:person_id>/close", methods=["GET", "POST"])
@requires(may=policy.may_manage_people, load=queries.person)
def close(subject: Person) -> Any:
    """Close an account: asked with the consequence, and with a reason."""
    number = subject.id
    form = ReasonForm()
    if form.validate_on_submit() and form.attempt(lambda: _close(number, form.reason.data or "")):
        flash(_("The account is closed, and signed out everywhere."), "done")
        return redirect(url_for("administration.person", person_id=number))
    page = {
        "title": _("Close an account"),
        "person": _person(number),
        "words": _(
            "This person is signed out everywhere at once and cannot sign in any more. You can open the account again."
        ),
        "label": _("Close the account"),
    }
    return render_template("people/administration/reason.html", form=form, **page), _status(form)


def _close(number: int, reason: str) -> None:
    accounts.disable(person=_person(number), actor=current_actor(), now=clock.now(), reason=reason)


@bp.post("/people/<int:person_id>/open")
@requires(may=policy.may_manage_people, load=queries.person)
def reopen(subject: Person) -> Any:
    """Open a closed account again."""
    number = subject.id
    form = ConfirmForm()
    if form.attempt(lambda: accounts.enable(person=_person(number), actor=current_actor(), now=clock.now())):
        flash(_("The account is open again."), "done")
    else:
        flash(" ".join(str(message) for message in form.form_errors), "error")
    return redirect(url_for("administration.person", person_id=number))


@bp.route("/people/<int:person_id>/lost-authenticator", methods=["GET", "POST"])
@requires(may=policy.may_manage_people, load=queries.person)
def ask_reset(subject: Person) -> Any:
    """Ask that a lost authenticator be removed; a second person confirms it."""
    number = subject.id
    form = ReasonForm()
    if form.validate_on_submit() and form.attempt(lambda: _ask(number, form.reason.data or "")):
        flash(_("Asked. Another administrator or coordinator has to confirm it."), "done")
        return redirect(url_for("administration.person", person_id=number))
    page = {
        "title": _("A lost authenticator"),
        "person": _person(number),
        "words": _(
            "Make sure that it is this person who asks: call them on a number you know. A second person confirms."
        ),
        "label": _("Ask for its removal"),
    }
    return render_template("people/administration/reason.html", form=form, **page), _status(form)


def _ask(number: int, reason: str) -> None:
    accounts.ask_factor_reset(person=_person(number), actor=current_actor(), now=clock.now(), reason=reason)


@bp.get("/lost-authenticators/<int:reset_id>")
@requires(may=policy.may_reset_factor, load=queries.factor_reset)
def factor_reset(asked: FactorReset) -> Any:
    """Look at a removal that was asked for, before one confirms or refuses it."""
    return render_template("people/administration/factor_reset.html", reset=asked)


@bp.post("/lost-authenticators/<int:reset_id>/<any(confirm, refuse):answer>")
@requires(may=policy.may_reset_factor, load=lambda reset_id, answer: _with_answer(reset_id, answer))
def answer_reset(asked: tuple[FactorReset, str]) -> Any:
    """Confirm or refuse a removal."""
    number, answer = asked[0].id, asked[1]
    act = accounts.confirm_factor_reset if answer == "confirm" else accounts.refuse_factor_reset
    form = ConfirmForm()
    if form.attempt(lambda: act(reset=_reset(number), actor=current_actor(), now=clock.now())):
        flash(_("The answer is kept."), "done")
        return redirect(url_for("overview.home"))
    flash(" ".join(str(message) for message in form.form_errors), "error")
    return redirect(url_for("administration.factor_reset", reset_id=number))


def _with_answer(reset_id: int, answer: str) -> tuple[FactorReset, str] | None:
    found = queries.factor_reset(reset_id)
    return None if found is None else (found, answer)


def _reset(number: int) -> FactorReset:
    found = queries.factor_reset(number)
    if found is None:
        abort(404)
    return found


@bp.route("/invite", methods=["GET", "POST"])
@requires(may=policy.may_manage_people)
def invite() -> Any:
    """Invite somebody to a role, by letter."""
    form = InvitationForm(language=language())
    offer_roles(form)
    form.language.choices = choices_of(NAMES.items())
    if form.validate_on_submit() and form.attempt(lambda: _invite(form)):
        flash(_("The invitation is on its way."), "done")
        return redirect(url_for("administration.list_people"))
    return render_template("people/administration/invite.html", form=form), _status(form)


def _invite(form: InvitationForm) -> None:
    accounts.invite(
        actor=current_actor(),
        email=form.email.data or "",
        name=form.name.data or "",
        role=Role(form.role.data),
        regions=form.regions.data or None,
        language=form.language.data,
        now=clock.now(),
    )


@bp.post("/invitations/<int:invitation_id>/revoke")
@requires(may=policy.may_manage_people, load=queries.invitation)
def revoke(offered: Invitation) -> Any:
    """Take an invitation back."""
    number = offered.id
    form = ConfirmForm()
    if form.attempt(lambda: _revoke(number)):
        flash(_("The invitation is taken back."), "done")
    else:
        flash(" ".join(str(message) for message in form.form_errors), "error")
    return redirect(url_for("administration.list_people"))


def _revoke(number: int) -> None:
    offered = queries.invitation(number)
    if offered is not None:
        accounts.revoke_invitation(invitation=offered, actor=current_actor(), now=clock.now())


def _status(form: Any) -> int:
    return 422 if form.is_submitted() else 200
