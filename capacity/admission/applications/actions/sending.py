"""An application is sent: judged, numbered, received once."""

from __future__ import annotations

from datetime import datetime

from capacity.admission.applications import notices, queries
from capacity.admission.applications.actions.coalitions import check_entry, lock_entries, tell_members
from capacity.admission.applications.actions.freezing import freeze, groups_asked, groups_declared, same_snapshot
from capacity.admission.applications.models import Application, Snapshot
from capacity.admission.applications.queries import ahead
from capacity.admission.applications.states import COMPLETE, SUBMIT, ApplicationState, number_of
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.asking import Asked
from capacity.core.changes import next_number, number_asked, write_changes
from capacity.core.db import db
from capacity.core.errors import RuleBroken, StaleObject
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import post
from capacity.core.workflow import move


class TooLate(RuleBroken):
    """The request was received after the closing and its grace; the draft stays as it is."""

    def __init__(self) -> None:
        super().__init__(_l("The call is closed: your application was not sent. Your draft is kept."))


def submit(
    application: Application | queries.Written,
    *,
    submission_id: str,
    signed_name: str,
    signed_role: str,
    actor: Actor,
    now: datetime,
) -> Snapshot:
    """Send the application; ``now`` is when the server received the request.

    A submission that was received already (same ``submission_id``) is answered again and changes nothing. Raises
    TooLate, RuleBroken for what is missing, IllegalMove when it was sent or withdrawn meanwhile.
    """
    asked = [*ahead.of_sending(queries.row_id(application), submission_id), *groups_asked(application)]
    application = lock(application, then=[*asked, number_asked(Snapshot)])
    draft = queries.filled(application)
    entry, people = queries.entry(application.id, submission_id), queries.writers_of(application.id)
    known = same_snapshot(application, submission_id, entry.snapshot, entry.snapshot_of)
    if known is not None:
        return known
    if application.state is ApplicationState.DRAFT and not application.accepts(now):
        raise TooLate
    if application.state is ApplicationState.DRAFT and (draft.problems or draft.paper_problems):
        raise RuleBroken(_l("Something is still missing: the list above says what."))
    return receive(
        application,
        submission_id=submission_id,
        signed_name=signed_name,
        signed_role=signed_role,
        actor=actor,
        now=now,
        draft=draft,
        entry=entry,
        people=people,
    )


def receive(
    application: Application,
    *,
    submission_id: str,
    signed_name: str,
    signed_role: str,
    actor: Actor,
    now: datetime,
    draft: queries.Draft | None = None,
    entry: queries.Entry | None = None,
    people: list[queries.Writer] | None = None,
) -> Snapshot:
    """What was judged to be whole becomes a submission with its number, snapshot and receipt.

    ``draft`` is what was judged, ``entry`` where it stands and ``people`` who is written to, where they were read
    already.
    """
    entry = entry or queries.entry(application.id, submission_id)
    members = queries.present_members(application.id) if entry.is_led else []
    if application.state is ApplicationState.DRAFT:
        check_entry(application, entry, members)
    groups, new = groups_declared(application, members), next_number(db.session(), Snapshot)
    move(application, SUBMIT, actor=actor, now=now)
    application.submitted_at, application.completeness = now, COMPLETE
    if application.number is None:
        application.sequence = (entry.last or 0) + 1
        application.number = number_of(application.call.phase.year, application.sequence)
    write_changes(db.session(), application)
    snapshot = freeze(
        application,
        draft=draft,
        members=members,
        groups=groups,
        number=new,
        submission_id=submission_id,
        signed_name=signed_name,
        signed_role=signed_role,
        actor=actor,
        now=now,
    )
    queries.note_histories(db.session(), application.association_id)
    notices.receipt(application, snapshot, people=people, now=now)
    tell_members(members, application, snapshot, now=now)
    post(
        "application.submitted",
        {"application": application.id},
        key=f"application.submitted:{snapshot.id}",
        now=now,
    )
    return snapshot


def note_late(application: Application, *, actor: Actor, now: datetime) -> None:
    """Keep that a request to send it was received at this moment, too late: both sides may have to show it."""
    audit.record(actor=actor, action="applications.come_late", obj=application, now=now)


def lock(application: Application | queries.Written, *, then: Asked = ()) -> Application:
    """One submission or withdrawal of a phase at a time: numbers without gaps and doubles, members of one mind.

    The application is read anew; ``then`` is what is asked next. Raises StaleObject when it is gone.
    """
    number = queries.row_id(application)
    lock_entries(application, then=[*ahead.of_held(number), *then])
    found = queries.sending(number)
    if found is None:
        raise StaleObject(application)
    db.session.expire(found, ["snapshots"])
    return found
