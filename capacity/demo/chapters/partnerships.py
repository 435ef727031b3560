"""The agreements that the programme lives among, some years on: commitments in several states, activities noted."""

from __future__ import annotations

from capacity.community.partnerships import actions, queries
from capacity.community.partnerships.models import Agreement
from capacity.community.partnerships.states import BEGIN, DROP, ENTER_INTO_FORCE, FULFIL, CommitmentState
from capacity.core.access import Actor, Grant, Role
from capacity.core.demonstration import DOMAIN
from capacity.core.unit_of_work import unit_of_work
from capacity.core.workflow import Move
from capacity.demo.story import Story
from capacity.people.accounts.queries import by_email

COURSE: tuple[tuple[Move[CommitmentState], ...], ...] = (
    (BEGIN, FULFIL),
    (BEGIN, FULFIL),
    (BEGIN,),
    (BEGIN,),
    (BEGIN, FULFIL),
    (BEGIN,),
    (),
    (DROP,),
    (BEGIN,),
    (),
)
"""What becomes of an agreement's commitments, one after the other."""

DROPPED = "أسندت المهمة إلى برنامج آخر، باتفاق الطرفين."

DONE = (
    ("ccdh-social-development", 0, -410, "fr", "Atelier de lancement à Figuig avec les associations et les services."),
    ("ccdh-social-development", 1, -362, "ar", "تجهيز مركز متعدد الاختصاصات بزاكورة وتعيين مؤطرتين."),
    ("ccdh-social-development", 4, -298, "ar", "افتتاح مركز لتقوية قدرات النساء بالرشيدية."),
    ("ccdh-social-development", 12, -214, "fr", "Formation de 24 cadres à l’approche fondée sur les droits."),
    ("ccdh-social-development", 13, -96, "ar", "ندوة حول الذاكرة الجماعية بالناظور."),
    ("solidarity-indh", 0, -350, "fr", "Mise à niveau de six établissements de protection sociale."),
    ("solidarity-indh", 1, -170, "ar", "مواكبة 41 شابا وشابة عند مغادرة المؤسسات."),
    ("solidarity-indh", 3, -40, "fr", "Cellule d’intervention précoce ouverte dans deux provinces."),
    ("didh-un-women", 0, -260, "fr", "Analyse de genre du programme, restituée aux associations des trois régions."),
    ("didh-un-women", 2, -75, "ar", "لقاء مشترك حول تقارير اتفاقية القضاء على جميع أشكال التمييز ضد المرأة."),
    ("didh-higher-education", None, -130, "fr", "Séminaire avec trois universités sur les observations finales."),
    ("didh-cspj", None, -22, "ar", "يوم دراسي حول الحق في محاكمة عادلة."),
)

PARTNER_READS = ("solidarity-indh", "didh-un-women")


def tell(story: Story) -> None:
    """All agreements come into force, some are half done, and the partner reads two of them."""
    with story.at(-430) as moment, unit_of_work():
        actions.load_facts(now=moment)
        actor = _coordinator()
        partner = by_email(f"partner@{DOMAIN}")
        for key, agreement in _agreements(actor).items():
            actions.advance(agreement, ENTER_INTO_FORCE, actor=actor, now=moment)
            if partner is not None and key in PARTNER_READS:
                actions.give_access(agreement, person_id=partner.id, actor=actor, now=moment)
    for days, steps in ((-400, 0), (-60, 1)):
        with story.at(days) as moment, unit_of_work():
            for agreement in _agreements(actor).values():
                for commitment, course in zip(agreement.commitments, COURSE * 2, strict=False):
                    for step in course[steps : steps + 1]:
                        reason = DROPPED if step is DROP else ""
                        actions.follow(commitment, step, reason=reason, actor=actor, now=moment)
    for key, number, days, language, text in DONE:
        with story.at(days, hour=17) as moment, unit_of_work():
            agreement = _agreement(actor, key)
            commitment_id = None if number is None else agreement.commitments[number].id
            actions.note_activity(
                agreement,
                held_on=story.day(days),
                text=text,
                language=language,
                commitment_id=commitment_id,
                actor=actor,
                now=moment,
            )


def _coordinator() -> Actor:
    person = by_email(f"coordinator@{DOMAIN}")
    return Actor(id=person.id if person else None, grants=(Grant(Role.COORDINATOR),))


def _agreement(actor: Actor, key: str) -> Agreement:
    """One of them by its key."""
    found = queries.agreement(next(one.id for one in queries.agreements(actor) if one.key == key))
    if found is None:
        raise LookupError("an agreement is never removed")
    return found


def _agreements(actor: Actor) -> dict[str, Agreement]:
    found = [queries.agreement(agreement.id) for agreement in queries.agreements(actor)]
    return {agreement.key: agreement for agreement in found if agreement is not None}
