"""What the desk can do with many applications at once: this room's acts, and those that later rooms offer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from capacity.admission.applications import actions, notices, policy, queries
from capacity.admission.applications.forms import ExtendForm, RemindForm, TagForm
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState, tag_of
from capacity.admission.applications.views.asking import ASK
from capacity.admission.applications.views.desk_letters import WRITE, sheets_of
from capacity.admission.calls import actions as calls
from capacity.core import clock
from capacity.core.access import Actor
from capacity.core.bulk import BulkAct, Sheet
from capacity.core.contributions import collect
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.core.languages import ngettext
from capacity.web.templating import moment_words

Chosen = Sequence[Application]
WhyNot = Callable[[Application], Any]


def acts(actor: Actor) -> list[BulkAct]:
    """The acts that this actor may do, in order."""
    if not policy.may_act(actor):
        return []
    return [
        TAG,
        UNTAG,
        REMIND,
        WRITE,
        EXTEND,
        ASK,
        *(act for more in collect("application.bulk", actor=actor) for act in more),
    ]


def act_of(actor: Actor, key: str) -> BulkAct | None:
    """The act of this name, if the actor may do it."""
    return next((act for act in acts(actor) if act.key == key), None)


def _tagged(chosen: Chosen, _actor: Actor, _now: datetime, form: Any) -> WhyNot:
    having = queries.tagged([one.id for one in chosen], tag_of(form.tag.data)[0]) if form is not None else set()
    return lambda one: _("carries this tag already.") if one.id in having else None


def _untagged(chosen: Chosen, _actor: Actor, _now: datetime, form: Any) -> WhyNot:
    if form is None:
        return lambda _one: None
    having = queries.tagged([one.id for one in chosen], tag_of(form.tag.data)[0])
    return lambda one: None if one.id in having else _("does not carry this tag.")


TAG = BulkAct(
    key="tag",
    label=_l("Tag"),
    title=_l("Put a tag on applications"),
    form=lambda _chosen: TagForm(),
    why_not=_tagged,
    do=lambda chosen, actor, now, form: actions.tag(chosen, form.tag.data, actor=actor, now=now),
    said=lambda form: [(_("Tag"), tag_of(form.tag.data)[1])],
    done=lambda n: ngettext("%(num)s application was tagged.", "%(num)s applications were tagged.", n),
    confirm=_l("Put the tag on"),
)
UNTAG = BulkAct(
    key="untag",
    label=_l("Take a tag off"),
    title=_l("Take a tag off applications"),
    form=lambda _chosen: TagForm(),
    why_not=_untagged,
    do=lambda chosen, actor, now, form: actions.untag(chosen, form.tag.data, actor=actor, now=now),
    said=lambda form: [(_("Tag"), tag_of(form.tag.data)[1])],
    done=lambda n: ngettext(
        "The tag was taken off %(num)s application.", "The tag was taken off %(num)s applications.", n
    ),
    confirm=_l("Take the tag off"),
)


def _sent(one: Application, _now: datetime) -> Any:
    return None if one.state is ApplicationState.DRAFT else _("was sent or withdrawn already.")


def _past_reminding(one: Application, now: datetime) -> Any:
    return _sent(one, now) or (None if one.accepts(now) else _("its call takes no applications now."))


def not_remindable(chosen: Chosen, _actor: Actor, now: datetime, _form: Any) -> WhyNot:
    """Reminded are those that can still send, have somebody to write to, and were not reminded today."""
    reached = notices.reachable(chosen)
    today = queries.reminded([one.id for one in chosen], notices.reminder_day(now))
    joined = {
        (call, number)
        for call in {one.call_id for one in chosen}
        for number in queries.confirmed_in(call, [one.association_id for one in chosen if one.call_id == call])
    }

    def why(one: Application) -> Any:
        if (reason := _past_reminding(one, now)) is not None:
            return reason
        if (one.call_id, one.association_id) in joined:
            return _("it confirmed a coalition.")
        if one.id not in reached:
            return _("has nobody to write to: telephone instead.")
        return _("was reminded today.") if one.id in today else None

    return why


def _reminders(form: Any, touched: Chosen) -> list[Sheet]:
    read = notices.post_about(touched, mark="", now=clock.now()).by_language(
        [notices.Addressee(one) for one in touched]
    )
    words = form.words.data or ""
    return sheets_of(read, lambda code, to: notices.reminder_in(code, to.application, words=words))


REMIND = BulkAct(
    key="remind",
    label=_l("Remind"),
    title=_l("Remind associations to send their application"),
    form=lambda _chosen: RemindForm(),
    why_not=not_remindable,
    do=lambda chosen, actor, now, form: actions.remind(chosen, words=form.words.data or "", actor=actor, now=now),
    said=lambda form: [
        (_("Letter"), _("The closing time, how much is filled in, and the way to the application.")),
        (_("Your words"), form.words.data or _("none")),
    ],
    done=lambda n: ngettext("%(num)s association is reminded.", "%(num)s associations are reminded.", n),
    confirm=_l("Send the reminders"),
    plainly_not=_past_reminding,
    sheets=_reminders,
)


def _not_extendable(chosen: Chosen, _actor: Actor, now: datetime, form: Any) -> WhyNot:
    announced = {call.id for call in {one.call for one in chosen} if any(collect("call.announced", call=call))}

    def why(one: Application) -> Any:
        if (reason := _sent(one, now)) is not None:
            return reason
        if one.call_id in announced:
            return _("results of its call have been announced.")
        if form is None:
            return None
        return calls.cannot_extend(one.call, closes_at=form.closes_at.data, association_id=one.association_id, now=now)

    return why


def _extend(chosen: Chosen, actor: Actor, now: datetime, form: Any) -> None:
    for one in chosen:
        calls.extend(
            one.call,
            closes_at=form.closes_at.data,
            reason=form.reason.data,
            association_id=one.association_id,
            actor=actor,
            now=now,
        )


EXTEND = BulkAct(
    key="extend",
    label=_l("Give more time"),
    title=_l("Give associations more time"),
    form=lambda _chosen: ExtendForm(),
    why_not=_not_extendable,
    do=_extend,
    said=lambda form: [
        (_("New closing"), moment_words(form.closes_at.data)),
        (_("Reason"), form.reason.data),
        (_("Letter"), _("Each association reads the new closing; others learn nothing of it.")),
    ],
    done=lambda n: ngettext("%(num)s association has more time.", "%(num)s associations have more time.", n),
    confirm=_l("Give more time"),
    plainly_not=_sent,
)
