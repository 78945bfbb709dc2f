"""JSON for submitting and reviewing lessons. Same queries, actions and schemas as the pages."""

from fastapi import APIRouter, Depends

from exchange.lessons import review_actions, review_queries
from exchange.lessons.review_schemas import Decision, EditGiven, ReturnGiven, Review, ReviewItem
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/api/v1/lessons", tags=["lessons"], dependencies=[Depends(Needs(Permission.REVIEW_LESSONS))]
)
own = APIRouter(
    prefix="/api/v1/lessons", tags=["lessons"], dependencies=[Depends(Needs(Permission.KEEP_LESSONS))]
)


@router.get("/review")
def list_to_review(session: Reading, actor: CurrentActor) -> list[ReviewItem]:
    """What waits for the caller to decide on, the oldest first."""
    return review_queries.find_to_review(session, actor)


@router.get("/{slug}/review")
def show_review(session: Reading, actor: CurrentActor, slug: str) -> Review:
    """A submitted lesson with its flags, each text beside what was submitted."""
    return review_queries.get_review(session, actor, slug)


@router.put("/{slug}/review")
def edit(session: Writing, actor: CurrentActor, slug: str, given: EditGiven) -> Review:
    """Change a submitted lesson; answers 409 when ``version`` is not the newest."""
    review_actions.edit_lesson_in_review(session, actor, slug, given)
    return review_queries.get_review(session, actor, slug)


@router.post("/{slug}/publish", status_code=204)
def publish(session: Writing, actor: CurrentActor, slug: str) -> None:
    """Publish what was submitted, or a draft of the caller's own."""
    review_actions.publish_lesson(session, actor, slug)


@router.post("/{slug}/return", status_code=204)
def give_back(session: Writing, actor: CurrentActor, slug: str, given: ReturnGiven) -> None:
    """Give a lesson back to its author with a note."""
    review_actions.return_lesson(session, actor, slug, given)


@own.post("/{slug}/submit", status_code=204)
def submit(session: Writing, actor: CurrentActor, slug: str) -> None:
    """Hand the caller's draft to whoever decides on it; answers 422 with the first field that it lacks."""
    review_actions.submit_lesson(session, actor, slug)


@own.post("/{slug}/take-back", status_code=204)
def take_back(session: Writing, actor: CurrentActor, slug: str) -> None:
    """Take the caller's lesson back from its reviewer."""
    review_actions.take_back_lesson(session, actor, slug)


@own.get("/{slug}/decision")
def show_decision(session: Reading, actor: CurrentActor, slug: str) -> Decision:
    """What became of a lesson that was submitted: a note, and the texts that were changed."""
    return review_queries.get_decision(session, actor, slug)
