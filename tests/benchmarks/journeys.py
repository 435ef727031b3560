"""What takes several requests: signing in, and sending an application; ours and the bare one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from random import Random

import pikepdf
import sqlalchemy as sa
from flask import Flask

from capacity.admission.calls.models import Question, RequiredDocument, Subject
from capacity.core.db import db
from tests.benchmarks import bare
from tests.benchmarks.browsing import Answer, Browser, Failed, Wsgi
from tests.benchmarks.loading import PASSWORD, World
from tests.benchmarks.loading_admission import AUTOSAVES
from tests.benchmarks.pages import address

MEGABYTE = 10**6
WORDS = "Notre association accompagne les femmes rurales et les jeunes depuis dix ans. " * 6


def bare_journey(via: Wsgi) -> Iterator[float]:
    """Sign in, take the form's token, insert a row; the seconds of each journey."""
    while True:
        visitor = Browser(via)
        token = visitor.get("/form").csrf_token
        visitor.post("/sign-in", {"csrf_token": token, "email": bare.ADDRESS, "password": bare.PASSWORD})
        visitor.post("/rows", {"csrf_token": token, "name": "Association"})
        yield visitor.seconds


def bare_sign_in(via: Wsgi) -> Iterator[float]:
    """The form and the password; the seconds of each time."""
    while True:
        visitor = Browser(via)
        token = visitor.get("/form").csrf_token
        visitor.post("/sign-in", {"csrf_token": token, "email": bare.ADDRESS, "password": bare.PASSWORD})
        yield visitor.seconds


def sign_in(app: Flask, world: World, via: Wsgi) -> Iterator[float]:
    """The page and the password of one person after another; the seconds of each time."""
    number = 0
    while True:
        yield _signed_in(app, world, via, number % len(world.drafts)).seconds
        number += 1


def submission(app: Flask, world: World, via: Wsgi) -> Iterator[float]:
    """Sign in, open the form, three autosaves, one document of a megabyte, the sending; the seconds of each journey."""
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
    if len(pages) != AUTOSAVES:
        raise Failed("the journey answers every question that is required")
    for number, draft in enumerate(world.drafts):
        scan = scanned(number)
        visitor = _signed_in(app, world, via, number)
        begun = address(app, "applications.page", application_id=draft, key=pages[0].key)
        token = visitor.get(begun).csrf_token
        saving = address(app, "applications.save", application_id=draft)
        for question, _key in pages:
            visitor.post_json(saving, {"question": question, "value": WORDS, "version": 0}, token)
        upload = address(app, "applications.upload", application_id=draft, paper_id=paper)
        visitor.post_file(
            upload, {f"d{paper}-csrf_token": token, "csrf_token": token}, f"d{paper}-files", "fiche.pdf", scan
        )
        summary = address(app, "applications.summary", application_id=draft)
        signed = {
            "csrf_token": token, "signed_name": "Fatima", "signed_role": "Présidente", "declared": "y",
            "submission_id": f"journey-{draft}",
        }  # fmt: skip
        expect_redirect(visitor.post(summary, signed), "receipt")
        yield visitor.seconds


def expect_redirect(answer: Answer, where: str) -> None:
    """Raises Failed unless the answer leads there."""
    if where not in answer.headers.get("location", ""):
        raise Failed(f"expected to be led to {where}, got {answer.status} {answer.headers.get('location')}")


def _signed_in(app: Flask, world: World, via: Wsgi, number: int) -> Browser:
    """Somebody of an association has signed in, each from an address of their own, as the limits count addresses."""
    visitor = Browser(via, address=f"127.1.{number // 250}.{number % 250 + 1}")
    page = address(app, "accounts.sign_in")
    who = {"email": f"association{world.size + number + 1}@bench.example", "password": PASSWORD}
    token = visitor.get(page).csrf_token
    answer = visitor.post(page, {"csrf_token": token, **who})
    if answer.status != 302:
        raise Failed(f"signing in answered {answer.status}")
    return visitor


def scanned(number: int) -> bytes:
    """A PDF of a megabyte, as a scanner makes them; another one each time."""
    paper, target = pikepdf.new(), io.BytesIO()
    page = paper.add_blank_page(page_size=(595, 842))
    page.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(Scan=paper.make_stream(Random(number).randbytes(MEGABYTE)))
    )
    paper.save(target)
    return target.getvalue()
