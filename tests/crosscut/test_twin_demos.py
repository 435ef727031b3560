"""Rule 3, on two whole demos: before the announcement nothing that leaves the service differs by proposal.

Both folders hold the same programme on the same day. In each of them people decide what is not announced yet: a round
deliberates, another one is sealed, a screening goes on, the answer to a complaint and the correction of a result wait
for a second person; what they decide is another thing in each. Then a visitor and the associations concerned open
every page they are led to and every address they could guess, press every button, and two of them withdraw. Everything
is compared byte for byte: pages, files, headers, letters, what is logged, the statements that run and the rows they
return.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.rounds.models import ResultCorrection, Round
from capacity.admission.rounds.states import RoundState
from capacity.core import papers, previews
from capacity.core.config import resource
from capacity.core.db import db
from capacity.core.languages import LANGUAGES
from capacity.core.outbox import Letter
from tests.crosscut import twins
from tests.crosscut.twins import Pair, Walk

pytestmark = pytest.mark.one_database
PAGES, PRESSED = 1800, 700
"""More than so many pages, and buttons pressed, are compared, whatever the demo holds."""


@dataclass(frozen=True)
class Story:
    """The twins, and the applications whose associations look."""

    pair: Pair
    concerned: Sequence[int]
    pool: dict[str, list[Any]]
    tokens: dict[int, str]

    def walk(self, application_id: int | None, *, far: bool, languages: Sequence[str] = ()) -> Walk:
        """A walk of a visitor, or of whoever represents the association behind an application."""
        token = self.tokens[application_id] if application_id is not None else ""
        return Walk(self.pair, token=token, application_id=application_id, pool=self.pool, far=far, languages=languages)


@pytest.fixture(scope="module", autouse=True)
def _drawn_once() -> Iterator[None]:
    """The same paper with the same words, and the same page of the same document, are drawn once for both twins."""
    draw, known = papers.typst.compile, dict[str, Any]()
    templates = resource("templates").resolve()

    def drawn(path: str, **how: Any) -> Any:
        if how.get("timestamp") is None or not Path(path).is_relative_to(templates):
            return draw(path, **how)  # it names the moment at which it is drawn, or has files beside it
        asked = repr((path, sorted((name, value) for name, value in how.items() if name != "font_paths")))
        if asked not in known:
            known[asked] = draw(path, **how)
        return known[asked]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(papers.typst, "compile", drawn)
        patch.setattr(previews, "_asked", cache(previews._asked))
        yield


@pytest.fixture(scope="module")
def story(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Two demos in which other things were decided."""
    folder = tmp_path_factory.mktemp("twins")
    base = twins.before_the_announcement(demo_folder, folder / "base")
    one, other = (twins.copied(base.folder, folder / name, base.now).open() for name in ("one", "other"))
    twins.decide(one, otherwise=False)
    twins.decide(other, otherwise=True)
    concerned = list(twins.concerned(one, other))
    tokens = {number: {twin.sign_in(number) for twin in (one, other)}.pop() for number in concerned}
    return Story(Pair((one, other)), concerned, _pool(one, concerned), tokens)


def _pool(twin: twins.Twin, concerned: Sequence[int]) -> dict[str, list[Any]]:
    """What an applicant might write into an address: ids by the name of the argument."""
    with twin.told():
        open_ones = (RoundState.DELIBERATION, RoundState.SEALED, RoundState.SCREENING)
        rounds = db.session.scalars(sa.select(Round).where(Round.state.in_(open_ones)).order_by(Round.id)).all()
        last = sa.select(Letter.id).order_by(Letter.id.desc()).limit(1)
        return {
            "application_id": list(concerned[:3]),
            "association_id": [db.session.get_one(Application, number).association_id for number in concerned[:2]],
            "round_id": [rounds[0].id, rounds[1].id],
            "panel_id": [rounds[0].panel_id, rounds[-1].panel_id],
            "call_id": [rounds[0].call_id],
            "reference": [rounds[0].call.reference],
            "region_code": [rounds[0].region_code],
            "code": [rounds[0].region_code],
            "letter_id": list(db.session.scalars(last)),
            "message_id": ["0" * 32],
            "complaint_id": [2, 3],
            "correction_id": list(db.session.scalars(sa.select(sa.func.max(ResultCorrection.id)))),
        }


@pytest.mark.allpages
def test_in_no_language_does_anything_differ_for_anybody(story: Story) -> None:
    for application_id in (None, *story.concerned):
        story.walk(application_id, far=True, languages=LANGUAGES).walk()
    assert story.pair.differs == []


def test_nothing_that_leaves_the_service_differs_by_proposal(story: Story) -> None:
    pair, first = story.pair, story.concerned[1]
    walks = {number: story.walk(number, far=number in {None, first}) for number in (None, *story.concerned)}
    answers = {number: walk.walk() for number, walk in walks.items()}
    assert pair.differs == []
    assert sum(answers.values()) > PAGES
    for number in story.concerned[1:3]:
        page = walks[number].own("applications.withdraw")
        assert walks[number].send(page, {"reason": "We merge"}).status == 302
    pressed = sum(walk.send_forms() for walk in walks.values())
    pressed += sum(walks[number].press_what_could_be_guessed() for number in (None, first))
    assert pair.differs == []
    assert pressed > PRESSED
    assert pair.never_asked() == set()
    for walk in walks.values():
        walk.look_again()
    letters, others = (twin.letters() for twin in pair.twins)
    assert (pair.differs, letters) == ([], others)
    assert letters
