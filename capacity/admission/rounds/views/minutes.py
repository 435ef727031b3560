"""The minutes of a sitting as PDF, in Arabic and in French."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from babel.numbers import format_decimal
from flask import abort, request

from capacity.admission.rounds import policy, queries
from capacity.admission.rounds.models import AgendaItem, Motion, Round, Sitting
from capacity.admission.rounds.queries import Row, Standing
from capacity.admission.rounds.states import Effect, ProposalKind, SittingState, VoteChoice
from capacity.admission.rounds.views import effects
from capacity.admission.rounds.views.blueprint import bp
from capacity.admission.rounds.views.sitting_words import ITEM_WORDS, MOTION_WORDS, VOTE_WORDS
from capacity.core import clock, papers
from capacity.core.hijri import hijri
from capacity.core.languages import gettext as _
from capacity.core.languages import in_language, language, locale_code, ngettext
from capacity.web.downloads import download
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.templating import called, date_words, moment_words, time_words
from capacity.web.wording import label

TEMPLATE = "admission/rounds/papers/minutes.typ"
WRITTEN_IN = ("ar", "fr")


@bp.get("/selection/<int:round_id>/minutes.pdf")
@requires(load=queries.round_of, may=policy.may_see)
def minutes(round_: Round) -> Any:
    """``?in=ar`` or ``?in=fr``; a draft as long as the sitting is not closed, and with the seal once there is one."""
    sitting = queries.sitting_of(round_.id)
    if sitting is None:
        abort(404)
    asked = request.args.get("in", language())
    code = asked if asked in WRITTEN_IN else WRITTEN_IN[0]
    hidden = queries.hidden_applications(round_, current_actor().id)
    standing = queries.standing(round_)
    guarded = bool(hidden) and round_.announced_at is None and not policy.may_decide(current_actor(), round_)
    with in_language(code):
        data = minutes_data(round_, sitting, standing, hidden)
        if guarded:
            data |= _without_places(round_, sitting, standing, hidden)
    dated = max(filter(None, (sitting.opened_at, sitting.closed_at, round_.sealed_at)))
    content = papers.render(TEMPLATE, data, language=code, dated=dated)
    name = f"minutes-{round_.call.reference}-{round_.region_code}-{code}.pdf"
    return download(content, filename=name, media_type="application/pdf", show=True)


def minutes_data(round_: Round, sitting: Sitting, standing: Standing, hidden: frozenset[int]) -> dict[str, Any]:
    """What the paper says, in the language spoken now; ``hidden`` applications are not named to this reader."""
    unseen = frozenset(row.file.number for row in standing.rows if row.file.id in hidden)
    day = clock.local(sitting.opened_at).date()
    shown = [row for row in standing.rows if row.file.id not in hidden]
    kinds = {row.file.id: row.line.kind for row in standing.rows}
    return {
        "title": _("Minutes of the sitting: %(region)s", region=round_.region.name.text()),
        "reference": f"{round_.call.reference}-{round_.region_code}",
        "draft": None if sitting.state is SittingState.CLOSED else _("Draft: the sitting is not closed."),
        "intro": _(
            "The panel of %(region)s for the call “%(call)s” sat on %(day)s (%(hijri)s).",
            region=round_.region.name.text(),
            call=round_.call.title.text(),
            day=date_words(day),
            hijri=hijri(day, language()),
        ),
        "facts": _facts(round_, sitting, len(standing.record.files)),
        "labels": _labels(),
        "present": _present(round_, sitting),
        "recused": _recused(round_, standing, hidden),
        "rule": " ".join(effects.rule_of(round_, standing)),
        "items": [_item(item, sitting, hidden, kinds) for item in sitting.items if item.taken_up_at is not None],
        "pauses": [_pause(one.from_at, one.until_at, one.reason) for one in sitting.pauses],
        "outcome_words": _outcome_words(standing.rows),
        "selected": _lines(shown, ProposalKind.SELECT, unseen),
        "reserve": _lines(shown, ProposalKind.RESERVE, unseen),
        "effects": [_effect(one, unseen) for one in standing.effects],
        "sha256": round_.sealed_sha256,
        "seed": round_.call.lottery_seed if round_.sealed_at is not None else "",
        "signatures": [
            _("Signed by %(person)s, %(date)s", person=called(one.person), date=moment_words(one.signed_at))
            for one in round_.signatures
            if round_.sealed_at is not None
        ],
        "signers": [_("Coordinator"), _chair_words(round_)],
    }


def _chair_words(round_: Round) -> str:
    """Who signs beside the coordinator."""
    for_chair = round_.presiding is not None and round_.presiding is round_.panel.deputy
    return _("Deputy chair, for the chair") if for_chair else _("Chair of the panel")


def _without_places(round_: Round, sitting: Sitting, standing: Standing, hidden: frozenset[int]) -> dict[str, Any]:
    """For who stepped back from an application: without what would tell that it is there, or where it stands."""
    kinds = {row.file.id: row.line.kind for row in standing.rows}
    gone_through = [one for one in sitting.items if one.taken_up_at is not None and one.application_id not in hidden]
    items = [_item(one, sitting, hidden, kinds) | {"number": place} for place, one in enumerate(gone_through, 1)]
    seen = sum(1 for file in standing.record.files if file.id not in hidden)
    words = _("You stepped back from an application of this region: you read the ranking when it is announced.")
    told = {"facts": _facts(round_, sitting, seen), "items": items, "outcome_words": words}
    return {**told, "selected": [], "reserve": [], "effects": []}


def _facts(round_: Round, sitting: Sitting, eligible: int) -> list[tuple[str, str]]:
    chair, deputy = round_.panel.chair, round_.panel.deputy
    pairs = [
        (_("Place"), sitting.place),
        (_("Opened"), moment_words(sitting.opened_at)),
        (_("Sitting closed"), moment_words(sitting.closed_at)),
        (_("Chair"), called(chair) if chair is not None else ""),
        (_("Deputy chair, for the chair"), called(deputy) if deputy is not None and deputy is round_.presiding else ""),
        (_("Handed over by the chair, who could not come"), moment_words(round_.panel.handed_over_at)),
        (_("Eligible applications"), str(eligible)),
        (_("Seats"), str(round_.seats)),
        (_("Quorum"), ngettext("%(num)s member", "%(num)s members", sitting.quorum)),
    ]
    return [(term, value) for term, value in pairs if value]


def _labels() -> dict[str, Any]:
    return {
        "present": _("Members of the panel"),
        "present_columns": [_("Member"), _("Arrived"), _("Left")],
        "recused": _("Stepped back before the sitting, because of a conflict of interest"),
        "rule": _("The rule, as the call declared it"),
        "agenda": _("What was gone through"),
        "pauses": _("Interruptions"),
        "outcome": _("The ranking that results"),
        "outcome_columns": [_("Rank"), _("Number"), _("Association"), _("Points")],
        "reserve": _("Reserve list, in order"),
        "effects": _("What the quotas did"),
        "seal": _("Sealed ranking"),
        "sha256": _("SHA-256 of the sealed file"),
        "seed": _("Seed of the lottery, revealed with the seal"),
    }


def _present(round_: Round, sitting: Sitting) -> list[list[str]]:
    rows = []
    for member in round_.panel.members:
        name = called(member.person)
        if member.chairs:
            name = _("%(name)s (chair)", name=name)
        elif member.deputises:
            name = _("%(name)s (deputy chair)", name=name)
        times = [one for one in sitting.presences if one.person_id == member.person_id]
        rows += [[name, time_words(one.arrived_at), time_words(sitting.until(one)) or "–"] for one in times] or [
            [name, _("Not there"), ""]
        ]
    return rows


def _recused(round_: Round, standing: Standing, hidden: frozenset[int]) -> list[str]:
    """Who reads and decides nothing of which applications, as declared before the sitting."""
    files = [file for file in standing.record.files if file.id not in hidden]
    found = [
        (called(member.person), [file.number for file in files if file.was_recused(member.person_id)])
        for member in round_.panel.members
    ]
    return [name + _(": ") + _(", ").join(numbers) for name, numbers in found if numbers]


def _item(
    item: AgendaItem, sitting: Sitting, hidden: frozenset[int], kinds: Mapping[int, ProposalKind]
) -> dict[str, Any]:
    if item.application_id in hidden:
        return {
            "number": item.position,
            "title": _("You stepped back from this application"),
            "why": "",
            "times": None,
            "out": [],
            "kept": "",
            "motions": [],
        }
    motions = [_motion(motion) for motion in sitting.motions if motion.item_id == item.id]
    kept = kinds.get(item.application_id or 0) if item.done_at is not None and not motions else None
    named = item.application
    title = f"{named.association.name.text()} ({named.number})" if named is not None else item.title
    return {
        "number": item.position,
        "title": title or str(ITEM_WORDS[item.kind]),
        "why": str(ITEM_WORDS[item.kind]) if title else "",
        "times": _between(item.taken_up_at, item.done_at),
        "out": [
            _(
                "%(person)s left the room because of a conflict of interest (%(times)s): %(reason)s",
                person=called(one.person),
                times=_between(one.left_at, one.returned_at),
                reason=one.reason,
            )
            for one in sitting.recusals
            if one.item_id == item.id
        ],
        "kept": _("No motion was moved; the proposal stands: %(proposal)s.", proposal=label(kept)) if kept else "",
        "motions": motions,
    }


def _motion(motion: Motion) -> dict[str, str]:
    said = str(MOTION_WORDS[motion.kind])
    votes = [
        str(VOTE_WORDS[choice]) + _(": ") + _(", ").join(called(vote.person) for vote in votes)
        for choice in VoteChoice
        if (votes := [vote for vote in motion.votes if vote.choice is choice])
    ]
    moved = _("Moved by %(person)s at %(time)s", person=called(motion.moved_by), time=time_words(motion.moved_at))
    title = _("%(motion)s: carried", motion=said) if motion.carried else _("%(motion)s: rejected", motion=said)
    return {"title": title, "reason": motion.reason, "votes": ". ".join([moved, *votes]) + "."}


def _pause(begun: datetime, ended: datetime | None, reason: str) -> str:
    times = _between(begun, ended)
    return _("%(times)s: %(reason)s", times=times, reason=reason) if reason else times


def _between(begun: datetime | None, ended: datetime | None) -> str:
    if begun is None:
        return ""
    if ended is None:
        return _("from %(time)s", time=time_words(begun))
    if clock.local(begun).date() != clock.local(ended).date():
        return f"{moment_words(begun)} – {moment_words(ended)}"
    return f"{time_words(begun)} – {time_words(ended)}"


def _outcome_words(rows: Iterable[Row]) -> str:
    kinds = [row.line.kind for row in rows]
    return " ".join(
        [
            ngettext(
                "%(num)s association is selected.",
                "%(num)s associations are selected.",
                kinds.count(ProposalKind.SELECT),
            ),
            ngettext(
                "%(num)s stands on the reserve list.",
                "%(num)s stand on the reserve list.",
                kinds.count(ProposalKind.RESERVE),
            ),
        ]
    )


def _lines(rows: Iterable[Row], kind: ProposalKind, unseen: frozenset[str]) -> list[list[str]]:
    return [
        [
            str(row.line.reserve_rank or row.line.rank),
            row.file.number,
            " – ".join(filter(None, [row.file.name.text(), effects.moved_words(row.line, unseen), _decided(row)])),
            str(format_decimal(row.line.points / 100, "0.00", locale=locale_code(language()))),
        ]
        for row in rows
        if row.line.kind is kind
    ]


def _decided(row: Row) -> str:
    return _("by the sitting") if row.line.decided else ""


def _effect(effect: Effect, unseen: frozenset[str]) -> str:
    shown = effects.shown_effects([effect], unseen)[0]
    parts = [shown.sentence, ngettext("Selected: %(num)s.", "Selected: %(num)s.", shown.selected)]
    if shown.gained:
        parts.append(_("Without it would have been selected: %(numbers)s.", numbers=_(", ").join(shown.gained)))
    if shown.lost:
        parts.append(_("Without it would not have been: %(numbers)s.", numbers=_(", ").join(shown.lost)))
    if not shown.gained and not shown.lost:
        parts.append(_("Without it the same applications would have been selected."))
    return " ".join(parts)
