"""The two calls: 2017, closed, with the seats that were really taken; 2018, open now in its three regions."""

from __future__ import annotations

from collections.abc import Iterable

from capacity.admission.calls import actions, queries
from capacity.admission.calls.states.eligibility import Requirement, RuleKind
from capacity.admission.calls.states.reading import ReadingRules
from capacity.admission.calls.states.recourse import Recourse, Remedy
from capacity.admission.calls.states.rules import Quota, Rules
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.core.unit_of_work import unit_of_work
from capacity.demo.chapters.calls_words import ADDENDUM_2018, FIRST_NEEDS, OASES, SUMMARY, TEXT, TITLE
from capacity.demo.story import PHASE_2017, PHASE_2018, Story
from capacity.people.accounts.models import Person
from capacity.people.associations.queries import actor_of
from capacity.rollout.phases.models import Phase

SEATS_2018 = 30
LADDER, LEAST_POINTS = "relevance", 25
"""At equal points the mark on this criterion decides, then whether the place is a priority one."""
WHO_MAY = (
    Requirement(RuleKind.SEAT),
    Requirement(RuleKind.RECEIPT),
    Requirement(RuleKind.AGE, least=12),
    Requirement(RuleKind.BOARD, least=3),
    Requirement(RuleKind.DOCUMENTS),
)
QUOTAS: dict[int, dict[str, tuple[Quota, ...]]] = {
    2017: {
        "MA-02": (Quota("rural", 9), Quota("women_led", 5), Quota("province:02.411", 0, 10)),
        "MA-08": (Quota("priority", 15), Quota("women_led", 5), Quota("province:08.577", 3)),
        "MA-04": (Quota("priority", 5), Quota("rural", 6), Quota("women_led", 6)),
    },
    2018: {region: (Quota("rural", 8), Quota("women_led", 5), Quota("youth_led", 3)) for region in PHASE_2018},
}

READING = {
    2017: ReadingRules(readers=3, spread=22),
    2018: ReadingRules(readers=3, spread=25, blind=True, same_province=True),
}
"""The second call is read blind."""


def tell(story: Story) -> None:
    """Write, publish, and correct the second one once."""
    _publish(story, 2017, PHASE_2017.items(), written=-424, published=-420, opens=-415, closes=-385, announced=-340)
    seats = [(region, SEATS_2018) for region in PHASE_2018]
    _publish(story, 2018, seats, written=-22, published=-18, opens=-13, closes=17, announced=62)
    with story.at(-6, 11, 20) as moment, unit_of_work():
        call = queries.call(story.calls[2018])
        if call is not None:
            text = Localized(ADDENDUM_2018)
            actions.add_addendum(call, text=text, actor=_coordinator(story), now=moment)


def _coordinator(story: Story) -> Actor:
    return actor_of(db.session.get_one(Person, story.people["coordinator"]))


def _publish(
    story: Story,
    year: int,
    regions: Iterable[tuple[str, int]],
    *,
    written: int,
    published: int,
    opens: int,
    closes: int,
    announced: int,
) -> None:
    opens_at, closes_at = story.moment(opens, 9), story.moment(closes, 16, 30)
    with story.at(written, 9, 40) as moment, unit_of_work():
        actor = _coordinator(story)
        earlier = queries.call(story.calls[year - 1]) if year - 1 in story.calls else None
        call = actions.create(
            db.session.get_one(Phase, story.phases[year]),
            reference=f"AMI-{year}",
            opens_at=opens_at,
            closes_at=closes_at,
            regions=regions,
            source=earlier,
            actor=actor,
            now=moment,
        )
        actions.write(
            call,
            title=Localized(TITLE[year]),
            summary=Localized(SUMMARY[year]),
            text=Localized(TEXT),
            actor=actor,
            now=moment,
        )
        actions.set_window(
            call,
            opens_at=opens_at,
            closes_at=closes_at,
            grace_minutes=15,
            announcement_on=story.moment(announced, 10),
            training_from=story.day(announced + 40),
            actor=actor,
            now=moment,
        )
        rules = Rules(ladder=("criterion:" + LADDER, "group:priority"), points=LEAST_POINTS)
        actions.set_rules(call, rules=rules, actor=actor, now=moment)
        actions.set_reading(call, rules=READING[year], actor=actor, now=moment)
        actions.set_recourse(call, recourse=Recourse(15, Remedy.NEXT_SEAT), actor=actor, now=moment)
        actions.set_eligibility(call, WHO_MAY, actor=actor, now=moment)
        for region, quotas in QUOTAS[year].items():
            actions.set_quotas(call, region_code=region, quotas=quotas, actor=actor, now=moment)
        if earlier is not None:
            page = next(one for one in call.subjects if one.key == "reach")
            actions.add_question(call, page, OASES, actor=actor, now=moment)
            page = next(one for one in call.subjects if one.key == "experience")
            actions.add_question(call, page, FIRST_NEEDS, actor=actor, now=moment)
        story.calls[year] = call.id
    with story.at(published, 10, 5) as moment, unit_of_work():
        whole = queries.call(story.calls[year])
        if whole is not None:
            seed = story.lottery_seed(whole.reference)
            actions.publish(whole, actor=_coordinator(story), now=moment, lottery_seed=seed)
