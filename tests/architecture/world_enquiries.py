"""The part of the world that is asked and answered: questions about the open call, and who is told of its news."""

from __future__ import annotations

import sqlalchemy as sa

from capacity.admission.calls.models import Call
from capacity.admission.enquiries import actions as enquiries
from capacity.admission.enquiries.models import Enquiry, Subscription
from capacity.admission.enquiries.views import links
from capacity.core.db import db
from capacity.core.languages import Localized
from tests.architecture.world import World


def _words(text: str) -> Localized:
    return Localized(ar=f"{text} بالعربية", fr=f"{text} en français", en=f"{text} in English")


def tell(world: World) -> None:
    """Four questions of one association, one of them answered; an address that is told, and one not confirmed yet."""
    for number, name in enumerate(("answered", "waiting", "dull", "spare")):
        with world.at(-4 + number / 24) as now:
            asked = enquiries.ask(
                world.the(Call, "call_open"),
                text=f"Une filiale peut-elle candidater ? {number}",
                language="fr",
                association_id=world.ids["own"],
                request_id=f"request-{name}-0",
                actor=world.actor("member"),
                now=now,
            )
            world.remember(**{f"enquiry_{name}": asked})
    with world.at(-3) as now:
        enquiries.answer(
            world.the(Enquiry, "enquiry_answered"),
            question=_words("Une filiale ?"),
            text=_words("Oui"),
            actor=world.actor("coordinator"),
            now=now,
        )
        for address in ("told@example.org", "unsure@example.org"):
            enquiries.ask_to_subscribe(world.the(Call, "call_open"), email=address, language="fr", now=now)
    found = {one.email: one for one in db.session.scalars(sa.select(Subscription))}
    told, unsure = found["told@example.org"], found["unsure@example.org"]
    with world.at(-3) as now:
        enquiries.confirm_subscription(told, now=now)
    world.arguments["enquiry_id"] = world.ids["enquiry_waiting"]
    of_call = {"call_id": world.ids["call_open"]}
    answered = {"enquiry_id": world.ids["enquiry_answered"]}
    world.exceptions |= {
        "enquiries.desk": of_call,
        "enquiries.put": of_call,
        "enquiries.answer": answered,
        "enquiries.correct": answered,
        "enquiries.end_news": {"token": links.end_token(told)},
        "enquiries.confirm_news": {"token": links.confirm_token(unsure)},
    }
