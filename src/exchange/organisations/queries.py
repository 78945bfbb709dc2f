"""Every SELECT on organisations. Lists, searches and addresses are answered from an index in memory."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from exchange.home.models import Source
from exchange.network.models import Network, NetworkMember
from exchange.organisations import assembling, of_one
from exchange.organisations.access import visible_to
from exchange.organisations.assembling import Reference, Use
from exchange.organisations.directory import Directory, Selection
from exchange.organisations.models import (
    Icb,
    IcbPredecessor,
    Maturity,
    Organisation,
    OtherName,
    Region,
)
from exchange.organisations.of_one import about
from exchange.organisations.schemas import (
    Became,
    Choices,
    Here,
    MaturityOfSetting,
    Moved,
    NetworkBrief,
    OrganisationDetail,
    OrganisationFilter,
    SourceBrief,
    SourceOf,
    Unknown,
)
from exchange.organisations.wording import became
from exchange.people.access import check_may
from exchange.people.actor import VISITOR, Actor, Permission
from exchange.plumbing.changes import REGISTRY
from exchange.plumbing.errors import Invalid, NotFound
from exchange.plumbing.kept import Kept
from exchange.plumbing.provenance import in_words, source_label
from exchange.plumbing.suggesting import did_you_mean
from exchange.succession.models import OrganisationMerger
from exchange.technologies.models import (
    Deployment,
    FunctionalArea,
    Product,
    ProductProposal,
    Stage,
    Supplier,
)

_SOURCES = {
    "organisations.csv": SourceOf.FACTS,
    "organisations.csv (staff_wte)": SourceOf.STAFF,
    "maturity.csv": SourceOf.MATURITY,
}


def find_organisations(session: Session, actor: Actor, wanted: OrganisationFilter) -> Selection:
    """Return all organisations that ``wanted`` describes, whatever its page, best first."""
    return _reference(session, actor).directory.select(wanted)


def find_choices(session: Session, actor: Actor, *, icb: str = "") -> Choices:
    """Return the options of every filter; ``icb`` is the one chosen, which may be closed."""
    return _reference(session, actor).directory.choices_with(icb)


def find_way(session: Session, actor: Actor, asked_for: str) -> Here | Moved | Unknown:
    """Return where the organisation is to be found that a code, a former code or a name stands for."""
    return _reference(session, actor).directory.find_way(asked_for)


def get_way(session: Session, actor: Actor, asked_for: str) -> Here | Moved:
    """Return as ``find_way`` does.

    Raises:
        NotFound: nothing has that code or name; the message names the closest.
    """
    way = find_way(session, actor, asked_for)
    if isinstance(way, Unknown):
        closest = did_you_mean(f"{each.name} ({each.ods_code})" for each in way.closest)
        raise NotFound(f"There is no organisation with the code or name '{way.asked_for[:80]}'.{closest}")
    return way


def get_code(session: Session, actor: Actor, asked_for: str, *, field: str) -> str:
    """Return the code of the organisation that somebody typed the code or the name of into a form.

    Raises:
        Invalid: nothing has that code or name; the message names the closest.
    """
    if not asked_for.strip():
        raise Invalid("Enter the name or ODS code of your organisation", field=field)
    try:
        return get_way(session, actor, asked_for).ods_code
    except NotFound as unknown:
        raise Invalid(str(unknown), field=field) from unknown


def get_code_now(session: Session, actor: Actor, ods_code: str) -> str:
    """Return the code under which the entries of an organisation are: they may have been carried over."""
    carried = _reference(session, actor).carried_over
    while following := carried.get(ods_code.upper()):
        ods_code = following
    return ods_code


def find_carried_over(session: Session) -> dict[str, str]:
    """Return, by the code of each organisation that was carried over to another, that one's code."""
    codes = select(Organisation.ods_code, Organisation.successor_ods_code)
    gone = codes.join(OrganisationMerger, col(OrganisationMerger.gone_id) == col(Organisation.id))
    return {code: into for code, into in session.exec(gone) if into}


def get_became(session: Session, actor: Actor, asked_for: str, ods_code: str) -> Became:
    """Return what to tell somebody whom ``asked_for`` has led to the organisation; often nothing."""
    directory = _reference(session, actor).directory
    return became(directory.became(asked_for, ods_code), directory.summary(ods_code).name)


def get_organisation(session: Session, actor: Actor, ods_code: str) -> OrganisationDetail:
    """Return one organisation in full.

    Raises:
        NotFound: there is none that ``actor`` may see.
    """
    known = _reference(session, actor)
    statement = select(Organisation).where(Organisation.ods_code == ods_code, visible_to(actor))
    row = session.exec(statement).one_or_none()
    if row is None:
        raise NotFound("There is no such organisation")
    columns = {"postcode", "website", "staff_wte", "beds", "opened_on", "closed_on"}
    uses = _uses(actor).where(col(Organisation.id) == row.id)
    return OrganisationDetail(
        **known.directory.summary(ods_code).model_dump(exclude={"href"}),
        **row.model_dump(include=columns),
        other_names=tuple(of_one.find_other_names(session, actor, row.id)),
        predecessors=tuple(known.directory.predecessors(ods_code)),
        former_icbs=tuple(of_one.find_former_icbs(session, actor, row.id)),
        capabilities=assembling.capabilities(
            (Use(*each) for each in session.exec(uses)), shows_contracts=row.shows_contracts
        ),
        themes=tuple(of_one.find_themes(session, actor, row.id)),
        networks=tuple(_networks(session, actor, row.id)),
        maturity=tuple(_maturity(session, actor, row.id, known)),
        sources=known.sources,
    )


def _reference(session: Session, actor: Actor) -> Reference:
    """Return what is kept. It holds what a visitor may see: organisations are public."""
    check_may(actor, Permission.READ_PUBLIC)
    return _KEPT.get(session)


def _build(session: Session) -> Reference:
    in_use = _uses(VISITOR).where(col(Deployment.stage) != Stage.RETIRED)
    uses = [Use(*row) for row in session.exec(in_use)]
    organisations = (
        select(Organisation, Icb.name, Region.name)
        .join(Icb, col(Icb.code) == col(Organisation.icb_code), isouter=True)
        .join(Region, col(Region.code) == col(Organisation.region_code), isouter=True)
        .where(visible_to(VISITOR))
    )
    other_names = session.exec(about(VISITOR, OtherName))
    entries = assembling.entries(session.exec(organisations), uses, other_names)
    icbs = session.exec(select(Icb)).all()
    today = datetime.now(UTC).date()
    current = [icb for icb in icbs if assembling.is_current(icb, today)]
    regions = session.exec(select(Region.code, Region.name)).all()
    takeovers = session.exec(select(IcbPredecessor).order_by(col(IcbPredecessor.icb_code)))
    directory = Directory(
        entries,
        choices=assembling.choices(regions, current, uses, entries),
        icb_successors=assembling.successors(takeovers),
        closed_icbs={icb.code: icb.name for icb in icbs if icb not in current},
    )
    medians = assembling.medians(session.exec(about(VISITOR, Maturity)))
    return Reference(
        directory=directory,
        medians=medians,
        sources=tuple(_sources(session)),
        carried_over=find_carried_over(session),
    )


_KEPT = Kept(REGISTRY, _build)


def _uses(actor: Actor) -> Any:
    """Return deployments with their names, unsorted: databases differ in how they sort names and gaps."""
    columns: Any = (
        Deployment.organisation_id,
        FunctionalArea.code,
        FunctionalArea.name,
        FunctionalArea.short_name,
        FunctionalArea.capability,
        Supplier.slug,
        Supplier.name,
        Product.slug,
        Product.name,
        *(getattr(Deployment, name) for name in Use._fields[9:-1]),
        ProductProposal.product_id,
    )
    return (
        select(*columns)
        .select_from(Deployment)
        .join(Organisation, col(Organisation.id) == col(Deployment.organisation_id))
        .join(FunctionalArea, col(FunctionalArea.code) == col(Deployment.functional_area_code))
        .join(Supplier, col(Supplier.id) == col(Deployment.supplier_id), isouter=True)
        .join(Product, col(Product.id) == col(Deployment.product_id), isouter=True)
        .join(ProductProposal, col(ProductProposal.product_id) == col(Deployment.product_id), isouter=True)
        .where(visible_to(actor))
    )


def _networks(session: Session, actor: Actor, id: UUID) -> list[NetworkBrief]:
    statement = (
        about(actor, NetworkMember, Network)
        .join(Network, col(Network.id) == col(NetworkMember.network_id))
        .where(col(Organisation.id) == id)
    )
    found = [
        NetworkBrief(
            name=network.name,
            kind=network.kind,
            source_label=source_label(None, row.source_date),
            source_url=row.source_url,
        )
        for row, network in session.exec(statement)
    ]
    return sorted(found, key=lambda each: each.name)


def _maturity(session: Session, actor: Actor, id: UUID, known: Reference) -> list[MaturityOfSetting]:
    rows = session.exec(about(actor, Maturity).where(col(Organisation.id) == id))
    found = [assembling.maturity(row, known.medians[row.care_setting]) for row in rows]
    return sorted(found, key=lambda each: each.care_setting)


def _sources(session: Session) -> list[SourceBrief]:
    statement = select(Source).where(col(Source.file).in_(_SOURCES))
    found = [
        SourceBrief(
            about=_SOURCES[row.file],
            title=row.title,
            publisher=row.publisher,
            url=row.url,
            published_on=in_words(row.published_on) if row.published_on else "",
            caution=row.caution,
        )
        for row in session.exec(statement)
    ]
    return sorted(found, key=lambda each: list(SourceOf).index(each.about))
