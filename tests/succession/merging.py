"""Two organisations that become one, each with something in every table that names an organisation."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session, SQLModel, func, select

from exchange.deployments.models import (
    DeploymentImport,
    ErrorReport,
    StillTrueQuestion,
    SupplierAsk,
    SupplierAskBacking,
)
from exchange.lessons.models import Candour, Lesson, LessonState, LessonUse, UseKind
from exchange.organisations.models import (
    Icb,
    IcbMembership,
    Maturity,
    Organisation,
    OrganisationTheme,
    OtherName,
    OtherNameKind,
    Theme,
)
from exchange.people.models import (
    Duty,
    DutyKind,
    DutyState,
    Interest,
    InterestKind,
    Membership,
    MembershipState,
    Person,
)
from exchange.plumbing.changes import LESSONS, PEOPLE, REGISTRY, note_change
from exchange.search.models import SavedSearch
from exchange.signing_in.models import EmailDomain
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

SCORES = dict.fromkeys((name for name in Maturity.model_fields if "_" in name), 3.0)


@dataclass
class World:
    """The gone organisation, the one that goes on, a third one, and their people and things by name."""

    session: Session
    gone: Organisation
    into: Organisation
    third: Organisation
    people: dict[str, Person] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    systems: dict[str, Deployment] = field(default_factory=dict)
    lessons: dict[str, Lesson] = field(default_factory=dict)
    asks: dict[str, UUID] = field(default_factory=dict)

    def count(self, table: Any, *conditions: Any) -> int:
        """How many rows there are."""
        return self.session.exec(select(func.count()).select_from(table).where(*conditions)).one()


def build(session: Session) -> World:
    """Fill an empty database."""
    organisations = [
        examples.add_organisation(session, code, name)
        for code, name in (("RXG", "Gorse Trust"), ("RXI", "Iris Trust"), ("RXT", "Thistle Trust"))
    ]
    world = World(session, *organisations)
    examples.add_domain(session)
    _add_people(world)
    _add_systems(world)
    _add_lessons(world)
    _add_direction(world)
    _add_care(world)
    for topic in (REGISTRY, PEOPLE, LESSONS):
        note_change(session, topic)
    session.commit()
    return world


def _add_people(world: World) -> None:
    lead = [DutyKind.KNOWLEDGE_LEAD]
    rows = (
        ("Gil Lead", world.gone, lead),
        ("Gus Member", world.gone, []),
        ("Ivy Lead", world.into, lead),
        ("Ian Member", world.into, []),
        ("Tom Third", world.third, []),
        ("Ada Admin", world.third, [DutyKind.ADMINISTRATOR]),
    )
    for name, place, duties in rows:
        person = examples.add_person(world.session, name, place, duties=duties)
        world.people[name.split()[0]] = person
    asker = examples.add_person(world.session, "Gwen Asker")
    world.people["Gwen"] = asker
    gone = {"organisation_id": world.gone.id}
    world.session.add(Membership(person_id=asker.id, state=MembershipState.ASKED, **gone))
    gus = world.people["Gus"].id
    claim = Duty(person_id=gus, kind=DutyKind.KNOWLEDGE_LEAD, state=DutyState.ASKED, **gone)
    world.session.add(claim)
    world.session.add(SavedSearch(person_id=gus, query="organisation=RXG"))
    world.session.add(EmailDomain(domain="gorse.nhs.uk", organisation_id=world.gone.id))
    world.session.flush()


def _add_systems(world: World) -> None:
    """Alpha is confirmed later at the gone one, Beta at the other, Gamma is the gone one's alone."""
    session = world.session
    session.add_all(FunctionalArea(code=code, name=code, short_name=code) for code in ("epr", "epma"))
    maker = Supplier(name="Maker", slug="maker")
    session.add(maker)
    session.flush()
    for name in ("Alpha", "Beta", "Gamma", "Delta", "Named"):
        world.products[name] = Product(name=name, slug=name.lower(), supplier_id=maker.id)
    session.add_all(world.products.values())
    session.flush()
    rows = (
        ("gone Alpha", world.gone, date(2026, 6, 1)),
        ("gone Beta", world.gone, None),
        ("gone Gamma", world.gone, date(2026, 1, 1)),
        ("into Alpha", world.into, date(2026, 5, 1)),
        ("into Beta", world.into, date(2026, 5, 1)),
        ("into Delta", world.into, None),
    )
    for name, place, confirmed_on in rows:
        world.systems[name] = Deployment(
            organisation_id=place.id,
            functional_area_code="epr",
            supplier_id=maker.id,
            product_id=world.products[name.split()[1]].id,
            stage=Stage.LIVE,
            confirmed_on=confirmed_on,
            note=f"Note of {name}",
        )
    world.systems["gone Gamma"].contract_to = "2028-Q1"
    world.systems["gone Gamma"].owner_id = world.people["Gus"].id
    world.into.shows_contracts = True
    session.add_all(world.systems.values())
    session.flush()


def _add_lessons(world: World) -> None:
    """Each has a lesson in every candour, and a draft, and reports on lessons of the others."""
    members = {"gone": "Gus", "into": "Ian", "third": "Tom"}
    for side, name in members.items():
        place, author = getattr(world, side), world.people[name]
        for candour in Candour:
            title = f"{side} {candour}"
            world.lessons[title] = add_lesson(
                world.session,
                place,
                author,
                title=title,
                candour=candour,
                slug=f"{side}-{candour.value.replace(' ', '-').lower()}",
                areas=("epr",),
            )
        draft = {"title": f"{side} draft", "slug": uuid4().hex, "state": LessonState.DRAFT}
        world.lessons[f"{side} draft"] = add_lesson(world.session, place, author, **draft)
    reports = (
        ("gone", "into public"),
        ("gone", "into relay"),
        ("gone", "gone relay"),
        ("gone", "third public"),
        ("gone", "third relay"),
        ("gone", "third NHS staff"),
        ("into", "gone public"),
        ("into", "gone relay"),
        ("into", "third public"),
        ("third", "gone public"),
    )
    for side, title in reports:
        place = getattr(world, side)
        lesson = world.lessons[title]
        use = LessonUse(lesson_id=lesson.id, organisation_id=place.id, kind=UseKind.ADAPTED)
        use.what_was_different = f"{side} on {title}"
        world.session.add(use)
    world.session.flush()


def _add_direction(world: World) -> None:
    session, gone, into = world.session, world.gone, world.into
    examples.add_network(session, "Both", [gone, into])
    examples.add_network(session, "Gone's", [gone])
    session.add_all(Theme(code=code, name=code) for code in ("both", "own"))
    session.add_all((Icb(code="QOLD", name="Old ICB"), Icb(code="QNEW", name="New ICB")))
    session.flush()
    for place, code in ((gone, "both"), (into, "both"), (gone, "own")):
        session.add(OrganisationTheme(organisation_id=place.id, theme_code=code))
    session.add(Maturity(**SCORES | {"organisation_id": gone.id, "care_setting": "acute"}))
    session.add(IcbMembership(organisation_id=gone.id, icb_code="QOLD", valid_to=date(2025, 4, 1)))
    name = OtherName(organisation_id=gone.id, name="Furze Hospital", kind=OtherNameKind.FORMER)
    session.add(name)
    product = world.products["Gamma"].id
    mine = {"person_id": world.people["Gus"].id, "kind": InterestKind.CAN_HELP}
    session.add(Interest(product_id=product, **mine))
    session.flush()


def _add_care(world: World) -> None:
    """Imports, errors pointed out, questions, asks of suppliers and what others join, changes on record."""
    session, gone, into = world.session, world.gone, world.into
    gus, product = world.people["Gus"].id, world.products["Alpha"].id
    mine = {"organisation_id": gone.id, "person_id": gus}
    session.add(DeploymentImport(file_name="systems.xlsx", **mine))
    about = world.systems["gone Beta"]
    session.add(ErrorReport(organisation_id=gone.id, deployment_id=about.id, about="Beta", text="It is gone"))
    session.add(StillTrueQuestion(asked_on=date(2026, 10, 1), **mine))
    session.add(StillTrueQuestion(person_id=gus, organisation_id=into.id, asked_on=date(2026, 9, 1)))
    for name, place in (("gone", gone), ("into", into), ("third", world.third)):
        ask = SupplierAsk(product_id=product, organisation_id=place.id, text=f"What {name} asks")
        session.add(ask)
        session.flush()
        world.asks[name] = ask.id
    for name, place in (("gone", into), ("into", gone), ("third", gone), ("third", into)):
        session.add(SupplierAskBacking(ask_id=world.asks[name], organisation_id=place.id))
    session.add(ProductProposal(product_id=world.products["Named"].id, **mine))
    gamma = world.systems["gone Gamma"]
    before = gamma.model_dump_json()
    session.add(
        DeploymentChange(
            organisation_id=gone.id, deployment_id=gamma.id, kind=ChangeKind.REMOVED, before=before
        )
    )
    session.flush()


def rows_naming(session: Session, organisation_id: UUID) -> dict[str, int]:
    """How many rows name an organisation, by table and column."""
    found = {}
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if any(key.target_fullname == "organisation.id" for key in column.foreign_keys):
                statement = select(func.count()).select_from(table).where(column == organisation_id)
                found[f"{table.name}.{column.name}"] = session.exec(statement).one()
    return found
