"""Reports of the first phase in several states, written and commented by people who hold keys."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from capacity.core import vault
from capacity.core.db import db
from capacity.core.demonstration import PASSWORD
from capacity.core.unit_of_work import unit_of_work
from capacity.demo import cast
from capacity.demo.chapters.mentorships import keys
from capacity.demo.story import Story
from capacity.mentoring.mechanisms.models import CalendarEvent, Mechanism
from capacity.mentoring.mechanisms.states import EventKind
from capacity.mentoring.mentorships.models import Mentorship
from capacity.mentoring.mentorships.states import MentorshipState
from capacity.mentoring.shadow_reports import actions, queries
from capacity.mentoring.shadow_reports.models import ShadowReport
from capacity.mentoring.shadow_reports.states import AbandonReason, Channel, ReportState
from capacity.people.accounts.models import Person
from capacity.people.accounts.states import passwords
from capacity.people.associations.queries import actor_of

S = ReportState
ORDER = (S.OUTLINE, S.DRAFTING, S.IN_REVIEW, S.SIGNED_OFF, S.SUBMITTED, S.CONSIDERED, S.FOLLOWED_UP)
PLAN = (
    ("CEDAW", S.DRAFTING),
    ("CEDAW", S.DRAFTING),
    ("CRPD", S.IN_REVIEW),
    ("CRC", S.SUBMITTED),
    ("CRPD", S.OUTLINE),
    ("CEDAW", S.SIGNED_OFF),
    ("CRC", S.CONSIDERED),
    ("CRC", S.FOLLOWED_UP),
    ("CRPD", S.DRAFTING),
    ("CEDAW", S.ABANDONED),
)
TITLES = {
    ("CEDAW", "ar"): "النساء القرويات والولوج إلى الصحة والعدالة والأرض",
    ("CEDAW", "fr"): "Femmes rurales : accès à la santé, à la justice et à la terre",
    ("CRC", "ar"): "الأطفال خارج المدرسة في المناطق الجبلية",
    ("CRC", "fr"): "Enfants hors de l’école dans les zones de montagne",
    ("CRPD", "ar"): "التمدرس الدامج والولوجيات في الجهة",
    ("CRPD", "fr"): "École inclusive et accessibilité dans la région",
}
COMMENTS = {
    "ar": (
        ("issues", "أضيفوا السنة والمصدر بعد كل رقم، واحذفوا اسم الدوار: قد يُتعرف على المعنيات."),
        ("summary", "ثلاث أولويات كافية. ابدؤوا بتلك التي سألت عنها اللجنة الدولة في المرة السابقة."),
    ),
    "fr": (
        ("issues", "Ajoutez l’année et la source après chaque chiffre, et retirez le nom du douar."),
        ("summary", "Trois priorités suffisent. Commencez par celle que le comité a déjà relevée."),
    ),
}
ADDED = {
    "ar": "\n\nتوصية مقترحة: اعتماد مخطط جهوي بآجال ومؤشرات، تُنشر نتائجه كل سنة.",
    "fr": "\n\nRecommandation suggérée : adopter un plan régional, avec délais et indicateurs publiés chaque année.",
}
OUTCOME = {
    "ar": "أحالت اللجنة على مسألتين من التقرير في الحوار مع الدولة.",
    "fr": "Le comité a repris deux questions du rapport dans le dialogue avec l’État.",
}


@dataclass
class Writing:
    """A report being told: who writes, with which key, in which language."""

    report_id: int
    writer: int
    private: vault.PrivateKey
    code: str
    language: cast.Language
    goal: ReportState

    def reaches(self, state: ReportState) -> bool:
        """Whether the story of this report goes so far."""
        return self.goal in ORDER and ORDER.index(self.goal) >= ORDER.index(state)


def tell(story: Story) -> None:
    """Start, write, comment, review, submit, and note what came of it."""
    writings = _start(story)
    drafting = [one for one in writings if one.goal is S.ABANDONED or one.reaches(S.DRAFTING)]
    _write(story, drafting, days=-170)
    _comment(story, drafting)
    _revise(story, drafting, days=-75)
    for state, days in ((S.IN_REVIEW, -72), (S.SIGNED_OFF, -70), (S.SUBMITTED, -68)):
        _advance(story, [one for one in writings if one.reaches(state)], state, days=days)
    _after(story, [one for one in writings if one.reaches(S.CONSIDERED)], S.CONSIDERED, days=-50)
    _after(story, [one for one in writings if one.reaches(S.FOLLOWED_UP)], S.FOLLOWED_UP, days=-15)
    _give_up(story, [one for one in writings if one.goal is S.ABANDONED])
    story.say(f"{len(writings)} reports")


def _start(story: Story) -> list[Writing]:
    writings = []
    with story.at(-200) as moment, unit_of_work():
        mechanisms = {one.code: one for one in db.session.scalars(sa.select(Mechanism))}
        offered = [one for one in _mentorships() if _writer(story, one) is not None][: len(PLAN)]
        for place, ((code, goal), mentorship) in enumerate(zip(PLAN, offered, strict=False)):
            writer = _writer(story, mentorship)
            if writer is None or writer.keys is None:
                continue
            language = story.associations[mentorship.parties[0].association_id].language
            report = actions.start(
                mechanism=mechanisms[code],
                association_ids=mentorship.association_ids,
                mentorship=mentorship,
                event=_event(story, mechanisms[code], goal),
                language=language,
                title=TITLES[code, language].replace(" :", "\u00a0:"),
                request_id=f"{story.seed:016x}{place:016x}",
                code=vault.recovery_code_of(secrets.token_hex(16), code),
                actor=actor_of(writer),
                now=moment,
            )
            private = vault.unlock(writer.keys, passwords.typed(PASSWORD))
            writings.append(Writing(report.id, writer.id, private, code, language, goal))
    return writings


def _mentorships() -> list[Mentorship]:
    statement = sa.select(Mentorship).where(Mentorship.state == MentorshipState.ACTIVE)
    return list(db.session.scalars(statement.options(sa.orm.selectinload(Mentorship.parties)).order_by(Mentorship.id)))


def _writer(story: Story, mentorship: Mentorship) -> Person | None:
    people = [db.session.get_one(Person, story.representatives[one.association_id]) for one in mentorship.parties]
    return people[0] if all(one.public_key for one in people) else None


def _event(story: Story, mechanism: Mechanism, goal: ReportState) -> CalendarEvent | None:
    """A report that was submitted was written for the last session, the others for what comes."""
    sent = goal in ORDER and ORDER.index(goal) >= ORDER.index(S.SUBMITTED)
    statement = sa.select(CalendarEvent).where(CalendarEvent.mechanism_id == mechanism.id)
    statement = statement.where(CalendarEvent.kind != EventKind.STATE_REPORT).order_by(CalendarEvent.on)
    when = CalendarEvent.on < story.today if sent else CalendarEvent.on > story.today
    return db.session.scalars(statement.where(when)).first()


def _report(one: Writing) -> ShadowReport:
    return db.session.get_one(ShadowReport, one.report_id)


def _save(one: Writing, section: str, text: str, moment: datetime) -> None:
    report = _report(one)
    ring = queries.opened_ring(report, one.writer, one.private)
    stands = queries.latest(report.id, ring).get(section) if ring is not None else None
    actions.save_section(
        report,
        section,
        text=text,
        base=stands.number if stands else 0,
        opened_ring=ring,
        actor=actor_of(db.session.get_one(Person, one.writer)),
        now=moment,
    )


def _write(story: Story, writings: list[Writing], *, days: int) -> None:
    """Each report in its own pace: some sections in two goes, and a draft in hand is not written to its end."""
    for place, one in enumerate(writings):
        passages = list(cast.shadow_passages(one.code, one.language).items())
        if one.goal is S.DRAFTING:
            passages = passages[: len(passages) - place % 3]
        with story.at(days + place, hour=20) as moment, unit_of_work():
            for number, (section, text) in enumerate(passages):
                if (number * 3 + place) % 7 < place % 5:
                    _save(one, section, _first_sentences(text), moment)
        with story.at(days + 2 * place + 3, hour=19) as moment, unit_of_work():
            for section, text in passages:
                _save(one, section, text, moment)


def _first_sentences(text: str) -> str:
    """How a passage looked when it was begun."""
    begun = text[: len(text) * 2 // 3]
    return begun[: begun.rfind(". ") + 1] or begun[: begun.rfind(" ")]


def _comment(story: Story, writings: list[Writing]) -> None:
    mentors = keys(story)
    with story.at(-100, hour=18) as moment, unit_of_work():
        for place, one in enumerate(writings):
            report = _report(one)
            if report.mentor is None:
                continue
            ring = queries.opened_ring(report, report.mentor.id, mentors.get(report.mentor.id))
            actor = actor_of(report.mentor)
            for section, text in COMMENTS[one.language][place % 2 :]:
                if ring is not None:
                    actions.comment(report, section, text=text, opened_ring=ring, actor=actor, now=moment)


def _revise(story: Story, writings: list[Writing], *, days: int) -> None:
    with story.at(days, hour=21) as moment, unit_of_work():
        for place, one in enumerate(writings):
            text = cast.shadow_passages(one.code, one.language)["issues"]
            if one.goal is S.DRAFTING and place % 2:
                continue  # the comments are still to be answered
            _save(one, "issues", text + ADDED[one.language].replace(" :", "\u00a0:"), moment)


def _advance(story: Story, writings: list[Writing], state: ReportState, *, days: int) -> None:
    with story.at(days) as moment, unit_of_work():
        for one in writings:
            report, actor = _report(one), actor_of(db.session.get_one(Person, one.writer))
            if state is S.IN_REVIEW:
                actions.decide_publication(report, publish=True, actor=actor, now=moment)
                actions.check_sources(report, actor=actor, now=moment)
                actions.send_to_review(report, actor=actor, now=moment)
            elif state is S.SIGNED_OFF:
                for party in report.parties:
                    signer = db.session.get_one(Person, story.representatives[party.association_id])
                    actions.sign_off(party, actor=actor_of(signer), now=moment)
            else:
                ring = queries.opened_ring(report, one.writer, one.private)
                actions.submit(
                    report,
                    on=moment.date(),
                    channel=Channel.EMAIL,
                    reference=f"{one.code}/{one.report_id}",
                    opened_ring=ring,
                    actor=actor,
                    now=moment,
                )


def _after(story: Story, writings: list[Writing], state: ReportState, *, days: int) -> None:
    act = actions.consider if state is S.CONSIDERED else actions.follow_up
    with story.at(days) as moment, unit_of_work():
        for one in writings:
            report, actor = _report(one), actor_of(db.session.get_one(Person, one.writer))
            ring = queries.opened_ring(report, one.writer, one.private)
            act(report, on=moment.date(), words=OUTCOME[one.language], opened_ring=ring, actor=actor, now=moment)


def _give_up(story: Story, writings: list[Writing]) -> None:
    with story.at(-30) as moment, unit_of_work():
        for one in writings:
            actor = actor_of(db.session.get_one(Person, one.writer))
            actions.abandon(_report(one), reason=AbandonReason.MERGED, actor=actor, now=moment)
