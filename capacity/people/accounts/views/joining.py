"""Pages by which people join: registering, the links in letters, invitations, a forgotten password."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from capacity.core import clock, outbox
from capacity.core.errors import RuleBroken
from capacity.core.languages import NAMES, language
from capacity.core.languages import gettext as _
from capacity.people.accounts import actions, queries
from capacity.people.accounts.actions.passwords import Prepared, known_words, prepare
from capacity.people.accounts.actions.registration import RESET_ASKED
from capacity.people.accounts.forms import EmailForm, NewPasswordForm, RegisterForm, WelcomeForm
from capacity.people.accounts.models import Person
from capacity.people.accounts.states import LinkPurpose, passwords
from capacity.people.accounts.views.blueprint import bp, cost, device, settings
from capacity.web.forms import ConfirmForm, choices_of
from capacity.web.guards import public
from capacity.web.navigation import ROLE_NAMES
from capacity.web.security import limiter
from capacity.web.session import begin, current_actor, remember_wanted, wanted


@bp.route("/register", methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"])
@public
def register() -> Any:
    """Ask for an account; a letter follows, whether the address is known or not."""
    if not current_actor().is_visitor:
        return redirect(url_for("overview.home"))
    remember_wanted(request.args.get("next"))
    form = RegisterForm(language=language())
    form.language.choices = choices_of(NAMES.items())
    if form.validate_on_submit() and form.attempt(lambda: _register(form)):
        return redirect(url_for("accounts.letter_sent"))
    return render_template("people/accounts/register.html", form=form), (422 if form.is_submitted() else 200)


def _register(form: RegisterForm) -> None:
    actions.register(
        email=form.email.data or "",
        name=form.name.data or "",
        name_ar=form.name_ar.data or "",
        language=form.language.data,
        now=clock.now(),
    )


@bp.get("/letter-sent")
@public
def letter_sent() -> Any:
    """What to do now: read one's letters."""
    return render_template("people/accounts/letter_sent.html")


@bp.route("/forgotten", methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"])
@public
def forgotten() -> Any:
    """Ask for a new password; the answer is the same whether the address has an account or not."""
    form = EmailForm()
    sign = secrets.token_hex(16)
    if form.validate_on_submit() and form.attempt(
        lambda: outbox.post(
            RESET_ASKED, {"email": form.email.data or "", "sign": sign}, key=f"{RESET_ASKED}:{sign}", now=clock.now()
        )
    ):
        return redirect(url_for("accounts.letter_sent"))
    return render_template("people/accounts/forgotten.html", form=form), (422 if form.is_submitted() else 200)


@bp.route("/confirm/<token>", methods=["GET", "POST"])
@limiter.limit("60 per hour", methods=["POST"])
@public
def confirm(token: str) -> Any:
    """The link of a registration: names and password."""
    link = queries.live_link(token, LinkPurpose.CONFIRM, now=clock.now())
    if link is None:
        return _too_old()
    form = WelcomeForm(obj=link.person)
    if form.validate_on_submit():
        known = (link.person.email or "", form.name.data or "", form.name_ar.data or "")

        def act(prepared: Prepared) -> Person:
            found = queries.live_link(token, LinkPurpose.CONFIRM, now=clock.now())
            if found is None:
                abort(404)
            return actions.confirm_account(
                link=found,
                prepared=prepared,
                name=form.name.data or "",
                name_ar=form.name_ar.data or "",
                now=clock.now(),
            )

        if _welcomed(form, known, act):
            flash(_("Welcome. Your account is open."), "done")
            return redirect(wanted(url_for("overview.home")))
    return render_template("people/accounts/welcome.html", form=form, email=link.person.email), _status(form)


@bp.route("/reset/<token>", methods=["GET", "POST"])
@limiter.limit("60 per hour", methods=["POST"])
@public
def reset(token: str) -> Any:
    """The link for a new password."""
    link = queries.live_link(token, LinkPurpose.RESET, now=clock.now())
    if link is None:
        return _too_old()
    form = NewPasswordForm()
    if form.validate_on_submit():

        def act(prepared: Prepared) -> Person:
            found = queries.live_link(token, LinkPurpose.RESET, now=clock.now())
            if found is None:
                abort(404)
            return actions.reset_password(link=found, prepared=prepared, now=clock.now())

        if _welcomed(form, known_words(link.person), act):
            flash(_("Your new password is set. Every device was signed out."), "done")
            return redirect(url_for("overview.home"))
    return render_template("people/accounts/reset.html", form=form), _status(form)


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@limiter.limit("60 per hour", methods=["POST"])
@public
def invitation(token: str) -> Any:
    """Accept a role: with one's account, or by making one."""
    offered = queries.live_invitation(token, now=clock.now())
    if offered is None:
        return _too_old()
    known = queries.by_email(offered.email)
    page = {"invitation": offered, "role": ROLE_NAMES[offered.role], "regions": queries.regions_of(offered)}
    if known is not None and known.has_account:
        return _accept_signed_in(token, known, page)
    form = WelcomeForm(obj=known, name=known.name if known else offered.name)
    if form.validate_on_submit():

        def act(prepared: Prepared) -> Person:
            found = queries.live_invitation(token, now=clock.now())
            if found is None:
                abort(404)
            return actions.accept_invitation(
                invitation=found,
                now=clock.now(),
                name=form.name.data or "",
                name_ar=form.name_ar.data or "",
                prepared=prepared,
            )

        if _welcomed(form, (offered.email, form.name.data or "", form.name_ar.data or ""), act):
            flash(_("Welcome. The role is yours."), "done")
            return redirect(url_for("overview.home"))
    return render_template("people/accounts/invitation.html", form=form, **page), _status(form)


def _accept_signed_in(token: str, known: Person, page: dict[str, Any]) -> Any:
    actor = current_actor()
    if actor.is_visitor:
        return redirect(url_for("accounts.sign_in", next=request.path))
    form = ConfirmForm()
    mine = actor.id == known.id
    if mine and form.validate_on_submit():

        def act() -> None:
            found = queries.live_invitation(token, now=clock.now())
            if found is None:
                abort(404)
            actions.accept_invitation(invitation=found, now=clock.now())

        if form.attempt(act):
            flash(_("Welcome. The role is yours."), "done")
            return redirect(url_for("overview.home"))
    return render_template("people/accounts/invitation_known.html", form=form, mine=mine, **page), _status(form)


def _welcomed(form: NewPasswordForm, known: tuple[str, ...], act: Callable[[Prepared], Person]) -> bool:
    """Prepare the password, act, and sign this browser in."""
    own, now = settings(), clock.now()
    try:
        prepared = prepare(form.password.data or "", cost=cost(), known=known)
    except RuleBroken as broken:
        form.refuse(broken.message, broken.field)
        return False
    private = queries.unlocked_by(prepared.keys, passwords.typed(form.password.data or ""))

    def act_and_sign_in() -> str:
        person = act(prepared)
        return actions.open_session(
            person=person,
            device=device(),
            now=now,
            hours=own.session_hours,
            private_key=private,
            factor_passed=not own.second_factor,
        )

    token = form.attempt(act_and_sign_in)
    if token:
        begin(token)
    return bool(token)


def _too_old() -> Any:
    return render_template("people/accounts/link_too_old.html"), 410


def _status(form: Any) -> int:
    return 422 if form.is_submitted() else 200
