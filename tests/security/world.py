"""One of everything that a route may name, and what fits each form, for walks over all routes."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args, get_origin
from uuid import UUID

from fastapi import FastAPI, params
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel
from sqlmodel import Session

from exchange.deployments.answering import link_for
from exchange.deployments.import_jobs import begin
from exchange.deployments.import_reading import Sheet, SheetRow
from exchange.deployments.models import DeploymentImport, ErrorReport
from exchange.lessons.models import LessonState, LessonVersion
from exchange.organisations.models import Icb, Organisation
from exchange.people.models import Duty, DutyKind, JobRole, Membership, Person
from exchange.people.wording import NOTICE_VERSION
from exchange.plumbing.clock import now, today
from exchange.privacy.models import Concern, ConcernKind
from exchange.technologies.models import (
    Deployment,
    FunctionalArea,
    Product,
    ProductProposal,
    Stage,
    Supplier,
)
from exchange.web.forms import Submission
from tests import examples
from tests.lessons.stock import add_lesson
from tests.security.routes import READS

ANY_ID = "6f1f1b0a-5f5c-4f0e-9a3e-0d6c1f2b3a4d"


# Which lesson a step needs; all others are about the one that is published.
_LESSON_FOR = {
    **dict.fromkeys(("autosave", "edit", "delete"), "draft"),
    **dict.fromkeys(("review", "return"), "submitted"),
    "use": "elsewhere",
}


@dataclass(frozen=True)
class Write:
    """A route that takes something in: as a form that a page sends, or as JSON."""

    method: str
    path: str
    schema: type[BaseModel]
    is_form: bool

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class World:
    """Who is there, and what stands for each variable part of a path."""

    everything: Person
    newcomer: Person
    parts: dict[str, str]

    def path(self, template: str) -> str:
        """Return a path with its parts filled in by what there is; a lesson's slug by what the step needs."""
        parts = self.parts
        if "/lessons/" in template:
            step = template.rpartition("/")[2]
            parts = {**parts, "slug": parts[_LESSON_FOR.get(step, "lesson")]}
        if "/rooms/" in template:
            parts = {**parts, "slug": parts["room"]}
        return re.sub(r"\{(\w+)(?::\w+)?\}", lambda part: parts.get(part[1], ANY_ID), template)


def writes(app: FastAPI) -> Iterator[Write]:
    """Yield every route that takes something in, with its schema, from what its function declares."""
    for context in iter_route_contexts(app.routes):
        for method in sorted(set(context.methods or ()) - READS):
            named = inspect.signature(context.route.endpoint, eval_str=True)
            for annotation in (parameter.annotation for parameter in named.parameters.values()):
                known = getattr(annotation, "__metadata__", ())
                bare = get_args(annotation)[0] if known else annotation
                is_elsewhere = any(isinstance(each, params.Depends | params.Query) for each in known)
                if get_origin(bare) is Submission:
                    yield Write(method, context.path, get_args(bare)[0], is_form=True)
                elif inspect.isclass(bare) and issubclass(bare, BaseModel) and not is_elsewhere:
                    yield Write(method, context.path, bare, is_form=False)


def build(session: Session) -> World:
    """Add somebody with every duty, and one of whatever they can change."""
    trust = examples.add_organisation(session)
    neighbour = examples.add_organisation(session, "RXB", "Southfield Trust")
    network = examples.add_network(session, "Digital midwives", [trust])
    examples.add_domain(session)
    session.add_all(
        [JobRole(name="digital midwife"), FunctionalArea(code="epr", name="EPR", short_name="EPR")]
    )
    session.add(Icb(code="QXX", name="New ICB"))
    duties = list(DutyKind)
    everything = examples.add_person(session, "Eva Everything", trust, duties=duties, network=network)
    examples.add_person(
        session, "Ben Backup", trust, duties=[DutyKind.ADMINISTRATOR, DutyKind.KNOWLEDGE_LEAD]
    )
    newcomer = examples.add_person(session, "Nia Newcomer")
    member = examples.add_person(session, "Mia Member", trust)
    waiting, claim = _requests(session, trust, member)
    first, second = _products(session)
    concern = Concern(
        reference="DP-AAAAAAAA",
        kind=ConcernKind.TAKEDOWN,
        email="zoe@example.org",
        text="Untrue",
        answer_by=now(),
        acknowledged_at=now(),
    )
    system = _system(session, trust, second)
    session.add(concern)
    session.flush()
    named = {
        **_lessons(session, trust, everything),
        "elsewhere": add_lesson(session, neighbour, title="A neighbour's").slug,
        "number": 1,
        "ods_code": "RXA",
        "other": "RXB",
        "code": "epr",
        "slug": first.slug,
        "kind": "roles",
        "domain": "nhs.net",
        "reference": concern.reference,
        "person_id": member.id,
        "membership_id": waiting.id,
        "duty_id": claim.id,
        "supplier_id": first.supplier_id,
        "product_id": first.id,
        "into": second.id,
        "network_id": network.id,
        "import_id": _import(session, trust, everything),
        "deployment_id": system.id,
        "proposal_id": second.id,
        "report_id": _report(session, system, member),
        "link": link_for(session, everything.id, trust.id),
        "room": _room(session, trust, neighbour),
    }
    return World(everything, newcomer, {name: str(value) for name, value in named.items()})


def _requests(session: Session, trust: Organisation, member: Person) -> tuple[Membership, Duty]:
    joining = examples.add_person(session, "Jo Joining")
    waiting = Membership(person_id=joining.id, organisation_id=trust.id)
    claim = Duty(person_id=member.id, kind=DutyKind.KNOWLEDGE_LEAD, organisation_id=trust.id)
    session.add_all([waiting, claim])
    session.flush()
    return waiting, claim


def _lessons(session: Session, trust: Organisation, author: Person) -> dict[str, str]:
    """A published lesson with an earlier version, a draft, and one that waits; the slug of each."""
    lesson = add_lesson(session, trust, author, areas=("epr",), what_we_did="Words", what_happened="Words")
    content = '{"context": "Before"}'
    session.add(LessonVersion(lesson_id=lesson.id, number=1, event="changed", content=content))
    draft = add_lesson(session, trust, author, title="A draft", state=LessonState.DRAFT)
    waits = add_lesson(session, trust, author, title="It waits", state=LessonState.SUBMITTED, areas=("epr",))
    return {"lesson": lesson.slug, "draft": draft.slug, "submitted": waits.slug}


def _products(session: Session) -> tuple[Product, Product]:
    made = []
    for name in ("Alpha", "Beta"):
        supplier = Supplier(name=f"{name} Co", slug=f"{name.lower()}-co")
        session.add(supplier)
        session.flush()
        made.append(Product(name=name, slug=f"{name.lower()}-co-{name.lower()}", supplier_id=supplier.id))
    session.add_all(made)
    session.flush()
    return made[0], made[1]


def _import(session: Session, trust: Organisation, person: Person) -> UUID:
    """A spreadsheet of one row that waits to be written."""
    row = SheetRow(2, {"functional_area": "epr", "product": "Alpha", "stage": "live"})
    sent = DeploymentImport(
        organisation_id=trust.id,
        person_id=person.id,
        file_name="systems.csv",
        content=Sheet((row,)).pack(),
        rows=1,
    )
    session.add(sent)
    session.flush()
    begin(session, sent)
    return sent.id


def _system(session: Session, trust: Organisation, product: Product) -> Deployment:
    """A system of the trust, by a product that somebody has named and nobody has checked."""
    session.add(ProductProposal(product_id=product.id, organisation_id=trust.id))
    system = Deployment(
        organisation_id=trust.id,
        functional_area_code="epr",
        supplier_id=product.supplier_id,
        product_id=product.id,
        stage=Stage.LIVE,
    )
    session.add(system)
    return system


def _report(session: Session, system: Deployment, member: Person) -> UUID:
    """An error that somebody has pointed out in a system."""
    report = ErrorReport(
        organisation_id=system.organisation_id, about="Beta", text="It is gone", reporter_id=member.id
    )
    session.add(report)
    session.flush()
    return report.id


def _room(session: Session, *places: Organisation) -> str:
    """A product that enough organisations have confirmed to have a room; its slug."""
    supplier = Supplier(name="Gamma Co", slug="gamma-co")
    session.add(supplier)
    session.flush()
    product = Product(name="Gamma", slug="gamma-co-gamma", supplier_id=supplier.id)
    session.add(product)
    session.flush()
    for place in (*places, examples.add_organisation(session, "RXC", "Westfield Trust")):
        values = {"functional_area_code": "epr", "stage": Stage.LIVE, "confirmed_on": today()}
        values |= {"supplier_id": supplier.id, "product_id": product.id}
        session.add(Deployment(organisation_id=place.id, **values))
    session.flush()
    return product.slug


_FITTING: dict[str, Any] = {
    "email": "mia.member@nhs.net",
    "domain": "new.nhs.uk",
    "organisation": "RXB",
    "words": "mia.member@nhs.net",
    "kind": "takedown notice",
    "old_name": "digital midwife",
    "confirmed": True,
    "notice_version": NOTICE_VERSION,
    "token": "t" * 43,
    "credential": {},
}
# Where a name means something else than in other schemas.
_FITTING_IN: dict[str, dict[str, Any]] = {
    "UseGiven": {"kind": "used"},
    "ReplyGiven": {"supplier": "alpha-co", "received_on": "2026-01-05"},
    "EntryGiven": {"version": 1, "system": "Alpha", "functional_area": "epr"},
    "Ticked": {"entries": [f"{ANY_ID}:1"]},
    "Mark": {"answer": "not sure"},
    "AnswersGiven": {"answers": [{"id": ANY_ID, "version": 1, "answer": "not sure"}]},
    "AnswerGiven": {"state": "corrected", "answer": "Words"},
    "SearchGiven": {"query": "q=printers"},
    "MergerSent": {"gone": "RXA", "into": "RXB", "on": "2026-01-05"},
    "BoardGiven": {"icb_code": "QXX", "on": "2026-01-05"},
}
_OF_A_TYPE: dict[str, Any] = {"string": "Words", "integer": 1, "boolean": True, "array": [], "object": {}}


def fitting(schema: type[BaseModel], world: World) -> dict[str, Any]:
    """Return what fits a schema: all that it demands, and what is known to be good of the rest."""
    given: dict[str, Any] = {}
    shown = schema.model_json_schema()
    for name, kind in shown["properties"].items():
        known = {**world.parts, **_FITTING, **_FITTING_IN.get(schema.__name__, {})}.get(name)
        if known is not None:
            given[name] = known
        elif name in shown.get("required", ()):
            meant = shown["$defs"][kind["$ref"].rpartition("/")[2]] if "$ref" in kind else kind
            given[name] = meant["enum"][0] if "enum" in meant else _OF_A_TYPE[meant["type"]]
    schema.model_validate(given)
    return given
