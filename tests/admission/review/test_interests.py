"""Members declare interests once; likely conflicts follow, and who is in one is not proposed as a reader."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.calls.models import Call
from capacity.admission.calls.states.reading import ReadingRules
from capacity.admission.review import actions, queries
from capacity.admission.review.actions import Declared
from capacity.admission.review.states.conflicts import File, Likely, Member, Tie, likely, person_key
from capacity.admission.review.states.sharing import Task, share_readings
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations.models import AssociationTheme, Officer
from tests.factories import admission_review as factory
from tests.factories.admission_region import NOW, PROVINCE, Region, actor

NAMES = st.sampled_from(["Samira El Fassi", "Driss Tahiri", "سميرة الفاسي", "Amina Own", "Zineb"])


def declared(person: Any, **said: Any) -> None:
    with unit_of_work():
        actions.declare_interests(Declared(**said), actor=actor(person), now=NOW)


def ties(made: Region) -> set[tuple[int, int, Tie]]:
    return {(one.application, one.reader, one.tie) for one in queries.likely_conflicts(made.panel)}


@pytest.mark.one_database
@given(NAMES, NAMES)
def test_a_name_is_the_same_whatever_the_order_and_the_spelling_of_its_words(one: str, other: str) -> None:
    turned = " ".join(reversed(one.upper().split()))
    assert person_key(one) == person_key(turned)
    member, file = Member(1, names=frozenset({one})), File(7, frozenset({3}), ("X",), people=(other,))
    found = likely([member], [file])
    assert bool(found) is (one == other and len(one.split()) > 1)


@pytest.mark.one_database
def test_each_kind_of_tie_is_found_and_said_once() -> None:
    member = Member(
        1, contacts=frozenset({"a@b.ma"}), acts_for=frozenset({3}), associations=("Femmes du Rif",),
        people=("Amina Own",), regions=frozenset({"MA-02"}), province="04.421",
    )  # fmt: skip
    file = File(
        7, frozenset({3}), ("Association Femmes du Rif", "جمعية نساء الريف"), ("OWN Amina", "Amina Own"),
        frozenset({"a@b.ma"}), frozenset({"04.421"}), "MA-02",
    )  # fmt: skip
    found = likely([member], [file], same_province=True)
    assert [one.tie for one in found] == [
        Tie.ACTS, Tie.DECLARED, Tie.KNOWS, Tie.KNOWS, Tie.CONTACT, Tie.PROVINCE, Tie.REGION
    ]  # fmt: skip
    assert [one.bars for one in found][-1] is False
    assert Tie.PROVINCE not in {one.tie for one in likely([member], [file])}
    assert likely([Member(2, associations=("Association",))], [File(8, frozenset(), ("Association Amal",))]) == []


@st.composite
def tasks(draw: st.DrawFn) -> tuple[list[Task], list[int]]:
    readers = list(range(draw(st.integers(2, 6))))
    barred = st.frozensets(st.sampled_from(readers), max_size=len(readers))
    fit = st.dictionaries(st.sampled_from(readers), st.integers(1, 3))
    count = draw(st.integers(0, 12))
    return [Task(n, draw(st.integers(1, 3)), draw(barred), draw(fit)) for n in range(count)], readers


def known(tasks_: list[Task], pairs: list[tuple[int, int]]) -> int:
    fits = {one.application: one.fit for one in tasks_}
    return sum(fits[application].get(reader, 0) for application, reader in pairs)


@pytest.mark.one_database
@given(tasks())
def test_knowing_the_subject_never_costs_fairness(given_: tuple[list[Task], list[int]]) -> None:
    tasks_, readers = given_
    plain = share_readings([Task(one.application, one.needed, one.barred) for one in tasks_], readers, {})
    pairs = share_readings(tasks_, readers, {})
    assert pairs == share_readings(tasks_, readers, {})
    barred = {one.application: one.barred for one in tasks_}
    assert not any(reader in barred[application] for application, reader in pairs)
    assert Counter(a for a, _r in pairs) == Counter(a for a, _r in plain)
    ours, theirs = Counter(r for _a, r in pairs), Counter(r for _a, r in plain)
    assert max(ours.values(), default=0) <= max(theirs.values(), default=0)
    if not any(barred.values()) and readers:
        assert max(ours[r] for r in readers) - min(ours[r] for r in readers) <= 1
    for a, one in pairs:
        for b, other in pairs:
            taken = (a, other) in pairs or (b, one) in pairs or other in barred[a] or one in barred[b]
            if a != b and one != other and not taken:
                swapped = [pair for pair in pairs if pair not in ((a, one), (b, other))] + [(a, other), (b, one)]
                assert known(tasks_, swapped) <= known(tasks_, pairs)


def test_no_file_is_opened_before_interests_are_declared(sign_in: Any, clock: Any) -> None:
    clock.stop_at(NOW)
    made = factory.scoring(2, committee=2)
    with unit_of_work():
        for member in made.panel.members:
            member.interests_at = None
    mine = next(one for one in queries.assignments_of(made.panel_id) if one.reader_id == made.committee[1].id)
    with pytest.raises(RuleBroken, match="بمصالحكم"), unit_of_work():
        actions.declare(mine, actor=actor(made.committee[1]), now=NOW)
    client = sign_in(made.committee[1])
    assert client.get(f"/review/readings/{mine.id}/declare").headers["Location"].endswith("/review/interests")
    assert "before you read in" in client.page("/?lang=en")
    empty = client.submit_form("/review/interests", {"no_tie": ""})
    assert empty.status_code == 422
    both = client.submit_form("/review/interests", {"no_tie": "y", "people": "Amina Own"})
    assert both.status_code == 422
    assert "Amina Own" in both.text
    assert client.submit_form("/review/interests", {"no_tie": "y", "languages": ["fr"]}).status_code == 302
    assert client.get(f"/review/readings/{mine.id}/declare").status_code == 200
    assert client.submit_form("/review/interests", {"no_tie": "", "words": "Conseil en 2015"}).status_code == 302
    assert [one.no_tie for one in queries.declarations_of(made.committee[1].id)] == [False, True, True]


def test_who_is_tied_to_an_association_is_told_so_and_not_proposed(sign_in: Any, clock: Any) -> None:
    clock.stop_at(NOW)
    made = factory.screened(3, committee=4)
    first, second, third = made.applications
    reader, namesake = made.committee[1], made.committee[2]
    db.session.add(Officer(association_id=second.association_id, name=namesake.name.upper()))
    db.session.commit()
    declared(reader, associations=[f"Asso. {made.associations[0].name_fr}"])
    assert ties(made) == {(first.id, reader.id, Tie.DECLARED), (second.id, namesake.id, Tie.NAMESAKE)}
    told = sign_in(reader).page("/review/interests?lang=en")
    assert first.number in told
    assert second.number not in told
    desk = sign_in(made.coordinator)
    shown = desk.page(f"/review/panels/{made.panel_id}/interests?lang=en")
    assert "declared a tie with" in shown
    assert "has the name of" in shown
    assert "not given" in shown
    proposed = queries.proposal(made.panel)
    assert not {(first.id, reader.id), (second.id, namesake.id)} & set(proposed.pairs)
    assert len(proposed.pairs) == 6
    assert max(then for _now, then in proposed.loads.values()) - min(t for _n, t in proposed.loads.values()) <= 1
    with pytest.raises(RuleBroken, match="تنازع"), unit_of_work():
        actions.assign(made.panel, first, reader.id, actor=made.desk, now=NOW)
    with unit_of_work():
        actions.assign(made.panel, first, reader.id, despite=True, actor=made.desk, now=NOW)
    assert "A conflict is likely" in desk.page(f"/review/panels/{made.panel_id}/readers?lang=en")
    del third


def test_the_proposal_is_seen_before_it_is_given_and_what_changed_meanwhile_is_seen_again(
    sign_in: Any, clock: Any
) -> None:
    clock.stop_at(NOW)
    made = factory.screened(3, committee=3)
    desk, path = sign_in(made.coordinator), f"/review/panels/{made.panel_id}/readers/share"
    page = desk.page(path)
    assert page.count('name="pairs"') == 6
    assert queries.assignments_of(made.panel_id) == []
    seen, pairs = queries.proposal(made.panel).sha256, list(queries.proposal(made.panel).pairs)
    with unit_of_work():
        actions.assign(made.panel, made.applications[0], made.committee[0].id, actor=made.desk, now=NOW)
    ticked = [f"{application}-{reader}" for application, reader in pairs]
    late = desk.submit_form(path, {"pairs": ticked, "seen": seen})
    assert late.status_code == 422
    assert len(queries.assignments_of(made.panel_id)) == 1
    proposed = queries.proposal(made.panel)
    kept = [f"{application}-{reader}" for application, reader in proposed.pairs[1:]]
    assert desk.submit_form(path, {"pairs": kept, "seen": proposed.sha256}).status_code == 302
    given = {(one.application_id, one.reader_id) for one in queries.assignments_of(made.panel_id)}
    assert proposed.pairs[0] not in given
    assert given >= set(proposed.pairs[1:])


@pytest.mark.usefixtures("app")
def test_language_and_subjects_decide_who_is_proposed() -> None:
    made = factory.screened(4, committee=3)
    chair, french, women = made.committee
    for application in made.applications[:2]:
        application.language = "ar"
        db.session.add(AssociationTheme(association_id=application.association_id, theme="women"))
    db.session.commit()
    declared(french, no_tie=True, languages=["fr"])
    declared(women, no_tie=True, themes=["women"])
    pairs = set(queries.proposal(made.panel).pairs)
    arabic = {application.id for application in made.applications[:2]}
    assert not {(number, french.id) for number in arabic} & pairs
    assert {(number, person.id) for number in arabic for person in (chair, women)} <= pairs


@pytest.mark.usefixtures("app")
def test_of_one_province_only_where_the_call_says_so() -> None:
    made = factory.screened(1, committee=3)
    declared(made.committee[1], words="Voisinage", province_code=PROVINCE)
    assert ties(made) == set()
    with unit_of_work():
        call = db.session.get_one(Call, made.call.id)
        call.reading = ReadingRules(same_province=True).stored()
    assert ties(made) == {(made.applications[0].id, made.committee[1].id, Tie.PROVINCE)}


def test_a_reading_goes_to_another_reader_and_both_stand_in_the_history(sign_in: Any, clock: Any) -> None:
    clock.stop_at(NOW + timedelta(hours=1))
    made = factory.scoring(1, committee=3)
    mine = queries.assignments_of(made.panel_id)[0]
    other = next(p for p in made.committee if p.id not in {a.reader_id for a in queries.assignments_of(made.panel_id)})
    desk, number, before = sign_in(made.coordinator), mine.id, mine.reader.name
    path = f"/review/readings/{number}/hand-over"
    assert desk.submit_form(path, {"reader": str(other.id), "reason": ""}).status_code == 422
    assert desk.submit_form(path, {"reader": str(other.id), "reason": "En congé"}).status_code == 302
    page = desk.page(f"/review/applications/{made.applications[0].id}?lang=en")
    assert before in page
    assert other.name in page
    assert "En congé" in page
    assert "Taken back" in page


def test_who_stepped_back_sees_no_trace_of_the_file(sign_in: Any, clock: Any) -> None:
    clock.stop_at(NOW)
    made = factory.scoring(2, committee=3)
    mine = queries.assignments_of(made.panel_id)[0]
    reader, application = mine.reader, made.applications[0]
    assert mine.application_id == application.id
    declared(reader, associations=[made.associations[0].name_fr])
    client, number, name = sign_in(reader), application.number, made.associations[0].name_fr
    assert number in client.page("/review/interests")
    with unit_of_work():
        actions.recuse(queries.assignment(mine.id), reason="Ma sœur y siège", actor=actor(reader), now=NOW)
    paths = ["/", "/review/readings", "/review/interests", "/selection", f"/selection/{made.round_id}"]
    paths.append(f"/review/panels/{made.panel_id}/interests")
    for path in paths:
        page = client.get(path)
        assert number not in page.text, path
        assert name not in page.text or path.endswith("/interests"), path
    for path in (f"/review/readings/{mine.id}", f"/review/readings/{mine.id}/declare"):
        assert client.get(path).status_code == 404
    assert Likely(1, 2, Tie.ACTS).bars
