"""A real service on the shipped data, and a real Chromium that reports everything it dislikes."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from sqlmodel import Session, select

from exchange.demonstration import load
from exchange.deployments.answering import link_for
from exchange.deployments.models import ErrorReport
from exchange.lessons.confirming import PURPOSE
from exchange.lessons.models import Lesson, LessonArea, LessonAttachment, LessonState, LessonVersion
from exchange.lessons.versions import keep_version
from exchange.loading import load_folder
from exchange.mail.models import MessageState, OutboxMessage
from exchange.migrations.running import ensure_schema
from exchange.organisations.models import Organisation
from exchange.people.actor import OPERATOR, Actor, Role
from exchange.people.models import Membership, Person
from exchange.plumbing.clock import now
from exchange.plumbing.database import make_engine, writing
from exchange.plumbing.signing import signed
from exchange.privacy.models import Concern, ConcernKind
from exchange.technologies.models import Deployment, Product, Supplier
from tests.browser.kept_systems import add_kept_systems
from tests.browser.rooms import add_room
from tests.browser.sheet_examples import add_imports
from tests.lessons.stock import add_lesson
from tests.serving import serving

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REPORT_VIOLATIONS = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (e) =>
  window.violations.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
"""


@dataclass(frozen=True)
class Filled:
    """A database to copy, and the ids of what is in it by name."""

    file: Path
    ids: dict[str, Any]


@dataclass(frozen=True)
class Demonstration:
    """A service on the shipped data and the made-up people, with something in every queue."""

    address: str
    ids: dict[str, Any]

    def browser_of(self, chromium: Browser, name: str, **options: Any) -> BrowserContext:
        """Return a browser in which one of the made-up people is signed in; nobody for ""."""
        context = chromium.new_context(base_url=self.address, **options)
        if name:
            path, ours = f"/sign-in/as/{self.ids[name]}", {"Sec-Fetch-Site": "same-origin"}
            assert context.request.post(path, headers=ours).status == 200
        return context


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, seed_folder: Path) -> Iterator[str]:
    """The address of a service of its own process on the shipped data."""
    url = f"sqlite:///{tmp_path_factory.mktemp('browser') / 'exchange.db'}"
    with _filling(url) as session:
        load_folder(session, OPERATOR, seed_folder)
    with serving(url) as address:
        yield address


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, seed_folder: Path) -> Filled:
    """A database with the shipped data, the made-up people, and something in every queue."""
    file = tmp_path_factory.mktemp("filled") / "exchange.db"
    with _filling(f"sqlite:///{file}") as session:
        load_folder(session, OPERATOR, seed_folder)
        load(session, OPERATOR, seed_folder / "demonstration/persons.csv")
        for number, kind in enumerate(ConcernKind):
            answer_by = now() + timedelta(days=2 * number - 1)
            text, reference = "A long word: " + "x" * 300, f"TEST-{number}"
            session.add(
                Concern(reference=reference, kind=kind, email="a@nhs.net", text=text, answer_by=answer_by)
            )
        for code in ("RGT", "RAL"):
            asks = Person(name=f"Asks {code}", email=f"asks@{code.lower()}.nhs.uk", is_demonstration=True)
            organisation = session.exec(select(Organisation).where(Organisation.ods_code == code)).one()
            session.add(asks)
            session.flush()
            session.add(Membership(person_id=asks.id, organisation_id=organisation.id))
        failed = {"subject": "Your code", "text": "", "state": MessageState.FAILED}
        session.add(OutboxMessage(key="failed", recipient="a@nhs.net", **failed))
        ids = {person.name: person.id for person in session.exec(select(Person))}
        ids["product"], ids["other product"] = session.exec(select(Product.id).limit(2)).all()
        ids["supplier"] = session.exec(select(Supplier.id).limit(1)).one()
        ids["entry"] = add_kept_systems(session, ids["Bryn Holbeck"])
        ids |= _add_lessons(session) | _add_blueprint(session, ids["Amara Ashdown"])
        ids |= _add_errors(session, ids["Amara Ashdown"], ids["Bryn Holbeck"])
        add_room(session)
        ids |= add_imports(session)
    return Filled(file, ids)


def _add_lessons(session: Session) -> dict[str, Any]:
    """One of Amara's lessons waits for her lead, with something to flag; another one is published."""
    author = session.exec(select(Person).where(Person.name == "Amara Ashdown")).one()
    place = session.exec(select(Membership.organisation_id).where(Membership.person_id == author.id)).one()
    organisation = session.get_one(Organisation, place)
    texts = {
        "title": "Printers",
        "what_happened": "Epic printed two labels for each bottle until the default tray was set.",
    }
    draft = add_lesson(session, organisation, author, slug="draft", state=LessonState.DRAFT, **texts)
    waits = add_lesson(session, organisation, author, slug="waits", state=LessonState.SUBMITTED, **texts)
    for lesson in (draft, waits):
        lesson.slug, lesson.submitted_at = lesson.id.hex, now()
        session.add(LessonArea(lesson_id=lesson.id, functional_area_code="epma"))
    keep_version(session, Actor(frozenset({Role.STAFF}), person_id=author.id), waits, "submitted")
    waits.context = "Changed by the reviewer: " + "x" * 300
    published = session.exec(
        select(Lesson.id).where(Lesson.author_id == author.id, Lesson.state == LessonState.PUBLISHED)
    ).first()
    token = signed(session, PURPOSE, str(published))
    return {"draft": draft.id, "waits": waits.id, "published": published, "still true": token}


def _add_errors(session: Session, reporter_id: UUID, lead_id: UUID) -> dict[str, Any]:
    """An error that Amara points out in her own trust's systems, and a link by which its lead answers."""
    place = session.exec(select(Organisation.id).where(Organisation.ods_code == "RGT")).one()
    system = session.exec(select(Deployment.id).where(Deployment.organisation_id == place)).first()
    report = ErrorReport(
        organisation_id=place,
        deployment_id=system,
        about="EPR: Epic",
        text="A long word: " + "x" * 300,
        reporter_id=reporter_id,
    )
    session.add(report)
    session.flush()
    return {"system": system, "report": report.id, "systems link": link_for(session, lead_id, place)}


def _add_blueprint(session: Session, author_id: UUID) -> dict[str, UUID]:
    """A published blueprint with an earlier version and a file, of one of the made-up people."""
    code = select(Organisation.id).where(Organisation.ods_code == "RGT")
    common = {
        "organisation_id": session.exec(code).one(),
        "author_id": author_id,
        "contact_person_id": author_id,
    }
    texts = {"what_we_did": "This", "what_happened": "Mr Smith, DOB 1/2/1950", "ask_us_about": "that"}
    blueprint = uuid4()
    published = {"state": LessonState.PUBLISHED, "published_at": now(), "is_blueprint": True}
    session.add(Lesson(id=blueprint, slug=blueprint.hex, title="A blueprint", **common, **texts, **published))
    session.flush()
    for number, content in enumerate(('{"context": "Before"}', '{"context": "After"}'), 1):
        session.add(LessonVersion(lesson_id=blueprint, number=number, event="changed", content=content))
    file = {"name": "a.pdf", "media_type": "application/pdf", "size": 8, "content": b"%PDF-1.7"}
    session.add(LessonAttachment(lesson_id=blueprint, **file))
    return {"blueprint": blueprint}


@pytest.fixture
def demonstration(tmp_path: Path, filled: Filled) -> Iterator[Demonstration]:
    """A demonstration that no other test has changed."""
    with _demonstrating(tmp_path, filled) as demonstration:
        yield demonstration


@pytest.fixture(scope="session")
def looked_at(tmp_path_factory: pytest.TempPathFactory, filled: Filled) -> Iterator[Demonstration]:
    """A demonstration that is only looked at."""
    with _demonstrating(tmp_path_factory.mktemp("looked_at"), filled) as demonstration:
        yield demonstration


@pytest.fixture(scope="session")
def written_in(tmp_path_factory: pytest.TempPathFactory, filled: Filled) -> Iterator[Demonstration]:
    """A demonstration in which every test writes something of its own."""
    with _demonstrating(tmp_path_factory.mktemp("written_in"), filled) as demonstration:
        yield demonstration


@contextmanager
def _demonstrating(folder: Path, filled: Filled) -> Iterator[Demonstration]:
    shutil.copy(filled.file, folder / "exchange.db")
    settings = {"DEMO": "true", "STRONG_SIGN_IN": "false", "MAIL_FOLDER": str(folder / "mail")}
    environment = {f"EXCHANGE_{name}": value for name, value in settings.items()}
    with serving(f"sqlite:///{folder / 'exchange.db'}", **environment) as address:
        yield Demonstration(address, filled.ids)


@contextmanager
def _filling(url: str) -> Iterator[Session]:
    engine = make_engine(url)
    ensure_schema(engine)
    with writing(engine) as session, session.begin():
        yield session
    engine.dispose()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, service: str) -> Iterator[BrowserContext]:
    """A browser profile without a past."""
    context = chromium.new_context(base_url=service)
    yield context
    context.close()


@pytest.fixture
def watched(context: BrowserContext) -> Iterator[Page]:
    """A page that fails its test on any script error, console warning or policy violation."""
    with watching(context) as page:
        yield page


@contextmanager
def watching(context: BrowserContext) -> Iterator[Page]:
    """Open a page and fail at the end if anything was wrong on it."""
    page = context.new_page()
    seen: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        is_refused_page = "Failed to load resource" in message.text and message.location["url"] == page.url
        if message.type in {"error", "warning"} and not is_refused_page:
            seen.append(f"{message.type}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: seen.append(f"script: {error}"))
    page.add_init_script(REPORT_VIOLATIONS)
    yield page
    assert seen == []
    assert page.evaluate("window.violations") == []
