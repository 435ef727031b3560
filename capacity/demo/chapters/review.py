"""Panels, screening and marks: three regions of 2017 read to the end, three of 2018 with their panels named."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.calls import queries as calls
from capacity.admission.calls.models import Call, Criterion
from capacity.admission.review import actions, queries
from capacity.admission.review.actions import Declared, Judged, Mark
from capacity.admission.review.models import Assignment, Panel
from capacity.admission.review.states import MARK_MAX_HALVES, AssignmentState, Verdict
from capacity.admission.review.states.screening import Judgement
from capacity.admission.rounds import actions as rounds
from capacity.admission.rounds import queries as rounds_queries
from capacity.core import facts
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.inspection import accept
from capacity.core.unit_of_work import unit_of_work
from capacity.demo import cast
from capacity.demo.cast.associations import Language
from capacity.demo.story import PHASE_2017, PHASE_2018, Story
from capacity.people.accounts.models import Person
from capacity.people.associations.queries import actor_of

APPOINTED, DECLARED_INTERESTS, SCREENED, ANNOUNCED, OPENED, DECLARED, REPLACED, LATEST, CLOSED = (
    -400,
    -398,
    -376,
    -370,
    -368,
    -366,
    -362,
    -351,
    -350,
)
APPOINTED_2018, DUE_2018, REDACTED = -13, 60, -1
INELIGIBLE = 0.12
APART = 0.004
"""The share of criteria on which readers come out far apart."""
FAR = 5
NEAR = 3
COMMENTED = 0.22
ACCEPTED = Judged(Judgement.ACCEPTED)
REFUSED = {
    "no_valid_receipt": ("deposit_receipt", "expired"),
    "incomplete_file": ("assembly_minutes", "incomplete"),
    "unreadable_documents": ("statutes", "unreadable"),
    "mandate_expired": ("assembly_minutes", "expired"),
    "no_decision_to_apply": ("decision_minutes", "other_document"),
}
"""The document that was refused with a reason for the whole, and why."""
LANGUAGES: tuple[Language, ...] = ("ar", "fr")
LEANINGS = {"committee.tahiri": -0.9, "committee.amzil": 0.8}
"""In halves of a mark: one reader is severe, one is mild."""
RECUSALS = 2
"""In each region so many readers find that they know the association."""
DEPUTY, CHAIR_STEPS_BACK = "committee.amzil", "MA-08"
"""Who deputises on every panel; and the region in which it falls to her, because the chair is one of those readers."""


def tell(story: Story) -> None:
    """Appoint, screen, share out, read; the deliberation belongs to the next chapter."""
    panels = [appoint(story, story.calls[2017], region, days=APPOINTED, due=CLOSED) for region in PHASE_2017]
    declare_interests(story, panels[0])
    readings = 0
    for panel_id in panels:
        screen(story, panel_id)
        open_scoring(story, panel_id)
        readings += read(story, panel_id)
    for region in PHASE_2018:
        redact(story, appoint(story, story.calls[2018], region, days=APPOINTED_2018, due=DUE_2018))
    story.say(f"{readings} readings")


def language_of(application: Application) -> Language:
    """The language an association writes in."""
    return "ar" if application.language == "ar" else "fr"


def acting(story: Story, key: str) -> Actor:
    """Somebody of the cast as the rules see them."""
    return actor_of(db.session.get_one(Person, story.people[key]))


def appoint(story: Story, call_id: int, region: str, *, days: int, due: int) -> int:
    """The whole committee sits on every panel."""
    members = [story.people[one.key] for one in cast.committee]
    with story.at(days) as moment, unit_of_work():
        call: Call | None = calls.call(call_id)
        if call is None:
            raise LookupError("the call is told in an earlier chapter")
        panel = actions.appoint_panel(
            call, region, members, members[0], deputy_id=story.people[DEPUTY],
            scores_due_at=story.moment(due, 18), actor=acting(story, "coordinator"), now=moment,
        )  # fmt: skip
        return panel.id


def panel_of(panel_id: int) -> Panel:
    """The panel, as it stands."""
    found = queries.panel(panel_id)
    if found is None:
        raise LookupError("a panel is never removed")
    return found


def redact(story: Story, panel_id: int) -> None:
    """The next call is read blind: the desk has begun to prepare copies without names."""
    with story.at(REDACTED) as moment, unit_of_work():
        lines = db.session.execute(queries.copies_of(panel_of(panel_id)).order_by(Application.number, Application.id))
        sent = next((one for one in (queries.Copies(*line) for line in lines) if one.documents), None)
        application = applications.application(sent.application_id) if sent is not None else None
        if application is not None:
            joined, *others = queries.redactions_of(application)
            paper = accept(cast.nameless_paper("statutes", language_of(application)), "copie.pdf")
            copy = actions.cleaned(application, paper, as_pictures=True, now=moment)
            actor = acting(story, "coordinator")
            actions.keep_redacted(application, joined.id, copy, actor=actor, now=moment)
            for other in others[:1]:  # of a Word document the service takes the words: nobody has read them through yet
                signed = application.snapshots[-1].signed_name
                words = accept(cast.report(signed, language_of(application)), "rapport.docx")
                taken = actions.words_taken(application, words, sent=True, now=moment)
                actions.keep_redacted(application, other.id, taken, actor=actor, now=moment)
            place = application.association.locality or application.association.province.name.text(application.language)
            actions.hide_words(application, words=[place], ordinary=[], actor=actor, now=moment)


def declare_interests(story: Story, panel_id: int, days: int = DECLARED_INTERESTS) -> None:
    """Every member declares interests, before the first application; one has a tie with an association that applies."""
    with story.at(days) as moment, unit_of_work():
        applied = [application for application, _found in queries.verdicts_of(panel_of(panel_id))]
        known = [one.association.name_fr for one in applied if one.association_id != story.own_association]
        for one in cast.committee:
            said = cast.interests(one.key, known)
            actions.declare_interests(Declared(**said), actor=acting(story, one.key), now=moment)


def screen(story: Story, panel_id: int) -> None:
    """Find most eligible, some not, with reasons; then tell everybody."""
    codes = [item["code"] for item in facts.load("reasons")["reason"] if item["code"] != "outside_regions"]
    with story.at(SCREENED) as moment, unit_of_work():
        panel, actor = panel_of(panel_id), acting(story, "coordinator")
        keys = queries.required_documents(panel.call_id)
        second = acting(story, "coordinator.draa" if panel.region_code == "MA-08" else "coordinator.orient")
        for application, _found in queries.verdicts_of(panel):
            out = story.rng.random() < INELIGIBLE and application.association_id != story.own_association
            code = story.rng.choice(codes)
            judged = {} if out else dict.fromkeys(keys, ACCEPTED)
            if out and code in REFUSED:
                key, reason = REFUSED[code]
                judged = {key: Judged(Judgement.REFUSED, reason)}
            found = actions.screen(
                application,
                verdict=Verdict.INELIGIBLE if out else Verdict.ELIGIBLE,
                reasons=[code] if out else [],
                note=cast.screening_note(code, language_of(application)) if out else "",
                judged=judged,
                panel=panel,
                actor=actor,
                now=moment,
            )
            if out:
                actions.confirm_ineligible(found, actor=second, now=moment)
    with story.at(ANNOUNCED) as moment, unit_of_work():
        actions.announce_screening(panel_of(panel_id), actor=acting(story, "coordinator"), now=moment)


def open_scoring(story: Story, panel_id: int) -> None:
    """Share the readings out, let the readers begin; some step back and are replaced."""
    with story.at(OPENED) as moment, unit_of_work():
        actor = acting(story, "coordinator")
        actions.share_out(panel_of(panel_id), actor=actor, now=moment)
        found = rounds_queries.round_for_panel(panel_id)
        if found is not None:
            rounds.open_scoring(found, actor=actor, now=moment)
    with story.at(DECLARED) as moment, unit_of_work():
        for assignment in _stepping_back(story, panel_id):
            language = story.rng.choice(LANGUAGES)
            reader = actor_of(assignment.reader)
            actions.recuse(assignment, reason=cast.conflict(language, story.rng), actor=reader, now=moment)
    with story.at(REPLACED) as moment, unit_of_work():
        actions.share_out(panel_of(panel_id), actor=acting(story, "coordinator"), now=moment)


def _stepping_back(story: Story, panel_id: int) -> list[Assignment]:
    """Neither chair nor deputy; in one region the chair."""
    given, chair = queries.assignments_of(panel_id), story.people[cast.committee[0].key]
    others = [one for one in given if one.reader_id not in {chair, story.people[DEPUTY]}]
    found = story.rng.sample(others, RECUSALS)
    if panel_of(panel_id).region_code == CHAIR_STEPS_BACK:
        found[0] = next(
            one for one in given if one.reader_id == chair and one.application_id != found[1].application_id
        )
    return found


def read(story: Story, panel_id: int) -> int:
    """Every reader declares, marks around the quality of each application, comments here and there, submits."""
    by_application: dict[int, list[Assignment]] = {}
    with unit_of_work():
        panel = panel_of(panel_id)
        wanted = queries.criteria_of(panel.call_id)
        criteria = [criterion.id for criterion in wanted]
        known = {application.id: application for application in queries.eligible_of(panel)}
        for assignment in queries.assignments_of(panel_id):
            if assignment.state.value == "assigned":
                by_application.setdefault(assignment.application_id, []).append(assignment)
        actors = {member.person_id: actor_of(member.person) for member in panel.members}
        leanings = {story.people[key]: halves for key, halves in LEANINGS.items()}
        count = 0
        for number, mine in by_application.items():
            application = known[number]
            is_own = application.association_id == story.own_association
            marks = drawn_marks(story.rng, len(criteria), [leanings.get(one.reader_id, 0) for one in mine], best=is_own)
            for place, assignment in enumerate(mine):
                moment = story.moment(story.rng.randint(REPLACED + 1, LATEST), story.rng.randint(9, 20), count % 60)
                given = {
                    criterion: _mark(story.rng, application, halves)
                    for criterion, halves in zip(criteria, (row[place] for row in marks), strict=True)
                }
                actor = actors[assignment.reader_id]
                actions.declare(assignment, actor=actor, now=moment)
                actions.save_marks(assignment, given, actor=actor, now=moment)
                actions.submit_scores(assignment, actor=actor, now=moment, criteria=wanted)
                count += 1
        count += read_once_more(story, panel, wanted)
    return count


def read_once_more(story: Story, panel: Panel, criteria: Sequence[Criterion]) -> int:
    """Whoever was asked because the others lie far apart reads as well, between them."""
    asked = [one for one in queries.assignments_of(panel.id) if one.state is AssignmentState.ASSIGNED]
    for assignment in asked:
        file = queries.file_of(assignment.application)
        given = {c.id: Mark(sum(file.marks_on(c.key)) // max(1, len(file.marks_on(c.key)))) for c in criteria}
        actor, moment = actor_of(assignment.reader), story.moment(LATEST, 21)
        actions.declare(assignment, actor=actor, now=moment)
        actions.save_marks(assignment, given, actor=actor, now=moment)
        actions.submit_scores(assignment, actor=actor, now=moment, criteria=criteria)
    return len(asked)


def drawn_marks(rng: Random, criteria: int, leanings: Sequence[float], *, best: bool) -> list[list[int]]:
    """Halves by criterion and reader, near to each other but for a few; ``best`` for an application beyond doubt.

    ``leanings`` are how mild (above nothing) or severe each reader is.
    """
    readers = len(leanings)
    quality = MARK_MAX_HALVES - 1.2 if best else min(9.2, max(1.5, rng.gauss(5.8, 1.7)))
    rows = []
    for _criterion in range(criteria):
        base = quality + rng.gauss(0, 0.9)
        row = [_within(round(base + lean + rng.choice((-1.2, -0.6, 0, 0, 0.6, 1.2)))) for lean in leanings]
        row = [min(halves, min(row) + NEAR) for halves in row]
        if rng.random() < APART and not best and min(row) >= FAR:
            row[rng.randrange(readers)] = min(row) - FAR
        rows.append(row)
    return rows


def _within(halves: int) -> int:
    return max(0, min(MARK_MAX_HALVES, halves))


def _mark(rng: Random, application: Application, halves: int) -> Mark:
    if rng.random() >= COMMENTED:
        return Mark(halves)
    return Mark(halves, comment=cast.score_comment(language_of(application), halves // 2, rng))


__all__: Sequence[str] = ["acting", "drawn_marks", "language_of", "panel_of", "tell"]
