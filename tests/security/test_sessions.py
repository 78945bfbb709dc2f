from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from exchange.people.access import check_may
from exchange.people.actions import end_sessions, rotate_sessions
from exchange.people.actor import OPERATOR, VISITOR, Permission
from exchange.people.current import hashed
from exchange.people.models import Duty, DutyKind, DutyState, Membership, MembershipState, PersonState
from exchange.people.queries import GRACE, IDLE, LONGEST
from exchange.plumbing.clock import now
from exchange.plumbing.errors import NotAllowed, SignInNeeded
from exchange.signing_in.models import Method, SignInSession
from tests import examples

COOKIE = "__Host-exchange"


@pytest.fixture
def person(session):
    return examples.add_person(session, organisation=examples.add_organisation(session))


@pytest.fixture
def browser(signed_in, person):
    return signed_in(person)


def status(browser):
    return browser.get("/account").status_code


def test_half_an_hour_without_a_request_ends_a_session(browser):
    begun = now()
    with time_machine.travel(begun + IDLE - timedelta(seconds=30), tick=False):
        assert status(browser) == 200
    with time_machine.travel(begun + IDLE + IDLE, tick=False):
        assert status(browser) == 401
    assert timedelta(minutes=30) == IDLE


def test_twelve_hours_end_a_session_however_busy(browser):
    begun = now()
    for minutes in range(25, 12 * 60, 25):
        with time_machine.travel(begun + timedelta(minutes=minutes), tick=False):
            assert status(browser) == 200
    with time_machine.travel(begun + LONGEST + timedelta(seconds=1), tick=False):
        assert status(browser) == 401
    assert timedelta(hours=12) == LONGEST


@pytest.mark.parametrize("method", list(Method))
def test_no_way_in_makes_a_session_that_lasts_longer(signed_in, person, method):
    begun, browser = now(), signed_in(person, method)
    with time_machine.travel(begun + IDLE + timedelta(minutes=1), tick=False):
        assert status(browser) == 401
    begun, browser = now(), signed_in(person, method)
    for minutes in range(25, 12 * 60, 25):
        with time_machine.travel(begun + timedelta(minutes=minutes), tick=False):
            status(browser)
    with time_machine.travel(begun + LONGEST + timedelta(seconds=1), tick=False):
        assert status(browser) == 401


@pytest.mark.parametrize("state", [PersonState.DISABLED])
def test_who_is_switched_off_is_out_with_the_next_request(session, person, browser, state):
    assert status(browser) == 200
    person.state = state
    session.commit()
    assert status(browser) == 401


def test_an_ended_session_stays_ended(session, person, browser):
    end_sessions(session, OPERATOR, person.id)
    session.commit()
    assert status(browser) == 401


def test_signing_out_makes_the_cookie_worthless(app, browser):
    token = browser.cookies[COOKIE]
    browser.post("/sign-out")
    assert status(examples.browser(app, token)) == 401


def rotated(session, person, browser):
    """Have the cookie of a browser replaced and return the one before."""
    before = browser.cookies[COOKIE]
    rotate_sessions(session, OPERATOR, person.id)
    session.commit()
    assert status(browser) == 200
    return before


def test_a_change_of_rights_replaces_the_cookie(session, person, browser):
    before = rotated(session, person, browser)
    after = browser.cookies[COOKIE]
    assert after != before and len(after) >= 43
    assert status(browser) == 200


def test_the_cookie_before_is_good_for_a_minute_and_no_longer(app, session, person, browser):
    before = rotated(session, person, browser)
    assert status(examples.browser(app, before)) == 200
    with time_machine.travel(now() + GRACE + timedelta(seconds=1), tick=False):
        assert status(examples.browser(app, before)) == 401
        assert status(browser) == 200
    assert timedelta(minutes=1) == GRACE


def test_the_cookie_before_cannot_be_exchanged_for_a_new_one(app, session, person, browser):
    before = rotated(session, person, browser)
    rotate_sessions(session, OPERATOR, person.id)
    session.commit()
    answer = examples.browser(app, before).get("/account")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("planted", ["planted-by-somebody-else" * 2, "a", "x" * 4000, "' or 1=1 --"])
def test_a_planted_cookie_is_nobody(app, planted):
    answer = examples.browser(app, planted).get("/account")
    assert answer.status_code == 401


def test_a_cookie_without_the_prefix_is_not_read(app, session, person):
    token = examples.start_session(session, person)
    session.commit()
    browser = examples.browser(app)
    browser.cookies.set("exchange", token, domain="exchange.test", path="/")
    assert status(browser) == 401


def test_a_session_is_not_read_from_an_address_or_a_header(app, session, person):
    token = examples.start_session(session, person)
    session.commit()
    asked = {"__Host-exchange": token, "token": token, "session": token}
    headers = {"Authorization": f"Bearer {token}", "X-Session": token}
    assert examples.browser(app).get("/account", params=asked, headers=headers).status_code == 401


def test_what_is_stored_of_a_cookie_does_not_open_a_session(app, session, person):
    token = examples.start_session(session, person)
    session.commit()
    (stored,) = session.exec(select(SignInSession)).all()
    session.rollback()
    assert stored.token_hash == hashed(token) != token
    assert status(examples.browser(app, hashed(token))) == 401


def test_the_identifier_of_a_session_is_not_its_secret(app, session, person):
    examples.start_session(session, person)
    session.commit()
    (stored,) = session.exec(select(SignInSession.id)).all()
    session.rollback()
    assert status(examples.browser(app, str(stored))) == 401


@pytest.mark.parametrize("path", ["/account", "/account/sessions", "/api/v1/account/sessions"])
def test_who_has_not_signed_in_gets_nothing_of_an_account(client, path):
    assert client.get(path).status_code == 401


def test_rights_are_read_anew_with_every_request(session, signed_in):
    organisation = examples.add_organisation(session)
    lead = examples.add_person(session, organisation=organisation, duties=[DutyKind.KNOWLEDGE_LEAD])
    browser = signed_in(lead)
    assert roles_of(session, lead) == {"member of staff", "knowledge lead"}
    duty = session.exec(select(Duty)).one()
    duty.state, duty.ended_at = DutyState.ENDED, now()
    session.commit()
    assert roles_of(session, lead) == {"member of staff"}
    membership = session.exec(select(Membership)).one()
    membership.state, membership.ended_at = MembershipState.ENDED, now()
    session.commit()
    assert roles_of(session, lead) == {"newcomer"}
    assert status(browser) == 200


def roles_of(session, person):
    return {str(role) for role in examples.actor_of(session, person).roles}


@pytest.mark.parametrize("method", list(Method))
def test_higher_duties_need_a_passkey_or_single_sign_on(session, method):
    organisation = examples.add_organisation(session)
    person = examples.add_person(
        session, organisation=organisation, duties=[DutyKind.KNOWLEDGE_LEAD, DutyKind.ADMINISTRATOR]
    )
    actor = examples.actor_of(session, person, method)
    is_strong = method in {Method.PASSKEY, Method.OPENID}
    assert bool(actor.withheld) is not is_strong
    assert ("administrator" in {str(role) for role in actor.roles}) is is_strong


def test_the_duty_of_another_organisation_gives_nothing_here(session):
    here, there = examples.add_organisation(session), examples.add_organisation(session, "RXB", "Southfield")
    person = examples.add_person(session, organisation=here)
    duty = Duty(person_id=person.id, kind=DutyKind.KNOWLEDGE_LEAD, organisation_id=there.id,
                state=DutyState.HELD, decided_at=now())  # fmt: skip
    session.add(duty)
    session.flush()
    actor = examples.actor_of(session, person)
    assert not actor.leads(there.id) and not actor.leads(here.id)


def test_a_visitor_is_asked_to_sign_in_and_a_newcomer_is_refused(session):
    newcomer = examples.actor_of(session, examples.add_person(session))
    for permission in set(Permission) - {Permission.READ_PUBLIC}:
        with pytest.raises(SignInNeeded):
            check_may(VISITOR, permission)
    with pytest.raises(NotAllowed):
        check_may(newcomer, Permission.READ_PEOPLE)
