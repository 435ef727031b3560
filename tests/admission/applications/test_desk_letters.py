"""A letter in the desk's own words: shown as it will be read, written once, in each reader's language, and kept."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.applications import actions
from capacity.admission.applications.models import Application
from capacity.admission.applications.states.desk_letters import Reader, Spared, shared_out
from capacity.core.audit import AuditEntry
from capacity.core.db import db
from capacity.core.outbox import Letter, run_due
from capacity.web.letters import render
from tests.admission.applications.test_bulk import confirm, pick, press, preview
from tests.factories import admission, coalitions, people

WORDS = {
    "subject-fr": "Réunion à Zagora",
    "text-fr": "Venez jeudi.\n\n- avec vos statuts\n- à neuf heures",
    "subject-ar": "اجتماع بزاكورة",
    "text-ar": "موعدنا يوم الخميس.",
}


def letters() -> list[Letter]:
    return list(db.session.scalars(sa.select(Letter).where(Letter.template.endswith("/desk_letter"))))


def noted() -> int:
    entries = sa.select(sa.func.count()).where(AuditEntry.action == "applications.write_letter")
    return db.session.scalar(entries) or 0


def test_it_is_previewed_in_each_language_that_is_read_and_written_once(app: Flask, sign_in: Any, clock: Any) -> None:
    clock.stop_at(admission.DURING)
    call = admission.call()
    arabic = people.association(people.person(language="ar"), name_fr="Lectrice", name_ar="جمعية قارئة")
    drafting, sent = admission.draft(call, arabic), admission.submitted(call, admission.association(name_fr="Envoyée"))
    gone = admission.submitted(call, admission.association(name_fr="Partie"))
    actions.withdraw(gone, actor=admission.actor_of(gone.association), now=admission.DURING)
    silent = admission.draft(call, people.association(people.person(email=None), name_fr="Sans adresse"))
    db.session.commit()
    client = sign_in(people.coordinator(language="en"))
    address = pick(client, "write", drafting.id, sent.id, gone.id, silent.id)
    asked = client.page(address)
    assert "Those whom it reaches read: العربية – Français." in asked
    assert asked.count(">(optional)<") == 2, "English, of the subject and of the letter"
    lacking = preview(client, address, **{**WORDS, "text-ar": ""})
    assert "Write this text in every language asked for." in lacking
    assert "avec vos statuts" in lacking, "what was written stays"
    page = preview(client, address, **WORDS)
    for words in (
        "2 applications are touched", "1 letter in this language: العربية", "1 letter in this language: Français",
        "<li>avec vos statuts</li>", "موعدنا يوم الخميس.", "was withdrawn.", "telephone instead",
    ):  # fmt: skip
        assert words in page
    assert letters() == []
    assert "Letters about 2 applications are on their way." in press(client, address, page, **WORDS)
    assert "0 applications are touched" not in press(client, address, page, **WORDS)
    assert (len(letters()), noted()) == (2, 2), "sent again, it changes nothing"
    assert "was sent this very letter already." in preview(client, address, **WORDS)
    db.session.rollback()
    run_due(admission.DURING)
    assert all(one.sent_at for one in letters())
    with app.test_request_context():
        told = {one.language: render(one) for one in letters()}
    assert (told["ar"].subject, told["fr"].subject) == ("اجتماع بزاكورة", "Réunion à Zagora")
    assert "جمعية قارئة" in told["ar"].text
    assert "Venez" not in told["ar"].text
    other = {**WORDS, "text-fr": "Venez vendredi."}
    assert "got a letter of the coordination today already." in preview(client, address, **other).lower()
    assert len(letters()) == 2
    assert "Letters about 2 applications are on their way." in confirm(client, address, **other, again="y")
    assert Counter(one.about_id for one in letters()) == {drafting.id: 2, sent.id: 2}, "other words are another letter"
    record = client.page(f"/desk/applications/{drafting.id}?tab=history")
    assert record.count("<bdi>اجتماع بزاكورة</bdi>") == 2
    assert "Letter of the coordination" in record
    member = sign_in(arabic.members[0].person)
    assert "رسالة من خلية التنسيق" in member.page(f"/applications/{drafting.id}?lang=ar")


def test_who_carries_an_application_is_written_to_where_it_is_wished_and_nobody_twice_a_day(
    app: Flask, sign_in: Any, clock: Any
) -> None:
    clock.stop_at(admission.DURING)
    call = admission.call()
    lead = admission.association(name_fr="Meneuse")
    ally = people.association(people.person(language="ar"), name_fr="Alliée", name_ar="الحليفة")
    application = admission.draft(call, lead)
    coalitions.carried(application, ally)
    client = sign_in(people.coordinator(language="en"))
    address = pick(client, "write", application.id)
    asked = client.page(address)
    assert "1 association confirmed a coalition." in asked
    assert "With them it is read in: العربية – Français." in asked
    french = {"subject-fr": WORDS["subject-fr"], "text-fr": WORDS["text-fr"]}
    assert "not those that carry it too" in preview(client, address, **french)
    assert "in every language asked for" in preview(client, address, **french, members="y")
    page = preview(client, address, **WORDS, members="y")
    assert "Written to as well: Alliée." in page
    assert "1 letter in this language: العربية" in page
    assert "Letters about 1 application are on their way." in press(client, address, page, **WORDS, members="y")
    with app.test_request_context():
        texts = {one.association_id: render(one).text for one in letters()}
    assert set(texts) == {lead.id, ally.id}
    assert "/coalitions/" in texts[ally.id]
    assert "الحليفة" in texts[ally.id]
    assert f"/applications/{application.id}" in texts[lead.id]
    clock.stop_at(admission.DURING + timedelta(days=1))
    assert "Letters about 1 application are on their way." in confirm(
        client, address, **WORDS | {"text-fr": "Vendredi."}
    )
    assert len(letters()) == 3, "on another day, and to the lead alone"


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4), st.booleans(), st.booleans(), st.booleans()), max_size=12),
    st.booleans(),
)
def test_an_association_gets_one_letter_a_day_unless_again_and_everybody_is_accounted_for(
    rows: list[tuple[int, int, bool, bool, bool]], again: bool
) -> None:
    readers = [Reader(*row) for row in dict.fromkeys(rows)]
    reached, spared = shared_out(readers, again=again)
    assert set(reached) | set(spared) == set(readers)
    assert not set(reached) & set(spared)
    assert all(one.reachable and not one.has_these_words for one in reached)
    if again:
        assert set(spared.values()) <= {Spared.UNREACHABLE, Spared.SAME_WORDS}
    else:
        assert not any(one.has_one_today for one in reached)
        assert len({one.association_id for one in reached}) == len(reached)


def test_another_region_and_an_administrator_do_not_write(sign_in: Any, clock: Any) -> None:
    clock.stop_at(admission.DURING)
    made: Application = admission.draft()
    address = f"/desk/applications/acts/write?ids={made.id}"
    elsewhere = sign_in(people.coordinator("MA-02", language="en"))
    confirm(elsewhere, address, **WORDS)
    assert letters() == []
    assert sign_in(people.administrator()).get(address).status_code == 404
