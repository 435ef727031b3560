"""The whole programme once, walked in a browser by the people whose story it is, each in a language of their own.

What each of them has open after an act is read in the other languages as well; that all speak one, with
``make test-all``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from capacity.core.languages import LANGUAGES
from tests.journeys.stages import application, call, cast, mentoring, selection, training
from tests.support.applications import Clock
from tests.support.browsing import Window
from tests.support.mail import Received

pytestmark = pytest.mark.browser
OWN = {
    "coordinator": "fr",
    "chair": "ar",
    "reader": "en",
    "trainer": "fr",
    "mentor": "en",
    "president": "ar",
    "visitor": "en",
}
SPOKEN = [
    pytest.param(OWN, id="own"),
    *(pytest.param(dict.fromkeys(OWN, one), id=one, marks=pytest.mark.allpages) for one in LANGUAGES),
]


@pytest.mark.parametrize("languages", SPOKEN)
def test_the_programme_from_the_call_to_the_report(
    languages: Mapping[str, str],
    window: Window,
    clock: Clock,
    letters: Callable[..., list[Received]],
    papers: dict[str, Path],
) -> None:
    people = cast.gather(languages, window, clock, letters, papers)
    call.opens(people)
    people.hand("coordinator").is_read_by_all()
    call.is_read(people)
    people.hand("visitor").is_read_by_all()
    application.applies(people)
    people.hand("president").is_read_by_all()
    selection.is_screened(people)
    people.hand("coordinator").is_read_by_all()
    selection.is_scored(people)
    people.hand("reader").is_read_by_all()
    selection.is_sealed(people)
    people.hand("chair").is_read_by_all()
    selection.is_announced(people)
    people.hand("visitor").is_read_by_all()
    selection.is_accepted(people)
    people.hand("president").is_read_by_all()
    session = training.is_scheduled(people)
    training.is_nominated(people, session)
    people.hand("coordinator").is_read_by_all()
    training.is_attended(people, session)
    people.hand("trainer").is_read_by_all()
    training.is_certified(people, session)
    people.hand("visitor").is_read_by_all()
    mentoring.is_matched(people)
    report = mentoring.is_written(people)
    people.hand("mentor").is_read_by_all()
    mentoring.is_submitted(people, report)
    people.hand("president").is_read_by_all()
