"""What is kept of me: a copy of it, made in the background, and its erasure."""

from __future__ import annotations

import json
import mmap
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from flask import current_app, flash, redirect, render_template, url_for

from capacity.core import clock, jobs, keeping
from capacity.core.access import Actor, Role
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.files import StoredFile, store
from capacity.core.jobs import Job
from capacity.core.languages import LANGUAGES, direction, in_language, language
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts import actions, policy, queries
from capacity.people.accounts.forms import PasswordOnlyForm
from capacity.people.accounts.models import Person
from capacity.people.accounts.states import COPY, COPY_FOR, ERASURE_DELAY
from capacity.people.accounts.views.blueprint import bp, cost, own_person, settings
from capacity.people.accounts.views.copy_words import FIELDS, PARTS
from capacity.web.forms import ConfirmForm
from capacity.web.guards import requires
from capacity.web.letters import render
from capacity.web.session import current_actor

STEPS = {"gathering": _l("Gathering what is kept"), "files": _l("Gathering the documents")}
ZIP = "application/zip"


@bp.route("/account/export", methods=["GET", "POST"])
@requires(may=policy.may_keep_account)
def export() -> Any:
    """A copy of everything that is kept of me: what it holds, then the work begins in the background."""
    form = ConfirmForm()
    if form.validate_on_submit():
        actor, code = current_actor(), language()
        with unit_of_work():
            payload = {"person": actor.id, "back": url_for("accounts.export")}
            job = jobs.under_way(COPY, payload, owner_id=actor.id or 0) or jobs.start(
                COPY, payload, owner_id=actor.id or 0, language=code, now=clock.now()
            )
            number = job.id
        return redirect(url_for("jobs.show", job_id=number))
    return render_template("people/accounts/export.html", form=form), (422 if form.is_submitted() else 200)


def _opens_to(job: Job, actor: Actor) -> bool:
    """The person it is of; or who administers, where that person cannot sign in."""
    if job.payload["person"] == actor.id:
        return True
    person = queries.person(job.payload["person"])
    return actor.has(Role.ADMINISTRATOR) and person is not None and not person.has_account


@jobs.does(COPY, steps=STEPS, opens=_opens_to, kept_for=COPY_FOR)
def make_copy(job: Job) -> StoredFile | None:
    """One archive: a page to read, the same as data, and the documents that the person sent."""
    number, owner = job.id, job.owner_id
    code = job.language if job.language in LANGUAGES else LANGUAGES[0]
    person = db.session.get_one(Person, job.payload["person"])
    with in_language(code), tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "copy.zip"
        _write(target, number, person, code)
        with target.open("rb") as made, mmap.mmap(made.fileno(), 0, access=mmap.ACCESS_READ) as content:
            kept = store().keep(content)
        with unit_of_work() as session:
            title = _("My data")
            name = f"{clock.today().isoformat()} {title}.zip"
            return store().name(session, kept, filename=name, media_type=ZIP, uploader_id=owner, now=clock.now())


def _write(target: Path, number: int, person: Person, code: str) -> None:
    files = [(f"files/{place:03} {one.filename}", one) for place, one in enumerate(queries.files_of(person.id), 1)]
    kept: dict[str, Any] = {}
    for part in collect("person.export", person=person):
        kept.update(part)
    letters = queries.written_to(person.id)
    kept["files"] = [{"path": path, "sha256": one.sha256, "at": one.created_at.isoformat()} for path, one in files]
    with current_app.test_request_context(base_url=settings().base_url), in_language(code):
        kept["letters"] = [{"written": one.created_at.isoformat(), "to": one.address, **_words(one)} for one in letters]
        page = render_template(
            "people/accounts/copy.html",
            kept=kept, parts=PARTS, fields=FIELDS, name=person.called(code), language=code, direction=direction(code),
            made=clock.now(),
        )  # fmt: skip
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", page)
        archive.writestr("data.json", json.dumps(kept, ensure_ascii=False, indent=2, default=str))
        for count, (path, one) in enumerate(files, 1):
            with archive.open(path, "w", force_zip64=True) as place:
                for piece in store().stream(one):
                    place.write(piece)
            if count % 20 == 0:
                jobs.advance(number, count, len(files), step="files")
    db.session.rollback()


def _words(letter: Any) -> dict[str, str]:
    said = render(letter)
    return {"subject": said.subject, "text": said.text}


@bp.route("/account/erasure", methods=["GET", "POST"])
@requires(may=policy.may_keep_account)
def erasure() -> Any:
    """What will be erased, what is kept and why, from when; then it is asked for with the password."""
    person = own_person()
    asked = queries.asked_erasure(person.id)
    harm = queries.harm_of_erasing(person, now=clock.now()) if asked is None else []
    form = PasswordOnlyForm()
    if form.validate_on_submit() and not asked and _ask(form):
        flash(_("Asked for. Until then you can take it back here."), "done")
        return redirect(url_for("accounts.erasure"))
    page = {"asked": asked, "harm": harm, "kinds": keeping.kinds(), "days": ERASURE_DELAY.days}
    return render_template("people/accounts/erasure.html", form=form, **page), (422 if form.is_submitted() else 200)


def _ask(form: PasswordOnlyForm) -> bool:
    person, own, now = own_person(), settings(), clock.now()
    judged = queries.judge(
        email=person.email or "", password=form.password.data or "", secret=own.secret_key, cost=cost(), now=now
    )
    if judged.person_id != person.id:
        if not judged.throttled:
            with unit_of_work():
                actions.note_failure(account=judged.account, now=now, actor=current_actor())
        form.refuse(_("This is not your present password."), "password")
        return False
    return bool(form.attempt(lambda: actions.ask_erasure(person=own_person(), actor=current_actor(), now=now).id))


@bp.post("/account/erasure/revoke")
@requires(may=policy.may_keep_account)
def keep_me() -> Any:
    """Take the request back."""
    form = ConfirmForm()
    if form.attempt(_revoke):
        flash(_("Taken back: nothing is erased."), "done")
    else:
        flash(" ".join(str(message) for message in form.form_errors), "error")
    return redirect(url_for("accounts.erasure"))


def _revoke() -> None:
    asked = queries.asked_erasure(current_actor().id or 0)
    if asked is not None:
        actions.keep_person(asked=asked, actor=current_actor(), now=clock.now())
