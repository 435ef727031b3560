"""A call read blind: no name reaches a reader, in words, in documents, in names of files."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import docx
import lxml.html
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.applications.models import Answer
from capacity.admission.calls.models import Call, Question, Subject
from capacity.admission.calls.states import QuestionKind
from capacity.admission.calls.states.reading import ReadingRules
from capacity.admission.review import actions, queries
from capacity.admission.review.models import Assignment
from capacity.admission.review.states.blinding import Secrets, hidden
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.files import store
from capacity.core.inspection import accept
from capacity.core.languages import Localized
from capacity.core.pdf_traces import traces_in
from capacity.core.previews import page_words
from capacity.core.spelling import fold
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations.models import Officer
from tests.factories import admission_review as factory
from tests.factories import documents
from tests.factories.admission_region import NOW, Region, actor

MARK = "[…]"
NAMES = ("Association Amal pour la femme", "جمعية أمل للمرأة", "AAF", "Zineb El Hamdaoui", "زينب الحمداوي")
SECRETS = Secrets(
    names=NAMES[:3],
    people=(NAMES[3:], ("Omar Benjelloun",), ("كمال البقالي",), ("IDRISSI Khadija",), ("Nadia Amine",)),
    lines=("Hay Essalam, Zagora",),
    words=("Projet Tiflet",),
    common=frozenset({"amine"}),
)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("L’association AMAL pour la Femme agit.", "L’[…] agit."),
        ("Présidée par EL HAMDAOUI Zineb, l’AAF existe.", "Présidée par […], l’[…] existe."),
        ("تأسست جمعية الأمل، ثم جمعية امل للمرأة.", "تأسست جمعية الأمل، ثم […]."),
        ("وزينب الحمداوي رئيسة", "[…] رئيسة"),
        ("Écrire à contact@amal.example ou 06 61 23 45 67, www.amal.example.", "Écrire à […] ou […], […]"),
        ("Mme Hamdawi et M. Benjeloun ont signé.", "Mme […] et M. […] ont signé."),
        ("السيد بنجلون والسيدة الحمداوي", "السيد […] والسيدة […]"),
        ("Kamal Bekkali ; Amine, Nadia", "[…] ; […]"),
        ("Amine a sa bonne adresse.", "Amine a sa bonne adresse."),
        ("Zineb aime l’idée des droits.", "[…] aime l’idée des droits."),
        ("Selon Zyneb, Omar et Nadia ; رافقت زينب النساء.", "Selon […], […] et […] ; رافقت […] النساء."),
        ("Mme Amine est venue avenue Omar II.", "Mme […] est venue avenue Omar II."),
        ("ولكمال دور", "[…] دور"),
        ("Facebook : amal.zagora, @amal_z", "[…], […]"),
        ("Siège : 14 rue Ibn Sina, Zagora ; hay Essalam Zagora", "Siège : […], Zagora ; […]"),
        ("مقرنا: شارع محمد الخامس رقم 12.", "مقرنا: […]."),
        ("Le projet Tiflet continue.", "Le […] continue."),
        ("Nous avons 12 000 adhérentes depuis 2009.", "Nous avons 12 000 adhérentes depuis 2009."),
    ],
)
def test_known_names_are_hidden_however_they_are_spelled(written: str, read: str) -> None:
    assert hidden(written, SECRETS, MARK) == read


@pytest.mark.one_database
@given(st.lists(st.sampled_from([*NAMES, "travaille", "à Errachidia,", "avec", "مع", "toutes"]), max_size=8))
def test_no_name_is_left_and_the_rest_is_as_it_was_written(parts: list[str]) -> None:
    read = hidden(" ".join(parts), SECRETS, MARK)
    folded = f" {fold(read)} "
    assert not any(f" {fold(name)} " in folded for name in NAMES)
    assert read.replace(MARK, " ").split() == " ".join(one for one in parts if one not in NAMES).split()


def blind(**more: Any) -> tuple[Region, Assignment]:
    """A region read blind, and the chair's reading, declared; the answer names the association and a person."""
    made = factory.scoring(1, committee=2)
    application = made.applications[0]
    with unit_of_work():
        call = db.session.get_one(Call, made.call.id)
        call.reading = ReadingRules(readers=2, blind=True, **more).stored()
        page = Subject(call_id=call.id, key="work", title=Localized(fr="Activités"))
        question = Question(key="done", kind=QuestionKind.LONG_TEXT, label=Localized(fr="Qu’avez-vous fait ?"))
        page.questions.append(question)
        db.session.add_all([page, Officer(association_id=application.association_id, name="Zineb El Hamdaoui")])
        db.session.flush()
        name = application.association.name_fr
        words = f"{name} a formé 40 femmes. Zineb El Hamdaoui a témoigné à Midelt."
        db.session.add(Answer(application_id=application.id, question_id=question.id, value=words, saved_at=NOW))
        mine = next(o for o in queries.assignments_of(made.panel_id) if o.reader_id == made.chair.id)
        number = mine.id
        actions.declare(mine, actor=actor(made.chair), now=NOW)
    found = queries.assignment(number)
    assert found is not None
    return made, found


def test_no_page_of_a_reader_tells_who_applies(sign_in: Any, clock: Any) -> None:
    clock.stop_at(NOW)
    made, mine = blind()
    association = made.associations[0]
    client, number = sign_in(made.chair), made.applications[0].number
    page = client.page(f"/review/readings/{mine.id}?lang=fr")
    assert "[nom caché] a formé 40 femmes. [nom caché] a témoigné à Midelt." in page
    assert f"Candidature \u2066{number}\u2069" in page
    other = next(o for o in queries.assignments_of(made.panel_id) if o.reader_id != made.chair.id)
    seen = [
        (client, path)
        for path in (
            "/", "/review/readings", f"/review/readings/{mine.id}", f"/review/panels/{made.panel_id}",
            f"/review/panels/{made.panel_id}/interests", "/review/interests", f"/selection/{made.round_id}",
        )
    ]  # fmt: skip
    seen.append((sign_in(other.reader), f"/review/readings/{other.id}/declare"))
    for who, path in seen:
        text = who.get(path, follow_redirects=True).text
        for word in (association.name_fr, association.name_ar, "El Hamdaoui", made.members[0].name):
            assert word not in text, (path, word)
    with unit_of_work():
        factory.score(mine, [6, 6, 6])
    sheet = client.page(f"/review/applications/{made.applications[0].id}")
    assert association.name_fr not in sheet
    assert association.name_fr in sign_in(made.coordinator).page(f"/review/applications/{made.applications[0].id}")


def test_of_a_document_its_reader_sees_the_copy_without_names_only(sign_in: Any, clock: Any) -> None:
    clock.stop_at(NOW)
    made, mine = blind()
    application = made.applications[0]
    joined = documents.joined(application, documents.pdf(), "Statuts Association Amal.pdf")
    reader, desk = sign_in(made.chair), sign_in(made.coordinator)
    file = f"/review/readings/{mine.id}/files/{joined}"
    page = reader.page(f"/review/readings/{mine.id}?lang=en")
    assert "Statuts Association Amal" not in page
    assert "No copy without names yet" in page
    assert reader.get(file).status_code == reader.get(f"{file}/preview").status_code == 404
    copies = f"/review/applications/{application.id}/copies"
    for path in (f"/desk/applications/{application.id}/files/{joined}", copies):
        assert reader.get(path).status_code in {403, 404}
    listed = desk.page(f"/review/panels/{made.panel_id}/copies?lang=en")
    assert "1 is missing" in listed
    none = desk.submit_form(copies, {"document": str(joined)}, form=f"copy-{joined}")
    assert none.status_code == 422
    sent = {"document": str(joined), "file": (io.BytesIO(documents.pdf()), "Amal sans nom.pdf")}
    token = desk.csrf_token(copies)
    done = desk.post(copies, data={**sent, "csrf_token": token}, content_type="multipart/form-data")
    assert done.status_code == 302
    assert "1 is missing" not in desk.page(f"/review/panels/{made.panel_id}/copies?lang=en")
    assert desk.get(f"{copies}/{joined}").status_code == 200
    shown = reader.page(f"/review/readings/{mine.id}")
    assert f"{application.number}-{joined}.pdf" in shown
    assert "Amal sans nom" not in shown
    answer = reader.get(file)
    assert answer.status_code == 200
    assert "Amal" not in answer.headers["Content-Disposition"]
    assert reader.get(f"{file}/preview").status_code == 200
    first = queries.redacted_copy(joined)
    clean = actions.cleaned(application, accept(documents.pdf(), "b.pdf"), as_pictures=False, now=NOW)
    with unit_of_work():
        again = actions.keep_redacted(application, joined, clean, actor=made.desk, now=NOW)
        assert again.id != first.id
    with pytest.raises(RuleBroken), unit_of_work():
        actions.keep_redacted(application, joined + 9, clean, actor=made.desk, now=NOW)


def test_a_tie_is_told_without_a_name(sign_in: Any, clock: Any) -> None:
    clock.stop_at(NOW)
    made, _mine = blind()
    other = next(o for o in queries.assignments_of(made.panel_id) if o.reader_id != made.chair.id)
    with unit_of_work():
        said = actions.Declared(people=["Zineb El Hamdaoui"], languages=["fr"])
        actions.declare_interests(said, actor=actor(other.reader), now=NOW)
    page = sign_in(other.reader).page(f"/review/readings/{other.id}/declare?lang=en")
    assert "you have a tie with the association or its people" in page
    assert "Hamdaoui" not in page


def telling(*, author: str = "") -> bytes:
    """A page whose words lie under a black box, saved over once."""
    document, written = pikepdf.new(), io.BytesIO()
    document.add_blank_page(page_size=(300, 200))
    page = document.pages[0]
    font = document.make_indirect({"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"})
    page.Resources = pikepdf.Dictionary({"/Font": {"/F1": font}})
    drawn = b"BT /F1 14 Tf 20 100 Td (Presidente : Mme Hamdawi) Tj ET 0 g 15 90 270 30 re f"
    page.Contents = document.make_stream(drawn)
    if author:
        document.docinfo["/Author"] = author
    document.save(written)
    return written.getvalue()


def test_what_lies_under_a_box_is_found_and_pictures_of_the_pages_hold_none_of_it(sign_in: Any, clock: Any) -> None:
    clock.stop_at(NOW)
    made, mine = blind()
    application = made.applications[0]
    joined = documents.joined(application, documents.pdf(), "Statuts.pdf")
    desk, copies = sign_in(made.coordinator), f"/review/applications/{application.id}/copies"

    def send(content: bytes, **more: str) -> Any:
        sent = {"document": str(joined), "file": (io.BytesIO(content), "copie.pdf"), **more}
        data = {**sent, "csrf_token": desk.csrf_token(f"{copies}?lang=en")}
        return desk.post(copies, data=data, content_type="multipart/form-data")

    paper = telling(author="Amal")
    refused = send(paper + paper)
    assert refused.status_code == 422
    for words in ("Page 1", "Hamdawi", "Amal", "antérieurs"):
        assert words in refused.text
    assert queries.redacted_copy(joined) is None
    assert send(paper, as_pictures="y").status_code == 302
    kept = store().read(queries.redacted_copy(joined).file)
    assert traces_in(kept, lambda text: [one for one in ("Hamdawi", "Amal") if one in text]) == []
    words = f"{copies}/words"
    assert "<mark>Zineb El Hamdaoui</mark>" in desk.page(copies)
    done = desk.post(words, data={"csrf_token": desk.csrf_token(copies), "words": "Midelt", "ordinary": ""})
    assert done.status_code == 302
    assert "<mark>Midelt</mark>" in desk.page(copies)
    assert "Midelt" not in sign_in(made.chair).page(f"/review/readings/{mine.id}")


def test_what_is_refused_is_not_chosen_again_and_of_a_word_document_the_words_are_taken(
    sign_in: Any, clock: Any
) -> None:
    clock.stop_at(NOW)
    made, mine = blind()
    application = made.applications[0]
    joined = documents.joined(application, documents.pdf(), "Statuts.pdf")
    desk, copies = sign_in(made.coordinator), f"/review/applications/{application.id}/copies"

    def send(name: str, content: bytes) -> Any:
        data = {"document": str(joined), "file": (io.BytesIO(content), name), "csrf_token": desk.csrf_token(copies)}
        return desk.post(copies, data=data, content_type="multipart/form-data")

    for _again in range(2):
        refused = send("copie.pdf", telling(author="Amal"))
        assert refused.status_code == 422
    again = lxml.html.fromstring(refused.text).get_element_by_id("again")
    sent = dict(again.fields)
    assert desk.post(copies, data=sent).status_code == 302
    first = queries.redacted_copy(joined)
    assert first.as_pictures
    assert desk.post(copies, data=sent).status_code == 422
    assert queries.redacted_copy(joined).id == first.id
    document = docx.Document()
    document.add_heading("Rapport", 1)
    document.add_paragraph("Zineb El Hamdaoui a formé 40 femmes à Midelt avec Tafarnout. زينب ساعدت.")
    document.sections[0].header.paragraphs[0].text = "Papier à en-tête"
    document.core_properties.author = "Zineb"
    document.add_table(1, 2).cell(0, 1).text = "Mme Hamdaoui"
    document.save(written := io.BytesIO())
    assert send("rapport.docx", written.getvalue()).status_code == 302
    words = " ".join(page_words(store().read(queries.redacted_copy(joined).file)))
    assert "a formé 40 femmes" in words
    assert "Zineb" not in words
    assert "amdaoui" not in words
    assert "Papier" not in words
    reader, shown, check = sign_in(made.chair), f"/review/readings/{mine.id}/files/{joined}", f"{copies}/{joined}/check"
    assert reader.get(shown).status_code == 404, "nobody has read it through"
    page = desk.page(f"{check}?lang=en")
    assert "<del>Zineb El Hamdaoui</del>" in page
    assert "<mark>Midelt</mark>" not in page, "a place"
    assert "<mark>Tafarnout</mark>" in page, "perhaps a name"
    assert desk.submit_form(check, {"read": None}, form="check").status_code == 422
    desk.submit_form(check, {"more": "Tafarnout"}, form="hide-more")
    assert "<del>Tafarnout</del>" in desk.page(check)
    stale = queries.redacted_copy(joined).id - 1
    with pytest.raises(RuleBroken), unit_of_work():
        actions.check_copy(application, joined, seen=stale, actor=made.desk, now=NOW)
    assert "to read through" in desk.page(f"/review/panels/{made.panel_id}/copies?lang=en")
    desk.submit_form(check, {"read": "y"}, form="check")
    read = " ".join(page_words(reader.get(shown).data))
    assert "Tafarnout" not in read
    assert "a formé 40 femmes" in read
    with unit_of_work():
        actions.hide_words(application, words=["Atlas"], ordinary=[], actor=made.desk, now=NOW + timedelta(hours=1))
    assert reader.get(shown).status_code == 404, "to be made anew"
    with pytest.raises(RuleBroken), unit_of_work():
        number = queries.redacted_copy(joined).id
        actions.check_copy(application, joined, seen=number, actor=made.desk, now=NOW + timedelta(hours=2))
    document = docx.Document()
    document.save(written := io.BytesIO())
    assert send("vide.docx", written.getvalue()).status_code == 422
