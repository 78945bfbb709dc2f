"""After a merger every address of the organisation that is gone still leads to something."""

import re

import pytest
from fastapi.routing import iter_route_contexts
from sqlmodel import select

from exchange.memberships.handing_over import appoint
from exchange.people.models import Duty, DutyState
from tests import examples
from tests.succession.conftest import ADMINISTRATOR

PEOPLE = ("", "Gil", "Gus", "Ivy", "Tom", "Ada")
ASKED_FOR = (
    "/peers?org=RXG",
    "/api/v1/peers?org=RXG",
    "/people?organisation=RXG",
    "/api/v1/people?organisation=RXG",
    "/lessons?organisation=RXG",
    "/api/v1/lessons?organisation=RXG",
    "/organisations?q=Gorse",
    "/organisations/gorse-trust",
    "/organisations/furze-hospital",
    "/search?q=Gorse+Trust",
    "/lessons/feed.atom",
)


@pytest.fixture
def addresses(app, world):
    """Every address to read that has something of the gone organisation in it."""
    slugs = [world.lessons[f"gone {each}"].slug for each in ("public", "relay", "draft")]
    parts = {
        "ods_code": ["RXG"],
        "asked_for": ["RXG"],
        "other": ["RXT"],
        "slug": slugs,
        "person_id": [world.people["Gus"].id],
    }
    found = set(ASKED_FOR)
    for context in iter_route_contexts(app.routes):
        names = re.findall(r"{(\w+)}", context.path)
        if "GET" not in (context.methods or ()) or not names or set(names) - parts.keys():
            continue
        paths = [context.path]
        for name in names:
            paths = [path.replace(f"{{{name}}}", str(value)) for path in paths for value in parts[name]]
        found |= {path for path in paths if "/technologies/" not in path and "/suppliers/" not in path}
    return sorted(found)


def _answered(browser, addresses):
    return {path for path in addresses if browser.get(path, follow_redirects=True).status_code == 200}


def test_every_address_that_answered_before_answers_after(app, session, world, merge, addresses, signed_in):
    browsers = {name: signed_in(world.people[name]) if name else examples.browser(app) for name in PEOPLE}
    before = {name: _answered(browser, addresses) for name, browser in browsers.items()}
    assert all(len(found) >= 12 for found in before.values()), before
    assert "/organisations/RXG/members" in before["Gil"] and "/organisations/RXG/lead" in before["Gus"]
    merge()
    session.expire_all()
    claim = select(Duty).where(Duty.person_id == world.people["Gil"].id, Duty.state == DutyState.ASKED)
    appoint(session, ADMINISTRATOR, session.exec(claim).one())  # Ivy says that Gil may lead, too
    session.commit()
    for name, browser in browsers.items():
        broken = before[name] - _answered(browser, before[name])
        # Nobody reports on a lesson of their own organisation, and is told so in words.
        own = {path for path in broken if path.endswith("/use") and browser.get(path).status_code == 409}
        assert not broken - own, (name, broken)
        assert not own or name == "Ivy"


def test_what_is_below_an_old_code_is_found_below_the_new_one(session, world, merge, signed_in):
    browser = signed_in(world.people["Ivy"])
    merge()
    answer = browser.get("/organisations/RXG/members?done=named")
    assert answer.status_code == 308
    assert answer.headers["location"] == "/organisations/RXI/members?done=named"
    assert browser.get("/api/v1/organisations/RXG/members", follow_redirects=True).status_code == 200
    assert "Gus Member" in browser.get("/organisations/rxg/members", follow_redirects=True).text
    page = browser.get("/organisations/RXG", follow_redirects=True)
    assert "became part of Iris Trust" in page.text
    assert "gone public" in browser.get("/lessons?organisation=RXG").text
    gone = browser.post("/organisations/RXG/members/00000000-0000-0000-0000-000000000001/lead")
    assert gone.status_code in (403, 404), "what is sent to the old address is not sent on"


def test_existing_sessions_have_the_rights_of_the_other_organisation(world, merge, signed_in):
    gil = signed_in(world.people["Gil"])
    assert gil.get("/organisations/RXG/members").status_code == 200
    merge()
    assert gil.get("/organisations/RXG/members", follow_redirects=True).status_code == 403
    assert gil.get("/organisations/RXI/members").status_code == 403
