"""Which questions of a form may be asked as its earlier ones are answered, and on which answers each hangs."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from capacity.admission.calls.models import Question
from capacity.admission.calls.states import Condition, QuestionKind, Rule


@dataclass(frozen=True)
class Link:
    """An answer of an earlier page on which a question hangs: whether the one of ``version`` is among ``answers``."""

    question: int
    answers: list[str]
    version: int
    met: bool


class Reached(NamedTuple):
    """A question that is asked or may be: the one it ``waits`` for, and, where that stands on an earlier page, the
    ``chain`` of answers that bring it up."""

    question: Question
    rule: Rule
    waits: Question | None
    chain: list[Link]


Standing = Callable[[Question], tuple[Any, int]]
"""(the answer to a question as it is kept, its version)."""


def reached(
    questions: Iterable[Question], rules: Mapping[int, Rule], region: str, asked: Container[str], standing: Standing
) -> Iterator[Reached]:
    """Those of the questions, in the form's order, that are asked in this region or that answers may bring up.

    Files cannot be sent without a line: those an earlier page brings up are left to the server.
    """
    known: dict[str, Question] = {}
    chains: dict[str, list[Link]] = {}
    for question in questions:
        rule = rules[question.id]
        key, condition = rule.key, rule.condition
        if rule.regions and region not in rule.regions:
            continue
        if condition is None:
            known[key] = question
            yield Reached(question, rule, None, [])
            continue
        waits = known.get(condition.question)
        if waits is None and key not in asked:
            continue
        known[key] = question
        if waits is not None:
            chains[key] = [_link(condition, waits, standing), *chains.get(waits.key, ())]
        afar = waits is not None and waits.subject_id != question.subject_id
        if afar and question.kind is QuestionKind.FILE:
            if key not in asked:
                continue
            waits, afar = None, False
        yield Reached(question, rule, waits, chains[key] if afar else [])


def _link(condition: Condition, waits: Question, standing: Standing) -> Link:
    value, version = standing(waits)
    return Link(waits.id, sorted(condition.answers), version, condition.is_met_by(value))
