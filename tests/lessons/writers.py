"""Somebody who writes, a lead who reviews, and the form as a browser sends it."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient
from sqlmodel import Session

from exchange.organisations.models import Organisation
from exchange.people.models import DutyKind, Person
from tests import examples
from tests.profiles.world import add_subjects

# Made by the checksum for tests; the range 999 is kept for them.
NHS_NUMBER = "999 000 0018"


@dataclass(frozen=True)
class Writers:
    """An organisation with an author, a colleague and a lead, and somebody elsewhere."""

    trust: Organisation
    ana: Person
    bea: Person
    lead: Person
    ole: Person


def add_writers(session: Session) -> Writers:
    """Fill an empty database."""
    add_subjects(session)
    trust = examples.add_organisation(session)
    other = examples.add_organisation(session, "RXB", "Southfield Trust")
    return Writers(
        trust,
        examples.add_person(session, "Ana Author", trust),
        examples.add_person(session, "Bea Colleague", trust),
        examples.add_person(session, "Lea Lead", trust, duties=[DutyKind.KNOWLEDGE_LEAD]),
        examples.add_person(session, "Ole Elsewhere", other),
    )


def filled(person: Person | UUID, version: int = 1, **more: Any) -> dict[str, Any]:
    """The form with the six things that are needed."""
    contact = person.id if isinstance(person, Person) else person
    return {
        "title": "Scan every ward before the go-live",
        "what_we_did": "We walked **every ward** with a trolley.",
        "what_happened": "Forty bays had no signal.",
        "ask_us_about": "the list of bays",
        "areas": ["epma"],
        "outcome": "worked",
        "contact_person_id": str(contact),
        "contact_role": "knowledge lead",
        "version": str(version),
    } | more


def begun(browser: TestClient, **given: str) -> str:
    """The slug of a new draft."""
    answer = browser.post("/lessons/new", data=given)
    assert answer.status_code == 303, answer.text
    found = re.fullmatch(r"/lessons/([0-9a-f]{32})/edit", answer.headers["location"])
    assert found
    return found[1]
