"""The pages of one's own account."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from capacity.core import clock
from capacity.core.errors import RuleBroken
from capacity.core.languages import NAMES
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts import actions, policy, queries
from capacity.people.accounts.actions.passwords import known_words, prepare
from capacity.people.accounts.forms import ChangePasswordForm, Details, DetailsForm
from capacity.people.accounts.models import LoginSession
from capacity.people.accounts.states import Gender, device_name, passwords
from capacity.people.accounts.views.blueprint import bp, cost, device, own_person, own_session, settings
from capacity.web.costs import LIST, costs
from capacity.web.forms import ConfirmForm, choices_of
from capacity.web.guards import requires
from capacity.web.letters import render
from capacity.web.session import begin, current_actor, current_token, end
from capacity.web.tables import Filter, Sort, Table, one_of

GENDERS = {
    Gender.WOMAN: _l("Woman"),
    Gender.MAN: _l("Man"),
    Gender.UNSTATED: _l("Not stated"),
}


@bp.route("/account", methods=["GET", "POST"])
@requires(may=policy.may_keep_account)
def account() -> Any:
    """What is known of me, and the ways to change it."""
    person = own_person()
    form = DetailsForm(obj=Details(person))
    form.language.choices = choices_of(NAMES.items())
    form.gender.choices = choices_of(GENDERS.items())
    if form.validate_on_submit() and form.attempt(lambda: _change(form)):
        flash(_("Your details are saved."), "done")
        return redirect(url_for("accounts.account"))
    status = 422 if form.is_submitted() else 200
    codes = queries.unused_recovery_codes(person.id) if person.has_second_factor else 0
    return render_template("people/accounts/account.html", form=form, person=person, codes=codes), status


def _change(form: DetailsForm) -> None:
    actions.change_details(
        person=own_person(),
        name=form.name.data or "",
        name_ar=form.name_ar.data or "",
        phone=form.phone.data or "",
        language=form.language.data,
        gender=Gender(form.gender.data),
        actor=current_actor(),
        now=clock.now(),
    )


@bp.route("/account/password", methods=["GET", "POST"])
@requires(may=policy.may_keep_account)
def password() -> Any:
    """A new password for whom knows the present one; every other browser is signed out."""
    form = ChangePasswordForm()
    if form.validate_on_submit() and _new_password(form):
        flash(_("Your password is changed. Every other device is signed out."), "done")
        return redirect(url_for("accounts.account"))
    return render_template("people/accounts/password.html", form=form), (422 if form.is_submitted() else 200)


def _new_password(form: ChangePasswordForm) -> bool:
    person, own, now = own_person(), settings(), clock.now()
    judged = queries.judge(
        email=person.email or "", password=form.present.data or "", secret=own.secret_key, cost=cost(), now=now
    )
    if judged.person_id != person.id:
        if not judged.throttled:
            with unit_of_work():
                actions.note_failure(account=judged.account, now=now, actor=current_actor())
        form.refuse(_("This is not your present password."), "present")
        return False
    try:
        prepared = prepare(form.password.data or "", cost=cost(), known=known_words(person), private=judged.private_key)
    except RuleBroken as broken:
        form.refuse(broken.message, broken.field)
        return False
    passed = own_session().second_factor_at is not None
    private = queries.unlocked_by(prepared.keys, passwords.typed(form.password.data or ""))

    def change() -> str:
        mine = own_person()
        actions.change_password(person=mine, prepared=prepared, actor=current_actor(), now=now)
        return actions.open_session(
            person=mine, device=device(), now=now, hours=own.session_hours, private_key=private, factor_passed=passed
        )

    token = form.attempt(change)
    if token:
        begin(token)
    return bool(token)


@bp.get("/account/devices")
@requires(may=policy.may_keep_account)
def devices() -> Any:
    """Where I am signed in."""
    rows = queries.live_sessions(current_actor().id or 0, now=clock.now())
    here = passwords.token_hash(current_token())
    return render_template("people/accounts/devices.html", rows=rows, here=here, names=device_name)


@bp.post("/account/devices/<int:session_id>/end")
@requires(may=policy.may_end_session, load=queries.login_session)
def end_device(row: LoginSession) -> Any:
    """Sign one of my browsers out."""
    if ConfirmForm().validate_on_submit():
        number = row.id
        with unit_of_work():
            found = queries.login_session(number)
            if found is not None:
                actions.end_session(row=found, actor=current_actor(), now=clock.now())
        flash(_("This device is signed out."), "done")
    return redirect(url_for("accounts.devices"))


@bp.post("/account/devices/end-all")
@requires(may=policy.may_keep_account)
def end_everywhere() -> Any:
    """Sign out everywhere at once, this browser too."""
    if not ConfirmForm().validate_on_submit():
        return redirect(url_for("accounts.devices"))
    with unit_of_work():
        actions.end_all_sessions(person=own_person(), actor=current_actor(), now=clock.now())
    end()
    flash(_("You are signed out everywhere, on this device too."), "done")
    return redirect(url_for("accounts.sign_in"))


@bp.get("/account/letters")
@requires(may=policy.may_keep_account)
@costs(LIST)
def letters() -> Any:
    """Every letter written to me."""
    written = Table(
        id_column=Letter.id,
        sorts=[Sort("date", _l("Date"), Letter.created_at), Sort("language", _l("Language"), Letter.language)],
        filters=[Filter("language", _l("Language"), list(NAMES.items()), one_of(Letter.language))],
        default_sort="-date",
    )
    page = written.read(queries.letters_of(current_actor().id or 0))
    return render_template(
        "people/accounts/letters.html", page=page, letters=[(row, render(row).subject) for row in page.rows]
    )


@bp.get("/account/letters/<message_id>")
@requires(may=policy.may_read_letter, load=lambda message_id: queries.letter(current_actor().id, message_id))
def letter(written: Letter) -> Any:
    """One letter again, without its one-time links."""
    return render_template("people/accounts/letter.html", letter=written, words=render(written))


@bp.get("/account/authenticator")
@requires(may=policy.may_keep_account)
def authenticator() -> Any:
    """To the page where an authenticator app is set up, for whom has none."""
    return redirect(url_for("accounts.second_factor"))
