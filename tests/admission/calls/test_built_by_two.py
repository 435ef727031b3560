"""Two people build one call: the second is told, and no typed word is lost."""

from __future__ import annotations

from typing import Any

import pytest

from capacity.admission.calls import actions
from capacity.core.unit_of_work import unit_of_work
from tests.admission.calls.building import fresh, question, three
from tests.factories import admission, people

pytestmark = pytest.mark.one_database


def test_of_two_at_one_question_the_second_is_told_and_keeps_the_words(sign_in: Any) -> None:
    call = admission.call(published=False)
    client, here = sign_in(people.coordinator()), f"/desk/calls/{call.id}/questions/{call.questions[0].id}?lang=en"
    read = client.filled_form(here, three("label", ""))[1]["version_read"]
    assert client.submit_form(here, three("label", "First")).status_code == 302
    late = client.submit_form(here, {**three("label", "Second"), "version_read": read})
    assert late.status_code == 422
    for words in ("Somebody else saved this meanwhile", "What is saved now", "Second en"):
        assert words in late.get_data(as_text=True)
    client.submit_form(f"/desk/calls/{call.id}/questions", form=f"/{call.questions[0].id}/shift", button="way=down")
    assert client.submit_form(here, three("label", "Third")).status_code == 302


def test_words_for_what_somebody_else_took_out_are_kept_and_can_be_added_anew(sign_in: Any) -> None:
    call = admission.call(published=False)
    client, number, asked = sign_in(people.coordinator()), call.id, question(call, "network_name")
    here = f"/desk/calls/{number}/questions/{asked.id}"
    sent = client.filled_form(here, three("label", "Typed meanwhile"))[1]
    client.submit_form(f"/desk/calls/{number}/questions", form=f"/{asked.id}/remove")
    client.page(here, status=404)
    late = client.post(f"{here}?lang=en", data=sent)
    assert late.status_code == 422
    assert "Somebody else took this out" in late.text
    assert "Typed meanwhile fr" in late.text
    assert f'action="/desk/calls/{number}/questions/new"' in late.text
    assert client.post(f"/desk/calls/{number}/questions/new", data=sent).status_code == 302
    assert "Typed meanwhile fr" in {one.label["fr"] for one in fresh(number).questions}
    first = fresh(number).questions[0]
    action, unread = client.filled_form(f"/desk/calls/{number}/questions", form=f"/questions/{first.id}/remove")
    client.submit_form(f"/desk/calls/{number}/questions/{first.id}", three("label", "Anew"))
    assert "relisez-le avant de le retirer" in client.page(client.post(action, data=unread).location)
    assert fresh(number).questions[0].id == first.id
    token = {"csrf_token": client.csrf_token(f"/desk/calls/{number}/questions")}
    for act in ("remove", "shift", "duplicate"):
        answer = client.post(f"{here}/{act}", data={**token, "way": "up"})
        shown = client.page(answer.location)
        assert "Une autre personne l’a retiré de l’appel entre-temps." in shown, act
    shifted_away = client.post(f"{here}/shift", data={**token, "place": "0"}, headers={"Accept": "application/json"})
    assert "entre-temps" in shifted_away.json["error"]


def test_of_two_at_one_page_of_rules_the_second_is_told_and_after_publication_everybody(sign_in: Any) -> None:
    call = admission.call(published=False)
    client, number = sign_in(people.coordinator()), call.id
    pages: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "reading": ({"readers": "2"}, {"readers": "4"}),
        "recourse": ({"days": "9"}, {"days": "11"}),
        "rules": ({"points": "41"}, {"points": "47"}),
        "regions": ({"seats-MA-08": "17"}, {"seats-MA-08": "23"}),
        "rules/MA-08": ({"least-rural": "1"}, {"least-rural": "2"}),
        "eligibility": ({"board": "5"}, {"board": "7"}),
        "words": (three("title", "First"), three("title", "Second")),
    }
    sent = {}
    for page, (first, second) in pages.items():
        here = f"/desk/calls/{number}/{page}?lang=en"
        sent[page] = client.filled_form(here, second)[1]
        assert client.submit_form(here, first).status_code == 302, page
        late = client.post(here, data=sent[page])
        assert late.status_code == 422, page
        assert "Somebody else saved this meanwhile" in late.text, page
        assert f'value="{next(iter(second.values()))}"' in late.text, page
    with unit_of_work():
        actions.publish(fresh(number), actor=admission.EVERYWHERE, now=admission.BEFORE)
    for page in pages:
        late = client.post(f"/desk/calls/{number}/{page}?lang=en", data=sent[page])
        assert late.status_code == 422, page
        assert late.text.count("its text cannot change any more") == 2, page
        assert "compare it and save again" not in late.text, page
