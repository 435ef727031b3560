"""The trainer's register while nothing can be sent: each tap is kept, and arrives once and in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from capacity.core.db import db
from capacity.training.attendance.models import AttendanceEvent
from tests.factories import training
from tests.support.lines import Line, Telephone
from tests.support.writing import has_sent_everything, is_kept, waiting

pytestmark = [pytest.mark.browser]

MORNING = training.HALVES[0].starts_at + timedelta(minutes=10)


def press(page: Page, person: int, mark: str) -> None:
    """Tap a mark of a person, and see it."""
    button = page.locator(f"#p{person} [data-mark={mark}]")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")


def test_a_register_without_a_network(
    line: Line, telephone: Callable[..., Telephone], region: Any, clock: Any, axe: Callable[..., None]
) -> None:
    session = training.session(region.phase, region.trainer)
    first = training.enrolled(session, region.association).id
    second = training.enrolled(session, region.other).id
    number, slots = session.id, [slot.id for slot in session.slots]
    clock.stop_at(MORNING)
    phone = telephone()
    page = phone.open()
    phone.sign_in(region.trainer)
    page.goto(f"/sessions/{number}/register")
    page.locator("html[data-awake]").wait_for(state="attached")
    press(page, first, "present")
    expect(page.locator("[data-count-sent]")).to_have_text("1")
    is_kept(page, f"/sessions/{number}/register", f"/sessions/{number}/register?slot={slots[-1]}")
    page.route("**/register/*/*", lambda route: route.fulfill(status=503))
    press(page, second, "late")
    expect(page.locator("[data-away=unable]")).to_be_visible()
    expect(page.locator("[data-away=offline]")).to_be_hidden()
    line.cut()
    page.unroute("**/register/*/*")
    press(page, first, "absent")
    press(page, second, "present")
    expect(page.locator("[data-away=offline]")).to_be_visible()
    expect(page.locator("[data-away=unable]")).to_be_hidden()
    expect(page.locator("[data-count-pending]")).to_have_text("3")
    axe(page)
    phone.kill()

    page = phone.open()
    page.goto(f"/sessions/{number}/register")
    page.locator("html[data-awake]").wait_for(state="attached")
    expect(page.locator(f"#p{first} [data-mark=absent]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(f"#p{second} [data-mark=present]")).to_have_attribute("aria-pressed", "true")
    assert len(waiting(page)) == 3
    line.join()
    phone.sign_in(region.trainer)
    has_sent_everything(page)
    found = db.session.execute(
        sa.select(AttendanceEvent.enrolment_id, AttendanceEvent.mark).order_by(AttendanceEvent.id)
    )
    assert [(row.enrolment_id, row.mark.value) for row in found] == [
        (first, "present"),
        (second, "late"),
        (first, "absent"),
        (second, "present"),
    ]
