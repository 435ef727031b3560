"""What a call begins with: the library, what an earlier call asked, or nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest

from capacity.admission.calls import actions, queries
from capacity.admission.calls.states import Condition, LibraryKind, QuestionKind, TextShape, Wording
from capacity.admission.calls.states.reading import ReadingRules
from capacity.core.access import SYSTEM
from capacity.core.unit_of_work import unit_of_work
from tests.admission.calls.building import fresh, question, three
from tests.factories import admission, people

pytestmark = pytest.mark.one_database


def test_what_calls_have_in_common_is_kept_taken_and_retired(sign_in: Any) -> None:
    call = admission.call(published=False)
    client, number = sign_in(people.coordinator()), call.id
    page = client.page("/desk/calls/library?kind=question&lang=en")
    assert "What does your association do, and for whom?" in page
    added = client.submit_form("/desk/calls/library/reason/new", three("text", "Late"))
    assert added.status_code == 302
    assert queries.reasons()["late_en"]["fr"] == "Late fr"
    for part in (f"criteria/{call.criteria[0].id}", f"questions/{call.questions[0].id}"):
        kept = client.submit_form(f"/desk/calls/{number}/{part}", {}, form="/keep")
        assert "La bibliothèque l’a déjà" in client.page(kept.location)
    extra = client.submit_form(
        "/desk/calls/library/question/new",
        {
            **three("label", "Staff"),
            "kind": "table",
            "withheld": "y",
            **three("columns", "Name"),
            "column_kinds-0": "number",
        },
    )
    assert extra.status_code == 302
    staff = queries.library(LibraryKind.QUESTION)[-1]
    taken = client.submit_form(
        f"/desk/calls/{number}/questions/library",
        {"items": [str(staff.id)], "subject": str(call.subjects[1].id)},
    )
    assert taken.status_code == 302
    copy = question(fresh(number), "staff_en")
    assert (copy.kind, copy.columns[0]["kind"], copy.withheld) == (QuestionKind.TABLE, "number", True)
    changed = client.submit_form(f"/desk/calls/library/{staff.id}", three("label", "People"))
    assert changed.status_code == 302
    assert question(fresh(number), "staff_en").label["fr"] == "Staff fr"
    client.submit_form("/desk/calls/library?kind=question", {}, form=f"/{staff.id}/offer")
    assert staff.id not in {one.id for one in queries.offered(LibraryKind.QUESTION)}
    assert client.page(f"/desk/calls/{number}/documents/library?lang=en")


def test_a_call_begun_from_an_earlier_one_asks_what_that_one_asked(sign_in: Any) -> None:
    source = admission.call(published=False)
    told: dict[str, Any] = {"actor": admission.EVERYWHERE, "now": admission.BEFORE}
    page = source.subjects[-1]
    with unit_of_work():
        for wording in (
            Wording(QuestionKind.YES_NO, admission.words("Funded")),
            Wording(QuestionKind.FILE, admission.words("Report"), condition=Condition("funded_en", frozenset({"no"}))),
            Wording(QuestionKind.DATE, admission.words("Coast"), regions=frozenset({"MA-01"})),
            Wording(QuestionKind.SHORT_TEXT, admission.words("Bank"), shape=TextShape.EMAIL, withheld=True),
        ):
            actions.add_question(source, page, wording, **told)
    with unit_of_work():
        copy = actions.create(
            source.phase,
            reference="AMI-COPY",
            opens_at=admission.OPENS,
            closes_at=admission.CLOSES,
            regions=[("MA-08", 3)],
            source=queries.call(source.id),
            **told,
        )
    copy = fresh(copy.id)
    report = question(copy, "report_en")
    assert report.condition == {"question": "funded_en", "answers": ["no"]}
    assert [paper.question_id for paper in copy.documents if paper.key == "report_en"] == [report.id]
    assert [one.key for one in copy.questions] == [one.key for one in fresh(source.id).questions]
    assert [page.help for page in copy.subjects] == [page.help for page in fresh(source.id).subjects]
    bank = question(copy, "bank_en")
    assert (bank.shape, bank.withheld) == (TextShape.EMAIL, True)
    client, coast = sign_in(people.coordinator()), question(copy, "coast_en")
    client.submit_form(f"/desk/calls/{copy.id}/words", {"title-fr": "Appel à Zagora"})
    asked = client.page(f"/desk/calls/{copy.id}/publish?lang=en")
    kept = re.findall(r"<li>(\w+): word for word that of <bdi[^>]*>([^<]*)</bdi> – (.*?)</li>", asked)
    told = {name: (reference, re.findall("<bdi>(.*?)</bdi>", languages)) for name, reference, languages in kept}
    assert told["Title"] == (source.reference, ["العربية", "English"])
    assert told["Summary"] == (source.reference, ["العربية", "Français", "English"])
    assert "only in: Tangier" in client.page(f"/desk/calls/{copy.id}/questions?lang=en")
    client.submit_form(f"/desk/calls/{copy.id}/questions/{coast.id}", three("help", "When"))
    assert question(fresh(copy.id), "coast_en").region_codes == ["MA-01"], "saving does not ask it everywhere"


@pytest.mark.usefixtures("app")
def test_a_copied_call_is_read_as_the_first_was() -> None:
    source = admission.call(published=False)
    rules = ReadingRules(readers=2, spread=15, blind=True)
    with unit_of_work():
        actions.set_reading(source, rules=rules, actor=SYSTEM, now=admission.OPENS)
        copy = actions.create(
            source.phase, reference="AMI-READ", opens_at=admission.OPENS, closes_at=admission.CLOSES,
            regions=[], source=source, actor=SYSTEM, now=admission.OPENS,
        )  # fmt: skip
        assert ReadingRules.read(copy.reading) == rules
    assert ReadingRules.read({}) == ReadingRules() == ReadingRules.read(None)


def test_a_call_begins_with_nothing_and_says_where_each_thing_is_to_be_written(sign_in: Any) -> None:
    phase = admission.phase()
    client = sign_in(people.coordinator())
    begun = client.submit_form(
        "/desk/calls/new",
        {
            "phase": str(phase.id), "reference": "AMI-BARE", "source": "bare", "regions": ["MA-08"],
            "opens_at": "2018-01-29T09:00", "closes_at": "2018-03-02T16:30",
        },
    )  # fmt: skip
    number = int(begun.location.rpartition("/")[2])
    call = fresh(number)
    assert [call.subjects, call.documents, call.criteria, call.checks] == [[], [], [], []]
    assert "form has no page" in client.page(f"/desk/calls/{number}/publish?lang=en")
    client.submit_form(f"/desk/calls/{number}/subjects/new", {"title-ar": "صفحة"})
    page = fresh(number).subjects[0]
    client.submit_form(
        f"/desk/calls/{number}/questions/new",
        {**three("label", "Which"), "subject": str(page.id), "kind": "one_choice", "choices-ar": "أ\nب"},
    )
    asked = fresh(number).questions[0]
    for path, back in ((f"/desk/calls/{number}/publish", "publish"), (f"/desk/calls/{number}", "call")):
        for gap, field in (("words", "#title"), (f"questions/{asked.id}", "#choices"), ("criteria", "")):
            assert f'href="/desk/calls/{number}/{gap}?back={back}{field}"' in client.page(path), gap
    mended = client.submit_form(f"/desk/calls/{number}/subjects/{page.id}?back=publish", three("title", "Page"))
    assert mended.location.endswith(f"/desk/calls/{number}/publish")
