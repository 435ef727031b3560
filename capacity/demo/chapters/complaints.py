"""Complaints of 2017 in one region: one upheld with the next free seat, one rejected, one in a queue today."""

from __future__ import annotations

from capacity.admission.applications.models import Application
from capacity.admission.complaints import actions, queries
from capacity.admission.complaints.models import Complaint
from capacity.admission.complaints.states import Verdict
from capacity.admission.rounds import queries as rounds
from capacity.admission.rounds.states import OutcomeKind
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.inspection import Accepted
from capacity.core.unit_of_work import unit_of_work
from capacity.demo import cast
from capacity.demo.chapters.accounts import open_account
from capacity.demo.chapters.review import acting, language_of
from capacity.demo.story import Story
from capacity.people.accounts.models import Person
from capacity.people.associations.queries import actor_of
from capacity.rollout.territory.models import Region

REGION = "MA-04"
HANDLER, SECOND = "coordinator.draa", "admin"
HEARD = "heard@demo.example"
"""Who represents the association whose complaint was upheld."""
FILED, ASKED, REPLIED, PROPOSED, CONFIRMED = -339, -339, -338, -338, -337
LATE_FILED, LATE_CONFIRMED = -331, -322
TIME_GIVEN, TODAY_FILED = -8, -3
FIRST_AR = (
    "أرفقنا بترشيحنا اتفاقية الشراكة مع المندوبية الإقليمية، غير أن نقطة المعيار المتعلق "
    "بالشبكات لا تعكسها. نطلب إعادة قراءة الوثيقة."
)
LATE_AR = (
    "لم نتوصل برسالة النتيجة إلا هاتفيا قبل أيام، ونرى أن مقرنا يوجد بجماعة قروية ولم يُحتسب ضمن الحصة المخصصة لها."
)
FIRST_FR = (
    "La convention avec la délégation provinciale était jointe à notre candidature, mais la "
    "note du critère sur les réseaux ne la reflète pas. Nous demandons une nouvelle lecture."
)
LATE_FR = "Notre siège est dans une commune rurale et nous n’avons pas été comptés dans le quota correspondant."
TEXTS = {"ar": (FIRST_AR, LATE_AR), "fr": (FIRST_FR, LATE_FR)}
QUESTION = {
    "ar": "في أي صفحة من الملف توجد الاتفاقية التي تشيرون إليها؟",
    "fr": "À quelle page du dossier se trouve la convention que vous citez\u00a0?",
}
REPLY = {
    "ar": "هي آخر صفحتين من الوثيقة المرفقة بعنوان «الشراكات»، وهي موقعة بتاريخ سابق للطلب.",
    "fr": "Ce sont les deux dernières pages de la pièce «\u00a0Partenariats\u00a0», signée avant l’appel.",
}
UPHELD = {
    "ar": "تبين بعد الاطلاع على الملف أن الاتفاقية أُرسلت داخل الأجل ولم تؤخذ بعين الاعتبار في نقطة المعيار الثالث.",
    "fr": (
        "Le dossier montre que la convention avait été transmise dans le délai et n’a pas été "
        "prise en compte dans la note du troisième critère."
    ),
}
REJECTED = {
    "ar": "أعيدت قراءة الملف: النقط الممنوحة تطابق ما ورد فيه، ولم يتضمن التظلم أي عنصر جديد.",
    "fr": (
        "Le dossier a été relu\u00a0: les notes correspondent à ce qu’il contient, et la "
        "réclamation n’apporte aucun élément nouveau."
    ),
}


def answered(story: Story, round_id: int) -> None:
    """Before the round ends two complaints are answered: one is upheld in the first days, and gets the next seat that
    becomes free; another one is rejected."""
    _uphold(story, _complaining(round_id, "ar", 0))
    number = _file(story, _complaining(round_id, "fr", 1), 0, LATE_FILED)
    _answer(story, number, Verdict.REJECTED, LATE_CONFIRMED - 2, LATE_CONFIRMED)


def _uphold(story: Story, application: int) -> None:
    with story.at(FILED, 9), unit_of_work():
        person = _person(story, db.session.get_one(Application, application))
        person.email = HEARD
        open_account(person, story, days=FILED)
    number = _file(story, application, 0, FILED)
    with story.at(ASKED, 15) as moment, unit_of_work():
        language = language_of(_complaint(number).application)
        who = acting(story, HANDLER)
        actions.ask(_complaint(number), question=QUESTION[language], days=5, actor=who, now=moment)
    with story.at(REPLIED, 9) as moment, unit_of_work():
        member = _member(story, _complaint(number).application)
        actions.answer(_complaint(number), text=REPLY[language], actor=member, now=moment)
    _answer(story, number, Verdict.UPHELD, PROPOSED, CONFIRMED)


def tell(story: Story) -> None:
    """A third one was filed days ago, long after the end of the round, because the letter of its result had come
    back."""
    with unit_of_work():
        here = db.session.get_one(Region, REGION)
        found = rounds.round_in(story.calls[2017], here.code)
        if found is None:
            raise LookupError("the panel brings its round")
        late = _complaining(found.id, "ar", 2)
    with story.at(TIME_GIVEN) as moment, unit_of_work():
        actions.give_time(
            db.session.get_one(Application, late),
            ends_at=story.moment(9, 16),
            reason="عادت رسالة النتيجة إلى المصلحة، وأُبلغت الجمعية هاتفيا.",
            actor=acting(story, "coordinator"),
            now=moment,
        )
    _file(story, late, 1, TODAY_FILED, handler=SECOND, second=HANDLER)
    story.say("3 complaints, one upheld, one rejected, one being examined")


def _complaining(round_id: int, language: str, place: int) -> int:
    """An application that was not selected, in this language where there is one."""
    with unit_of_work():
        out = [
            one.application
            for one in rounds.outcomes_of(round_id)
            if one.kind is OutcomeKind.NOT_SELECTED and not one.corrected_at
        ]
        fitting = [one for one in out if language_of(one) == language and queries.open_complaint(one.id) is None]
        return (fitting or out)[place].id


def _complaint(number: int) -> Complaint:
    found = queries.complaint(number)
    if found is None:
        raise LookupError("a complaint is never removed")
    return found


def _person(story: Story, application: Application) -> Person:
    return db.session.get_one(Person, story.representatives[application.association_id])


def _member(story: Story, application: Application) -> Actor:
    return actor_of(_person(story, application))


def _file(
    story: Story, application_id: int, text: int, day: int, *, handler: str = HANDLER, second: str = SECOND
) -> int:
    """Written in the morning, filed with a document, given to two people at noon."""
    with story.at(day, 10, 20) as moment, unit_of_work():
        application = db.session.get_one(Application, application_id)
        member, language = _member(story, application), language_of(application)
        made = actions.begin(application, language=language, actor=member, now=moment)
        grounds = ["document_ignored", "criterion_misread"] if text == 0 else ["quota_misapplied"]
        actions.save(made, grounds=grounds, text=TEXTS[language][text], actor=member, now=moment)
        paper = cast.paper("statutes", story.associations[application.association_id])
        name = "اتفاقية.pdf" if language == "ar" else "convention.pdf"
        actions.attach(made, Accepted(paper, name, "application/pdf", 1), actor=member, now=moment)
        number = made.id
    with story.at(day, 11) as moment, unit_of_work():
        made = _complaint(number)
        person = _person(story, made.application)
        signed = person.name_ar if person.language == "ar" else person.name
        member = _member(story, made.application)
        actions.file(made, submission_id=f"demo-complaint-{number:06d}", signed_name=signed, actor=member, now=moment)
    with story.at(day, 12) as moment, unit_of_work():
        people = {"handler_id": story.people[handler], "confirmer_id": story.people[second]}
        actions.assign(_complaint(number), **people, actor=acting(story, "coordinator"), now=moment)
    return number


def _answer(story: Story, number: int, verdict: Verdict, proposed: int, confirmed: int) -> None:
    upheld = verdict is Verdict.UPHELD
    with story.at(proposed, 16) as moment, unit_of_work():
        made = _complaint(number)
        language = language_of(made.application)
        actions.propose(
            made,
            verdict=verdict,
            reasons=["document_was_there"] if upheld else ["marks_stand", "nothing_new"],
            reasoning=(UPHELD if upheld else REJECTED)[language],
            seat_due=upheld,
            actor=acting(story, HANDLER),
            now=moment,
        )
    with story.at(confirmed, 10) as moment, unit_of_work():
        made = _complaint(number)
        actions.confirm(made, seen=made.version, actor=acting(story, SECOND), now=moment)
