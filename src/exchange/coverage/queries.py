"""The SELECTs behind the coverage of the registry. Organisations only, never persons."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlmodel import Session, col

from exchange.coverage import counting
from exchange.coverage.access import visible_to
from exchange.coverage.counting import NOBODY, Entry, Group, Place
from exchange.coverage.schemas import (
    PAGE_SIZE,
    By,
    Coverage,
    CoverageFilter,
    CoveredOrganisation,
    CoveredOrganisations,
    Known,
    OrganisationsFilter,
)
from exchange.organisations.models import Icb, Organisation, OrganisationType
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.plumbing.clock import today
from exchange.technologies.models import Deployment, FunctionalArea, Stage

Labels = dict[By, dict[str, str]]


def get_coverage(session: Session, actor: Actor, wanted: CoverageFilter) -> Coverage:
    """Return how much is known of which group of organisations, the least confirmed first.

    Raises:
        NotAllowed: the actor neither leads anything nor looks after the service.
    """
    check_may(actor, Permission.SEE_COVERAGE)
    places = _places(session, actor, wanted)
    labels = find_labels(session, actor)[wanted.by]
    chosen = getattr(wanted, wanted.by.value)
    shown = {key: label for key, label in labels.items() if not chosen or key == chosen}
    groups = list(counting.groups_by(wanted.by, places, shown, area=wanted.area))
    kept = {"area": wanted.area, "icb": wanted.icb, "type": wanted.type}
    return counting.coverage(
        wanted.by,
        groups,
        Group("all", "All together", counting.whole(places, area=wanted.area)),
        kept={name: value for name, value in kept.items() if value},
        today=today(),
    )


def find_organisations(session: Session, actor: Actor, wanted: OrganisationsFilter) -> CoveredOrganisations:
    """Return one page of the organisations that a figure counts, by name."""
    found = find_all_organisations(session, actor, wanted)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(wanted.page, pages)
    shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return CoveredOrganisations(total=len(found), page=page, pages=pages, organisations=tuple(shown))


def find_all_organisations(
    session: Session, actor: Actor, wanted: OrganisationsFilter
) -> list[CoveredOrganisation]:
    """Return all the organisations that a figure counts, by name.

    Raises:
        NotAllowed: the actor neither leads anything nor looks after the service.
    """
    check_may(actor, Permission.SEE_COVERAGE)
    icbs = find_labels(session, actor)[By.ICB]
    places = _places(session, actor, wanted)
    found = (
        counting.covered(place, entries, icbs.get(place.icb_code, ""))
        for place, entries in counting.whole(places, area=wanted.area)
    )
    return [each for each in found if _is_wanted(each.known, wanted.known)]


def find_labels(session: Session, actor: Actor) -> Labels:
    """Return what each group is called, by what is counted by and its key, in alphabetical order."""
    check_may(actor, Permission.SEE_COVERAGE)
    statements = {
        By.AREA: select(col(FunctionalArea.code), col(FunctionalArea.short_name)),
        By.ICB: select(col(Icb.code), col(Icb.name)).where(col(Icb.valid_to).is_(None)),
        By.TYPE: select(col(OrganisationType.name), col(OrganisationType.name)),
    }
    read = {by: {row[0]: row[1] for row in session.execute(each)} for by, each in statements.items()}
    return {by: _sorted(labels) for by, labels in read.items()}


def _sorted(labels: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(labels.items(), key=lambda each: each[1].casefold()))


def _is_wanted(known: Known, wanted: Known | None) -> bool:
    return wanted is None or known is wanted or (wanted is Known.ANY and known is not Known.NONE)


def _places(session: Session, actor: Actor, wanted: CoverageFilter | OrganisationsFilter) -> list[Place]:
    """Return the organisations that the filter lets through, by name, with all their entries. Two queries."""
    names = ("id", "ods_code", "name", "type", "icb_code")
    columns = [col(getattr(Organisation, name)) for name in names]
    statement = select(*columns).where(visible_to(actor)).order_by(col(Organisation.name), columns[1])
    for column, value in ((Organisation.icb_code, wanted.icb), (Organisation.type, wanted.type)):
        if value:
            statement = statement.where(col(column).is_(None) if value == NOBODY else col(column) == value)
    places = {
        row[0]: Place(row[0], row[1], row[2], row[3] or NOBODY, row[4] or NOBODY)
        for row in session.execute(statement)
    }
    entries = select(
        col(Deployment.organisation_id),
        col(Deployment.functional_area_code),
        col(Deployment.confirmed_on),
        col(Deployment.was_confirmed_on),
        col(Deployment.source_date),
    ).where(col(Deployment.stage) != Stage.RETIRED)
    for id, *entry in session.execute(entries):
        if id in places:
            places[id].entries.append(Entry(*entry))
    return list(places.values())
