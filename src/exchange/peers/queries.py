"""Every question about peers. One index in memory answers them; the database is read when it has changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from exchange.matching import Deployment, Profile, Stage, evaluate
from exchange.network.models import Network, NetworkMember
from exchange.organisations.models import (
    Icb,
    Maturity,
    Organisation,
    OrganisationTheme,
    OtherName,
    Region,
    Theme,
)
from exchange.peers.access import visible_to
from exchange.peers.answers import compared, examples, listed
from exchange.peers.index import PeerIndex
from exchange.peers.schemas import (
    AreaChoice,
    Comparison,
    Evaluation,
    Example,
    OrganisationBrief,
    PeerList,
    System,
)
from exchange.people.access import check_may
from exchange.people.actor import VISITOR, Actor, Permission
from exchange.plumbing.cells import partial_date
from exchange.plumbing.changes import REGISTRY
from exchange.plumbing.kept import Kept
from exchange.technologies.models import Deployment as DeploymentRow
from exchange.technologies.models import FunctionalArea, Product, Supplier
from exchange.technologies.wording import since, source_label

Weights = Mapping[str, float]
_MEASURES = (
    "well_led",
    "smart_foundations",
    "safe_practice",
    "support_people",
    "empower_citizens",
    "improve_care",
    "healthy_populations",
)


def find_peers(
    session: Session,
    actor: Actor,
    ods_code: str,
    *,
    limit: int = 10,
    weights: Weights | None = None,
    area: str | None = None,
) -> PeerList:
    """Return the peers most worth talking to, best first.

    Args:
        ods_code: a code, a former code (its successor is meant) or a name.
        weights: factor → weight of at least 0, beside the defaults of the other factors.
        area: code of the functional area to find peers for.

    Raises:
        UnknownOrganisation: there is no such open organisation.
        Invalid: there is no such factor or area, or no weight is above 0.
    """
    index = _index(session, actor)
    return listed(index, index.resolve(ods_code), limit=limit, weights=weights or {}, area=area or None)


def compare_organisations(
    session: Session,
    actor: Actor,
    ods_code: str,
    other: str,
    *,
    weights: Weights | None = None,
    area: str | None = None,
) -> Comparison:
    """Return two organisations side by side; arguments and errors are those of ``find_peers``.

    Raises:
        Conflict: both are the same organisation.
    """
    index = _index(session, actor)
    pair = (index.resolve(ods_code), index.resolve(other))
    systems = _systems(session, actor, pair)
    return compared(index, pair, systems, weights=weights or {}, area=area or None)


def evaluate_pairs(session: Session, actor: Actor, pairs: Iterable[tuple[str, str]]) -> Evaluation:
    """Return how early known partners come in each other's lists, by the default weights and simpler methods.

    Former codes stand for their successors.
    """
    index = _index(session, actor)
    current = [(index.successor_of(code), index.successor_of(partner)) for code, partner in pairs]
    found = evaluate(list(index.profiles.values()), current)
    return Evaluation(
        pairs=len(found.pairs),
        methods=tuple(method.as_row() for method in found.methods),
        not_loaded=found.not_loaded,
    )


def get_organisation(session: Session, actor: Actor, ods_code: str) -> OrganisationBrief:
    """Return the open organisation that a code, a former code or a name stands for.

    Raises:
        UnknownOrganisation: there is none.
    """
    index = _index(session, actor)
    return index.brief(index.resolve(ods_code))


def find_areas(session: Session, actor: Actor, ods_code: str) -> list[AreaChoice]:
    """Return the functional areas that anybody has registered something in, those of ``ods_code`` first."""
    index = _index(session, actor)
    here = {each.area for each in index.profiles[index.resolve(ods_code)].deployments}
    choices = [
        AreaChoice(
            code=area.code,
            name=area.name,
            organisations=area.organisations,
            registered_here=area.code in here,
        )
        for area in index.areas
    ]
    return sorted(choices, key=lambda choice: not choice.registered_here)


def find_names(session: Session, actor: Actor, *, at_most: int) -> list[OrganisationBrief]:
    """Return every open organisation by name, or none when there are more than ``at_most``."""
    index = _index(session, actor)
    if len(index.profiles) > at_most:
        return []
    return sorted(map(index.brief, index.profiles), key=lambda each: (each.name, each.ods_code))


def find_examples(session: Session, actor: Actor, *, limit: int = 4) -> list[Example]:
    """Return well-documented organisations of different types, each with its first peer."""
    return examples(_index(session, actor), limit=limit)


def find_profiles(session: Session, actor: Actor) -> list[Profile]:
    """Return every organisation that may be a peer, as matching sees it, in the order of their codes."""
    deployments = _deployments(session, actor)
    maturity = _maturity(session, actor)
    themes = _themes(session, actor)
    networks = _networks(session, actor)
    statement = (
        select(Organisation, Region.name, Icb.name)
        .join(Region, col(Region.code) == col(Organisation.region_code), isouter=True)
        .join(Icb, col(Icb.code) == col(Organisation.icb_code), isouter=True)
        .where(visible_to(actor))
        .order_by(col(Organisation.ods_code))
    )
    return [
        Profile(
            ods_code=row.ods_code,
            name=row.name,
            type=row.type or "",
            latitude=row.latitude,
            longitude=row.longitude,
            region=region or "",
            icb=icb or "",
            staff_wte=row.staff_wte,
            beds=row.beds,
            maturity=maturity[row.id],
            deployments=tuple(sorted(deployments[row.id], key=_order)),
            themes=frozenset(themes[row.id]),
            networks=frozenset(networks[row.id]),
        )
        for row, region, icb in session.exec(statement)
    ]


def _deployments(session: Session, actor: Actor) -> dict[UUID, list[Deployment]]:
    statement = (
        select(DeploymentRow, FunctionalArea.short_name, Supplier.name, Product.name)
        .join(Organisation, col(Organisation.id) == col(DeploymentRow.organisation_id))
        .join(FunctionalArea, col(FunctionalArea.code) == col(DeploymentRow.functional_area_code))
        .join(Supplier, col(Supplier.id) == col(DeploymentRow.supplier_id), isouter=True)
        .join(Product, col(Product.id) == col(DeploymentRow.product_id), isouter=True)
        .where(visible_to(actor))
    )
    found: dict[UUID, list[Deployment]] = defaultdict(list)
    for row, area_name, supplier, product in session.exec(statement):
        found[row.organisation_id].append(_deployment(row, area_name, supplier, product))
    return found


def _deployment(row: DeploymentRow, area_name: str, supplier: str | None, product: str | None) -> Deployment:
    return Deployment(
        area=row.functional_area_code,
        area_name=area_name,
        supplier=supplier or "",
        product=product or "",
        stage=Stage(row.stage),
        live_on=partial_date(row.live_on).first_day if row.live_on else None,
        confirmed=row.confirmed_on is not None,
    )


def _order(deployment: Deployment) -> tuple[str, ...]:
    """Return a key that orders deployments alike on every database, whatever its collation."""
    return tuple(map(str, (deployment.area, deployment.supplier, deployment.product, deployment.stage)))


def _maturity(session: Session, actor: Actor) -> dict[UUID, dict[str, tuple[float, ...]]]:
    statement = (
        select(Maturity)
        .join(Organisation, col(Organisation.id) == col(Maturity.organisation_id))
        .where(visible_to(actor))
        .order_by(col(Maturity.care_setting))
    )
    found: dict[UUID, dict[str, tuple[float, ...]]] = defaultdict(dict)
    for row in session.exec(statement):
        found[row.organisation_id][row.care_setting] = tuple(getattr(row, name) for name in _MEASURES)
    return found


def _themes(session: Session, actor: Actor) -> dict[UUID, list[str]]:
    statement = (
        select(OrganisationTheme.organisation_id, Theme.name)
        .join(Theme, col(Theme.code) == col(OrganisationTheme.theme_code))
        .join(Organisation, col(Organisation.id) == col(OrganisationTheme.organisation_id))
        .where(visible_to(actor))
    )
    return _grouped(session.exec(statement))


def _networks(session: Session, actor: Actor) -> dict[UUID, list[str]]:
    statement = (
        select(NetworkMember.organisation_id, Network.name)
        .join(Network, col(Network.id) == col(NetworkMember.network_id))
        .join(Organisation, col(Organisation.id) == col(NetworkMember.organisation_id))
        .where(visible_to(actor))
    )
    return _grouped(session.exec(statement))


def _grouped(rows: Iterable[tuple[UUID, str]]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    for organisation_id, name in rows:
        found[organisation_id].append(name)
    return found


def _build(session: Session) -> PeerIndex:
    """Read what a visitor may see: peers are public, so one index serves every actor."""
    actor = VISITOR
    successors = select(Organisation.ods_code, Organisation.successor_ods_code).where(
        ~visible_to(actor), col(Organisation.successor_ods_code).is_not(None)
    )
    other_names = (
        select(OtherName.name, Organisation.ods_code)
        .join(Organisation, col(Organisation.id) == col(OtherName.organisation_id))
        .where(visible_to(actor))
    )
    areas = select(FunctionalArea.code, FunctionalArea.short_name).order_by(col(FunctionalArea.short_name))
    return PeerIndex(
        find_profiles(session, actor),
        successors={code: successor for code, successor in session.exec(successors) if successor},
        other_names=session.exec(other_names).all(),
        area_names=dict(session.exec(areas).all()),
    )


_KEPT = Kept(REGISTRY, _build)


def _index(session: Session, actor: Actor) -> PeerIndex:
    check_may(actor, Permission.READ_PUBLIC)
    return _KEPT.get(session)


def _systems(session: Session, actor: Actor, codes: Sequence[str]) -> dict[str, dict[str, list[System]]]:
    """Return what each organisation has registered: ODS code → functional area → systems."""
    statement = (
        select(DeploymentRow, Organisation.ods_code, Supplier.name, Product.name)
        .join(Organisation, col(Organisation.id) == col(DeploymentRow.organisation_id))
        .join(Supplier, col(Supplier.id) == col(DeploymentRow.supplier_id), isouter=True)
        .join(Product, col(Product.id) == col(DeploymentRow.product_id), isouter=True)
        .where(visible_to(actor), col(Organisation.ods_code).in_(codes))
    )
    found: dict[str, dict[str, list[System]]] = {code: defaultdict(list) for code in codes}
    for row, ods_code, supplier, product in session.exec(statement):
        system = System(
            name=_deployment(row, "", supplier, product).system or "System not named",
            stage=row.stage,
            since=since(row),
            source_label=source_label(row),
            source_url=row.source_url,
        )
        found[ods_code][row.functional_area_code].append(system)
    return {
        code: {area: sorted(systems, key=lambda system: system.name) for area, systems in by_area.items()}
        for code, by_area in found.items()
    }
