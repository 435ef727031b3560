"""A whole round by its pages, from the screening to its end, with everything that can happen on the way.

Five applications for three seats: the readers of the first disagree, and a third one is asked; a reader of the fourth
steps back and is replaced; the second and the third are equal, and the lot decides; the last enters by a quota. The
first gives its seat back, and the complaint of the fourth is upheld.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import pytest

from capacity.admission.applications.models import Application
from capacity.admission.calls.states.recourse import Recourse, Remedy
from capacity.admission.review import queries as review
from capacity.admission.review.models import Assignment
from capacity.admission.review.states import AssignmentState
from capacity.admission.rounds import queries
from capacity.admission.rounds.models import Round
from capacity.admission.rounds.states import ItemKind, OfferState, RoundState, verify
from capacity.admission.rounds.states.ranking import draw
from capacity.core.db import db
from tests.factories import admission_review as factory
from tests.factories import complaints
from tests.factories.admission_region import NOW, REGION, SEED, Region, region
from tests.support.web_client import Client

pytestmark = pytest.mark.one_database
HALVES = (9, 7, 7, 5, 3)
APART = 5
"""What its second reader gives the first application: forty points out of 100 below the first reader."""


class Story:
    """Who acts, each in a browser of their own, and what they act on."""

    def __init__(self, made: Region, sign_in: Any) -> None:
        self.made, self.sign_in = made, sign_in
        self.desk: Client = sign_in(made.coordinator)
        self.chair: Client = sign_in(made.chair)
        self.readers: dict[int, Client] = {one.id: sign_in(one) for one in made.committee}
        self.marked = {one.id: halves for one, halves in zip(made.applications, HALVES, strict=True)}
        self.asked: list[Assignment] = []
        self.stepped_back = False

    @property
    def round(self) -> Round:
        """The round, as it stands."""
        return self.made.round

    @property
    def url(self) -> str:
        """Where it stands."""
        return f"/selection/{self.made.round_id}"

    def readings(self) -> Sequence[Assignment]:
        """Every reading, as it stands."""
        db.session.rollback()
        return review.assignments_of(self.made.panel_id)


@pytest.fixture
def story(db_session: Any, clock: Any, sign_in: Any) -> Story:
    """A call that has closed; its region has three seats, one at least for an association led by women."""
    clock.stop_at(NOW)
    made = region(len(HALVES), seats=3, committee=5)
    made.call.reading = {"readers": 2, "spread": 20}
    made.call.recourse = Recourse(15, Remedy.EXTRA_SEAT).stored()
    made.call.regions[0].quotas = [{"group": "women_led", "at_least": 1, "at_most": None}]
    made.applications[-1].snapshots[-1].groups = ["women_led"]
    db.session.commit()
    return Story(made, sign_in)


def test_a_round_is_walked_from_its_screening_to_its_end(story: Story) -> None:
    screen(story)
    score(story)
    deliberate(story)
    public = announce(story)
    anybody_computes_it_again(story, public)
    give_back(story)
    complain(story)
    answer(story)


def screen(story: Story) -> None:
    """The panel is appointed, each application found eligible, and all are told so."""
    made = story.made
    members = {"members": [str(one.id) for one in made.committee], "chair": str(made.chair.id)}
    story.desk.submit_form(f"/review/calls/{made.call.id}/{REGION}", members)
    panel = review.panel_of(made.call.id, REGION)
    assert panel is not None
    made.panel_id = panel.id
    found = queries.round_for_panel(panel.id)
    assert found is not None
    made.round_id = found.id
    for application in made.applications:
        story.desk.submit_form(f"/review/applications/{application.id}/screening", {"verdict": "eligible"})
    story.desk.submit_form(f"/review/panels/{made.panel_id}/screening/announce", form="announce")
    assert made.panel.screening_announced_at is not None


def score(story: Story) -> None:
    """Readings are shared out; one reader steps back and is replaced; two lie apart, so that a third one reads."""
    made = story.made
    for client in story.readers.values():
        client.submit_form("/review/interests", {"no_tie": "y"})
    story.desk.submit_form(f"/review/panels/{made.panel_id}/readers/share", form="share")
    story.desk.submit_form(story.url, form="scoring")
    assert story.round.state is RoundState.SCORING
    while waiting := [one for one in story.readings() if one.state is AssignmentState.ASSIGNED]:
        for reading in waiting:
            read(story, reading)
    first = [one for one in story.readings() if one.application_id == made.applications[0].id]
    assert len(first) == 3
    fourth = [one.state for one in story.readings() if one.application_id == made.applications[3].id]
    assert sorted(fourth) == [AssignmentState.RECUSED, AssignmentState.SUBMITTED, AssignmentState.SUBMITTED]


def read(story: Story, reading: Assignment) -> None:
    """One reading, from the declaration to the marks."""
    number, application, client = reading.id, reading.application_id, story.readers[reading.reader_id]
    if application == story.made.applications[3].id and not story.stepped_back:
        story.stepped_back = True
        declared = {"interest": "conflict", "reason": "J’ai conseillé cette association."}
        client.submit_form(f"/review/readings/{number}/declare", declared)
        assert client.get(f"/review/readings/{number}").status_code == 404
        replacement = f"/review/applications/{application}/readers"
        story.desk.submit_form(replacement, {"reader": str(another_reader(story, application))})
        return
    client.submit_form(f"/review/readings/{number}/declare", {"interest": "none"})
    submitted = sum(
        one.application_id == application and one.state is AssignmentState.SUBMITTED for one in story.readings()
    )
    apart = application == story.made.applications[0].id and submitted == 1
    halves = APART if apart else story.marked[application]
    marks: dict[str, str] = {}
    for criterion in review.criteria_of(story.made.call.id):
        marks |= {f"mark_{criterion.id}": str(halves), f"comment_{criterion.id}": "Dossier solide."}
    client.submit_form(f"/review/readings/{number}", marks, button="act=submit")


def another_reader(story: Story, application: int) -> int:
    """Somebody of the panel who has not been given this application."""
    given = {one.reader_id for one in story.readings() if one.application_id == application}
    return next(number for number in story.readers if number not in given)


def deliberate(story: Story) -> None:
    """The panel sits: it settles the disagreement and adopts what the rule gives; two people seal it."""
    story.desk.submit_form(story.url, form="deliberation")
    assert story.round.state is RoundState.DELIBERATION
    story.desk.submit_form(f"{story.url}/sitting/open", {"place": "Errachidia"})
    items = {item.kind: item.id for item in factory.sitting_of(story.made).items}
    assert next(iter(items)) is ItemKind.DISAGREEMENT
    page = story.desk.page(story.url)
    assert "tirage au sort" in page
    assert "quota\u00a0: Dirigée par des femmes, à la place de" in page
    for kind, motion in ((ItemKind.DISAGREEMENT, "settle"), (ItemKind.ADOPTION, "adopt")):
        point = f"{story.url}/sitting/items/{items[kind]}"
        story.desk.submit_form(point, form="take-up")
        votes = {f"vote-{person.id}": "for" for person in story.made.committee}
        moved = {"kind": motion, "moved_by": str(story.made.chair.id), "reason": "Discuté en séance.", **votes}
        story.desk.submit_form(point, moved)
    story.desk.submit_form(f"{story.url}/sitting", form="close")
    for signer, capacity in ((story.desk, "coordinator"), (story.chair, "chair")):
        signer.submit_form(f"{story.url}/seal", {"capacity": capacity})
    assert story.round.state is RoundState.SEALED


def announce(story: Story) -> dict[str, Any]:
    """Nobody knew before; then everybody is told. What the lot, the quota and the readers made of it is published."""
    made = story.made
    first = made.applications[0].id
    member = story.sign_in(made.members[0])
    assert member.get(f"/outcomes/{first}").status_code == 404
    assert member.get(f"/results/{made.round_id}/record.json").status_code == 404
    published = hashlib.sha256(SEED.encode()).hexdigest()
    assert published in member.page(f"/calls/{made.call.reference}")
    story.desk.submit_form(f"{story.url}/announce", form="announce")
    assert story.round.state is RoundState.ANNOUNCED
    assert member.get(f"/outcomes/{first}").status_code == 200
    record: dict[str, Any] = json.loads(member.get(f"/results/{made.round_id}/record.json").data)
    assert hashlib.sha256(record["round"]["seed"].encode()).hexdigest() == published
    return record


def anybody_computes_it_again(story: Story, record: dict[str, Any]) -> None:
    """An applicant checks its own line by hand: points, lot, quota."""
    made = story.made
    numbers = [one.number or "" for one in made.applications]
    weights = {item["key"]: item["weight"] for item in record["criteria"]}
    readings = {item["number"]: item["readings"] for item in record["applications"]}
    lines = {line["number"]: line for line in record["outcome"]}
    for number in numbers:
        given = [sum(weights[key] * halves * 10 for key, halves in one["marks"].items()) for one in readings[number]]
        assert abs(lines[number]["points"] - sum(given) / len(given)) < 1
    lots = draw(record["round"]["seed"], [item["receipt"] for item in record["applications"]])
    receipts = {item["number"]: item["receipt"] for item in record["applications"]}
    winner, loser = sorted(numbers[1:3], key=lambda number: lots[receipts[number]])
    assert lines[loser]["tie"] == "lottery"
    assert [lines[number]["kind"] for number in (numbers[0], winner, numbers[4])] == ["select"] * 3
    assert (lines[loser]["kind"], lines[loser]["reserve_rank"]) == ("reserve", 1)
    assert (lines[numbers[4]]["quota"], lines[numbers[4]]["other"]) == ("women_led", loser)
    assert len(readings[numbers[0]]) == 3
    assert verify(story.round.sealed_content or "").sound


def give_back(story: Story) -> None:
    """The first gives its seat back, and the first of the reserve takes it at once."""
    first = story.made.applications[0]
    story.sign_in(story.made.members[0]).submit_form(f"/outcomes/{first.id}/decline", {"reason": "Nous fusionnons."})
    promoted = [one for one in queries.outcomes_of(story.made.round_id) if one.promoted_at is not None]
    assert [one.reserve_rank for one in promoted] == [1]


def complain(story: Story) -> None:
    """The fourth complains; who took no part examines it, a second person confirms, and a seat is added."""
    made = story.made
    mine = made.applications[3]
    found, handler, second = complaints.given(made, mine, now=NOW)
    desk = story.sign_in(handler)
    upheld = {
        "verdict": "upheld", "reasons": "document_was_there", "seat_due": "y",
        "reasoning": "La lettre était jointe et change la note du premier critère.",
    }  # fmt: skip
    desk.submit_form(f"/desk/complaints/{found.id}/propose", upheld)
    assert standing_of(story, mine) is None
    as_read = {"seen": str(complaints.again(found).version)}
    story.sign_in(second).submit_form(f"/desk/complaints/{found.id}/confirm", as_read)
    assert standing_of(story, mine) is OfferState.OFFERED
    assert verify(story.round.sealed_content or "").sound


def standing_of(story: Story, application: Application) -> OfferState | None:
    """How the offer to an application stands."""
    db.session.rollback()
    outcomes = queries.outcomes_of(story.made.round_id)
    return next(one.state for one in outcomes if one.application_id == application.id)


def answer(story: Story) -> None:
    """Everybody who was offered a seat takes it, and the round ends."""
    members = dict(zip((one.id for one in story.made.applications), story.made.members, strict=True))
    for outcome in queries.outcomes_of(story.made.round_id):
        if outcome.state is OfferState.OFFERED:
            accept(story.sign_in(members[outcome.application_id]), outcome.application)
    assert queries.seats_taken(story.made.round_id) == 3
    story.desk.submit_form(f"{story.url}/finish", form="finish")
    assert story.round.state is RoundState.FINAL
    enrolled = [one for one in queries.outcomes_of(story.made.round_id) if one.state is OfferState.ENROLLED]
    assert len(enrolled) == 4


def accept(client: Client, application: Application) -> None:
    """Take the seat: name a contact, sign the charter."""
    signed = {"signed_name": "Salma Alaoui", "signed_role": "Présidente", "agreed": "y"}
    contact = {"contact_name": "Salma Alaoui", "contact_phone": "06 11 22 33 44"}
    client.submit_form(f"/outcomes/{application.id}/accept", {**contact, **signed})
