"""Somebody who writes a draft in a browser, and what the browser keeps meanwhile."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from capacity.admission.applications import queries
from capacity.admission.applications.models import Answer, Application
from capacity.admission.calls.states import QuestionKind
from capacity.core.db import db
from capacity.core.languages import gettext, in_language

KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("pages-"));
  const pages = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return pages.flat().map((page) => new URL(page.url).pathname + new URL(page.url).search);
}"""
WAITING = """async () => {
  const known = (await indexedDB.databases()).some((one) => one.name === "capacity");
  if (!known) return [];
  const asking = indexedDB.open("capacity");
  const base = await new Promise((done) => { asking.onsuccess = () => done(asking.result); });
  const asked = base.transaction("rows").objectStore("rows").getAll();
  const rows = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  base.close();
  return rows.map((row) => [row.name, row.state, new TextDecoder().decode(row.sealed.words)]);
}"""


def said(message: str, language: str = "ar") -> str:
    """The words of a page."""
    with in_language(language):
        return str(gettext(message))


class Form:
    """One subject of a draft, in somebody's browser."""

    def __init__(self, page: Page, application: Application) -> None:
        self.page, self._number = page, application.id
        found = queries.draft(application)
        self.subjects = [subject.key for subject in found.subjects]
        self._texts = {
            subject.key: [one.id for one in subject.questions if one.kind is QuestionKind.LONG_TEXT]
            for subject in found.subjects
        }

    def address(self, subject: str) -> str:
        """Where a subject is written."""
        return f"/applications/{self._number}/form/{subject}"

    def open(self, subject: str) -> None:
        """The subject, once its scripts have taken over."""
        self.page.goto(self.address(subject))
        self.is_awake()

    def is_awake(self) -> None:
        """The scripts have taken over."""
        self.page.locator("html[data-awake]").wait_for(state="attached")

    def question(self, subject: str) -> int:
        """The first question of a subject that is answered with a text."""
        return self._texts[subject][0]

    def field(self, subject: str) -> Locator:
        """Where it is answered."""
        return self.page.locator(f"#q{self.question(subject)}")

    def write(self, subject: str, words: str, then: str = "saved") -> None:
        """Write these words, and see that they are ``saved``, or kept on the device (``away``)."""
        self.field(subject).fill(words)
        self.says(then)

    def says(self, state: str) -> None:
        """How the page says it stands with what was written."""
        expect(self.page.locator(".saved")).to_have_attribute("data-state", state)

    def is_on_device(self) -> None:
        """Every page of the draft opens without a network from now on."""
        is_kept(self.page, *(self.address(subject) for subject in self.subjects))

    def refuses_nothing(self, subject: str) -> None:
        """No two texts stand against each other."""
        expect(self.rivals(subject)).to_be_hidden()

    def rivals(self, subject: str) -> Locator:
        """Where two texts for one answer stand side by side."""
        return self.page.locator(f"[data-question='{self.question(subject)}'] [data-rivals]")

    def arrived(self, subject: str) -> tuple[str, int] | None:
        """What the service has, and how often it was saved."""
        db.session.rollback()
        found = db.session.query(Answer).filter_by(question_id=self.question(subject)).one_or_none()
        return (found.value, found.version) if found else None


def kept_pages(page: Page) -> list[str]:
    """The addresses that open here without a network."""
    return [one for one in page.evaluate(KEPT) if "/known/" not in one]


def has_sent_everything(page: Page) -> None:
    """Wait until nothing waits here any more."""
    _until(page, f"(await ({WAITING})()).length === 0")


def is_kept(page: Page, *addresses: str) -> None:
    """Wait until these addresses open here without a network."""
    _until(page, f"await ({KEPT})().then((kept) => wanted.every((one) => kept.includes(one)))", list(addresses))


def _until(page: Page, what: str, wanted: object = None) -> None:
    page.evaluate(
        f"""async (wanted) => {{
          const end = Date.now() + 30000;
          while (!({what})) {{
            if (Date.now() > end) throw new Error("it did not come about");
            await new Promise((done) => {{ setTimeout(done, 40); }});
          }}
        }}""",
        wanted,
    )


def waiting(page: Page) -> list[list[str]]:
    """(question, state, what lies there) of everything that was not sent yet."""
    found: list[list[str]] = page.evaluate(WAITING)
    return found
