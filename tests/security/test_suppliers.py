"""Suppliers have no accounts: they cannot sign in, and no room in which organisations speak of them opens."""

import re
from uuid import uuid4

import pytest
from fastapi.routing import iter_route_contexts
from sqlmodel import col, select

from exchange.deployments.models import SupplierAsk, SupplierAskBacking
from exchange.mail.models import OutboxMessage
from exchange.organisations.models import OrganisationStatus
from exchange.people.models import Person
from exchange.plumbing.clock import today
from exchange.signing_in.models import SignInAttempt, SignInSession
from exchange.technologies.models import Deployment, FunctionalArea, Product, Stage, Supplier
from tests import examples
from tests.security.routes import reading_paths

ADDRESS = "pat.pippin@pippin.example"
SECRET = "Let us take our quokka data out"
SLUG = "pippin-dose"
ORGANISATIONS = 8
PREFIXES = ("/rooms", "/api/v1/rooms")
# By the wrong method an address answers alike whether there is such a room or not.
REFUSED = {401, 403, 404, 405}
# What somebody tries who knows how such services are made.
GUESSES = [
    f"{prefix}/{SLUG}{end}"
    for prefix in PREFIXES
    for end in (
        "",
        "/",
        ".json",
        ".csv",
        ".atom",
        "/feed.atom",
        "/feed",
        "/asks",
        "/export",
        "/members",
        "/list",
    )
] + ["/rooms", "/rooms/", "/api/v1/rooms", f"/technologies/{SLUG}/room", f"/suppliers/pippin/rooms/{SLUG}"]


@pytest.fixture
def room(session):
    """A product that many organisations have confirmed, one of which asks something of its supplier."""
    supplier = Supplier(name="Pippin", slug="pippin", website="https://pippin.example")
    session.add_all((supplier, FunctionalArea(code="epma", name="ePMA", short_name="ePMA")))
    session.flush()
    product = Product(name="Dose", slug=SLUG, supplier_id=supplier.id, functional_area_code="epma")
    session.add(product)
    session.flush()
    use = {"functional_area_code": "epma", "supplier_id": supplier.id, "product_id": product.id}
    places = [examples.add_organisation(session, f"RX{n}", f"Trust {n}") for n in range(ORGANISATIONS)]
    people = [examples.add_person(session, f"Ana Example{n}", place) for n, place in enumerate(places)]
    for place, person in zip(places, people, strict=True):
        place.status = OrganisationStatus.PARTICIPATING
        confirmed = {"confirmed_on": today(), "confirmed_by_id": person.id}
        session.add(Deployment(organisation_id=place.id, stage=Stage.LIVE, **use, **confirmed))
    ask = SupplierAsk(
        product_id=product.id, organisation_id=places[0].id, person_id=people[0].id, text=SECRET
    )
    session.add(ask)
    session.flush()
    session.add(SupplierAskBacking(ask_id=ask.id, organisation_id=places[1].id, person_id=people[1].id))
    examples.add_domain(session)
    session.commit()
    return people[0]


@pytest.fixture
def supplier_browsers(app, session, room, client):
    """Somebody of the supplier without an account, and one who got one, which no organisation confirmed."""
    found = examples.add_person(session, "Pat Pippin", email=ADDRESS)
    token = examples.start_session(session, found)
    session.commit()
    return [client, examples.browser(app, token)]


def room_routes(app):
    """Method and path of every route of a room, as the application has them."""
    found = []
    for context in iter_route_contexts(app.routes):
        if context.path.startswith(PREFIXES):
            path = re.sub(
                r"\{(\w+)\}", lambda part: SLUG if part[1] == "slug" else str(uuid4()), context.path
            )
            found += [(method, path) for method in sorted(context.methods or ())]
    return found


def test_an_address_of_a_supplier_gets_the_same_page_again_and_no_mail_and_no_account(
    session, client, look, room
):
    before = len(look(select(Person)))
    answer = client.post("/sign-in", data={"email": ADDRESS})
    assert answer.status_code == 422 and 'action="/sign-in"' in answer.text
    assert f'value="{ADDRESS}"' in answer.text and "not from an approved domain" in answer.text
    assert "set-cookie" not in answer.headers
    for address in (f"nhs.net@{ADDRESS.partition('@')[2]}", "pat@nhs.net.pippin.example", "pat@evilnhs.net"):
        assert client.post("/sign-in", data={"email": address}).status_code == 422
    assert look(select(OutboxMessage)) == look(select(SignInAttempt)) == look(select(SignInSession)) == []
    assert len(look(select(Person))) == before
    assert look(select(Person).where(col(Person.email) == ADDRESS)) == []


def test_there_are_rooms_and_members_of_staff_see_them(app, room, signed_in):
    paths = {path for _, path in room_routes(app)}
    assert f"/rooms/{SLUG}" in paths and f"/api/v1/rooms/{SLUG}" in paths, (
        "No room has a route: rooms are to be at /rooms/{slug} and /api/v1/rooms/{slug}"
    )
    browser = signed_in(room)
    for path in (f"/rooms/{SLUG}", f"/api/v1/rooms/{SLUG}"):
        answer = browser.get(path)
        assert answer.status_code == 200 and SECRET in answer.text


def test_a_supplier_sees_no_room_by_any_route_of_it(app, supplier_browsers):
    routes = room_routes(app)
    assert routes, "No room has a route: rooms are to be at /rooms/{slug} and /api/v1/rooms/{slug}"
    for browser in supplier_browsers:
        for method, path in routes:
            answer = browser.request(method, path)
            assert answer.status_code in {401, 403, 404}, f"{method} {path}"
            assert not _tells(answer.text), f"{method} {path}"


def test_a_supplier_sees_no_room_by_guessing(supplier_browsers):
    for browser in supplier_browsers:
        for path in GUESSES:
            answer = browser.get(path, follow_redirects=True)
            assert answer.status_code in REFUSED, path
            assert not _tells(answer.text), path
            if answer.status_code == 405:
                assert browser.get(path.replace(SLUG, "no-such-product")).status_code == 405, path


def test_no_page_feed_or_document_tells_a_supplier_what_is_asked_of_it(app, supplier_browsers):
    _, newcomer = supplier_browsers  # who sees all that a visitor does
    for path in [*reading_paths(app), f"/technologies/{SLUG}", "/suppliers/pippin", "/search?q=quokka"]:
        assert SECRET not in newcomer.get(path).text, path


def _tells(text):
    return SECRET in text or any(f"Trust {number}" in text for number in range(ORGANISATIONS))
