"""From page to page of the form. Which pages are asked follows the answers, those that still wait on a device too."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from capacity.admission.applications import queries
from capacity.admission.applications.views.questions import Page, pages_of
from capacity.admission.calls.models import Subject
from capacity.web.drawing import address_of


def is_page_of(draft: queries.Draft, subject: Subject) -> bool:
    """Whether this page is asked, or would be if earlier pages were answered otherwise."""
    return any(one.subject.id == subject.id for one in pages_of(draft))


def turning(draft: queries.Draft, subject: Subject) -> dict[str, Any]:
    """What a page says of the others: its place among those asked, the ones before and after, and what brings up each.

    A browser without a line decides by ``way`` where the form goes on; it keeps ``kept_pages``: where the draft stands,
    and every page of its form that may be asked.
    """
    every, number = pages_of(draft), draft.application.id
    asked = [one for one in every if one.is_asked or one.subject.id == subject.id]
    place = [one.subject.id for one in asked].index(subject.id)
    pages = [one.url for one in asked]
    papers = address_of("applications.papers", application_id=number)
    return {
        "place": place + 1,
        "places": len(asked),
        "previous": pages[place - 1] if place else None,
        "next": [*pages, papers][place + 1],
        "way": [*map(_step, every), {"url": papers, "chains": []}],
        "may_sleep": any(one.chains for one in every if one.subject.id == subject.id),
        "kept_pages": [address_of("applications.show", application_id=number), *(one.url for one in every)],
    }


def _step(page: Page) -> dict[str, Any]:
    return {"url": page.url, "chains": [[asdict(link) for link in chain] for chain in page.chains]}
