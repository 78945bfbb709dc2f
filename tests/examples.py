"""A small world: organisations, persons with and without duties, and browsers they are signed in by."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlmodel import Session, select

from exchange.network.models import Network, NetworkMember
from exchange.organisations.models import Organisation, OrganisationStatus
from exchange.people.actor import Actor
from exchange.people.models import (
    Duty,
    DutyKind,
    DutyState,
    JobRole,
    Membership,
    MembershipState,
    Person,
)
from exchange.people.queries import find_acting
from exchange.plumbing.clock import now
from exchange.plumbing.hashing import hashed
from exchange.signing_in.models import EmailDomain, Method, SignInSession

ADDRESS = "https://exchange.test"


def add_organisation(session: Session, ods_code: str = "RXA", name: str = "Northfield Trust") -> Organisation:
    """An organisation that does not exist anywhere else."""
    organisation = Organisation(ods_code=ods_code, name=name, status=OrganisationStatus.LISTED)
    session.add(organisation)
    session.flush()
    return organisation


def add_network(session: Session, name: str, organisations: Iterable[Organisation] = ()) -> Network:
    """A network with its members."""
    network = Network(name=name, kind="programme")
    session.add(network)
    session.flush()
    session.add_all(
        NetworkMember(network_id=network.id, organisation_id=organisation.id)
        for organisation in organisations
    )
    session.flush()
    return network


def add_domain(session: Session, domain: str = "nhs.net", **more: object) -> None:
    """A mail domain whose owners may sign in."""
    session.add(EmailDomain(domain=domain, **more))
    session.flush()


def add_person(
    session: Session,
    name: str = "Ana Example",
    organisation: Organisation | None = None,
    *,
    duties: Iterable[DutyKind] = (),
    network: Network | None = None,
    **more: object,
) -> Person:
    """A person, approved by ``organisation`` if there is one, with duties there and for ``network``."""
    if more.get("job_role") and session.get(JobRole, more["job_role"]) is None:
        session.add(JobRole(name=more["job_role"]))
        session.flush()
    email = name.lower().replace(" ", ".") + "@nhs.net"
    person = Person(**{"name": name, "email": email, **more})
    session.add(person)
    session.flush()
    if organisation is not None:
        session.add(
            Membership(
                person_id=person.id,
                organisation_id=organisation.id,
                state=MembershipState.APPROVED,
                decided_at=now(),
            )
        )
    for kind in duties:
        session.add(
            Duty(
                person_id=person.id,
                kind=kind,
                organisation_id=organisation.id if kind is DutyKind.KNOWLEDGE_LEAD else None,
                network_id=network.id if kind is DutyKind.NETWORK_LEADER else None,
                state=DutyState.HELD,
                decided_at=now(),
            )
        )
    session.flush()
    return person


def start_session(session: Session, person: Person, method: Method = Method.PASSKEY) -> str:
    """A sign-in session of the person; the token that its cookie carries."""
    token = secrets.token_urlsafe(32)
    session.add(SignInSession(person_id=person.id, token_hash=hashed(token), method=method))
    session.flush()
    return token


def actor_of(session: Session, person: Person, method: Method = Method.PASSKEY) -> Actor:
    """The actor that the person is in a fresh session."""
    token = start_session(session, person, method)
    acting = find_acting(session, hashed(token), needs_proof=True)
    assert acting is not None
    return acting.actor


def browser(app: FastAPI, token: str = "") -> TestClient:
    """A browser on our own site, signed in by ``token`` if there is one."""
    client = TestClient(
        app, base_url=ADDRESS, follow_redirects=False, headers={"Sec-Fetch-Site": "same-origin"}
    )
    if token:
        client.cookies.set("__Host-exchange", token, domain="exchange.test", path="/")
    return client


def id_of(session: Session, name: str) -> UUID:
    """The id of the only person of that name."""
    return session.exec(select(Person.id).where(Person.name == name)).one()


@contextmanager
def statements(app: FastAPI) -> Iterator[list[str]]:
    """Collect the statements that the application sends to its database."""
    found: list[str] = []

    def note(*args: Any) -> None:
        found.append(args[2])

    event.listen(app.state.engine, "before_cursor_execute", note)
    yield found
    event.remove(app.state.engine, "before_cursor_execute", note)
