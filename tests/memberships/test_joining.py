"""Asking to join, being refused, moving and coming back."""

import pytest
from sqlmodel import select

from exchange.mail.models import OutboxMessage
from exchange.memberships import joining_actions, letters, queries
from exchange.memberships.schemas import JoinGiven
from exchange.organisations.models import OrganisationStatus
from exchange.people.actor import Role
from exchange.people.models import (
    Consent,
    Duty,
    DutyKind,
    DutyState,
    JobRole,
    Membership,
    MembershipState,
    PersonState,
)
from exchange.people.wording import NOTICE_VERSION
from exchange.plumbing.clock import now
from exchange.plumbing.errors import Conflict, Invalid, NotFound
from tests import examples
from tests.memberships.deeds import (
    Browser,
    ask,
    claim,
    counted,
    decide,
    duties_of,
    events,
    leave,
    place_of,
    refuse,
    requests,
    roles,
    sent,
)


def belonging(session, person):
    return queries.get_belonging(session, examples.actor_of(session, person))


def close(session, organisation, successor=None):
    organisation.status = OrganisationStatus.CLOSED
    organisation.successor_ods_code = successor.ods_code if successor else None
    session.flush()


def given(**more):
    return JoinGiven(**{"name": " Nia  New ", "notice_version": NOTICE_VERSION} | more)


def test_whoever_asks_is_a_newcomer_until_somebody_decides(session, nia, north):
    asked = ask(session, nia, north)
    assert asked.state is MembershipState.ASKED
    assert roles(session, nia) == {Role.NEWCOMER}
    assert examples.actor_of(session, nia).organisation_id is None
    assert events(session)[-1] == "membership.asked"


@pytest.mark.usefixtures("network", "lea", "ada")
def test_the_leads_of_the_organisation_are_asked_and_nobody_else(session, nia, north, kim):
    examples.add_person(session, "Leo Lead", north, duties=[DutyKind.KNOWLEDGE_LEAD])
    examples.add_person(session, "Mia Marlowe", north)
    ask(session, nia, north)
    message = session.exec(select(OutboxMessage).where(OutboxMessage.person_id == kim.id)).one()
    assert "Nia New asks to join Northfield Trust" in message.text and "/requests" in message.text
    assert nia.email not in message.text
    assert sent(session) == [("Kim Lead", letters.ASKED), ("Leo Lead", letters.ASKED)]


@pytest.mark.usefixtures("lea", "ada")
def test_without_a_lead_network_leaders_and_administrators_are_asked(session, nia, south, network):
    elsewhere = examples.add_network(session, "Elsewhere")
    home = examples.add_organisation(session, "RXC", "Westfield Trust")
    examples.add_person(session, "Eve Elsewhere", home, duties=[DutyKind.NETWORK_LEADER], network=elsewhere)
    ask(session, nia, south)
    assert sent(session) == [("Ada Admin", letters.ASKED), ("Lea Network", letters.ASKED)]


def test_somebody_with_two_duties_is_told_once(session, nia, north, south, network):
    both = [DutyKind.NETWORK_LEADER, DutyKind.ADMINISTRATOR]
    examples.add_person(session, "Bo Both", south, duties=both, network=network)
    ask(session, nia, north)
    assert sent(session) == [("Bo Both", letters.ASKED)]


def test_whoever_asks_is_not_told_of_it(session, south, ada):
    nat = examples.add_person(session, "Nat New", duties=[DutyKind.ADMINISTRATOR])
    ask(session, nat, south)
    assert sent(session) == [("Ada Admin", letters.ASKED)]


@pytest.mark.usefixtures("network", "lea")
def test_a_lead_whose_account_is_off_is_not_asked(session, nia, north, kim):
    kim.state = PersonState.DISABLED
    ask(session, nia, north)
    assert sent(session) == [("Lea Network", letters.ASKED)]


@pytest.mark.parametrize("again", ["asked", "approved"])
def test_nobody_asks_twice_for_the_same_place(session, nia, north, kim, again):
    asked = ask(session, nia, north)
    if again == "approved":
        decide(session, kim, asked)
    with pytest.raises(Invalid) as refused:
        ask(session, nia, north)
    assert refused.value.field == "organisation"


def test_a_closed_or_unknown_organisation_is_not_joined(session, nia, north):
    close(session, north)
    with pytest.raises(Invalid, match="has closed"):
        ask(session, nia, north)
    with pytest.raises(Invalid) as refused:
        joining_actions.ask(session, examples.actor_of(session, nia), "ZZZ")
    assert refused.value.field == "organisation"
    assert place_of(session, nia) is None


def test_a_newcomer_confirms_name_role_and_notice(session, nia, north):
    session.add(JobRole(name="digital midwife"))
    nia.version = before = 4
    joining_actions.join(
        session, examples.actor_of(session, nia), given(job_role="digital midwife"), north.ods_code
    )
    assert (nia.name, nia.job_role, nia.version) == ("Nia New", "digital midwife", before + 1)
    consent = session.exec(select(Consent).where(Consent.person_id == nia.id)).one()
    assert (consent.text, consent.version) == (joining_actions.NOTICE, NOTICE_VERSION)
    assert events(session)[-2:] == ["membership.asked", "notice.read"]


@pytest.mark.parametrize(
    ("typed", "code", "field"),
    [
        ({"notice_version": "old"}, "RXA", "notice_version"),
        ({"job_role": "Sea captain"}, "RXA", "job_role"),
        ({}, "ZZZ", "organisation"),
    ],
)
def test_what_a_newcomer_gives_must_fit_or_nothing_changes(session, nia, north, typed, code, field):
    with pytest.raises(Invalid) as refused:
        joining_actions.join(session, examples.actor_of(session, nia), given(name="Other", **typed), code)
    assert refused.value.field == field
    assert (nia.name, place_of(session, nia), events(session)) == ("Nia New", None, [])


def test_a_newcomer_who_has_asked_is_no_newcomer_again(session, nia, north, south):
    ask(session, nia, north)
    with pytest.raises(Conflict):
        joining_actions.join(session, examples.actor_of(session, nia), given(), south.ods_code)


def test_a_request_can_be_taken_back_with_the_claim_that_went_with_it(session, nia, north, kim):
    asked = ask(session, nia, north)
    wanted = claim(session, nia, north)
    assert requests(session, kim) == ["Nia New", "Nia New"]
    leave(session, nia)
    assert (asked.state, wanted.state) == (MembershipState.ENDED, DutyState.ENDED)
    assert requests(session, kim) == []
    assert "membership.withdrawn" in events(session) and "membership.ended" not in events(session)


def test_another_request_takes_the_first_one_back(session, nia, north, south, kim):
    first = ask(session, nia, north)
    second = ask(session, nia, south)
    assert (first.state, second.state) == (MembershipState.ENDED, MembershipState.ASKED)
    assert requests(session, kim) == []


def test_an_administrator_without_a_place_keeps_the_duty_when_a_request_is_taken_back(session, north):
    nat = examples.add_person(session, "Nat New", duties=[DutyKind.ADMINISTRATOR])
    ask(session, nat, north)
    leave(session, nat)
    assert roles(session, nat) == {Role.NEWCOMER, Role.ADMINISTRATOR}


def test_whoever_belongs_nowhere_cannot_leave(session, nia):
    with pytest.raises(NotFound):
        leave(session, nia)


def test_whoever_moves_has_lost_every_right_by_the_next_request(session, north, south, network, ada):
    every = [DutyKind.KNOWLEDGE_LEAD, DutyKind.NETWORK_LEADER, DutyKind.ADMINISTRATOR]
    moving = examples.add_person(session, "Mo Moving", north, duties=every, network=network)
    browser = Browser(session, examples.start_session(session, moving))
    assert browser.actor.led_networks == {network.id} and len(browser.actor.roles) == 4
    ask(session, moving, south)
    actor = browser.actor
    assert (actor.roles, actor.organisation_id, actor.led_networks) == ({Role.NEWCOMER}, None, frozenset())
    assert browser.must_rotate
    assert duties_of(session, moving) == []
    assert {duty.state for duty in duties_of(session, moving, *DutyState)} == {DutyState.ENDED}


def test_the_only_administrator_does_not_move(session, north, ada):
    with pytest.raises(Conflict, match="only administrator"):
        ask(session, ada, north)


def test_whoever_was_refused_is_told_by_whom_until_they_ask_again(session, nia, north, kim):
    decide(session, kim, ask(session, nia, north), refuse())
    assert belonging(session, nia).refused_by.ods_code == "RXA"
    again = ask(session, nia, north)
    assert (again.state, belonging(session, nia).refused_by) == (MembershipState.ASKED, None)
    leave(session, nia)
    assert belonging(session, nia).refused_by is None
    assert len(session.exec(select(Membership.id).where(Membership.person_id == nia.id)).all()) == 2


def test_a_closed_organisation_leads_to_the_last_one_that_took_over(session, north, south):
    mia = examples.add_person(session, "Mia Marlowe", north)
    west = examples.add_organisation(session, "RXC", "Westfield Trust")
    close(session, north, south)
    assert belonging(session, mia).successor.ods_code == "RXB"
    close(session, south, west)
    found = belonging(session, mia)
    assert (found.is_closed, found.successor.ods_code, found.can_claim) == (True, "RXC", False)
    ask(session, mia, west)
    assert belonging(session, mia).place.ods_code == "RXC"


@pytest.mark.parametrize("ring", [True, False])
def test_a_closed_organisation_without_an_open_successor_leads_nowhere(session, north, south, ring):
    mia = examples.add_person(session, "Mia Marlowe", north)
    close(session, north, south)
    close(session, south, north if ring else None)
    assert belonging(session, mia).successor is None


def test_to_see_where_one_belongs_costs_the_same_however_many_there_are(session, engine, north, network):
    kim = examples.add_person(session, "Kim Lead", north, duties=[DutyKind.KNOWLEDGE_LEAD])
    actor = examples.actor_of(session, kim)

    def cost():
        session.flush()
        session.expire_all()
        with counted(engine) as statements:
            found = queries.get_belonging(session, actor)
        return len(statements), len(found.colleagues), len(found.duties)

    few = cost()
    for number in range(6):
        examples.add_person(session, f"Colleague {number}", north)
        other = examples.add_network(session, f"Network {number}", [north])
        session.add(
            Duty(
                person_id=kim.id,
                kind=DutyKind.NETWORK_LEADER,
                network_id=other.id,
                state=DutyState.HELD,
                decided_at=now(),
            )
        )
    many = cost()
    assert few[0] == many[0] and (many[1], many[2]) == (6, 7)
