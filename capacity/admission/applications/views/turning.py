"""From page to page of the form. Which pages are asked follows the answers, those that still wait on a device too."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import url_for

from capacity.admission.applications import queries
from capacity.admission.applications.views.questions import Page, page_address, pages_of
from capacity.admission.calls.models import Subject
from capacity.web.drawing import address_of


def is_page_of(draft: queries.Draft, subject: Subject) -> bool:
    """Whether this page is asked, or would be if earlier pages were answered otherwise."""
    return any(one.subject.id == subject.id for one in pages_of(draft))


def turning(draft: queries.Draft, subject: Subject) -> dict[str, Any]:
    """What a page says of the others: its place among those asked, the ones before and after, and what brings up each.

    A browser without a line decides by the last, ``way``, where the form goes on.
    """
    every, number = pages_of(draft), draft.application.id
    asked = [one.subject for one in every if one.is_asked or one.subject.id == subject.id]
    place = [one.id for one in asked].index(subject.id)
    pages = [page_address(number, one) for one in asked]
    papers = url_for("applications.papers", application_id=number)
    return {
        "place": place + 1,
        "places": len(asked),
        "previous": pages[place - 1] if place else None,
        "next": [*pages, papers][place + 1],
        "way": [*(_step(number, one) for one in every), {"url": papers, "chains": []}],
        "may_sleep": any(one.chains for one in every if one.subject.id == subject.id),
        "kept_pages": kept_pages(draft),
    }


def kept_pages(draft: queries.Draft) -> list[str]:
    """The addresses a browser keeps of a draft: where it stands, and every page of its form that may be asked."""
    number = draft.application.id
    shown = address_of("applications.show", application_id=number)
    return [shown, *(page_address(number, one.subject) for one in pages_of(draft))]


def _step(number: int, page: Page) -> dict[str, Any]:
    return {
        "url": page_address(number, page.subject),
        "chains": [[asdict(link) for link in chain] for chain in page.chains],
    }
