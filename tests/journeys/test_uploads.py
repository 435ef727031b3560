"""Documents sent from a telephone on a bad line: the line is cut, sending waits and goes on; photos become one PDF."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from capacity.admission.applications import queries
from capacity.admission.applications.models import Application, ApplicationDocument
from capacity.admission.calls.states import QuestionKind, Wording
from capacity.core.db import db
from capacity.core.files import store
from capacity.demo import cast
from tests.factories import admission
from tests.journeys.hand import Hand
from tests.support.browsing import Window
from tests.support.screens import screens

pytestmark = pytest.mark.one_database

UNSENT = "What you chose here was not sent yet: send it, or choose the link once more to go on without it."


@pytest.fixture
def draft(db_session: Any, clock: Any) -> Application:
    made = admission.draft()
    clock.stop_at(admission.DURING)
    return made


def opened(window: Window, draft: Application, language: str, width: int = 360) -> Hand:
    hand = Hand(window(language=language, width=width, person=admission.member_of(draft.association)), language)
    hand.go(f"/applications/{draft.id}/documents")
    hand.is_awake()
    return hand


def section_of(hand: Hand, draft: Application, key: str) -> Any:
    paper = next(paper for paper in queries.draft(draft).papers if paper.key == key)
    return hand.page.locator(f"#paper-{paper.id}")


def joined() -> ApplicationDocument:
    db.session.rollback()
    return db.session.query(ApplicationDocument).one()


def large_pdf(folder: Path) -> Path:
    made = folder / "statuts.pdf"
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.Padding = document.make_stream(random.Random(1).randbytes(700_000))
        document.save(made)
    return made


@contextmanager
def lost_after_one_piece(context: BrowserContext) -> Iterator[None]:
    """The line lets the first piece of a file through and is lost, however quick the machine is."""

    def goes(route: Route) -> None:
        if route.request.method == "PATCH" and route.request.headers["upload-offset"] != "0":
            route.abort("internetdisconnected")
        else:
            route.continue_()

    context.route("**/uploads/**", goes)
    with context.expect_event("response", lambda answer: answer.request.method == "PATCH"):
        yield
    context.set_offline(True)
    context.unroute("**/uploads/**", goes)


def starts_of_pieces(page: Page) -> list[int]:
    starts: list[int] = []

    def note(request: Request) -> None:
        if request.method == "PATCH":
            starts.append(int(request.headers["upload-offset"]))

    page.on("requestfinished", note)
    return starts


def test_a_line_that_is_cut_costs_one_piece(window: Window, draft: Application, tmp_path: Path) -> None:
    window.watch.expected += ["ERR_INTERNET_DISCONNECTED", "400"]
    hand = Hand(window(language="fr", width=360, person=admission.member_of(draft.association)), "fr")
    scripts: list[Route] = []
    hand.page.route("**/upload.*", lambda route: scripts.append(route))
    hand.go(f"/applications/{draft.id}/documents")
    file, section, starts = large_pdf(tmp_path), section_of(hand, draft, "statutes"), starts_of_pieces(hand.page)
    with lost_after_one_piece(hand.page.context):
        section.locator("input[type=file]").set_input_files(file)
        scripts[0].continue_()  # the page is read, and the file chosen, before its script has come
    lost = hand.words("The line is lost. What has arrived is kept; sending goes on by itself when the line is back.")
    expect(section.get_by_text(lost)).to_be_visible()
    hand.fits()
    window.sign_in_again(hand.page, admission.member_of(draft.association))  # meanwhile, in another tab
    with hand.until_the_page_is_new():
        hand.page.context.set_offline(False)
    expect(section.get_by_role("link", name="statuts.pdf")).to_be_visible()
    assert starts[0] == 0
    assert len(starts) > 1, "the line was cut in the middle"
    assert starts == sorted(set(starts)), "nothing that had arrived was sent again"
    assert store().read(joined().file) == file.read_bytes()


def test_a_file_goes_on_after_the_window_was_closed(window: Window, draft: Application, tmp_path: Path) -> None:
    window.watch.expected.append("ERR_INTERNET_DISCONNECTED")
    hand = opened(window, draft, "fr")
    file, section, context = large_pdf(tmp_path), section_of(hand, draft, "statutes"), hand.page.context
    with lost_after_one_piece(context):
        section.locator("input[type=file]").set_input_files(file)
    hand.page.close()
    context.set_offline(False)
    hand = Hand(context.new_page(), "fr")
    hand.go(f"/applications/{draft.id}/documents")
    hand.is_awake()
    starts = starts_of_pieces(hand.page)
    section = section_of(hand, draft, "statutes")
    with hand.until_the_page_is_new():
        section.locator("input[type=file]").set_input_files(file)
    expect(section.get_by_role("link", name="statuts.pdf")).to_be_visible()
    assert starts
    assert min(starts) > 0, "what had arrived before was not sent again"
    assert store().read(joined().file) == file.read_bytes()


@pytest.mark.parametrize(("language", "width"), screens())
def test_a_question_takes_its_files_in_place(
    window: Window,
    db_session: Any,
    clock: Any,
    axe: Callable[[Page], None],
    tmp_path: Path,
    language: str,
    width: int,
) -> None:
    window.watch.expected.append("ERR_INTERNET_DISCONNECTED")
    asked = [Wording(kind, admission.words(kind.name.title())) for kind in (QuestionKind.SHORT_TEXT, QuestionKind.FILE)]
    call, numbers = admission.call_asking(*asked)
    draft = admission.draft(call)
    clock.stop_at(admission.DURING)
    hand = Hand(window(language=language, width=width, person=admission.member_of(draft.association)), language)
    hand.go(f"/applications/{draft.id}/form/money_en")
    hand.is_awake()
    place = hand.page.locator(f"#q{numbers['file_en']}")
    pages = hand.page.locator("[data-part=share]")
    before = pages.inner_text()
    hand.page.locator(f"#q{numbers['short_text_en']}").fill("جمعية")
    photos = [
        {"name": f"page-{number}.jpg", "mimeType": "image/jpeg", "buffer": cast.photo(random.Random(number))}
        for number in range(2)
    ]
    place.locator("input[type=file]").set_input_files(photos)
    hand.page.evaluate("window.stayed = true")
    place.get_by_role("button", name=hand.words("Send as one PDF")).click()
    expect(place.locator("[data-sent] .file__name a")).to_have_count(1)
    assert hand.page.evaluate("window.stayed"), "the page was not left"
    expect(hand.page.locator(f"#q{numbers['short_text_en']}")).to_have_value("جمعية")
    expect(pages).not_to_have_text(before)
    hand.fits()
    axe(hand.page)

    hand.page.context.set_offline(True)
    place.locator("input[type=file]").set_input_files(large_pdf(tmp_path))
    hand.page.get_by_role("button", name=hand.words("Save and continue"), exact=True).last.click()
    expect(place.locator("[data-words]")).not_to_be_empty()
    with hand.page.expect_navigation(url="**/documents"):
        hand.page.context.set_offline(False)
    db.session.rollback()
    assert db.session.query(ApplicationDocument).count() == 2, "the page waited for the file on its way"


@pytest.mark.parametrize(("language", "width"), screens())
def test_photos_are_gathered_ordered_and_bound(
    window: Window, draft: Application, axe: Callable[[Page], None], language: str, width: int
) -> None:
    hand = opened(window, draft, language, width)
    section = section_of(hand, draft, "deposit_receipt")
    photos = [
        {"name": f"page-{place}.jpg", "mimeType": "image/jpeg", "buffer": cast.photo(random.Random(place))}
        for place in range(3)
    ]
    chooser = section.locator("input[type=file]")
    chooser.set_input_files(photos[0])
    expect(section.get_by_role("button", name=hand.words("Send the photo"))).to_be_visible()
    chooser.set_input_files(photos[1:])
    expect(section.locator(".file")).to_have_count(3)
    section.get_by_role("button", name=hand.words("Move up")).last.press("Enter")
    expect(section.locator(".file__name")).to_have_text(["page-0.jpg", "page-2.jpg", "page-1.jpg"])
    moved = section.locator(".file").nth(1).get_by_role("button", name=hand.words("Move up"))
    expect(moved).to_be_focused()
    section.get_by_role("button", name=hand.words("Remove")).last.click()
    expect(section.locator(".file")).to_have_count(2)
    hand.fits()
    axe(hand.page)
    hand.follow("Continue to the review")
    expect(section.get_by_role("alert")).to_have_text(hand.words(UNSENT))
    with hand.until_the_page_is_new():
        section.get_by_role("button", name=hand.words("Send as one PDF")).click()
    with pikepdf.open(io.BytesIO(store().read(joined().file))) as document:
        assert len(document.pages) == 2
