"""Pages of signing in and out, and of the second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import segno
from flask import flash, redirect, render_template, request, session, url_for
from markupsafe import Markup

from capacity.core import clock, demonstration
from capacity.core.access import is_signed_in
from capacity.core.addresses import normal_email
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.core.languages import lazy_gettext as _l
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts import actions, policy, queries
from capacity.people.accounts.forms import CodeForm, SignInForm
from capacity.people.accounts.models import LoginSession, Person
from capacity.people.accounts.states import factors, is_throttled, passwords
from capacity.people.accounts.views.blueprint import bp, cost, device, own_person, own_session, settings
from capacity.web.guards import done_once, public, requires
from capacity.web.security import limiter
from capacity.web.session import begin, current_actor, current_token, end, safe_next
from capacity.web.visitors import for_visitors

OFFER = "factor_offer"
DEMO_ROLES = {
    "admin": _l("Administration"),
    "coordinator": _l("Coordination"),
    "chair": _l("Chair of the committee"),
    "committee": _l("Committee member"),
    "trainer": _l("Trainer"),
    "mentor": _l("Mentor"),
    "association": _l("Association"),
    "applicant": _l("Association that writes its application"),
    "ally": _l("Association asked into a coalition"),
    "late": _l("Association that missed the closing"),
    "asked": _l("Association asked to clarify"),
    "heard": _l("Association whose complaint was upheld"),
    "partner": _l("Partner"),
    "coordinator.draa": _l("Coordination of one region: Drâa-Tafilalet"),
}
WRONG = _l("This address and password do not belong together. Check both, or ask for a new password.")
CLOSED = _l("This account was tried too often. Wait a quarter of an hour, or ask for a new password.")


@bp.route("/sign-in", methods=["GET", "POST"])
@done_once
@limiter.limit("60 per 5 minutes", methods=["POST"])
@public
def sign_in() -> Any:
    """Sign in with address and password."""
    target = safe_next(request.args.get("next"), url_for("overview.home"))
    if not current_actor().is_visitor:
        return redirect(target)
    if request.method != "POST":
        key = ("accounts.sign_in", settings().demo, language(), request.full_path)
        return for_visitors(key, lambda: _sign_in_page(SignInForm()))
    form = SignInForm()
    if form.validate():
        if _signed_in(form.email.data or "", form.password.data or ""):
            return redirect(target)
        form.refuse(CLOSED if _is_closed(form.email.data or "") else WRONG)
    return _sign_in_page(form), 422


def _sign_in_page(form: SignInForm) -> str:
    return render_template("people/accounts/sign_in.html", form=form, demo=_demo_accounts())


def _signed_in(email: str, password: str) -> bool:
    now, own = clock.now(), settings()
    known = email if own.demo or not demonstration.is_invented(email) else ""  # refused, and takes as long
    judged = queries.judge(email=known, password=password, secret=own.secret_key, cost=cost(), now=now)
    with unit_of_work():
        if judged.person_id is None:
            if not judged.throttled:
                actions.note_failure(account=judged.account, now=now)
            return False
        token = actions.sign_in(
            judged=judged, device=device(), now=now, hours=own.session_hours, factor_required=own.second_factor
        )
    begin(token)
    return True


def _is_closed(email: str) -> bool:
    account = queries.account_digest(normal_email(email) or email.lower()[:254], secret=settings().secret_key)
    return is_throttled(queries.failures(account, now=clock.now()))


def _demo_accounts() -> list[tuple[object, dict[str, str]]]:
    if not settings().demo:
        return []
    return [
        (DEMO_ROLES[email.split("@")[0]], {"email": email, "password": demonstration.PASSWORD})
        for email in demonstration.ACCOUNTS
    ]


@bp.post("/sign-out")
@requires(may=is_signed_in, before_second_factor=True)
def sign_out() -> Any:
    """Sign this browser out."""
    token = current_token()
    actor = current_actor()
    with unit_of_work():
        row = queries.session_of(token)
        if row is not None:
            actions.end_session(row=row, actor=actor, now=clock.now())
    end()
    flash(_("You are signed out."), "done")
    return redirect(url_for("overview.home"))


@bp.route("/second-factor", methods=["GET", "POST"])
@limiter.limit("60 per 5 minutes", methods=["POST"])
@requires(may=is_signed_in, before_second_factor=True)
def second_factor() -> Any:
    """Pass the second factor; who has none sets it up here."""
    person = own_person()
    if not person.has_second_factor:
        return _set_up(person)
    target = safe_next(request.args.get("next"), url_for("overview.home"))
    if own_session().second_factor_at is not None:
        return redirect(target)
    form = CodeForm()
    if form.validate_on_submit() and _passed(form, person.id):
        return redirect(target)
    return render_template("people/accounts/second_factor.html", form=form), _status(form)


def _passed(form: CodeForm, person_id: int) -> bool:
    secret, code = settings().secret_key, form.code.data or ""
    act = actions.pass_with_app if len(factors.normal_code(code)) <= 6 else actions.pass_with_recovery_code

    def passing() -> bool:
        person, row = own_person(), own_session()
        act(person=person, row=row, code=code, actor=current_actor(), now=clock.now(), service_secret=secret)
        return True

    return bool(_tried(form, person_id, passing))


def _tried(form: CodeForm, person_id: int, act: Callable[[], Any]) -> Any:
    """What the act gives when the code is right; wrong ones are counted, and too many of them make everybody wait."""
    now = clock.now()
    account = passwords.digest(settings().secret_key, "second factor", str(person_id))
    if is_throttled(queries.failures(account, now=now)):
        form.refuse(_l("Too many wrong codes. Wait a quarter of an hour."))
        return None
    if done := form.attempt(act):
        return done
    with unit_of_work():
        actions.note_failure(account=account, now=now, actor=current_actor())
    return None


@bp.route("/account/recovery-codes", methods=["GET", "POST"])
@limiter.limit("60 per 5 minutes", methods=["POST"])
@requires(may=policy.may_keep_account)
def recovery_codes() -> Any:
    """New recovery codes, shown once, for whom the authenticator app proves to be there."""
    person = own_person()
    if not person.has_second_factor:
        return redirect(url_for("accounts.second_factor"))
    form = CodeForm()

    def renewing() -> list[str]:
        secret, code = settings().secret_key, form.code.data or ""
        return actions.renew_recovery_codes(
            person=own_person(), code=code, actor=current_actor(), now=clock.now(), service_secret=secret
        )

    codes = _tried(form, person.id, renewing) if form.validate_on_submit() else None
    if codes:
        return render_template("people/accounts/recovery_codes.html", codes=codes, renewed=True)
    left = queries.unused_recovery_codes(person.id)
    return render_template("people/accounts/renew_codes.html", form=form, left=left), _status(form)


def _status(form: CodeForm) -> int:
    return 422 if form.is_submitted() else 200


def _set_up(person: Person) -> Any:
    secret = session.get(OFFER) or factors.new_secret()
    session[OFFER] = secret
    address = factors.address_for_app(secret, email=person.email or person.name, issuer=str(_("Capacity")))
    form = CodeForm()
    if form.validate_on_submit():
        codes = form.attempt(lambda: _keep(own_person(), own_session(), secret, form.code.data or ""))
        if codes:
            session.pop(OFFER, None)
            return render_template("people/accounts/recovery_codes.html", codes=codes, renewed=False)
    picture = Markup(segno.make(address, micro=False).svg_inline(scale=5, omitsize=True, svgclass="qr", light="white"))  # noqa: S704 - drawn by us
    page = render_template("people/accounts/factor_setup.html", form=form, secret=secret, picture=picture)
    return page, _status(form)


def _keep(person: Person, row: LoginSession, secret: str, code: str) -> list[str]:
    return actions.set_up_factor(
        person=person,
        row=row,
        offered=secret,
        code=code,
        actor=current_actor(),
        now=clock.now(),
        service_secret=settings().secret_key,
    )
