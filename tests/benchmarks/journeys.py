"""What takes several requests: signing in, and sending an application; ours and the bare one."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from random import Random

import pikepdf
from flask import Flask

from tests.benchmarks import bare
from tests.benchmarks.browsing import Browser, Failed, Wsgi
from tests.benchmarks.form import WORDS, form_of
from tests.benchmarks.loading import PASSWORD, World
from tests.benchmarks.loading_admission import AUTOSAVES
from tests.benchmarks.pages import address

MEGABYTE = 10**6
_VISITORS = itertools.count()
"""Those of the bare thing: none comes twice, and finds a connection closed that was idle for too long."""


def bare_journey(via: Wsgi) -> Iterator[float]:
    """Sign in, take the form's token, insert a row; the seconds of each journey, another visitor's each time."""
    while True:
        visitor = _somebody(via, next(_VISITORS))
        token = visitor.get("/form").csrf_token
        visitor.post("/sign-in", {"csrf_token": token, "email": bare.ADDRESS, "password": bare.PASSWORD})
        visitor.post("/rows", {"csrf_token": token, "name": "Association"})
        yield visitor.seconds


def bare_acts(via: Wsgi) -> Iterator[float]:
    """The requests of a submit journey with the least behind each of them; the seconds of each journey."""
    while True:
        number = next(_VISITORS)
        visitor, scan = _somebody(via, number), scanned(number)
        token = visitor.get("/form").csrf_token
        visitor.post("/sign-in", {"csrf_token": token, "email": bare.ADDRESS, "password": bare.PASSWORD})
        visitor.get("/form")
        for question in range(AUTOSAVES):
            visitor.post_json("/answers", {"question": question, "value": WORDS}, token)
        visitor.post_file("/documents", {"csrf_token": token}, "file", "fiche.pdf", scan)
        visitor.post("/sendings", {"csrf_token": token})
        yield visitor.seconds


def bare_sign_in(via: Wsgi) -> Iterator[float]:
    """The form and the password; the seconds of each time, another visitor's each."""
    while True:
        visitor = _somebody(via, next(_VISITORS))
        token = visitor.get("/form").csrf_token
        visitor.post("/sign-in", {"csrf_token": token, "email": bare.ADDRESS, "password": bare.PASSWORD})
        yield visitor.seconds


def sign_in(app: Flask, world: World, via: Wsgi) -> Iterator[float]:
    """The page and the password of one person after another; the seconds of each time."""
    page, number = address(app, "accounts.sign_in"), 0
    while True:
        yield signing_in(_somebody(via, number), page, world, number % len(world.drafts)).seconds
        number += 1


Work = Iterator[tuple[int, bytes]]
"""Which draft is sent, with which scan."""


def work_for(world: World, *, journeys: int | None = None, after: int = 0) -> Work:
    """So many drafts that nobody has sent yet, each with a scan of its own; all of them without a number."""
    numbers = range(after, len(world.drafts))[:journeys]
    return ((number, scanned(number)) for number in numbers)


def submission(app: Flask, world: World, via: Wsgi, work: Work | None = None) -> Iterator[float]:
    """Sign in, open the form, three autosaves, one document of a megabyte, the sending; the seconds of each journey."""
    form = form_of(app, world)
    for number, scan in work or work_for(world):
        draft = world.drafts[number]
        visitor = _somebody(via, number)
        signing_in(visitor, form.sign_in, world, number)
        token = visitor.get(form.page(draft)).csrf_token
        for question in form.questions:
            form.save(visitor, draft, question, form.words, token)
        form.send_document(visitor, draft, token, scan)
        form.submit(visitor, draft, token)
        yield visitor.seconds


def signing_in(visitor: Browser, page: str, world: World, number: int) -> Browser:
    """The representative of this association signs in."""
    who = {"email": f"association{world.size + number + 1}@bench.example", "password": PASSWORD}
    token = visitor.get(page).csrf_token
    answer = visitor.post(page, {"csrf_token": token, **who})
    if answer.status != 302:
        raise Failed(f"signing in answered {answer.status}")
    return visitor


def _somebody(via: Wsgi, number: int) -> Browser:
    """Each from an address of their own, as the limits count addresses."""
    return Browser(via, address=f"127.1.{number // 250}.{number % 250 + 1}")


def scanned(number: int) -> bytes:
    """A PDF of a megabyte, as a scanner makes them: a picture as large as the page; another one each time."""
    paper, target = pikepdf.new(), io.BytesIO()
    page = paper.add_blank_page(page_size=(595, 842))
    picture = paper.make_stream(
        Random(number).randbytes(MEGABYTE),
        Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1654, Height=2339,
        ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
    )  # fmt: skip
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=picture))
    page.Contents = paper.make_stream(b"q 595 0 0 842 0 0 cm /Scan Do Q")
    paper.save(target)
    return target.getvalue()
