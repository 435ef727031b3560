"""Pages about what is kept: the audit log and letters."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import current_app, flash, redirect, render_template, url_for

from capacity.core import audit, clock
from capacity.core.audit import AuditEntry
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.core.languages import ngettext
from capacity.core.outbox import Letter
from capacity.people.administration import actions, policy, queries
from capacity.people.administration.forms import NoteForm
from capacity.people.administration.states import LetterState
from capacity.people.administration.views.blueprint import bp
from capacity.web import exports
from capacity.web.costs import LIST, costs
from capacity.web.exports import Cell, Sheet
from capacity.web.guards import requires
from capacity.web.letters import render
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Sort, Table, one_of
from capacity.web.wording import Wording

LETTER_STATES = {
    LetterState.SENT: _l("Sent"),
    LetterState.WAITING: _l("Not sent yet"),
    LetterState.FAILED: _l("Not delivered"),
    LetterState.TOLD: _l("Told by telephone"),
    LetterState.SUPERSEDED: _l("Replaced before it left"),
}


def _log_sheet() -> Sheet:
    wording: Wording = current_app.extensions["wording"]
    return Sheet(
        "audit",
        _("Audit log"),
        (
            Cell(_("When"), lambda row: row[0].at, "datetime"),
            Cell(_("Act"), lambda row: str(wording.actions.get(row[0].action, row[0].action)), width=44),
            Cell(_("From"), lambda row: _kept(row[0], row[0].before)),
            Cell(_("To"), lambda row: _kept(row[0], row[0].after)),
            Cell(_("Who"), lambda row: row[1], width=30),
            Cell(_("Object"), lambda row: str(wording.objects.get(row[0].object_type, row[0].object_type))),
            Cell(_("Number"), lambda row: row[0].object_id),
            Cell(_("Reason"), lambda row: row[2], width=44),
        ),
    )


def _kept(entry: audit.AuditEntry, value: str | None) -> str | None:
    wording: Wording = current_app.extensions["wording"]
    return None if value is None else str(wording.kept(entry.object_type or "", value, entry.action))


@bp.route("/audit", methods=exports.METHODS)
@requires(may=policy.may_read_audit)
@costs(LIST)
def audit_log() -> Any:
    """What everybody did, latest first; the chain can be verified here."""
    wording: Wording = current_app.extensions["wording"]
    kinds = [(name, wording.objects.get(name, name)) for name in queries.object_types()]
    table = Table(
        id_column=AuditEntry.id,
        sorts=(Sort("when", _("When"), AuditEntry.at),),
        filters=(Filter("object", _("Object"), kinds, one_of(AuditEntry.object_type)),),
        default_sort="-when",
    )
    if exports.is_asked():
        return exports.answer(table, queries.entries(), _log_sheet())
    page = exports.read(table, queries.entries())
    named: dict[int, str] = {}
    for some in collect("audit.named", entries=[row[0] for row in page.rows]):
        named |= some
    return render_template("people/administration/audit.html", page=page, named=named)


@bp.get("/audit/verify")
@requires(may=policy.may_read_audit)
def verify() -> Any:
    """Walk the whole chain and say what was found."""
    verdict = audit.verify(db.session())
    if verdict.sound:
        words = ngettext(
            "The chain is whole: %(num)s entry was read.",
            "The chain is whole: %(num)s entries were read.",
            verdict.entries,
        )
        flash(words, "done")
    else:
        flash(
            _(
                "The chain is broken after entry %(number)s. Keep the database as it is and call who runs the service.",
                number=verdict.entries,
            ),
            "error",
        )
    return redirect(url_for("administration.audit_log"))


def _letters_sheet() -> Sheet:
    return Sheet(
        "letters",
        _("Letters"),
        (
            Cell(_("Subject"), lambda row: render(row[0]).subject, width=54),
            Cell(_("To"), lambda row: row[2], width=30),
            Cell(_("Address"), lambda row: row[0].address, width=34),
            Cell(_("State"), lambda row: str(LETTER_STATES[LetterState(row[1])])),
            Cell(_("Written"), lambda row: row[0].created_at, "datetime"),
        ),
    )


@bp.route("/letters", methods=exports.METHODS)
@requires(may=policy.may_see_letters)
@costs(LIST)
def letters() -> Any:
    """Letters with their state; the ones that were not delivered can be told by telephone."""
    states = [(state.value, words) for state, words in LETTER_STATES.items()]
    table = Table(
        id_column=Letter.id,
        sorts=(Sort("when", _("Written"), Letter.created_at),),
        filters=(Filter("state", _("State"), states, one_of(sa.type_coerce(queries.letter_state(), sa.String()))),),
        default_sort="-when",
        search=_to_address,
    )
    rows = queries.letters(current_actor())
    if exports.is_asked():
        return exports.answer(table, rows, _letters_sheet())
    page = exports.read(table, rows)
    subjects = {row[0].id: render(row[0]).subject for row in page.rows}
    return render_template(
        "people/administration/letters.html", page=page, subjects=subjects, states=LetterState, words=LETTER_STATES
    )


def _to_address(statement: sa.Select[Any], words: str) -> sa.Select[Any]:
    return statement.where(Letter.address.contains(words.lower(), autoescape=True))


def _letter(letter_id: int) -> Letter | None:
    return queries.letter(letter_id, current_actor())


@bp.route("/letters/<int:letter_id>", methods=["GET", "POST"])
@requires(may=policy.may_see_letters, load=_letter)
def letter(written: Letter) -> Any:
    """One letter, and the note that its words were told by telephone."""
    number = written.id
    form = NoteForm()
    if form.validate_on_submit() and form.attempt(lambda: _tell(number, form.note.data or "")):
        flash(_("Noted."), "done")
        return redirect(url_for("administration.letter", letter_id=number))
    shown = _letter(number) or written
    page = {"letter": shown, "rendered": render(shown), "told": queries.told(number)}
    return render_template("people/administration/letter.html", form=form, **page), (
        422 if form.is_submitted() else 200
    )


def _tell(number: int, note: str) -> None:
    found = _letter(number)
    if found is not None:
        actions.tell_by_phone(letter=found, note=note, actor=current_actor(), now=clock.now())
