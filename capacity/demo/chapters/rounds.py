"""The selection of 2017: three panels sit, three rounds are sealed and announced, seats accepted, one given back."""

from __future__ import annotations

import tomllib
from datetime import datetime
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app

from capacity.admission.calls import queries as calls
from capacity.admission.calls.states.library import ReasonAbout
from capacity.admission.rounds import actions, queries
from capacity.admission.rounds.models import Outcome, ResultCorrection, Round, Sitting
from capacity.admission.rounds.states import (
    ItemKind,
    LetterKind,
    MotionKind,
    OfferState,
    OutcomeKind,
    Signing,
    VoteChoice,
)
from capacity.core.access import SYSTEM
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from capacity.demo import cast
from capacity.demo.chapters import complaints
from capacity.demo.chapters.review import DEPUTY, LANGUAGES, acting, language_of
from capacity.demo.story import PHASE_2017, Story
from capacity.people.accounts.models import Person
from capacity.people.associations.queries import actor_of

DELIBERATION, SITTING, SIGNED, PREPARED, ANNOUNCED, CORRECTED, FINISHED = -348, -345, -344, -342, -340, -337, -320
FIRST_ANSWER, LAST_ANSWER, GIVEN_BACK, TAKEN_UP, LAPSED = -338, -333, -336, -332, -329
GIVES_BACK = "MA-02"
"""In this region one association gives its seat back, and the first of the reserve takes it."""
LAPSES = "MA-08"
"""Here one does not answer in time, and the first of the reserve takes that seat."""
WORDED, CORRECTS = "MA-02", "MA-04"
"""Where the coordination words a letter for one region and another for the whole call; where it corrects."""
COMPLAINED = complaints.REGION
"""In this region complaints were answered before the round ended; one, upheld before a seat came back, got it."""
PLACES = {"MA-02": "Oujda", "MA-08": "Errachidia", "MA-04": "Rabat"}
ABSTAINS = 0.25
EXPLAINED = 12
"""So many associations of each region are given reasons by people, beside what follows from the ranking."""
ROLES = {"fr": "Président(e) de l’association", "ar": "رئاسة الجمعية", "en": "President"}
ADOPTED = (
    "Le classement découle des notes et des quotas déclarés avec l’appel ; il est adopté tel quel.".replace(
        " ;", "\u00a0;"
    ),
    "الترتيب ناتج عن النقط وعن الحصص المصرح بها في الطلب؛ وقد اعتُمد بصيغته الحالية.",
)
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
        seal(story, round_id, days=SIGNED)
        _leave_beside(round_id, region)
        _prepare(story, round_id, region)
        with story.at(ANNOUNCED) as moment, unit_of_work():
            actions.announce(_round(round_id), actor=acting(story, "coordinator"), now=moment)
            db.session.execute(sa.update(Letter).where(Letter.sent_at.is_(None)).values(sent_at=moment))
        if region == CORRECTS:
            _correct(story, round_id)
        accepted += _answers(story, round_id, region)
    story.say(f"{accepted} seats accepted")


def _round(round_id: int) -> Round:
    found = queries.round_of(round_id)
    if found is None:
        raise LookupError("a round is never removed")
    return found


def _deliberate(story: Story, region: str) -> int:
    """Close scoring, and let the panel sit."""
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
    sit(story, round_id, days=SITTING)
    return round_id


def sit(story: Story, round_id: int, *, days: int) -> None:
    """The panel meets, settles what its readers disagree on, looks at the last seats, and adopts the ranking."""
    minutes = count(0, 4)

    def moment() -> datetime:
        passed = next(minutes)
        return story.moment(days, 10 + passed // 60, passed % 60)

    actor = acting(story, "coordinator")
    with unit_of_work():
        round_ = _round(round_id)
        members = [member.person_id for member in round_.panel.members]
        place = PLACES[round_.region_code]
        actions.open_sitting(round_, place=place, present=members[:-1], actor=actor, now=moment())
    with unit_of_work():
        actions.note_presence(_round(round_id), person_id=members[-1], is_there=True, actor=actor, now=moment())
    stepping = [story.rng.choice([one for one in members[1:] if one != story.people[DEPUTY]])]
    for item_id, kind in [(item.id, item.kind) for item in _sitting(round_id).items]:
        with unit_of_work():
            actions.take_up(_round(round_id), item_id=item_id, actor=actor, now=moment())
        if kind in {ItemKind.QUOTA, ItemKind.LINE} and stepping:
            person_id, language = stepping.pop(), story.rng.choice(LANGUAGES)
            reason = cast.conflict(language, story.rng)
            with unit_of_work():
                actions.step_out(
                    _round(round_id), item_id=item_id, person_id=person_id, reason=reason, actor=actor, now=moment()
                )
        if kind is ItemKind.DISAGREEMENT:
            reason = story.rng.choice(SETTLEMENTS).replace(" ;", "\u00a0;")
            _vote(story, round_id, item_id, MotionKind.SETTLE, reason, moment())
        elif kind is ItemKind.ADOPTION:
            _vote(story, round_id, item_id, MotionKind.ADOPT, story.rng.choice(ADOPTED), moment())
    with unit_of_work():
        actions.close_sitting(_round(round_id), actor=actor, now=moment())


def _sitting(round_id: int) -> Sitting:
    found = queries.sitting_of(round_id)
    if found is None:
        raise LookupError("the sitting was opened just before")
    return found


def _vote(story: Story, round_id: int, item_id: int, kind: MotionKind, reason: str, moment: datetime) -> None:
    """Everybody in the room votes for it; now and then one abstains."""
    with unit_of_work():
        sitting = _sitting(round_id)
        out = {one.person_id for one in sitting.recusals if one.item_id == item_id}
        voters = [person for person in sitting.present if person not in out]
        votes = dict.fromkeys(voters, VoteChoice.FOR)
        if story.rng.random() < ABSTAINS:
            votes[story.rng.choice(voters)] = VoteChoice.ABSTAIN
        actions.put_to_the_vote(
            _round(round_id), item_id=item_id, kind=kind, reason=reason, moved_by=story.rng.choice(voters),
            votes=votes, request_id=f"demo-{round_id}-{item_id}", seen=len(sitting.motions),
            actor=acting(story, "coordinator"), now=moment,
        )  # fmt: skip


def seal(story: Story, round_id: int, *, days: int) -> None:
    """Both sign: the coordinator, and whoever presides."""
    for hour, capacity in ((15, "coordinator"), (16, "chair")):
        with story.at(days, hour) as moment, unit_of_work():
            round_ = _round(round_id)
            presiding = round_.presiding
            signer = actor_of(presiding) if capacity == "chair" and presiding else acting(story, "coordinator")
            sha256 = queries.file_to_sign(round_, queries.standing(round_).record)[1]
            actions.sign(round_, capacity=capacity, sha256=sha256, actor=signer, now=moment)


def _leave_beside(round_id: int, region: str) -> None:
    """The sealed file stays beside the database."""
    content = _round(round_id).sealed_content or ""
    (Path(current_app.config["DATA"]) / f"sealed-{region}.json").write_text(content, encoding="utf-8", newline="\n")
    db.session.rollback()


def _prepare(story: Story, round_id: int, region: str) -> None:
    """The coordination words the letters of one region, and gives reasons to those who come after the reserve."""
    library = list(calls.reasons(ReasonAbout.OUTCOME))
    actor = acting(story, "coordinator")
    with story.at(PREPARED, 11) as moment, unit_of_work():
        round_ = _round(round_id)
        if region == WORDED:
            for kind, owner in ((LetterKind.SELECTED, round_), (LetterKind.NOT_SELECTED, round_.call)):
                subject, text = (Localized(_texts()[kind.value][part]) for part in ("subject", "text"))
                actions.write_wording(owner, kind, subject=subject, text=text, seen=0, actor=actor, now=moment)
        refused = [one for one in queries.foreseen(round_) if one.kind is OutcomeKind.NOT_SELECTED][:EXPLAINED]
        found = queries.recipients(round_, refused)
        for place, one in enumerate(refused):
            codes = library[place % len(library) : place % len(library) + 1 + place % 2]
            actions.give_reasons(round_, found[one.application_id], codes, actor=actor, now=moment)


def _texts() -> dict[str, Any]:
    return tomllib.loads((files("capacity.demo") / "texts" / "wording.toml").read_text(encoding="utf-8"))


def _correct(story: Story, round_id: int) -> None:
    """One association should not have stood on the reserve list: the coordinator proposes it, the chair issues it."""
    with story.at(CORRECTED, 10) as moment, unit_of_work():
        waiting = [one for one in queries.outcomes_of(round_id) if one.kind is OutcomeKind.RESERVE]
        proposed = actions.propose_correction(
            _round(round_id), {waiting[6].application_id: OutcomeKind.NOT_SELECTED},
            reason=Localized(_texts()["correction"]["reason"]), capacity="coordinator",
            actor=acting(story, "coordinator"), now=moment,
        )  # fmt: skip
        number = proposed.id
    with story.at(CORRECTED, 15) as moment, unit_of_work():
        found = db.session.get_one(ResultCorrection, number)
        chair = acting(story, cast.committee[0].key)
        actions.issue_correction(found, capacity="chair", actor=chair, now=moment)


def _answers(story: Story, round_id: int, region: str) -> int:
    """Every seat is accepted, but one that is given back and one that nobody answers: these go to the reserve, or to
    whose complaint was upheld."""
    if region == COMPLAINED:
        complaints.answered(story, round_id)
    with unit_of_work():
        offered = [one for one in queries.outcomes_of(round_id) if one.state is OfferState.OFFERED]
        gives_back = offered[-3] if region in {GIVES_BACK, COMPLAINED} else None
        silent = offered[-5] if region == LAPSES else None
        for place, outcome in enumerate(offered):
            if outcome is gives_back:
                member = actor_of(_representative(story, outcome))
                reason = cast.refusal(language_of(outcome.application), story.rng)
                actions.decline_offer(outcome, reason=reason, actor=member, now=story.moment(GIVEN_BACK, 12))
            elif outcome is not silent:
                days = story.rng.randint(FIRST_ANSWER, LAST_ANSWER)
                _accept(story, outcome, story.moment(days, 9 + place % 9, place % 60))
        for outcome in [one for one in queries.outcomes_of(round_id) if one.state is OfferState.OFFERED]:
            if outcome is not silent:
                _accept(story, outcome, story.moment(TAKEN_UP, 11))
        if silent is not None:
            actions.lapse_offer(silent, actor=SYSTEM, now=story.moment(LAPSED, 0, 9))
            risen = next(one for one in queries.outcomes_of(round_id) if one.state is OfferState.OFFERED)
            _accept(story, risen, story.moment(LAPSED, 15))
    with story.at(FINISHED) as moment, unit_of_work():
        return actions.finish(_round(round_id), actor=acting(story, "coordinator"), now=moment)


def _representative(story: Story, outcome: Outcome) -> Person:
    return db.session.get_one(Person, story.representatives[outcome.application.association_id])


def _accept(story: Story, outcome: Outcome, moment: datetime) -> None:
    person = _representative(story, outcome)
    name = person.name_ar if person.language == "ar" else person.name
    charter, role = queries.charter_in_force(), ROLES[person.language]
    signing = Signing(name, role, person.language, charter.sha256(person.language))
    actions.accept_offer(
        outcome,
        contact_name=name,
        contact_phone=person.phone,
        contact_email=person.email or "",
        signing=signing,
        actor=actor_of(person),
        now=moment,
    )
