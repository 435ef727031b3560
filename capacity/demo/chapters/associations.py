"""The associations of the demo: those of the first phase, and those that answer the second one's open call."""

from __future__ import annotations

from capacity.core import facts
from capacity.core.access import SYSTEM
from capacity.core.unit_of_work import unit_of_work
from capacity.demo import cast
from capacity.demo.cast import CastAssociation
from capacity.demo.chapters.accounts import GENDERS, open_account
from capacity.demo.story import PHASE_2017, PHASE_2018, Story
from capacity.people.accounts import actions as accounts
from capacity.people.accounts.models import Person
from capacity.people.associations import actions
from capacity.people.associations.states import Details, Office, OfficerLine
from capacity.rollout.territory import queries as territory

COUNTS = {**dict.fromkeys(PHASE_2017, 80), **dict.fromkeys(PHASE_2018, 25)}
REGISTERED = {**dict.fromkeys(PHASE_2017, -414), **dict.fromkeys(PHASE_2018, -12)}
OWN_ADDRESS = "association@demo.example"
OWN_REGION, OWN_PROVINCE = "MA-08", "MA-ZAG"


def tell(story: Story) -> None:
    """Register the associations of the six regions, each with the person who represents it."""
    codes = {province.iso: province.hcp for province in facts.provinces()}
    places = territory.place_ids()
    for region, count in COUNTS.items():
        days = REGISTERED[region]
        members = cast.associations(region, count, story.rng)
        own = _own(members) if region == OWN_REGION else None
        with story.at(days) as moment, unit_of_work():
            for one in members:
                person = _president(one, OWN_ADDRESS if one is own else None, story, days=days)
                made = actions.register(
                    details=_details(one, codes[one.province_iso], places),
                    themes=one.themes,
                    officers=[_officer(officer) for officer in one.officers],
                    representative=person,
                    actor=SYSTEM,
                    now=moment,
                    is_another=True,
                )
                story.associations[made.id] = one
                story.representatives[made.id] = person.id
                if one is own:
                    story.own_association = made.id
                    story.people["association"] = person.id
    story.say(f"{len(story.associations)} associations")


def _own(members: list[CastAssociation]) -> CastAssociation:
    """The association whose representative holds the demo's account: of Zagora, when the cast has one there."""
    return next((one for one in members if one.province_iso == OWN_PROVINCE), members[0])


def _president(one: CastAssociation, address: str | None, story: Story, *, days: int) -> Person:
    president = one.president
    person = accounts.create_person(
        actor=SYSTEM,
        now=story.moment(days),
        name=president.name.fr,
        name_ar=president.name.ar,
        email=address or president.email,
        phone=president.phone,
        language=one.language,
        gender=GENDERS[president.name.gender],
    )
    if address is not None:
        open_account(person, story, days=days)
    return person


def _details(one: CastAssociation, province_code: str, places: dict[str, int]) -> Details:
    arabic = one.language == "ar"
    return Details(
        name_ar=one.name_ar,
        name_fr=one.name_fr,
        acronym=one.acronym,
        province_code=province_code,
        priority_place_id=places[one.priority_place] if one.priority_place else None,
        locality=one.locality_ar if arabic else one.locality_fr,
        rural=one.rural,
        address=one.address_ar if arabic else one.address_fr,
        phone=one.phone,
        email=one.email,
        founded_year=one.founded,
        receipt_number=one.receipt_number,
        receipt_date=one.receipt_date,
        women_led="women" in one.themes and one.president.name.gender == "f",
        youth_led="youth" in one.themes,
    )


def _officer(officer: cast.CastOfficer) -> OfficerLine:
    return OfficerLine(
        name=officer.name.fr,
        name_ar=officer.name.ar,
        office=Office(officer.role),
        gender=GENDERS[officer.name.gender],
        phone=officer.phone,
    )
