"""An association plans its application, reads it over, and knows what comes and whom to ask."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.applications import actions
from capacity.admission.applications.forms import name_of
from capacity.admission.applications.queries import draft, form_of
from capacity.admission.calls.states.effort import hours_needed
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission

LIMITS = st.lists(st.none() | st.integers(1, 500), max_size=40)


@pytest.mark.one_database
@given(LIMITS, LIMITS, st.integers(0, 20))
def test_more_to_write_never_takes_less_time(asked: list[int | None], more: list[int | None], papers: int) -> None:
    hours = hours_needed(asked, papers)
    assert 1 <= hours <= hours_needed(asked + more, papers) <= hours_needed(asked + more, papers + 1)


def test_who_begins_is_told_what_to_have_at_hand(sign_in: Any, clock: Any) -> None:
    call, seat = admission.call(), admission.association()
    clock.stop_at(admission.DURING)
    page = sign_in(admission.member_of(seat)).page(f"/applications/begin/{call.reference}?lang=en")
    form = form_of(call)
    hours = hours_needed((one.word_limit for one in form.questions.values()), len(form.papers))
    assert f"Allow about {hours} hours" in page
    assert all(paper.label.text("en") in page for paper in form.papers if paper.question_id is None)


def test_a_draft_is_read_over_before_it_is_signed_and_again_when_it_was_sent(sign_in: Any, clock: Any) -> None:
    made = admission.draft(language="fr")
    clock.stop_at(admission.DURING)
    client, address = sign_in(admission.member_of(made.association)), f"/applications/{made.id}/answers?lang=en"
    empty = client.page(address)
    asked = [one for subject in draft(made).subjects for one in draft(made).questions(subject)]
    assert all(one.label.text("en") in empty for one in asked), "an empty form can be taken to a meeting"
    assert "A draft: this was not sent." in empty

    question = next(one for one in asked if one.key == "mandate")
    actor = admission.actor_of(made.association)
    with unit_of_work():
        actions.save_answer(made, question, "Nous formons des juristes.", version=0, actor=actor, now=admission.DURING)
    assert "Nous formons des juristes." in client.page(address)
    assert "2 March 2018" in client.page(f"/applications/{made.id}?lang=en")
    form = client.page(f"/applications/{made.id}/form/identity?lang=en")
    assert name_of(question) in form
    assert "Closing: Friday 2 March 2018" in form
    assert "tel:" in form, "whom to call stands beside what is hard"


def test_what_was_sent_is_read_without_what_was_changed_since(sign_in: Any, clock: Any) -> None:
    made = admission.submitted(text="Ce qui fut envoyé.")
    clock.stop_at(admission.DURING)
    client = sign_in(admission.member_of(made.association))
    page = client.page(f"/applications/{made.id}/answers?lang=en")
    assert "Ce qui fut envoyé." in page
    assert "A draft" not in page
    assert made.number in page
