"""HTML for the first page and the pages about the service."""

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response

from exchange.deployments.keeping_queries import find_waiting
from exchange.deployments.keeping_schemas import Waiting
from exchange.home import queries
from exchange.home.operations import Operation, operations_of
from exchange.home.schemas import AreaCount, RegistryCounts, SourceDetail
from exchange.lessons.for_you import find_lessons_for_me
from exchange.lessons.here import find_newest
from exchange.lessons.schemas import LessonsHere, RecommendedLesson
from exchange.matching import DEFAULT_WEIGHTS
from exchange.peers import queries as peer_queries
from exchange.peers.schemas import Example
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.rendering import Page, render
from exchange.web.sessions import Reading

router = APIRouter(dependencies=[Depends(Needs(Permission.READ_PUBLIC))], include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class HomePage(Page):
    template = "home/home.html"
    counts: RegistryCounts
    areas: list[AreaCount]
    examples: list[Example]
    for_you: list[RecommendedLesson]
    newest: LessonsHere
    systems: Waiting | None


@dataclass(frozen=True, kw_only=True)
class AboutPage(Page):
    template = "home/about.html"
    section = "about"
    weights: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class SourcesPage(Page):
    template = "home/sources.html"
    section = "about"
    sources: list[SourceDetail]
    counts: RegistryCounts


@dataclass(frozen=True, kw_only=True)
class AccessibilityPage(Page):
    template = "home/accessibility.html"


@dataclass(frozen=True, kw_only=True)
class ApiDocsPage(Page):
    template = "home/api.html"
    operations: list[Operation]


@router.get("/")
def show_home(request: Request, session: Reading, actor: CurrentActor) -> Response:
    for_you = find_lessons_for_me(session, actor)
    page = HomePage(
        counts=queries.count_registry(session, actor),
        areas=queries.find_busiest_areas(session, actor),
        examples=peer_queries.find_examples(session, actor, limit=3),
        for_you=for_you,
        newest=LessonsHere() if for_you else find_newest(session, actor),
        systems=find_waiting(session, actor),
    )
    return render(request, page)


@router.get("/about")
def show_about(request: Request) -> Response:
    return render(request, AboutPage(weights=dict(DEFAULT_WEIGHTS)))


@router.get("/about/data")
def show_sources(request: Request, session: Reading, actor: CurrentActor) -> Response:
    sources, counts = queries.find_sources(session, actor), queries.count_registry(session, actor)
    return render(request, SourcesPage(sources=sources, counts=counts))


@router.get("/accessibility")
def show_accessibility(request: Request) -> Response:
    return render(request, AccessibilityPage())


@router.get("/api/docs")
def show_api(request: Request) -> Response:
    return render(request, ApiDocsPage(operations=operations_of(request.app.openapi())))
