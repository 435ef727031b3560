"""The whole programme once, walked in a browser by the people whose story it is, in each language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.stages import application, call, cast, mentoring, selection, training
from tests.support.applications import Clock
from tests.support.browsing import Window
from tests.support.mail import Received

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_programme_from_the_call_to_the_report(
    language: str, window: Window, clock: Clock, letters: Callable[..., list[Received]], papers: dict[str, Path]
) -> None:
    people = cast.gather(language, window, clock, letters, papers)
    call.opens(people)
    call.is_read(people)
    application.applies(people)
    selection.is_screened(people)
    selection.is_scored(people)
    selection.is_sealed(people)
    selection.is_announced(people)
    selection.is_accepted(people)
    session = training.is_scheduled(people)
    training.is_nominated(people, session)
    training.is_attended(people, session)
    training.is_certified(people, session)
    mentoring.is_matched(people)
    report = mentoring.is_written(people)
    mentoring.is_submitted(people, report)
