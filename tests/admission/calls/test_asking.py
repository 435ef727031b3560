"""Which questions are asked: what waits for an answer looks back, and is never asked by what is not asked itself."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.calls.states import (
    NO,
    YES,
    Condition,
    Fault,
    QuestionKind,
    Rule,
    asked,
    condition_faults,
    deciding_answers,
    fresh_key,
    keyed,
)
from capacity.core.languages import Localized

REGIONS = ("MA-02", "MA-04", "MA-08")
KEYS = st.sampled_from([f"q{number}" for number in range(8)])
ANSWERS = st.frozensets(st.sampled_from(["a", "b", YES, NO]), min_size=1)
CONDITIONS = st.none() | st.builds(Condition, KEYS, ANSWERS)
VALUES = st.none() | st.booleans() | st.sampled_from(["a", "b"]) | st.lists(st.sampled_from(["a", "b"])) | st.integers()


@st.composite
def forms(draw: Any) -> list[Rule]:
    """Any form, sound or not: conditions that look back, forward, at themselves, in circles, at nothing."""
    keys = draw(st.permutations([f"q{number}" for number in range(draw(st.integers(0, 8)))]))
    regions = st.frozensets(st.sampled_from(REGIONS), max_size=2)
    return [Rule(key, draw(ANSWERS), draw(CONDITIONS), draw(regions)) for key in keys]


def sound(form: list[Rule]) -> list[Rule]:
    """The form without the conditions that a call refuses."""
    wrong = {key for key, _fault in condition_faults(form)}
    return [Rule(one.key, one.answers, None if one.key in wrong else one.condition, one.regions) for one in form]


@given(forms())
def test_a_condition_on_a_later_question_on_itself_or_in_a_circle_is_always_found(form: list[Rule]) -> None:
    wrong = dict(condition_faults(form))
    order = [one.key for one in form]
    for place, one in enumerate(form):
        if one.condition is not None and one.condition.question not in order[:place]:
            assert wrong[one.key] is Fault.NOT_EARLIER
    waits = {one.key: one.condition.question for one in sound(form) if one.condition}
    for key in waits:
        seen = [key]
        while seen[-1] in waits:
            seen.append(waits[seen[-1]])
            assert len(seen) <= len(form), "a circle"


@given(forms(), st.dictionaries(KEYS, VALUES), st.sampled_from(REGIONS))
def test_what_is_asked_has_its_condition_met_by_what_is_asked(
    form: list[Rule], answers: dict[str, Any], region: str
) -> None:
    found = asked(form, answers, region)
    for rule in form:
        here = not rule.regions or region in rule.regions
        waits = rule.condition
        met = waits is None or (waits.question in found and waits.is_met_by(answers.get(waits.question)))
        if rule.key in found:
            assert here
            assert met
        elif here and met:
            order = [one.key for one in form]
            assert waits is not None
            assert order.index(waits.question) >= order.index(rule.key), "only a condition that does not look back"


@given(forms(), st.dictionaries(KEYS, VALUES), st.sampled_from(REGIONS))
def test_answers_to_what_is_not_asked_decide_nothing(form: list[Rule], answers: dict[str, Any], region: str) -> None:
    found = asked(form, answers, region)
    assert asked(form, {key: value for key, value in answers.items() if key in found}, region) == found


@given(forms(), st.dictionaries(KEYS, VALUES))
def test_everywhere_nothing_is_left_out_for_its_region(form: list[Rule], answers: dict[str, Any]) -> None:
    assert asked(form, answers, None) >= {key for region in REGIONS for key in asked(form, answers, region)}


def test_only_questions_with_answers_to_choose_from_decide() -> None:
    assert deciding_answers(QuestionKind.YES_NO, ()) == {YES, NO}
    assert deciding_answers(QuestionKind.ACKNOWLEDGEMENT, ()) == {YES}
    assert deciding_answers(QuestionKind.SEVERAL_CHOICES, ["a", "b"]) == {"a", "b"}
    assert deciding_answers(QuestionKind.LONG_TEXT, ["a"]) == set()
    waits = [
        Rule("q0", deciding_answers(QuestionKind.MONEY, ())),
        Rule("q1", condition=Condition("q0", frozenset("a"))),
    ]
    assert condition_faults(waits) == [("q1", Fault.NO_ANSWER)]


def lines(*words: str) -> list[Localized]:
    return [Localized(fr=one, ar=f"{one} ar") for one in words]


BEFORE = keyed((), lines("Oui, seule", "Oui, en coalition", "Jamais"))


@given(st.permutations(range(3)), st.lists(st.sampled_from(["Autre", "Sans objet"]), max_size=2, unique=True))
def test_an_answer_keeps_its_key_wherever_it_stands_and_whatever_is_added(order: list[int], more: list[str]) -> None:
    names = ["Oui, seule", "Oui, en coalition", "Jamais"]
    after = keyed(BEFORE, lines(*more, *(names[place] for place in order)))
    kept = {one["label"]["fr"]: one["key"] for one in after}
    assert {name: kept[name] for name in names} == {one["label"]["fr"]: one["key"] for one in BEFORE}
    assert len(set(kept.values())) == len(names) + len(more)


def test_a_reworded_answer_keeps_its_key_and_one_that_was_taken_away_gives_it_to_nobody() -> None:
    keys = [one["key"] for one in BEFORE]
    assert [one["key"] for one in keyed(BEFORE, lines("Oui, seule", "Oui, à plusieurs", "Jamais"))] == keys
    translated = [Localized(fr=one["label"]["fr"], ar="ترجمة", en="New") for one in BEFORE]
    assert [one["key"] for one in keyed(BEFORE, translated)] == keys
    assert [one["key"] for one in keyed(BEFORE, lines("Oui, seule", "Jamais"))] == [keys[0], keys[2]]
    assert keyed(BEFORE, lines("Jamais", "Oui, seule", "Peut-être", "Rarement"))[2]["key"] not in keys


def test_what_two_calls_ask_in_arabic_alone_does_not_share_a_column() -> None:
    one, other = fresh_key("ما هي أهدافكم؟", ()), fresh_key("كم عدد الأعضاء في 2026؟", ())
    assert one != other
    assert fresh_key("مَا هي أهدافكم", ()) == one
    assert fresh_key("مَا هي أهدافكم", (one,)) == f"{one}_2"
    assert (fresh_key("No", ()), fresh_key("À qui ?", ()), fresh_key("?", ())) == ("no", "a_qui", "item")
