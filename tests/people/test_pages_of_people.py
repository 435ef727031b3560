"""Every page of accounts, associations and administration opens, in the three languages, for who may open it."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from capacity.core.access import SYSTEM, Role
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts import actions
from tests.factories import people

PUBLIC = ["/sign-in", "/register", "/letter-sent", "/forgotten"]
OWN = [
    "/account",
    "/account/password",
    "/account/devices",
    "/account/letters",
    "/second-factor",
    "/account/export",
    "/account/erasure",
]
STAFF = [
    "/associations",
    "/associations?q=amal&region=MA-08&priority=no&seat=no&theme=women&sort=province",
    "/administration/letters",
    "/administration/register-of-processing",
]
ADMIN = [
    "/administration/people",
    "/administration/people?q=a_%25&role=member&role=mentor",
    "/administration/audit",
    "/administration/settings",
    "/administration/invite",
    "/administration/settings/contacts/MA-01",
    "/administration/settings/signature",
    "/administration/settings/declaration",
    "/administration/retention",
    "/administration/retention/begin",
    "/administration/retention/stop",
    "/administration/retention/kinds/accounts",
    "/administration/retention/holds",
]


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("url", PUBLIC)
def test_public_pages_open(client: Any, url: str, language: str) -> None:
    assert f'lang="{language}"' in client.page(f"{url}?lang={language}")


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_pages_of_an_account_open(sign_in: Any, language: str) -> None:
    person = people.person(password=people.PASSWORD)
    client = sign_in(person)
    for url in OWN:
        client.page(f"{url}?lang={language}")


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_desk_opens(sign_in: Any, db_session: Any, language: str) -> None:
    member = people.person()
    association = people.association(member)
    administrator, coordinator = people.administrator(), people.coordinator("MA-08")
    with unit_of_work():
        invited = actions.invite(
            actor=SYSTEM,
            email="new@example.org",
            name="New",
            role=Role.TRAINER,
            regions=["MA-08"],
            language="fr",
            now=people.THEN,
        )
        number = invited.id
    assert number
    desk = sign_in(coordinator)
    for url in [
        *STAFF,
        f"/associations/{association.id}",
        f"/association/{association.id}/edit",
        f"/associations/{association.id}/representative",
        "/associations/register",
    ]:
        desk.page(url + ("&" if "?" in url else "?") + f"lang={language}")
    assert desk.post("/associations.xlsx", data={"csrf_token": desk.own_token()}).data[:2] == b"PK"
    office = sign_in(administrator)
    for url in [
        *STAFF,
        *ADMIN,
        f"/administration/people/{member.id}",
        f"/administration/people/{member.id}/close",
        f"/administration/letters/{db_session.scalar(sa.select(Letter.id))}",
    ]:
        office.page(url + ("&" if "?" in url else "?") + f"lang={language}")


def test_the_pages_of_an_association_open_for_its_members_only(sign_in: Any) -> None:
    member, stranger = people.person(), people.person()
    association = people.association(member, people.person())
    pages = [f"/association/{association.id}{rest}" for rest in ("", "/members", "/edit")]
    for url in pages:
        sign_in(member).page(url)
        assert sign_in(stranger).get(url).status_code == 404
    assert sign_in(stranger).get(f"/association/{association.id}/claim").status_code == 200
    assert sign_in(people.coordinator("MA-02")).get(f"/associations/{association.id}").status_code == 404
