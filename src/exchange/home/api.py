"""JSON about the registry as a whole, and whether the service can answer."""

from fastapi import APIRouter, Depends

from exchange.home import queries
from exchange.home.schemas import AreaCount, Health, RegistryCounts, SourceDetail
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.sessions import Reading

router = APIRouter(dependencies=[Depends(Needs(Permission.READ_PUBLIC))])


@router.get("/api/v1/counts", tags=["registry"])
def show_counts(session: Reading, actor: CurrentActor) -> RegistryCounts:
    """How much the registry holds."""
    return queries.count_registry(session, actor)


@router.get("/api/v1/busiest-areas", tags=["registry"])
def list_busiest_areas(session: Reading, actor: CurrentActor) -> list[AreaCount]:
    """The functional areas in which most organisations have something registered."""
    return queries.find_busiest_areas(session, actor)


@router.get("/api/v1/sources", tags=["registry"])
def list_sources(session: Reading, actor: CurrentActor) -> list[SourceDetail]:
    """Where each file of reference data came from, with its date and licence."""
    return queries.find_sources(session, actor)


@router.get("/health/live", tags=["service"])
def show_live() -> Health:
    """Whether the process runs. Touches nothing else."""
    return Health(status="ok")


@router.get("/health/ready", tags=["service"])
def show_ready(session: Reading) -> Health:
    """Whether the database answers; 503 with a problem document when it does not."""
    queries.is_answering(session)
    return Health(status="ok")
