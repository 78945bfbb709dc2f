from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import select

from exchange.deployments.models import (
    DeploymentImport,
    ErrorReport,
    StillTrueQuestion,
    SupplierAsk,
    SupplierAskBacking,
)
from exchange.lessons.models import FalseAlarm, LessonState, LessonUse, LessonVersion, UseKind
from exchange.mail.models import MessageState, OutboxMessage
from exchange.mail.sending import FolderPost
from exchange.people.models import Consent, Interest, InterestKind
from exchange.plumbing import audit
from exchange.plumbing.clock import now, today
from exchange.plumbing.database import reading
from exchange.privacy.models import Concern, ConcernKind
from exchange.search.models import SavedSearch
from exchange.signing_in.models import (
    Identity,
    Method,
    OpenIdAttempt,
    Passkey,
    PasskeyChallenge,
    SignInAttempt,
)
from exchange.succession.models import OrganisationMerger
from exchange.technologies.models import (
    ChangeKind,
    Deployment,
    DeploymentChange,
    FunctionalArea,
    Product,
    ProductProposal,
    Stage,
    Supplier,
)
from tests import examples
from tests.lessons.stock import add_lesson


@pytest.fixture
def trust(session):
    return examples.add_organisation(session)


@pytest.fixture
def mia(session, trust):
    """Somebody about whom there is a row in every table that can have one."""
    lead = examples.add_person(session, "Leo Leadworth", trust)
    person = examples.add_person(
        session,
        "Mia Marlowe",
        trust,
        job_role="Digital midwife",
        ask_me_about="Rolling out the quokka module",
        would_like_to_learn="Everything on wombats",
        cover_person_id=lead.id,
    )
    lead.cover_person_id = person.id
    session.add(FunctionalArea(code="maternity", name="Maternity", short_name="Maternity", capability="core"))
    session.flush()
    ends_at = now() + timedelta(hours=1)
    session.add_all(
        [
            Interest(person_id=person.id, kind=InterestKind.CAN_HELP, functional_area_code="maternity"),
            Consent(person_id=person.id, text="privacy notice", version="2026-11"),
            Consent(person_id=person.id, text="pilot newsletter", version="2026-11"),
            SignInAttempt(email=person.email, link_hash="l" * 64, method=Method.EMAIL, ends_at=ends_at),
            Identity(person_id=person.id, issuer="https://id.example", subject="mia-subject-77"),
            OpenIdAttempt(
                state_hash="s" * 64,
                browser_hash="b" * 64,
                provider="nhs",
                nonce="n",
                code_verifier="v",
                person_id=person.id,
                ends_at=ends_at,
            ),
            Passkey(
                person_id=person.id,
                credential_id="cred-mia",
                public_key=b"key-of-mia",
                name="Mia's telephone",
            ),
            PasskeyChallenge(
                browser_hash="c" * 64, challenge=b"challenge", person_id=person.id, ends_at=ends_at
            ),
            letter(person, "Hello Mia Marlowe. Leo Leadworth (leo.leadworth@nhs.net) agreed."),
            letter(lead, "Mia Marlowe asks to join."),
            letter(lead, "Mia Marlowe asked to join.", state=MessageState.SENT, sent_at=now()),
            concern(person, text="Mia complained of a platypus", closed=True),
        ]
    )
    add_lessons(session, person, lead, trust)
    add_registry(session, person, lead, trust)
    audit.record(session, "profile.changed", actor=f"person:{person.id}", subject=f"person:{person.id}")
    audit.record(session, "membership.approved", actor=f"person:{lead.id}", subject=f"person:{person.id}")
    session.commit()
    return person


def add_lessons(session, person, lead, trust):
    """Lessons that somebody wrote and is asked about, with version and false alarm, and a use by them."""
    lesson = add_lesson(session, trust, person, review_note="Say more about the platypus")
    other = add_lesson(session, examples.add_organisation(session, "RXB", "Southmere Trust"), slug="other")
    mine = {"person_id": person.id}
    session.add_all(
        [
            LessonVersion(lesson_id=lesson.id, number=1, event="submitted", content="{}", **mine),
            SavedSearch(query="q=wombats", **mine),
            FalseAlarm(lesson_id=lesson.id, reason="An order number", **mine),
            LessonUse(lesson_id=other.id, organisation_id=trust.id, kind=UseKind.USED, **mine),
            add_lesson(session, trust, person, title="A draft on the quokka", state=LessonState.DRAFT),
        ]
    )
    add_lesson(session, trust, lead, title="Another one", contact_person_id=person.id)


def add_registry(session, person, lead, trust):
    """Everything of the registry that somebody can have had a hand in."""
    gone = examples.add_organisation(session, "RXC", "Old Trust")
    supplier = Supplier(name="Dingo Systems", slug="dingo-systems")
    session.add(supplier)
    session.flush()
    product = Product(name="Dingo", slug="dingo-systems-dingo", supplier_id=supplier.id)
    session.add(product)
    session.flush()
    here, mine = {"organisation_id": trust.id}, {"person_id": person.id}
    system = {**here, "functional_area_code": "maternity", "stage": Stage.LIVE, "confirmed_on": today()}
    deployment = Deployment(**system, confirmed_by_id=person.id, note="Ask on ward 4")
    ask = SupplierAsk(product_id=product.id, text="An export, please", **here, **mine)
    session.add_all(
        [
            deployment,
            Deployment(**system, supplier_id=supplier.id, confirmed_by_id=lead.id, owner_id=person.id),
            DeploymentChange(deployment_id=deployment.id, kind=ChangeKind.CONFIRMED, **here, **mine),
            DeploymentImport(file_name="ours.csv", content=b"ods_code", **here, **mine),
            ErrorReport(about="Dingo", text="A wombat it is", reporter_id=person.id, **here),
            StillTrueQuestion(asked_on=today(), **here, **mine),
            ProductProposal(product_id=product.id, **here, **mine),
            OrganisationMerger(gone_id=gone.id, into_id=trust.id, merged_on=today(), **mine),
            ask,
        ]
    )
    session.flush()
    session.add(SupplierAskBacking(ask_id=ask.id, **here, **mine))


def letter(person, text, **more):
    return OutboxMessage(
        key=f"test:{uuid4()}",
        recipient=person.email,
        subject="Exchange",
        text=text,
        person_id=person.id,
        **more,
    )


def concern(person, text="Something is wrong", *, closed=False):
    done = now() if closed else None
    return Concern(
        reference=f"DP-{uuid4().hex[:8].upper()}",
        kind=ConcernKind.DATA_PROTECTION,
        person_id=person.id,
        email=person.email,
        text=text,
        answer_by=now() + timedelta(days=30),
        acknowledged_at=done,
        closed_at=done,
        outcome="Put right" if closed else "",
    )


@pytest.fixture
def written(settings):
    """Write what the outbox holds into the mail folder, as the worker does."""

    def write(engine):
        post = FolderPost(Path(settings.mail_folder))
        with reading(engine) as session:
            for row in session.exec(select(OutboxMessage)):
                message = EmailMessage()
                message["To"], message["Subject"], message["Date"] = row.recipient, row.subject, now()
                message.set_content(row.text)
                post.deliver(message, row.id)

    return write
