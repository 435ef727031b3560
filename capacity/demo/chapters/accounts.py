"""The people who run the demo's programme, each with an account, a role and the regions it reaches."""

from __future__ import annotations

from capacity.core import vault
from capacity.core.access import SYSTEM, Role
from capacity.core.demonstration import PASSWORD
from capacity.core.unit_of_work import unit_of_work
from capacity.demo import cast
from capacity.demo.cast import CastStaff
from capacity.demo.story import Story
from capacity.people.accounts import actions
from capacity.people.accounts.actions.passwords import Prepared
from capacity.people.accounts.models import Person
from capacity.people.accounts.states import Gender, passwords

LAUNCHED = -640
CHEAP = vault.Cost(memory_kib=64, passes=1)
"""The demo's password is printed on its sign-in page: guessing it need not be made slow."""
GENDERS = {"f": Gender.WOMAN, "m": Gender.MAN}


def roles() -> list[tuple[CastStaff, Role]]:
    """Everybody of the cast's staff with their role, in the order in which they came."""
    return [
        (cast.administrator, Role.ADMINISTRATOR),
        *((one, Role.COORDINATOR) for one in cast.coordinators),
        *((one, Role.COMMITTEE) for one in cast.committee),
        *((one, Role.TRAINER) for one in cast.trainers),
        *((one, Role.MENTOR) for one in cast.mentors),
        (cast.partner, Role.PARTNER),
    ]


def tell(story: Story) -> None:
    """Note the staff, give them their roles and the demo's password."""
    same_hash = passwords.hashed(PASSWORD, vault.DEFAULT_COST)
    with story.at(LAUNCHED) as moment, unit_of_work():
        for staff, role in roles():
            person = actions.create_person(
                actor=SYSTEM,
                now=moment,
                name=staff.name.fr,
                name_ar=staff.name.ar,
                email=staff.email,
                phone=staff.phone,
                language="fr",
                gender=GENDERS[staff.name.gender],
            )
            prepared = Prepared(same_hash, vault.new_keys(passwords.typed(PASSWORD), cost=CHEAP))
            actions.set_first_password(person=person, prepared=prepared, actor=SYSTEM, now=moment)
            actions.give_role(person=person, role=role, regions=staff.regions or None, actor=SYSTEM, now=moment)
            story.people[staff.key] = person.id
    story.say(f"{len(story.people)} people of the programme")


def open_account(person: Person, story: Story, *, days: int) -> None:
    """Give a person of the story the demo's password; inside a unit of work."""
    prepared = Prepared(
        passwords.hashed(PASSWORD, vault.DEFAULT_COST), vault.new_keys(passwords.typed(PASSWORD), cost=CHEAP)
    )
    actions.set_first_password(person=person, prepared=prepared, actor=SYSTEM, now=story.moment(days))


__all__ = ["open_account", "roles", "tell"]
