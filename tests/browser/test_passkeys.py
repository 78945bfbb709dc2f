"""Passkeys in a real browser with a virtual security key. Browsers want a name for it, so not 127.0.0.1."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from exchange.migrations.running import ensure_schema
from exchange.plumbing.database import make_engine, writing
from exchange.signing_in.models import Method
from tests import examples
from tests.serving import serving

pytestmark = pytest.mark.browser


@pytest.fixture
def token_and_service(tmp_path) -> Iterator[tuple[str, str]]:
    """The session of somebody who signed in by e-mail, at a service of its own process."""
    url = f"sqlite:///{tmp_path / 'exchange.db'}"
    engine = make_engine(url)
    ensure_schema(engine)
    with writing(engine) as session:
        person = examples.add_person(session, "Ana Example", examples.add_organisation(session))
        token = examples.start_session(session, person, Method.EMAIL)
        session.commit()
    engine.dispose()
    with serving(url, host="localhost") as address:
        yield token, address


@pytest.fixture
def service(token_and_service) -> str:
    return token_and_service[1]


@pytest.fixture
def signed_in_page(context: BrowserContext, watched: Page, token_and_service) -> Page:
    """Ana's browser, with a security key that knows her finger."""
    token, address = token_and_service
    context.add_cookies([{"name": "exchange", "value": token, "url": address, "httpOnly": True}])
    add_key(watched)
    return watched


def add_key(page: Page, *, is_verified: bool = True) -> tuple[object, str]:
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": is_verified,
        "automaticPresenceSimulation": True,
    }
    made = devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devices, made["authenticatorId"]


def test_a_passkey_is_added_and_signs_in_without_a_name(signed_in_page):
    page = signed_in_page
    page.goto("/account/passkeys")
    expect(page.get_by_text("You have none yet")).to_be_visible()
    expect(page.locator("#no_passkey")).to_be_hidden()
    page.get_by_label("Name of the passkey").fill("My key")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="My key")).to_be_visible()
    expect(page.get_by_text("The passkey has been added")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    page.context.clear_cookies()
    page.goto("/sign-in?next=/account/passkeys")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/account/passkeys")
    expect(page.get_by_text("last used on")).to_be_visible()
    cookie = next(each for each in page.context.cookies() if each["name"] == "exchange")
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax"
    page.get_by_role("button", name="Remove My key").click()
    expect(page.get_by_text("The passkey has been removed")).to_be_visible()
    expect(page.get_by_text("You have none yet")).to_be_visible()


def test_browsers_without_the_newer_functions_do_as_well(signed_in_page):
    page = signed_in_page
    page.add_init_script(
        "delete PublicKeyCredential.parseCreationOptionsFromJSON;"
        "delete PublicKeyCredential.parseRequestOptionsFromJSON;"
        "delete PublicKeyCredential.prototype.toJSON;"
    )
    page.goto("/account/passkeys")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("The passkey has been added")).to_be_visible()
    page.context.clear_cookies()
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/peers*")


def test_a_finger_that_does_not_fit_is_said_in_words(context, watched, token_and_service):
    token, address = token_and_service
    context.add_cookies([{"name": "exchange", "value": token, "url": address, "httpOnly": True}])
    add_key(watched, is_verified=False)
    watched.goto("/account/passkeys")
    watched.get_by_role("button", name="Add a passkey").click()
    expect(watched.locator("#passkey_problem")).to_contain_text("You can try again")
    expect(watched.get_by_role("button", name="Add a passkey")).to_be_enabled()


def test_a_passkey_that_the_service_does_not_know_leads_to_the_mail(context, token_and_service):
    token, address = token_and_service
    context.add_cookies([{"name": "exchange", "value": token, "url": address, "httpOnly": True}])
    page = context.new_page()  # unwatched: Chromium notes every refusal that a script gets in its console
    add_key(page)
    page.goto("/account/passkeys")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("The passkey has been removed")).to_be_visible()
    page.context.clear_cookies()
    page.goto("/sign-in")
    with page.expect_response("**/sign-in/passkey") as answer:
        page.get_by_role("button", name="Sign in with a passkey").click()
    assert answer.value.status == 409
    expect(page.locator("#passkey_problem")).to_contain_text("Sign in by e-mail")


def test_without_scripts_the_pages_offer_the_mail(chromium: Browser, token_and_service):
    token, address = token_and_service
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    context.add_cookies([{"name": "exchange", "value": token, "url": address, "httpOnly": True}])
    page = context.new_page()
    page.goto("/sign-in")
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Send me a code")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    page.goto("/account/passkeys")
    expect(page.get_by_role("link", name="signing in by e-mail")).to_be_visible()
    context.close()
