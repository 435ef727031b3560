"""What the rules of eligibility found, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from capacity.admission.calls.states.eligibility import Finding, Result
from capacity.admission.calls.states.eligibility_words import inputs_words, requirement_words
from capacity.admission.review.queries import Computed
from capacity.core.languages import lazy_gettext as _l

RESULTS: dict[Result, tuple[object, str]] = {
    Result.MET: (_l("Rule met"), "done"),
    Result.NOT_MET: (_l("Rule not met"), "failed"),
    Result.UNKNOWN: (_l("Cannot be told"), "attention"),
}


@dataclass(frozen=True)
class ShownFinding:
    """A rule, what it found with the shape of its state, and from what."""

    rule: str
    result: object
    kind: str
    inputs: str


def shown_findings(computed: Computed, kept: Mapping[str, Any] | None = None) -> Sequence[ShownFinding]:
    """Each rule of the call, in its order: as it is found now, or as it was ``kept`` beside a verdict."""
    papers = {one.paper.key: one.paper.label for one in computed.documents}
    found = computed.findings if kept is None else [Finding.read(one) for one in kept["rules"]]
    return [
        ShownFinding(
            requirement_words(one.requirement, computed.questions),
            *RESULTS[one.result],
            inputs_words(one.requirement, one.inputs, computed.questions, papers),
        )
        for one in found
    ]
