"""Becoming a network leader or an administrator, and stepping down from any duty."""

from uuid import uuid4

import pytest
from sqlmodel import select

from exchange.mail.models import OutboxMessage
from exchange.memberships import actions, letters, queries
from exchange.people.actor import Role
from exchange.people.models import DutyKind, PersonState
from exchange.plumbing.errors import Conflict, Invalid, NotAllowed, NotFound
from tests import examples
from tests.memberships.deeds import (
    Browser,
    ask,
    decide,
    duties_of,
    requests,
    roles,
    sent,
)

LEAD, LEADER, ADMINISTRATOR = DutyKind


@pytest.fixture
def mia(session, north):
    """A member of the north."""
    return examples.add_person(session, "Mia Marlowe", north)


def grant(session, person, to, network=None):
    actor = examples.actor_of(session, person)
    if network is None:
        actions.grant_administrator(session, actor, to.id)
    else:
        actions.grant_network_leader(session, actor, to.id, network.id)


def end_duty(session, person, duty):
    actions.end_duty(session, examples.actor_of(session, person), duty.id)


# Granting


def test_a_network_leader_must_be_confirmed_staff(session, nia, north, network, kim, ada):
    with pytest.raises(Conflict, match="must confirm them"):
        grant(session, ada, nia, network)
    asked = ask(session, nia, north)
    with pytest.raises(Conflict, match="must confirm them"):
        grant(session, ada, nia, network)
    decide(session, kim, asked)
    sent(session)
    grant(session, ada, nia, network)
    assert examples.actor_of(session, nia).led_networks == {network.id}
    assert sent(session) == [("Nia New", letters.CHANGED)]
    with pytest.raises(Conflict, match="already"):
        grant(session, ada, nia, network)


def test_an_administrator_need_not_belong_anywhere(session, nia, ada):
    browser = Browser(session, examples.start_session(session, nia))
    grant(session, ada, nia)
    assert browser.actor.roles == {Role.NEWCOMER, Role.ADMINISTRATOR} and browser.must_rotate
    assert sent(session) == [("Nia New", letters.CHANGED)]
    with pytest.raises(Conflict, match="already"):
        grant(session, ada, nia)


def test_only_administrators_grant(session, mia, kim, lea, network):
    for person in (kim, lea, mia):
        for what in (network, None):
            with pytest.raises(NotAllowed):
                grant(session, person, mia, what)


def test_nothing_is_granted_to_an_account_that_is_off(session, mia, network, ada):
    mia.state = PersonState.DISABLED
    for what in (network, None):
        with pytest.raises(Conflict, match="switched off"):
            grant(session, ada, mia, what)


def test_an_unknown_network_or_person_is_refused(session, mia, ada):
    actor = examples.actor_of(session, ada)
    with pytest.raises(Invalid) as refused:
        actions.grant_network_leader(session, actor, mia.id, uuid4())
    assert refused.value.field == "network_id"
    with pytest.raises(NotFound):
        actions.grant_administrator(session, actor, uuid4())


def test_somebody_leads_several_networks(session, north, lea, ada):
    second = examples.add_network(session, "Second", [north])
    grant(session, ada, lea, second)
    assert len(examples.actor_of(session, lea).led_networks) == 2
    places = [place for _, place in queries.find_duties(session, lea.id)]
    assert places == ["Programme", "Second"]


# Ending


def test_somebody_steps_down_and_nobody_but_an_administrator_ends_the_duty_of_another(
    session, north, kim, lea, ada, mia
):
    (duty,) = duties_of(session, kim)
    for person in (lea, mia):
        with pytest.raises(NotFound):
            end_duty(session, person, duty)
    browser = Browser(session, examples.start_session(session, kim))
    end_duty(session, kim, duty)
    assert browser.actor.roles == {Role.STAFF} and browser.must_rotate
    with pytest.raises(Conflict, match="has ended"):
        end_duty(session, kim, duty)
    (other,) = duties_of(session, lea)
    sent(session)
    end_duty(session, ada, other)
    assert examples.actor_of(session, lea).led_networks == frozenset()
    assert sent(session) == [("Lea Network", letters.CHANGED)]


def test_a_second_lead_cannot_end_the_duty_of_the_first(session, north, kim):
    leo = examples.add_person(session, "Leo Lead", north, duties=[LEAD])
    with pytest.raises(NotFound):
        end_duty(session, leo, duties_of(session, kim)[0])


def test_the_leads_who_stay_are_told(session, north, kim, lea, ada):
    examples.add_person(session, "Leo Lead", north, duties=[LEAD])
    end_duty(session, kim, duties_of(session, kim)[0])
    assert "no longer leads Northfield Trust. You still do" in session.exec(select(OutboxMessage.text)).one()
    assert sent(session) == [("Leo Lead", letters.LEADS_CHANGED)]


def test_when_the_last_lead_steps_down_those_who_decide_from_now_on_are_told(
    session, nia, north, kim, lea, ada
):
    ask(session, nia, north)
    sent(session)
    assert requests(session, lea) == []
    end_duty(session, kim, duties_of(session, kim)[0])
    assert sent(session) == [("Ada Admin", letters.LEADS_CHANGED), ("Lea Network", letters.LEADS_CHANGED)]
    assert requests(session, lea) == ["Nia New"]


def test_an_administrator_who_ends_the_duty_of_the_last_lead_is_not_told(session, north, kim, lea, ada):
    end_duty(session, ada, duties_of(session, kim)[0])
    assert sent(session) == [("Kim Lead", letters.CHANGED), ("Lea Network", letters.LEADS_CHANGED)]


def test_the_only_administrator_stays_one(session, nia, ada):
    (duty,) = duties_of(session, ada)
    with pytest.raises(Conflict, match="only administrator"):
        end_duty(session, ada, duty)
    grant(session, ada, nia)
    nia.state = PersonState.DISABLED
    session.flush()
    with pytest.raises(Conflict, match="only administrator"):
        end_duty(session, ada, duty)
    nia.state = PersonState.ACTIVE
    session.flush()
    end_duty(session, ada, duty)
    assert roles(session, ada) == {Role.STAFF}


def test_the_duty_of_an_administrator_whose_account_is_off_can_end(session, nia, ada):
    grant(session, ada, nia)
    nia.state = PersonState.DISABLED
    session.flush()
    end_duty(session, ada, duties_of(session, nia)[0])
    assert duties_of(session, nia) == []


def test_a_duty_that_there_never_was_is_not_ended(session, ada):
    with pytest.raises(NotFound):
        actions.end_duty(session, examples.actor_of(session, ada), uuid4())
