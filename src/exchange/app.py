"""Assemble the application. The only module that knows every router."""

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from exchange.administration import api as administration_api
from exchange.administration import (
    audit_pages,
    domain_pages,
    duty_pages,
    people_pages,
    proposal_pages,
    vocabulary_api,
    vocabulary_pages,
)
from exchange.administration import concern_pages as concern_queue
from exchange.administration import pages as administration_pages
from exchange.coverage import api as coverage_api
from exchange.coverage import pages as coverage_pages
from exchange.deployments import (
    entry_pages,
    error_api,
    error_pages,
    import_api,
    import_pages,
    keeping_api,
    keeping_pages,
    still_true_api,
    still_true_pages,
)
from exchange.directory import api as directory_api
from exchange.directory import pages as directory_pages
from exchange.home import api as home_api
from exchange.home import pages as home_pages
from exchange.lessons import api as lessons_api
from exchange.lessons import (
    attachment_pages,
    checking_pages,
    purge_pages,
    review_api,
    review_pages,
    status_api,
    status_pages,
    use_api,
    use_pages,
    version_pages,
    writing_api,
    writing_pages,
)
from exchange.lessons import pages as lessons_pages
from exchange.mail import pages as mail_pages
from exchange.memberships import api as memberships_api
from exchange.memberships import member_pages, request_pages
from exchange.memberships import pages as memberships_pages
from exchange.organisations import api as organisations_api
from exchange.organisations import pages as organisations_pages
from exchange.peers import api as peers_api
from exchange.peers import pages as peers_pages
from exchange.plumbing.database import make_engine
from exchange.plumbing.settings import Settings
from exchange.privacy import api as privacy_api
from exchange.privacy import concern_pages
from exchange.privacy import pages as privacy_pages
from exchange.profiles import api as profiles_api
from exchange.profiles import pages as profiles_pages
from exchange.rooms import api as rooms_api
from exchange.rooms import pages as rooms_pages
from exchange.search import api as search_api
from exchange.search import lesson_api, lesson_pages, saved_pages
from exchange.search import pages as search_pages
from exchange.signing_in import api as signing_in_api
from exchange.signing_in import openid_pages, passkey_pages
from exchange.signing_in import pages as signing_in_pages
from exchange.succession import api as succession_api
from exchange.succession import board_pages
from exchange.succession import pages as succession_pages
from exchange.succession.following import follow_mergers
from exchange.technologies import api as technologies_api
from exchange.technologies import pages as technologies_pages
from exchange.web.assets import STATIC, VENDOR
from exchange.web.headers import EveryResponse
from exchange.web.protection import Protection
from exchange.web.rendering import environment_for
from exchange.web.responding import add_error_handlers

ROUTERS = (
    signing_in_pages.router,
    signing_in_pages.account,
    signing_in_api.router,
    openid_pages.router,
    passkey_pages.router,
    passkey_pages.account,
    passkey_pages.api,
    home_pages.router,
    home_api.router,
    peers_pages.router,
    peers_api.router,
    error_pages.router,  # before the page of an entry: "missing" is no entry's id
    error_pages.account,
    error_api.router,
    error_api.account,
    still_true_pages.router,
    still_true_pages.account,
    still_true_api.router,
    still_true_api.account,
    import_pages.router,
    import_api.router,
    organisations_pages.router,
    organisations_api.router,
    technologies_pages.router,
    technologies_api.router,
    review_pages.router,  # before the page of a lesson: "review" is no lesson's address
    review_pages.own,
    review_api.router,
    review_api.own,
    status_pages.router,
    status_pages.deciding,
    status_pages.answering,
    status_api.router,
    status_api.deciding,
    status_api.answering,
    use_pages.router,
    use_api.public,
    use_api.router,
    checking_pages.router,
    checking_pages.api,
    purge_pages.router,
    purge_pages.api,
    lesson_pages.router,
    lesson_api.router,
    writing_pages.router,
    writing_api.router,
    writing_api.reading,
    version_pages.router,
    version_pages.family,
    attachment_pages.router,
    attachment_pages.reading,
    attachment_pages.files,
    search_pages.router,
    search_api.router,
    search_api.saved,
    saved_pages.router,
    lessons_pages.router,
    lessons_api.router,
    mail_pages.router,
    privacy_pages.router,
    privacy_pages.account,
    concern_pages.router,
    privacy_api.router,
    privacy_api.account,
    administration_pages.router,
    administration_pages.about,
    people_pages.router,
    duty_pages.router,
    duty_pages.api,
    domain_pages.router,
    proposal_pages.router,
    proposal_pages.api,
    vocabulary_pages.router,
    audit_pages.router,
    concern_queue.router,
    administration_api.router,
    administration_api.about,
    vocabulary_api.router,
    directory_pages.router,
    directory_api.router,
    profiles_pages.router,
    profiles_api.router,
    memberships_pages.router,
    member_pages.router,
    member_pages.leading,
    request_pages.router,
    memberships_api.account,
    memberships_api.members,
    memberships_api.requests,
    keeping_pages.router,
    entry_pages.adding,
    keeping_api.router,
    keeping_api.adding,
    keeping_pages.entry,  # last: "new" and "history" are no entry's id
    entry_pages.router,
    keeping_api.entry,
    rooms_pages.router,
    rooms_pages.entrance,
    rooms_api.router,
    rooms_api.entrance,
    coverage_pages.router,
    coverage_api.router,
    succession_pages.router,
    succession_api.router,
    board_pages.router,
    board_pages.api,
)


def create_app(settings: Settings) -> FastAPI:
    """Build the application for one database and one set of settings."""
    app = FastAPI(
        title="Exchange",
        version="1",
        description="The JSON twin of every page that can be read.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        dependencies=[Depends(follow_mergers)],
    )
    app.state.engine = make_engine(settings.database_url)
    app.state.settings = settings
    app.state.templates = environment_for(settings)
    add_error_handlers(app)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/assets", StaticFiles(directory=VENDOR / "nhsuk/assets"), name="assets")
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    # Outside the framework's own catch-all, so that even its answer carries the headers.
    app.middleware_stack = EveryResponse(Protection(app.build_middleware_stack(), settings), settings)
    return app
