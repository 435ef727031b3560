"""The rules of a call at the workbench: declared with it, computed for each application, departed from with reasons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from capacity.admission.applications import queries as applications_queries
from capacity.admission.calls import actions as calls
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import CallState
from capacity.admission.calls.states.eligibility import Requirement, RuleKind, Whom
from capacity.admission.review import actions, queries
from capacity.admission.review.states import Verdict
from capacity.core.access import Role
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations.models import Association
from capacity.people.associations.queries import actor_of
from tests.factories import admission, coalitions, people
from tests.factories.screening import NOW, REGION, RULES, UNREADABLE, accepted, arrived, judge
from tests.support.counting import counting


@pytest.fixture(autouse=True)
def _moment(db_session: Any, clock: Any) -> None:
    clock.stop_at(NOW)


def test_rules_are_computed_and_who_decides_otherwise_says_why() -> None:
    coordinator = people.coordinator(REGION)
    (made,) = arrived(coordinator, *RULES)
    actor = actor_of(coordinator)
    judge(made, coordinator, statutes=UNREADABLE)
    with pytest.raises(RuleBroken, match="بينوا أولا"), unit_of_work():
        actions.screen(made, verdict=Verdict.ELIGIBLE, departure="Vu l’original.", actor=actor, now=NOW)
    judge(made, coordinator, **{**accepted(made), "statutes": UNREADABLE})
    with pytest.raises(RuleBroken), unit_of_work():
        actions.screen(made, verdict=Verdict.ELIGIBLE, actor=actor, now=NOW)
    with unit_of_work():
        found = actions.screen(
            made, verdict=Verdict.ELIGIBLE, departure="Vu l’original au guichet.", actor=actor, now=NOW
        )
    assert found.departure == "Vu l’original au guichet."
    assert found.computed["verdict"] == "ineligible"
    assert [one["result"] for one in found.computed["rules"]] == ["met", "unknown", "met"]
    with unit_of_work():
        reasons = ["unreadable_documents"]
        found = actions.screen(
            made, verdict=Verdict.INELIGIBLE, reasons=reasons, departure="Sans objet", actor=actor, now=NOW
        )
    assert found.departure == ""


def test_who_may_apply_is_declared_with_the_call_read_on_its_page_and_frozen_with_it(sign_in: Any) -> None:
    call = admission.call(regions=[REGION], published=False)
    desk = sign_in(people.coordinator())
    page = f"/desk/calls/{call.id}/eligibility"
    wrong = desk.submit_form(page, {"board": "0"})
    assert wrong.status_code == 422
    typed = {"seat": "y", "age": "12", "women": "1", "themes": ["women", "children"]}
    assert desk.submit_form(page, typed).status_code == 302
    kinds = [one["kind"] for one in db.session.get_one(Call, call.id).eligibility]
    assert kinds == ["seat", "age", "women", "themes"]
    read = "a au moins 12 mois d’existence"
    assert read in desk.page(page)
    assert read in desk.page(f"/desk/calls/{call.id}/preview")
    with unit_of_work():
        calls.publish(db.session.get_one(Call, call.id), actor=admission.EVERYWHERE, now=admission.BEFORE)
    assert db.session.get_one(Call, call.id).state is CallState.PUBLISHED
    assert desk.submit_form(page, {"board": "3"}).status_code in {409, 422}
    assert read in desk.page(f"/calls/{call.reference}")
    assert made_after(call).eligibility == db.session.get_one(Call, call.id).eligibility


def made_after(call: Call) -> Call:
    """A later call that begins with this one's form."""
    with unit_of_work():
        return calls.create(
            call.phase, reference="AMI-LATER", opens_at=admission.OPENS, closes_at=admission.CLOSES,
            regions=[(REGION, 3)], source=db.session.get_one(Call, call.id), actor=admission.EVERYWHERE, now=NOW,
        )  # fmt: skip


def test_a_rule_looks_at_every_association_that_confirmed_and_its_inputs_are_kept(sign_in: Any) -> None:
    coordinator = people.coordinator(REGION)
    call = admission.call(regions=[REGION])
    lead = admission.complete(call, admission.association(founded_year=2001))
    young = admission.association(founded_year=2018)
    coalitions.carried(lead, young)
    admission.send(lead)
    made = lead
    with unit_of_work():
        every = Requirement(RuleKind.AGE, least=12, whom=Whom.EVERY)
        rules = [every, replace(every, whom=Whom.LEAD), Requirement(RuleKind.SEAT)]
        db.session.get_one(Call, call.id).eligibility = [one.stored() for one in rules]
        readers = [people.person(roles=(Role.COMMITTEE,)).id for _reader in range(3)]
        actions.appoint_panel(call, REGION, readers, readers[0], actor=actor_of(coordinator), now=NOW)
    desk, page = sign_in(coordinator), f"/review/applications/{made.id}/screening"
    said = desk.page(page)
    for words in (
        young.name_fr,
        "Fondée en 2018",
        "0 sur",
        "Tel qu’envoyé",
        "Tel qu’enregistré",
        "Calculer de nouveau",
    ):
        assert words.replace("0 sur", "1 sur 2") in said
    content = applications_queries.content(made)
    computed = queries.computed(made, content, queries.judged_documents(made.id, content))
    assert [one.result.value for one in computed.findings] == ["not_met", "met", "met"]
    with unit_of_work():
        db.session.get_one(Association, young.id).founded_year = 2002
    with pytest.raises(RuleBroken), unit_of_work():
        actions.screen(
            made, verdict=Verdict.INELIGIBLE, reasons=["no_valid_receipt"], seen=computed.seen,
            actor=actor_of(coordinator), now=NOW,
        )  # fmt: skip
    with unit_of_work():
        kept = actions.screen(
            made, verdict=Verdict.INELIGIBLE, reasons=["no_valid_receipt"], actor=actor_of(coordinator), now=NOW
        )
    assert [one["inputs"]["year"] for one in kept.computed["rules"][0]["inputs"]["each"]] == [2001, 2002]
    with unit_of_work():
        question = call.subjects[0].questions[0].key
        asks = Requirement(RuleKind.ANSWER, codes=("yes",), question=question)
        rules += [asks, Requirement(RuleKind.NEWCOMER, whom=Whom.EVERY), Requirement(RuleKind.DOCUMENTS)]
        db.session.get_one(Call, call.id).eligibility = [one.stored() for one in rules]
    desk.page(page)
    with counting(db.engine) as cost:
        desk.page(page)
    assert cost.queries <= 15
