"""The world of the rights matrix: seven actors, and something of everything in four relations to them."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session, select

from exchange.home.models import Source
from exchange.mail.models import MessageState, OutboxMessage
from exchange.network.models import Network
from exchange.organisations.models import Organisation
from exchange.people.models import Consent, Duty, DutyKind, JobRole, Membership, Person, PersonState
from exchange.plumbing.clock import now
from exchange.plumbing.hashing import hashed
from exchange.privacy.models import Concern, ConcernKind
from exchange.signing_in.models import Method, Passkey, SignInSession
from exchange.technologies.models import FunctionalArea, Product, Supplier
from tests import examples

DUTIES = {
    "lead": (DutyKind.KNOWLEDGE_LEAD,),
    "network leader": (DutyKind.NETWORK_LEADER,),
    "administrator": (DutyKind.ADMINISTRATOR,),
}
ACTORS = ("visitor", "supplier", "staff", "lead", "network leader", "administrator", "disabled")
RELATIONS = ("own", "same organisation", "same network", "foreign")


@dataclass
class World:
    """What the rows of the table refer to. ``others`` is the person at each relation but the own one."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    networks: dict[str, Network] = field(default_factory=dict)
    actors: dict[str, Person] = field(default_factory=dict)
    others: dict[str, Person] = field(default_factory=dict)
    joins: dict[str, UUID] = field(default_factory=dict)
    claims: dict[str, UUID] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    belongings: dict[UUID, dict[str, UUID]] = field(default_factory=dict)

    def person(self, actor: str, relation: str) -> Person:
        """The person at ``relation`` to ``actor``; a visitor's own is a colleague of everybody else."""
        if relation == "own" and actor in self.actors:
            return self.actors[actor]
        return self.others["same organisation" if relation == "own" else relation]

    def organisation(self, relation: str) -> Organisation:
        """The organisation at ``relation`` to the actors, who all work at the same one."""
        return self.organisations["own" if relation == "same organisation" else relation]

    def parts(self, actor: str, relation: str, route: str) -> dict[str, str]:
        """What stands for the parts of a route, and for fields of forms of the same name."""
        place = self.organisation(relation).ods_code
        found = {
            **self.things,
            **self.belongings[self.person(actor, relation).id],
            "ods_code": place,
            "asked_for": place,
            "other": "RFA" if relation != "foreign" else "RHO",
            "slug": "product-one" if "technologies" in route else "supplier-one",
            "network_id": self.networks["foreign"].id,
        }
        if "/requests/" in route and relation != "own":
            found |= {"membership_id": self.joins[relation], "duty_id": self.claims[relation]}
        return {name: str(value) for name, value in found.items()}


def build(session: Session) -> World:
    """Fill an empty database."""
    world = World()
    _add_registry(session, world)
    home, near, far = (world.organisations[r] for r in ("own", "same network", "foreign"))
    world.networks["own"] = examples.add_network(session, "Near network", [home, near])
    world.networks["foreign"] = examples.add_network(session, "Far network", [far])
    for actor in ACTORS[1:]:
        world.actors[actor] = examples.add_person(
            session,
            f"{actor.title()} Actor",
            None if actor == "supplier" else home,
            duties=DUTIES.get(actor, ()),
            network=world.networks["own"],
            state=PersonState.DISABLED if actor == "disabled" else PersonState.ACTIVE,
        )
    for relation, place in {"same organisation": home, "same network": near, "foreign": far}.items():
        other = examples.add_person(session, f"Other {place.ods_code} {relation}", place)
        world.others[relation] = other
        asks = examples.add_person(session, f"Asks {place.ods_code} {relation}")
        joins = Membership(person_id=asks.id, organisation_id=place.id)
        claims = Duty(person_id=other.id, kind=DutyKind.KNOWLEDGE_LEAD, organisation_id=place.id)
        session.add_all([joins, claims])
        session.flush()
        world.joins[relation], world.claims[relation] = joins.id, claims.id
    for person in (*world.actors.values(), *world.others.values()):
        _add_belongings(session, world, person)
    return world


def _add_registry(session: Session, world: World) -> None:
    examples.add_domain(session)
    session.add(Source(file="organisations.csv", title="A title", publisher="A publisher", url=""))
    session.add_all(
        [JobRole(name="digital midwife"), FunctionalArea(code="epma", name="ePMA", short_name="ePMA")]
    )
    supplier = Supplier(name="Supplier One", slug="supplier-one")
    session.add(supplier)
    session.flush()
    products = [
        Product(name=f"Product {name}", slug=f"product-{name.lower()}", supplier_id=supplier.id)
        for name in ("One", "Two")
    ]
    concern = {"kind": ConcernKind.TAKEDOWN, "email": "zoe@example.org", "text": "Untrue"}
    session.add(Concern(reference="DP-AAAAAAAA", answer_by=now() + timedelta(days=30), **concern))
    failed = OutboxMessage(
        key="failed", recipient="a@nhs.net", subject="A", text="B", state=MessageState.FAILED
    )
    session.add_all([*products, failed])
    for relation, code in (("own", "RHO"), ("same network", "RNE"), ("foreign", "RFA"), ("elsewhere", "RXB")):
        world.organisations[relation] = examples.add_organisation(session, code, f"{code} Trust")
    session.flush()
    world.things = {
        "code": "epma",
        "kind": "roles",
        "domain": "nhs.net",
        "reference": "DP-AAAAAAAA",
        "message_id": failed.id,
        "supplier_id": supplier.id,
        "product_id": products[0].id,
        "into": products[1].id,
        "provider": "nobody",
        "name": uuid4(),
    }


def _add_belongings(session: Session, world: World, person: Person) -> None:
    token = secrets.token_urlsafe(32)
    begun = SignInSession(person_id=person.id, token_hash=hashed(token), method=Method.PASSKEY)
    passkey = Passkey(person_id=person.id, credential_id=str(person.id), public_key=b"key")
    consent = Consent(person_id=person.id, text="privacy notice", version="1")
    session.add_all([begun, passkey, consent])
    session.flush()
    own = Membership.person_id == person.id
    membership = session.exec(select(Membership).where(own)).first()
    duty = session.exec(select(Duty).where(Duty.person_id == person.id)).first()
    world.belongings[person.id] = {
        "person_id": person.id,
        "session_id": begun.id,
        "passkey_id": passkey.id,
        "consent_id": consent.id,
        "membership_id": membership.id if membership else uuid4(),
        "duty_id": duty.id if duty else uuid4(),
    }
    for actor, known in world.actors.items():
        if known is person:
            world.tokens[actor] = token
