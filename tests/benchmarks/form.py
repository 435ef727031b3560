"""The form of the open call as a browser meets it: its addresses, and what is sent to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask

from capacity.admission.calls.models import Question, RequiredDocument, Subject
from capacity.core.db import db
from tests.benchmarks.browsing import Answer, Browser, Failed
from tests.benchmarks.loading import World
from tests.benchmarks.loading_admission import AUTOSAVES
from tests.benchmarks.pages import address

WORDS = "Notre association accompagne les femmes rurales et les jeunes depuis dix ans. " * 6


@dataclass(frozen=True)
class Form:
    """What is asked of every association: three answers and one document are required."""

    questions: Sequence[int]
    paper: int
    sign_in: str
    pages: str
    words: str = WORDS

    def page(self, draft: int) -> str:
        """The first page."""
        return self.pages.replace("/0/", f"/{draft}/")

    def save(self, browser: Browser, draft: int, question: int, words: str, token: str) -> Answer:
        """One autosave, as the page's script sends it."""
        body = {"question": question, "value": words, "version": 0}
        return browser.post_json(f"/applications/{draft}/answers", body, token)

    def send_document(self, browser: Browser, draft: int, token: str, scan: bytes) -> Answer:
        """The required document, as a browser without a script sends it."""
        fields = {f"d{self.paper}-csrf_token": token, "csrf_token": token}
        path = f"/applications/{draft}/documents/{self.paper}"
        answer = browser.post_file(path, fields, f"d{self.paper}-files", "fiche.pdf", scan)
        return expect_redirect(answer, "documents")

    def submit(self, browser: Browser, draft: int, token: str) -> Answer:
        """The sending, under an identifier made in the browser, so that it may be repeated."""
        signed = {
            "csrf_token": token, "signed_name": "Fatima", "signed_role": "Présidente", "declared": "y",
            "submission_id": self.submission_id(draft),
        }  # fmt: skip
        return expect_redirect(browser.post(f"/applications/{draft}/summary", signed), "receipt")

    @staticmethod
    def submission_id(draft: int) -> str:
        """What the browser would have made up."""
        return f"journey-{draft}"


def form_of(app: Flask, world: World) -> Form:
    """The open call's form."""
    with app.app_context():
        pages = db.session.execute(
            sa.select(Question.id, Subject.key)
            .join(Subject, Subject.id == Question.subject_id)
            .where(Subject.call_id == world.open_call, Question.required)
            .order_by(Question.id)
        ).all()
        paper = db.session.scalar(
            sa.select(RequiredDocument.id).where(RequiredDocument.call_id == world.open_call, RequiredDocument.required)
        )
        db.session.remove()
    if len(pages) != AUTOSAVES or paper is None:
        raise Failed("the journey answers every question that is required")
    return Form(
        questions=[question for question, _key in pages],
        paper=paper,
        sign_in=address(app, "accounts.sign_in"),
        pages=address(app, "applications.page", application_id=0, key=pages[0][1]),
    )


def expect_redirect(answer: Answer, where: str) -> Answer:
    """The answer, which leads there; raises Failed otherwise."""
    if where not in answer.headers.get("location", ""):
        raise Failed(f"expected to be led to {where}, got {answer.status} {answer.headers.get('location')}")
    return answer
