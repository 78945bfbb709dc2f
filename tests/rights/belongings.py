"""What every person of the table of rights has, and the registry around them."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from exchange.home.models import Source
from exchange.mail.models import MessageState, OutboxMessage
from exchange.organisations.models import Organisation
from exchange.people.actor import Actor, Role
from exchange.people.models import Consent, JobRole, Person
from exchange.plumbing.clock import now
from exchange.plumbing.hashing import hashed
from exchange.privacy.models import Concern, ConcernKind
from exchange.search.models import SavedSearch
from exchange.signing_in.models import Identity, Method, Passkey, SignInAttempt, SignInSession
from exchange.signing_in.secrets import code_hash
from exchange.technologies.merging import preview_merge
from exchange.technologies.models import Deployment, FunctionalArea, Product, Stage, Supplier
from tests import examples

ISSUER = "http://127.0.0.1:9"  # nobody answers there
CODE = "BCDF2345"
_ADMINISTRATOR = Actor(frozenset({Role.ADMINISTRATOR}))


@dataclass(frozen=True)
class Belongings:
    """A person's cookies and the ids of what they have.

    Attributes:
        token: of the session in which they are signed in.
        verifier: of the browser in which they have asked for a code and a link.
        link: the secret of that link.
        parts: ids by the names that routes give them.
    """

    token: str
    verifier: str
    link: str
    parts: dict[str, UUID | str]


def add_belongings(session: Session, person: Person) -> Belongings:
    """Give a person one of everything."""
    token, verifier, link = (secrets.token_urlsafe(32) for _ in range(3))
    mine: dict[str, Any] = {"person_id": person.id}
    begun = SignInSession(token_hash=hashed(token), method=Method.PASSKEY, **mine)
    passkey = Passkey(credential_id=secrets.token_hex(8), public_key=b"1", name="Laptop", **mine)
    second = Passkey(credential_id=secrets.token_hex(8), public_key=b"2", name="Telephone", **mine)
    consent = Consent(text="research", version="1", **mine)
    concern = Concern(
        reference=f"DP-{secrets.token_hex(4).upper()}",
        kind=ConcernKind.DATA_PROTECTION,
        email=person.email,
        text="What is wrong",
        answer_by=now() + timedelta(days=30),
        **mine,
    )
    message = OutboxMessage(
        key=f"failed:{person.id}",
        recipient=person.email,
        subject="Your account",
        text="Words",
        state=MessageState.FAILED,
        **mine,
    )
    attempt = SignInAttempt(
        email=person.email,
        verifier_hash=hashed(verifier),
        link_hash=hashed(link),
        code_hash=code_hash(verifier, CODE),
        ends_at=now() + timedelta(minutes=10),
    )
    identity = Identity(issuer=ISSUER, subject=str(person.id), **mine)
    search = SavedSearch(query="q=printers", **mine)
    session.add_all([begun, passkey, second, consent, concern, message, attempt, identity, search])
    session.flush()
    parts = {
        "session_id": begun.id,
        "passkey_id": passkey.id,
        "consent_id": consent.id,
        "reference": concern.reference,
        "message_id": message.id,
        "search_id": search.id,
    }
    return Belongings(token, verifier, link, parts)


def add_registry(session: Session, home: Organisation) -> dict[str, Any]:
    """Add what belongs to nobody, and return it by the names that routes and forms give it."""
    examples.add_domain(session)
    session.add(Source(file="organisations.csv", title="A title", publisher="A publisher", url=""))
    session.add(JobRole(name="Digital midwife"))
    supplier = Supplier(name="Supplier One", slug="supplier-one")
    session.add_all((supplier, FunctionalArea(code="epma", name="ePMA", short_name="ePMA")))
    session.flush()
    one, two = (
        Product(
            name=f"Product {number}",
            slug=f"product-{number}",
            supplier_id=supplier.id,
            functional_area_code="epma",
        )
        for number in ("one", "two")
    )
    session.add_all((one, two))
    session.flush()
    use = {"functional_area_code": "epma", "supplier_id": supplier.id, "stage": Stage.LIVE}
    session.add(Deployment(organisation_id=home.id, product_id=one.id, **use))
    session.flush()
    return {
        "code": "epma",
        "kind": "products",
        "domain": "nhs.net",
        "provider": "nowhere",
        "supplier_id": supplier.id,
        "product_id": one.id,
        "into": two.id,
        "plan": preview_merge(session, _ADMINISTRATOR, one.id, two.id).plan,
        "product": one.slug,
        "supplier": supplier.slug,
    }
