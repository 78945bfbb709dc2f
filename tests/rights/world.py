"""The world of the table of rights: seven actors, and persons with belongings in four relations to them.

All actors but the newcomer work at one organisation, "own", which has a lead. The next one shares a network
with it, the foreign one shares nothing; neither has a lead. The newcomer is also the supplier's member of
staff of the threat model: suppliers have no accounts, and whom no organisation confirms sees what the
public sees.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from exchange.network.models import Network
from exchange.organisations.models import Organisation
from exchange.people.models import (
    Audience,
    Duty,
    DutyKind,
    DutyState,
    Membership,
    MembershipState,
    Person,
    PersonState,
)
from exchange.plumbing.clock import now, today
from tests import examples
from tests.rights.belongings import Belongings, add_belongings, add_registry
from tests.rights.imports import add_imports
from tests.rights.keep_world import add_entries
from tests.rights.lessons import add_lessons
from tests.rights.mergers import add_mergers
from tests.rights.room_world import add_room
from tests.rights.true_world import add_true

ACTORS = ("visitor", "newcomer", "staff", "lead", "network leader", "administrator", "disabled")
RELATIONS = ("own", "same organisation", "same network", "foreign")
CASTS = ("others", "askers", "claimants", "holders", "switched off", "made up")

_DUTIES = {
    "lead": [DutyKind.KNOWLEDGE_LEAD],
    "network leader": [DutyKind.NETWORK_LEADER],
    "administrator": [DutyKind.ADMINISTRATOR],
}
_NOTHING = UUID(int=0)


@dataclass
class World:
    """What the rows of the table refer to.

    ``casts`` has three persons in each cast, by their relation to the actors. Of the "others", who want
    nothing, the one of the same network has paused and the foreign one is for colleagues alone. The "askers"
    ask to join, the "claimants" to lead; the "holders" have a duty, the foreign one that of an administrator.
    """

    organisations: dict[str, Organisation] = field(default_factory=dict)
    networks: dict[str, Network] = field(default_factory=dict)
    actors: dict[str, Person] = field(default_factory=dict)
    casts: dict[str, dict[str, Person]] = field(default_factory=dict)
    places: dict[UUID, UUID] = field(default_factory=dict)
    duties: dict[UUID, UUID] = field(default_factory=dict)
    belongings: dict[UUID, Belongings] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)

    def person(self, actor: str, relation: str, cast: str = "others") -> Person:
        """The person at ``relation`` to ``actor``; a visitor's own is a colleague of everybody else."""
        if relation == "own" and actor in self.actors:
            return self.actors[actor]
        return self.casts[cast]["same organisation" if relation == "own" else relation]

    def organisation(self, relation: str) -> Organisation:
        """The organisation at ``relation`` to the actors."""
        return self.organisations["own" if relation == "same organisation" else relation]

    def place_of(self, person: Person) -> Organisation | None:
        """Where somebody works."""
        if person in self.actors.values():
            return None if person is self.actors["newcomer"] else self.organisations["own"]
        relation = next(
            relation
            for cast in self.casts.values()
            for relation, each in cast.items()
            if each.id == person.id
        )
        return self.organisation(relation)

    def everybody(self) -> list[Person]:
        """All persons."""
        return [*self.actors.values(), *(each for cast in self.casts.values() for each in cast.values())]

    def hidden(self) -> list[Person]:
        """Who is seen by administrators alone, as far as the actors are concerned."""
        return [self.casts["others"][relation] for relation in ("same network", "foreign")]

    def parts(self, actor: str, relation: str, cast: str) -> dict[str, str]:
        """What stands for the parts of a route."""
        person = self.person(actor, relation, cast)
        place = self.organisation(relation).ods_code
        found = {
            **self.things,
            **self.belongings[person.id].parts,
            "person_id": person.id,
            "membership_id": self.places.get(person.id, _NOTHING),
            "duty_id": self.duties.get(person.id, _NOTHING),
            "ods_code": place,
            "asked_for": place,
            "other": "RHO" if relation == "foreign" else "RFA",
        }
        return {name: str(value) for name, value in found.items()}


def build(session: Session) -> World:
    """Fill an empty database."""
    world = World()
    for relation, code in (("own", "RHO"), ("same network", "RNE"), ("foreign", "RFA")):
        world.organisations[relation] = examples.add_organisation(session, code, f"{code} Trust")
    home, near, far = world.organisations.values()
    world.things = add_registry(session, home)
    world.networks["own"] = examples.add_network(session, "Near network", [home, near])
    world.networks["foreign"] = examples.add_network(session, "Far network", [far])
    for actor in ACTORS[1:]:
        state = PersonState.DISABLED if actor == "disabled" else PersonState.ACTIVE
        place = None if actor == "newcomer" else home
        world.actors[actor] = _add(session, world, f"Actor {actor.title()}", place, state=state)
        for kind in _DUTIES.get(actor, []):
            _give(session, world, world.actors[actor], kind, home)
    for cast in CASTS:
        world.casts[cast] = {}
        for relation in RELATIONS[1:]:
            world.casts[cast][relation] = _add_to(session, world, cast, relation)
    for person in world.everybody():
        world.belongings[person.id] = add_belongings(session, person)
    add_lessons(session, world, home)
    add_entries(session, world, home)
    add_true(session, world)
    add_imports(session, world, home)
    add_room(session, world, home)
    world.things |= add_mergers(session)
    return world


def _add_to(session: Session, world: World, cast: str, relation: str) -> Person:
    place = world.organisation(relation)
    name = f"{cast.title()} {place.ods_code}"
    if cast == "askers":
        person = _add(session, world, name)
        asked = Membership(person_id=person.id, organisation_id=place.id, state=MembershipState.ASKED)
        session.add(asked)
        session.flush()
        world.places[person.id] = asked.id
        return person
    person = _add(session, world, name, place, **_ways_of(cast, relation))
    if cast == "claimants":
        _give(session, world, person, DutyKind.KNOWLEDGE_LEAD, place, state=DutyState.ASKED)
    if cast == "holders":
        is_far = relation == "foreign"
        kind = DutyKind.ADMINISTRATOR if is_far else DutyKind.NETWORK_LEADER
        _give(session, world, person, kind, place)
    return person


def _ways_of(cast: str, relation: str) -> dict[str, Any]:
    if cast == "switched off":
        return {"state": PersonState.DISABLED}
    if cast == "made up":
        return {"is_demonstration": True}
    if cast == "others" and relation == "same network":
        return {"paused_until": today() + timedelta(days=30)}
    if cast == "others" and relation == "foreign":
        return {"audience": Audience.COLLEAGUES}
    return {}


def _add(
    session: Session, world: World, name: str, place: Organisation | None = None, **more: object
) -> Person:
    if name.startswith("Actor"):
        more["paused_until"] = today() + timedelta(days=30)  # so that there is something to resume from
    person = examples.add_person(session, name, **more)
    if place is not None:
        approved = Membership(
            person_id=person.id,
            organisation_id=place.id,
            state=MembershipState.APPROVED,
            decided_at=now(),
        )
        session.add(approved)
        session.flush()
        world.places[person.id] = approved.id
    return person


def _give(
    session: Session,
    world: World,
    person: Person,
    kind: DutyKind,
    place: Organisation,
    state: DutyState = DutyState.HELD,
) -> None:
    duty = Duty(
        person_id=person.id,
        kind=kind,
        organisation_id=place.id if kind is DutyKind.KNOWLEDGE_LEAD else None,
        network_id=world.networks["own"].id if kind is DutyKind.NETWORK_LEADER else None,
        state=state,
        decided_at=now() if state is DutyState.HELD else None,
    )
    session.add(duty)
    session.flush()
    world.duties[person.id] = duty.id
