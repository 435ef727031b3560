"""The association of the demo's account keeps its own folder: some papers last, one is about to expire."""

from __future__ import annotations

from random import Random

from capacity.core import facts
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.files import store
from capacity.core.inspection import Accepted, accept_photographs
from capacity.core.languages import Localized
from capacity.core.unit_of_work import unit_of_work
from capacity.demo import cast
from capacity.demo.story import Story
from capacity.people.associations import actions
from capacity.people.associations.models import LastingPaper

PDF = "application/pdf"
EXPIRES_IN = 19


def tell(story: Story) -> None:
    """The statutes came with the first application; receipt, minutes and the list of the board are put in later."""
    _dated_statutes(story)
    _put(story, "deposit_receipt", -379, dated=-1_445, expires_on=EXPIRES_IN)
    _put(story, "assembly_minutes", -379, dated=-1_455)
    _put(story, "assembly_minutes", -150, dated=-160, expires_on=570)
    _put(story, "board_list", -148, dated=-160)
    story.say("a folder with five papers")


def _actor(story: Story) -> Actor:
    own, person = frozenset({story.own_association}), story.people["association"]
    return Actor(id=person, association_ids=own, represents=own)


def _dated_statutes(story: Story) -> None:
    with story.at(-380) as moment, unit_of_work() as session:
        statutes = session.query(LastingPaper).filter_by(association_id=story.own_association, kind="statutes").all()
        for paper in statutes:
            actions.date_paper(paper, dated=story.day(-2_300), expires_on=None, actor=_actor(story), now=moment)


def _put(story: Story, kind: str, days: int, *, dated: int, expires_on: int | None = None) -> None:
    known, until = story.associations[story.own_association], story.day(expires_on) if expires_on is not None else None
    label = _labels()[kind]
    title = label.text(known.language)
    with story.at(days) as moment, unit_of_work():
        if kind == "board_list":
            pages = [(cast.photo(Random(story.seed + page)), f"{page}.jpg") for page in range(2)]
            made = accept_photographs(pages, title, now=moment)
        else:
            made = Accepted(cast.paper(kind, known), f"{title}.pdf", PDF, 1)
        actor = _actor(story)
        stored = store().put(
            db.session(), made.data, filename=made.filename, media_type=PDF, uploader_id=actor.id, now=moment
        )
        actions.keep_paper(
            story.own_association,
            stored,
            kind=kind,
            label=label,
            dated=story.day(dated),
            expires_on=until,
            actor=actor,
            now=moment,
        )


def _labels() -> dict[str, Localized]:
    every = [*facts.load("documents")["document"], *facts.load("papers")["paper"]]
    return {one["key"]: Localized(one["label"]) for one in every}
