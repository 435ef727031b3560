"""The settings: those the service was started with, and those that an administrator chooses while it runs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app, flash, redirect, render_template, url_for

from capacity.core import choices, clock, facts
from capacity.core.choices import CNDP, DOCUMENT_MB, REGIONS, SIGNATURE, Number
from capacity.core.config import Settings
from capacity.core.contacts import contact_of, contacts
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.core.languages import ngettext
from capacity.core.reminders import CHOICE as REMINDERS
from capacity.core.reminders import DAY, Reminders
from capacity.people.administration import actions, policy, queries
from capacity.people.administration.forms import (
    ContactForm,
    DeclarationForm,
    DocumentsForm,
    RegionsForm,
    RemindersForm,
    SignatureForm,
)
from capacity.people.administration.states import ERASING
from capacity.people.administration.views.blueprint import bp, region_names
from capacity.rollout.phases import queries as phases
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.uploads import document_limit_mb

HOUR = timedelta(hours=1)
NAMES = {
    CNDP: _l("Number of the declaration to the commission"),
    SIGNATURE: _l("Signature of letters"),
    ERASING: _l("Nightly erasure"),
    REGIONS.name: _l("Regions a year"),
    DOCUMENT_MB.name: _l("Largest document"),
    REMINDERS: _l("Reminders of a closing"),
}


@bp.get("/settings")
@requires(may=policy.may_manage_people)
def settings() -> Any:
    """With which settings the service runs, which can be changed here, and what was changed when, by whom and why."""
    own: Settings = current_app.config["SETTINGS"]
    chosen, regions = choices.in_force(), region_names()
    page = {
        "contacts": [(regions.get(one["region"], one["region"]), one) for one in contacts()],
        "number": chosen.get(CNDP, ""),
        "signature": chosen.get(SIGNATURE, {}),
        "regions": _regions_now(),
        "megabytes": document_limit_mb(),
        "reminders": _in_words(Reminders.read(chosen)),
        "history": [(made, who, _called(made.name, regions)) for made, who in queries.choices_made()],
    }
    return render_template("people/administration/settings.html", settings=own, **page)


def kept(name: str) -> str:
    """What a choice is called in the log, where the names of regions are those that were shipped."""
    return _called(name, {place.iso: place.names.text() for place in facts.regions()})


def _called(name: str, regions: dict[str, str]) -> str:
    if name.startswith("contact."):
        return _("Contact of the region: %(region)s", region=regions.get(name.partition(".")[2], name))
    kind = queries.kind_of(name.partition(".")[2])
    return str(NAMES.get(name) or (_("Period: %(data)s", data=kind.data) if kind else name))


@bp.route("/settings/contacts/<code>", methods=["GET", "POST"])
@requires(may=policy.may_manage_people, load=lambda code: contact_of(code) or None)
def contact(found: dict[str, Any]) -> Any:
    """Who answers by telephone in a region."""
    code = found["region"]
    form = ContactForm(data={name: found[name] for name in ("name_fr", "name_ar", "phone", "email")})
    if form.validate_on_submit() and form.attempt(lambda: _name(code, form)):
        flash(_("Saved: every page and letter says it from now on."), "done")
        return redirect(url_for("administration.settings"))
    title = _("Contact of the region: %(region)s", region=region_names().get(code, code))
    return render_template("people/administration/setting.html", form=form, title=title), _status(form)


def _name(code: str, form: ContactForm) -> int:
    said = {name: str(form[name].data) for name in ("name_fr", "name_ar", "phone", "email")}
    return actions.name_contact(
        region=code, contact=said, actor=current_actor(), now=clock.now(), reason=form.reason.data or ""
    ).id


@bp.route("/settings/declaration", methods=["GET", "POST"])
@requires(may=policy.may_manage_people)
def declaration() -> Any:
    """Under which number the processing was declared."""
    form = DeclarationForm(data={"number": choices.in_force().get(CNDP, "")})
    if form.validate_on_submit() and form.attempt(lambda: _declare(form)):
        flash(_("Saved: every page and letter says it from now on."), "done")
        return redirect(url_for("administration.settings"))
    return render_template("people/administration/setting.html", form=form, title=NAMES[CNDP]), _status(form)


def _declare(form: DeclarationForm) -> int:
    number, reason = form.number.data or "", form.reason.data or ""
    return actions.declare(number=number, actor=current_actor(), now=clock.now(), reason=reason).id


@bp.route("/settings/signature", methods=["GET", "POST"])
@requires(may=policy.may_manage_people)
def signature() -> Any:
    """Who signs letters."""
    form = SignatureForm(data=dict(choices.in_force().get(SIGNATURE, {})))
    if form.validate_on_submit() and form.attempt(lambda: _sign(form)):
        flash(_("Saved: every page and letter says it from now on."), "done")
        return redirect(url_for("administration.settings"))
    return render_template("people/administration/setting.html", form=form, title=NAMES[SIGNATURE]), _status(form)


def _sign(form: SignatureForm) -> int:
    words = {code: str(form[code].data) for code in ("ar", "fr", "en")}
    return actions.sign_letters(words=words, actor=current_actor(), now=clock.now(), reason=form.reason.data or "").id


@bp.route("/settings/regions", methods=["GET", "POST"])
@requires(may=policy.may_manage_people)
def regions() -> Any:
    """How many regions a year of the rollout takes."""
    return _number(RegionsForm(data={"number": _regions_now()}), REGIONS)


@bp.route("/settings/documents", methods=["GET", "POST"])
@requires(may=policy.may_manage_people)
def documents() -> Any:
    """How large one document may be."""
    return _number(DocumentsForm(data={"number": document_limit_mb()}), DOCUMENT_MB)


def _regions_now() -> int:
    return phases.numbers().now


def _number(form: RegionsForm | DocumentsForm, number: Number) -> Any:
    if form.validate_on_submit() and form.attempt(lambda: _choose(form, number)):
        flash(_("Saved: it is in force from now on."), "done")
        return redirect(url_for("administration.settings"))
    return render_template("people/administration/setting.html", form=form, title=NAMES[number.name]), _status(form)


def _choose(form: RegionsForm | DocumentsForm, number: Number) -> int:
    value, reason = form.number.data or 0, form.reason.data or ""
    return actions.choose_number(number=number, value=value, actor=current_actor(), now=clock.now(), reason=reason).id


@bp.route("/settings/reminders", methods=["GET", "POST"])
@requires(may=policy.may_manage_people)
def reminders() -> Any:
    """When those who are drafting are reminded of a closing."""
    form = RemindersForm()
    if form.validate_on_submit() and form.attempt(lambda: _remind(form)):
        flash(_("Saved: it is in force from now on."), "done")
        return redirect(url_for("administration.settings"))
    if not form.is_submitted():
        form.show(Reminders.read(choices.in_force()))
    return render_template("people/administration/setting.html", form=form, title=NAMES[REMINDERS]), _status(form)


def _remind(form: RemindersForm) -> int:
    chosen, reason = form.reminders(), form.reason.data or ""
    return actions.choose_reminders(reminders=chosen, actor=current_actor(), now=clock.now(), reason=reason).id


def _in_words(reminders: Reminders) -> list[str]:
    """How long before a closing each comes, in words."""
    return [
        ngettext("%(num)s day", "%(num)s days", hours // DAY)
        if hours >= DAY
        else ngettext("%(num)s hour", "%(num)s hours", hours)
        for hours in (before // HOUR for before in reminders.befores)
    ]


def _status(form: Any) -> int:
    return 422 if form.is_submitted() else 200
