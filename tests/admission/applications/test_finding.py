"""An application is found by the words of its answers, once they are sent, and only then."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications import actions, queries
from capacity.admission.applications.models import Answer, Application
from capacity.admission.calls.states import QuestionKind
from capacity.core import contributions, search
from capacity.core.db import db
from capacity.core.outbox import OutboxItem, run_due
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations import actions as associations
from capacity.people.associations.states import Details
from tests.factories import admission


def found(words: str) -> list[int]:
    return list(db.session.scalars(queries.with_words(sa.select(Application.id), words)))


def write(application: Application, text: str) -> None:
    """Answer every question of words so."""
    with unit_of_work():
        draft = queries.draft(application)
        for question in (one for subject in draft.subjects for one in draft.questions(subject)):
            if question.kind is QuestionKind.LONG_TEXT:
                found = db.session.scalars(
                    sa.select(Answer).where(Answer.application_id == application.id, Answer.question_id == question.id)
                ).one()
                found.value = text


def sent_with(text: str) -> Application:
    made = admission.submitted(text=text)
    run_due(admission.DURING)
    return made


def test_what_was_sent_is_found_however_it_is_typed(db_session: Any) -> None:
    made = sent_with("Nous défendons les détenues d’Oued Naâm; نرافق الحرفيّات في سيدي قاسم")
    for words in (
        "detenue",
        "OUED NAAM",
        "حرفيات",
        "قاسم سيدي",
        f"{made.association.acronym or ''} détenu",
        "détenue zagora",
    ):
        assert found(words) == [made.id], words
    assert found("détenue tanger") == []


def test_it_is_found_by_what_its_association_is_called_and_works_on_now(db_session: Any) -> None:
    made = sent_with("Une imprimerie solidaire")
    association = made.association

    def told(theme: str, seat: str) -> list[int]:
        facts = [queries.facts_of_theme([theme]), queries.facts_of_seat([seat])]
        return list(db.session.scalars(queries.numbers_of_words("imprimerie", facts)))

    assert (told("older_persons", "rural"), told("older_persons", "urban")) == ([], [])
    said = {one.name: getattr(association, one.name) for one in fields(Details)}
    with unit_of_work():
        associations.change_details(
            association=association,
            details=Details(**{**said, "name_fr": "Association Tigmi des artisanes", "rural": True}),
            themes=["older_persons"],
            officers=[],
            actor=admission.actor_of(association),
            now=admission.DURING,
        )
    assert (told("older_persons", "rural"), told("older_persons", "urban")) == ([made.id], []), "at once"
    run_due(admission.DURING)
    assert (found("tigmi artisanes"), found("tigmi imprimerie")) == ([made.id], [made.id])
    assert (told("older_persons", "rural"), told("older_persons", "urban")) == ([made.id], [])


def test_what_is_only_being_written_is_not_found(db_session: Any) -> None:
    made = sent_with("Une imprimerie solidaire")
    with unit_of_work():
        actions.reopen(
            db.session.get_one(Application, made.id), actor=admission.actor_of(made.association), now=admission.DURING
        )
    write(made, "Un moulin communal")
    run_due(admission.DURING)
    assert (found("imprimerie"), found("moulin")) == ([made.id], [])
    admission.send(made, submission_id="again-again")
    assert found("imprimerie") == [made.id]
    run_due(admission.DURING)
    assert (found("imprimerie"), found("moulin")) == ([made.id], [made.id])


def test_what_was_sent_is_known_to_be_until_it_is_reopened(db_session: Any) -> None:
    made = sent_with("Une imprimerie solidaire")

    def among_drafts() -> list[int]:
        hints = queries.hints_of_state(["draft"])
        assert hints == queries.hints_of_completeness(["nothing", "part"])
        return list(db.session.scalars(queries.numbers_of_words("imprimerie", [hints])))

    assert (among_drafts(), queries.hints_of_completeness(["part", "whole"])) == ([], [])
    with unit_of_work():
        actions.reopen(
            db.session.get_one(Application, made.id), actor=admission.actor_of(made.association), now=admission.DURING
        )
    assert among_drafts() == [made.id], "at once"
    actions.finding.let_find_what_was_sent({"application": made.id})
    assert among_drafts() == [made.id], "a job that comes late knows that it was reopened"
    admission.send(made, submission_id="again-again")
    run_due(admission.DURING)
    assert among_drafts() == []


def test_those_of_before_are_gone_through_after_an_upgrade(db_session: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(actions.finding, "BATCH", 2)
    call = admission.call()
    made = [admission.submitted(call, text="Un rucher pédagogique") for _ in range(3)]
    with unit_of_work() as session:  # as they were kept once
        for place, one in enumerate(made, start=1):
            session.execute(
                sa.update(search.SearchEntry)
                .where(search.SearchEntry.object_id == one.id)
                .values(id=place, words="nom")
            )
    assert found("rucher") == []
    for _turn in range(2):
        with unit_of_work():
            list(contributions.collect("search.fill", now=admission.DURING))
        assert sorted(found("nom")) == ([one.id for one in made] if _turn == 0 else [])
        run_due()
    assert sorted(found("rucher")) == sorted(one.id for one in made)
    steps = sa.select(sa.func.count()).select_from(OutboxItem).where(OutboxItem.name == actions.finding.FILL)
    assert db.session.scalar(steps) == 2


def test_what_is_erased_is_not_found_by_its_words_any_more(db_session: Any) -> None:
    made = sent_with("Une serre partagée")
    with unit_of_work():
        actions.keeping.erase_applications([made.id], admission.AFTER)
    assert found("serre") == []
    with unit_of_work():
        search.remove(db.session(), search.NUMEROUS, made.id)
    actions.finding.let_find_what_was_sent({"application": made.id})
    assert (found("serre"), found(made.number or "")) == ([], [made.id])
