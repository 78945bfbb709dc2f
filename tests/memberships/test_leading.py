"""Asking to lead an organisation, and being named by those who do."""

from uuid import uuid4

import pytest
from sqlmodel import select

from exchange.mail.models import OutboxMessage
from exchange.memberships import actions, deciding_queries, letters
from exchange.organisations.models import Organisation, OrganisationStatus
from exchange.people.actor import Role
from exchange.people.models import DutyKind, DutyState, PersonState
from exchange.plumbing.errors import Conflict, NotAllowed, NotFound
from exchange.signing_in.models import Method
from tests import examples
from tests.memberships.deeds import (
    Browser,
    ask,
    claim,
    duties_of,
    events,
    leave,
    place_of,
    requests,
    roles,
    sent,
)

LEAD, LEADER, ADMINISTRATOR = DutyKind


@pytest.fixture
def mia(session, north):
    """A member of the north."""
    return examples.add_person(session, "Mia Marlowe", north)


def name_lead(session, person, organisation, member):
    actor = examples.actor_of(session, person)
    actions.name_lead(session, actor, organisation.ods_code, place_of(session, member).id)


def end_duty(session, person, duty):
    actions.end_duty(session, examples.actor_of(session, person), duty.id)


# Claiming


def test_nobody_asks_to_lead_where_they_neither_belong_nor_have_asked_to(session, nia, mia, north, south):
    for person, organisation in ((nia, north), (mia, south)):
        with pytest.raises(NotAllowed):
            claim(session, person, organisation)
    ask(session, nia, north)
    assert claim(session, nia, north).state is DutyState.ASKED


def test_nobody_asks_to_lead_twice_or_what_they_lead(session, mia, north, kim):
    claim(session, mia, north)
    for person in (mia, kim):
        with pytest.raises(Conflict):
            claim(session, person, north)


def test_nobody_asks_to_lead_a_closed_organisation(session, mia, north):
    north.status = OrganisationStatus.CLOSED
    with pytest.raises(Conflict, match="has closed"):
        claim(session, mia, north)


def test_an_unknown_organisation_is_not_led(session, mia):
    with pytest.raises(NotFound):
        actions.claim_lead(session, examples.actor_of(session, mia), "ZZZ")


@pytest.mark.usefixtures("lea", "ada")
def test_a_claim_is_told_to_the_leads_by_name_in_the_text_alone(session, mia, north, kim):
    claim(session, mia, north)
    assert "Mia Marlowe asks to be knowledge lead" in session.exec(select(OutboxMessage.text)).one()
    assert sent(session) == [("Kim Lead", letters.ASKED)]
    assert events(session)[-1] == "duty.asked"


def test_a_network_leader_who_claims_is_not_asked_themselves(session, north, lea, ada):
    claim(session, lea, north)
    assert sent(session) == [("Ada Admin", letters.ASKED)]


def test_a_claim_is_taken_back_by_whoever_made_it(session, mia, north, kim):
    wanted = claim(session, mia, north)
    sent(session)
    end_duty(session, mia, wanted)
    assert (wanted.state, requests(session, kim), sent(session)) == (DutyState.ENDED, [], [])
    assert claim(session, mia, north).id != wanted.id


def test_a_claim_that_an_administrator_ends_is_not_told_as_a_duty_that_was_held(session, mia, north, ada):
    wanted = claim(session, mia, north)
    sent(session)
    end_duty(session, ada, wanted)
    assert "You have not been made a knowledge lead" in session.exec(select(OutboxMessage.text)).one()
    assert sent(session) == [("Mia Marlowe", letters.CHANGED)]


def test_the_page_about_leading_shows_members_their_own_claim(session, mia, north, south):
    actor = examples.actor_of(session, mia)
    assert deciding_queries.get_lead(session, actor, "RXA").state is None
    claim(session, mia, north)
    shown = deciding_queries.get_lead(session, actor, "RXA")
    assert (shown.state, shown.leads) == (DutyState.ASKED, 0)
    with pytest.raises(NotAllowed):
        deciding_queries.get_lead(session, actor, "RXB")


# Naming


def test_leads_and_administrators_name_leads_and_nobody_else_does(session, north, kim, lea, ada, mia):
    south = session.exec(select(Organisation).where(Organisation.ods_code == "RXB")).one()
    far = examples.add_person(session, "Sue South", south, duties=[LEAD])
    for person in (mia, lea, far):
        with pytest.raises(NotAllowed):
            name_lead(session, person, north, mia)
    name_lead(session, kim, north, mia)
    name_lead(session, ada, north, lea)
    assert {Role.KNOWLEDGE_LEAD} <= roles(session, mia) & roles(session, lea)


def test_a_new_lead_and_the_other_leads_are_told_but_not_whoever_named_them(session, north, kim, mia):
    examples.add_person(session, "Leo Lead", north, duties=[LEAD])
    name_lead(session, kim, north, mia)
    assert sent(session) == [("Leo Lead", letters.LEADS_CHANGED), ("Mia Marlowe", letters.CHANGED)]
    assert "lead.named" in events(session)


def test_a_named_lead_has_the_rights_with_the_next_request_and_a_new_cookie(session, north, kim, mia):
    browser = Browser(session, examples.start_session(session, mia))
    name_lead(session, kim, north, mia)
    assert browser.actor.leads(north.id) and browser.must_rotate


def test_who_signed_in_by_mail_alone_has_the_duty_but_not_its_rights(session, north, kim, mia):
    name_lead(session, kim, north, mia)
    actor = examples.actor_of(session, mia, Method.EMAIL)
    assert (actor.roles, actor.withheld) == ({Role.STAFF}, {Role.KNOWLEDGE_LEAD})
    assert not actor.leads(north.id)


def test_naming_somebody_who_has_asked_answers_them(session, north, kim, mia):
    wanted = claim(session, mia, north)
    name_lead(session, kim, north, mia)
    assert (wanted.state, len(duties_of(session, mia))) == (DutyState.HELD, 1)
    assert requests(session, kim) == []


@pytest.mark.parametrize("why", ["leads", "off", "closed", "left"])
def test_who_leads_cannot_sign_in_or_left_is_not_named(session, north, kim, mia, why):
    member = place_of(session, mia)
    if why == "leads":
        name_lead(session, kim, north, mia)
    if why == "off":
        mia.state = PersonState.DISABLED
    if why == "closed":
        north.status = OrganisationStatus.CLOSED
    if why == "left":
        leave(session, mia)
    with pytest.raises(Conflict):
        actions.name_lead(session, examples.actor_of(session, kim), "RXA", member.id)
    assert len(duties_of(session, mia)) == (1 if why == "leads" else 0)


def test_only_members_are_named(session, nia, north, south, kim):
    asked = ask(session, nia, north)
    far = place_of(session, examples.add_person(session, "Sue South", south))
    for membership_id in (asked.id, far.id, uuid4()):
        with pytest.raises(NotFound):
            actions.name_lead(session, examples.actor_of(session, kim), "RXA", membership_id)


def test_an_organisation_participates_from_its_first_lead_on(session, north, mia, ada):
    assert north.status is OrganisationStatus.LISTED
    name_lead(session, ada, north, mia)
    leo = examples.add_person(session, "Leo Lead", north)
    name_lead(session, mia, north, leo)
    assert north.status is OrganisationStatus.PARTICIPATING
    assert events(session).count("organisation.participates") == 1
    for person in (mia, leo):
        end_duty(session, person, duties_of(session, person)[0])
    assert north.status is OrganisationStatus.PARTICIPATING
