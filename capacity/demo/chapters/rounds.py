"""The selection of 2017: disagreements settled, three rounds sealed and announced, seats accepted, one given back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from flask import current_app

from capacity.admission.applications.models import Application
from capacity.admission.review import actions as review
from capacity.admission.review import queries as review_queries
from capacity.admission.rounds import actions, queries
from capacity.admission.rounds.models import Outcome, Round
from capacity.admission.rounds.states import OfferState
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from capacity.demo import cast
from capacity.demo.chapters.review import acting, language_of
from capacity.demo.story import PHASE_2017, Story
from capacity.people.accounts.models import Person
from capacity.people.associations.queries import actor_of

DELIBERATION, SITTING, SIGNED, ANNOUNCED, FINISHED = -348, -345, -344, -340, -329
FIRST_ANSWER, LAST_ANSWER, GIVEN_BACK, TAKEN_UP = -338, -333, -336, -332
GIVES_BACK = "MA-02"
"""In this region one association gives its seat back, and the first of the reserve takes it."""
SETTLEMENTS = (
    "Les lecteurs ont jugé des pièces différentes ; relecture faite en séance, les notes sont maintenues.",
    "L’écart tient à la lecture du plan d’action ; les deux se défendent et la moyenne reflète le dossier.",
    "بعد المناقشة داخل اللجنة تبين أن الفرق راجع إلى تقدير التجربة الميدانية؛ تم الإبقاء على النقط.",
)


def tell(story: Story) -> None:
    """From the deliberation to the end of each round; the sealed files are left in the data folder."""
    accepted = 0
    for region in PHASE_2017:
        round_id = _deliberate(story, region)
        _seal(story, round_id, region)
        with story.at(ANNOUNCED) as moment, unit_of_work():
            actions.announce(_round(round_id), actor=acting(story, "coordinator"), now=moment)
        accepted += _answers(story, round_id, region)
    story.say(f"{accepted} seats accepted")


def _round(round_id: int) -> Round:
    found = queries.round_of(round_id)
    if found is None:
        raise LookupError("a round is never removed")
    return found


def _deliberate(story: Story, region: str) -> int:
    """Close scoring, and settle every disagreement with a reason."""
    with story.at(DELIBERATION) as moment, unit_of_work():
        found = queries.round_in(story.calls[2017], region)
        if found is None:
            raise LookupError("the panel brings its round")
        round_, actor = _round(found.id), acting(story, "coordinator")
        actions.change_round(
            round_, reserve_size=10, offer_days=10, sitting_at=story.moment(SITTING), actor=actor, now=moment
        )
        actions.open_deliberation(round_, actor=actor, now=moment)
        round_id = round_.id
    with story.at(SITTING, 11) as moment, unit_of_work():
        round_ = _round(round_id)
        for file, item in review_queries.record_of(round_.panel).open_disagreements:
            chair = acting(story, cast.committee[0].key)
            settles = acting(story, "coordinator") if file.was_recused(chair.id) else chair
            application = db.session.get_one(Application, file.id)
            reason = story.rng.choice(SETTLEMENTS).replace(" ;", "\u00a0;")
            review.arbitrate(round_.panel, application, item.criterion.id, reason=reason, actor=settles, now=moment)
    return round_id


def _seal(story: Story, round_id: int, region: str) -> None:
    """Both sign; the file stays beside the database."""
    for hour, key, capacity in ((15, "coordinator", "coordinator"), (16, cast.committee[0].key, "chair")):
        with story.at(SIGNED, hour) as moment, unit_of_work():
            round_ = _round(round_id)
            sha256 = queries.file_to_sign(round_, queries.standing(round_).record)[1]
            actions.sign(round_, capacity=capacity, sha256=sha256, actor=acting(story, key), now=moment)
    content = _round(round_id).sealed_content or ""
    (Path(current_app.config["DATA"]) / f"sealed-{region}.json").write_text(content, encoding="utf-8", newline="\n")
    db.session.rollback()


def _answers(story: Story, round_id: int, region: str) -> int:
    """Every seat is accepted but one, which is given back and goes to the reserve; then the round ends."""
    with unit_of_work():
        offered = [one for one in queries.outcomes_of(round_id) if one.state is OfferState.OFFERED]
        gives_back = offered[-3] if region == GIVES_BACK else None
        for place, outcome in enumerate(offered):
            if outcome is gives_back:
                member = actor_of(_representative(story, outcome))
                reason = cast.refusal(language_of(outcome.application), story.rng)
                actions.decline_offer(outcome, reason=reason, actor=member, now=story.moment(GIVEN_BACK, 12))
            else:
                days = story.rng.randint(FIRST_ANSWER, LAST_ANSWER)
                _accept(story, outcome, story.moment(days, 9 + place % 9, place % 60))
        for outcome in [one for one in queries.outcomes_of(round_id) if one.state is OfferState.OFFERED]:
            _accept(story, outcome, story.moment(TAKEN_UP, 11))
    with story.at(FINISHED) as moment, unit_of_work():
        return actions.finish(_round(round_id), actor=acting(story, "coordinator"), now=moment)


def _representative(story: Story, outcome: Outcome) -> Person:
    return db.session.get_one(Person, story.representatives[outcome.application.association_id])


def _accept(story: Story, outcome: Outcome, moment: datetime) -> None:
    person = _representative(story, outcome)
    name = person.name_ar if person.language == "ar" else person.name
    actions.accept_offer(outcome, contact_name=name, contact_phone=person.phone, actor=actor_of(person), now=moment)
