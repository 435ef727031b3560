"""What the rules of eligibility found, in words: of whom, from what, and as of when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from capacity.admission.applications.models import Application
from capacity.admission.calls.states.eligibility import AS_SENT, OF_ASSOCIATIONS, Finding, Result, needed_of
from capacity.admission.calls.states.eligibility_words import inputs_words, requirement_words
from capacity.admission.review.queries import Computed
from capacity.core.languages import Localized
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.web.templating import moment_words

RESULTS: dict[Result, tuple[object, str]] = {
    Result.MET: (_l("Rule met"), "done"),
    Result.NOT_MET: (_l("Rule not met"), "failed"),
    Result.UNKNOWN: (_l("Cannot be told"), "attention"),
}


@dataclass(frozen=True)
class ShownInputs:
    """What was found of one association, with the shape of its state, and from what; ``of`` names it in a coalition."""

    of: str
    result: object
    kind: str
    words: str


@dataclass(frozen=True)
class ShownFinding:
    """A rule, what it found with the shape of its state, from what, and as of when."""

    rule: str
    result: object
    kind: str
    inputs: str
    since: str
    each: Sequence[ShownInputs] = field(default_factory=list)
    needed: str = ""


@dataclass(frozen=True)
class ShownRules:
    """What the rules found, once: now, or when a verdict was given."""

    findings: Sequence[ShownFinding]
    at: datetime | None


def shown_rules(application: Application, computed: Computed, *, coalition: bool) -> ShownRules:
    """Each rule of the call, in its order, as it is found now."""
    found = [_shown(one, application, computed, computed.sent_at, computed.at, coalition) for one in computed.findings]
    return ShownRules(found, computed.at)


def kept_rules(application: Application, computed: Computed, kept: Mapping[str, Any], *, coalition: bool) -> ShownRules:
    """The same as it was seen when a verdict was given."""
    sent_at, at = _moment(kept.get("sent_at")), _moment(kept.get("at"))
    found = [_shown(Finding.read(one), application, computed, sent_at, at, coalition) for one in kept["rules"]]
    return ShownRules(found, at)


def _moment(iso: str | None) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None


def _shown(
    one: Finding,
    application: Application,
    computed: Computed,
    sent_at: datetime | None,
    at: datetime | None,
    coalition: bool,
) -> ShownFinding:
    each = list(_each(one, application, computed))
    inputs = "" if each else _words(one, one.inputs, computed)
    if coalition and not each and one.requirement.kind in OF_ASSOCIATIONS:
        inputs = _("%(name)s leads.", name=application.association.name) + " " + inputs
    return ShownFinding(
        requirement_words(one.requirement, computed.questions),
        *RESULTS[one.result],
        inputs,
        _since(one, sent_at, at),
        each,
        _needed(one, each),
    )


def _words(one: Finding, inputs: Mapping[str, Any], computed: Computed) -> str:
    papers = {paper.paper.key: paper.paper.label for paper in computed.documents}
    return inputs_words(one.requirement, inputs, computed.questions, papers)


def _each(one: Finding, application: Application, computed: Computed) -> Iterator[ShownInputs]:
    for found in one.inputs.get("each", ()):
        name = Localized(found["names"]) if "names" in found else application.association.name
        yield ShownInputs(name.text(), *RESULTS[Result(found["result"])], _words(one, found["inputs"], computed))


def _needed(one: Finding, each: Sequence[ShownInputs]) -> str:
    if not each:
        return ""
    met = sum(found["result"] == Result.MET.value for found in one.inputs["each"])
    needed = needed_of(one.requirement, len(each))
    return _("%(met)s of %(all)s meet it; %(needed)s have to.", met=met, all=len(each), needed=needed)


def _since(one: Finding, sent_at: datetime | None, at: datetime | None) -> str:
    if one.requirement.kind in AS_SENT:
        return _("As it was sent, %(moment)s", moment=moment_words(sent_at)) if sent_at is not None else ""
    return _("As it is recorded, %(moment)s", moment=moment_words(at)) if at is not None else ""
