"""What belongs to another application, association or call is not found under one's own, whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from capacity.admission.applications.models import (
    Application,
    ApplicationDocument,
    ClarificationFile,
    ClarificationItem,
    CoalitionMember,
)
from capacity.admission.calls.models import Call
from capacity.core.db import db
from tests.factories import admission, coalitions, people
from tests.factories import clarifying as factory

pytestmark = pytest.mark.one_database
PROVINCE = {"MA-08": "08.587", "MA-02": "02.411"}
APPLICANTS = (
    "/applications/{mine}/clarification/{item}/files",
    "/applications/{mine}/clarification/files/{answer_file}",
    "/applications/{mine}/clarification/files/{answer_file}/remove",
    "/applications/{mine}/coalition/members/{member}/remove",
    "/applications/{mine}/documents/{paper_of_call}",
    "/applications/{mine}/documents/{paper_of_call}/reuse",
    "/applications/{mine}/files/{file}",
    "/applications/{mine}/files/{file}/preview",
    "/applications/{mine}/files/{file}/remove",
    "/applications/{mine}/form/other-money",
)
DESK = (
    "/desk/applications/{mine}/files/{file}",
    "/desk/applications/{mine}/files/{file}/preview",
    "/review/applications/{mine}/files/{file}",
    "/review/applications/{mine}/files/{file}/preview",
    "/review/applications/{mine}/copies/{file}",
    "/review/applications/{mine}/copies/{file}/check",
    "/review/applications/{mine}/copies/{file}/words",
    *(f"/desk/calls/{{call}}/{kind}/{{{kind}}}/keep" for kind in ("criteria", "documents", "questions")),
)
PARTS = (
    "/desk/calls/{call}/questions/{questions}/duplicate",
    *(
        f"/desk/calls/{{call}}/{kind}/{{{kind}}}{act}"
        for kind in ("criteria", "documents", "subjects", "questions")
        for act in ("", "/remove", "/shift")
    ),
)
"""Addresses that name two things; the second one is somebody else's. A part of a call that is not there is taken for
one that was taken out meanwhile."""


@dataclass
class Two:
    """Of one region, and of another one, the same; the first is the reader's own."""

    mine: Application
    other: Application


def made_in(region: str) -> Application:
    """An application asked about, with files and a coalition, of a call of this region alone."""
    of = admission.call(regions=[region])
    by = people.association(people.person(), province_code=PROVINCE[region])
    lead = admission.complete(of, by)
    coalitions.carried(lead, people.association(people.person(), province_code=by.province_code))
    admission.send(lead)
    factory.write(factory.asked(made=lead))
    return lead


@pytest.fixture
def two(app: Flask, clock: Any) -> Two:
    clock.stop_at(factory.ASKED)
    return Two(made_in("MA-08"), made_in("MA-02"))


def numbers(two: Two) -> dict[str, Any]:
    """What each address names: first of one's own, then of the other one."""
    mine, other = two.mine, two.other
    call = db.session.get_one(Call, other.call_id)
    return {
        "mine": mine.id,
        "call": mine.call_id,
        "file": joined_to(other),
        "item": db.session.scalar(sa.select(sa.func.max(ClarificationItem.id))),
        "answer_file": db.session.scalar(sa.select(sa.func.max(ClarificationFile.id))),
        "member": db.session.scalar(sa.select(sa.func.max(CoalitionMember.id))),
        "paper_of_call": call.documents[0].id,
        "criteria": call.criteria[0].id,
        "documents": call.documents[0].id,
        "subjects": call.subjects[0].id,
        "questions": call.questions[0].id,
    }


def joined_to(application: Application) -> int:
    """The number of one of its files."""
    found = sa.select(sa.func.max(ApplicationDocument.id)).where(ApplicationDocument.application_id == application.id)
    return db.session.scalar(found) or 0


def parts_of(application: Application) -> list[tuple[int, int, str]]:
    """What its call consists of, in order."""
    db.session.expire_all()
    call = db.session.get_one(Call, application.call_id)
    parts = [*call.criteria, *call.documents, *call.subjects, *call.questions]
    return [(one.id, one.position, str(getattr(one, "key", ""))) for one in parts]


def found_under(client: Any, addresses: tuple[str, ...], named: dict[str, Any]) -> list[str]:
    """What was answered with anything but 404 (or 405, where it is not asked that way)."""
    found = []
    token = {"csrf_token": client.own_token()}
    for address in addresses:
        place = address.format(**named)
        told = {client.get(place).status_code, client.post(place, data=token).status_code}
        if not told <= {404, 405}:
            found.append(f"{address} {told}")
    return found


def test_what_is_of_another_one_is_not_found_under_ones_own(two: Two, sign_in: Any) -> None:
    named = numbers(two)
    assert all(named.values())
    applicant = sign_in(admission.member_of(two.mine.association))
    coordinator = sign_in(people.coordinator("MA-08"))
    assert found_under(applicant, APPLICANTS, named) == []
    assert found_under(coordinator, DESK, named) == []
    before = parts_of(two.mine), parts_of(two.other)
    found_under(coordinator, PARTS, named)
    assert (parts_of(two.mine), parts_of(two.other)) == before
    own = named | {"file": joined_to(two.mine)}
    assert applicant.get(APPLICANTS[6].format(**own)).status_code == 200, "the addresses are those of pages"
    assert coordinator.get(DESK[0].format(**own)).status_code == 200


def test_a_list_that_names_applications_of_another_region_touches_none(two: Two, sign_in: Any) -> None:
    coordinator = sign_in(people.coordinator("MA-08", language="en"))
    both = f"ids={two.mine.id}&ids={two.other.id}"
    name = two.other.association.name_fr
    for page in ("acts/tag", "acts/clarify", "export", "archive"):
        assert name not in coordinator.page(f"/desk/applications/{page}?{both}", status=200)
    assert name not in coordinator.get(f"/desk/applications/export.csv?{both}").get_data(as_text=True)


def test_nobody_reads_in_public_of_a_call_that_is_not_published(app: Flask, client: Any) -> None:
    call = admission.call(published=False)
    for page in ("", "/card.png", "/check", "/closing.ics", "/news", "/questions", "/questions/ask"):
        assert client.get(f"/calls/{call.reference}{page}").status_code in {302, 404}, page
    assert call.reference not in client.page("/calls")
