"""Who finds a request, who answers it, and what an answer changes."""

import pytest
from sqlmodel import select

from exchange.mail.models import OutboxMessage
from exchange.memberships import deciding_queries, letters
from exchange.organisations.models import OrganisationStatus
from exchange.people.actor import OPERATOR, VISITOR, Role
from exchange.people.models import DutyKind, DutyState, MembershipState, PersonState
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.errors import Conflict, NotAllowed, NotFound, SignInNeeded
from exchange.signing_in.models import Method
from tests import examples
from tests.memberships.deeds import (
    APPROVE,
    Browser,
    ask,
    claim,
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

LEAD, LEADER = DutyKind.KNOWLEDGE_LEAD, DutyKind.NETWORK_LEADER


@pytest.fixture
def world(session, north, south, network, lea, ada):
    """Everybody who might decide about the north; it has no lead yet."""
    elsewhere = examples.add_network(session, "Elsewhere", [south])
    return {
        "a lead of another organisation": examples.add_person(session, "Sue South", south, duties=[LEAD]),
        "a leader of its network": lea,
        "a leader of another network": examples.add_person(
            session, "Eve Elsewhere", south, duties=[LEADER], network=elsewhere
        ),
        "an administrator": ada,
        "a member": examples.add_person(session, "Mia Marlowe", north),
        "another newcomer": examples.add_person(session, "Ned New"),
    }


def finds(session, person, asked):
    """Whether somebody finds a request among those to decide, and the error when they answer it."""
    try:
        found = requests(session, person)
    except NotAllowed:
        found = []
    savepoint = session.begin_nested()
    try:
        decide(session, person, asked)
        error = None
    except (NotFound, NotAllowed, Conflict) as problem:
        error = type(problem)
    savepoint.rollback()
    return bool(found), error


@pytest.mark.parametrize("kind", ["join", "claim"])
@pytest.mark.parametrize("has_lead", [True, False])
def test_leads_decide_and_networks_only_while_there_is_no_lead(session, nia, north, world, kind, has_lead):
    if has_lead:
        world["a lead"] = examples.add_person(session, "Kim Lead", north, duties=[LEAD])
    asked = ask(session, nia, north)
    if kind == "claim":
        decide(session, world["an administrator"], asked)
        asked = claim(session, nia, north)
    deciders = {"an administrator", "a lead" if has_lead else "a leader of its network"}
    found = {who: finds(session, person, asked) for who, person in world.items()}
    assert found == {who: (True, None) if who in deciders else (False, NotFound) for who in world}


def test_a_lead_whose_account_is_off_does_not_count(session, nia, north, kim, lea):
    ask(session, nia, north)
    assert requests(session, lea) == []
    kim.state = PersonState.DISABLED
    session.flush()
    assert requests(session, lea) == ["Nia New"]
    kim.state = PersonState.ACTIVE
    session.flush()
    assert requests(session, lea) == []


def test_a_lead_who_left_does_not_count_and_decides_nothing(session, nia, north, kim, lea):
    asked = ask(session, nia, north)
    leave(session, kim)
    assert requests(session, lea) == ["Nia New"]
    assert finds(session, kim, asked) == (False, NotFound)


@pytest.mark.parametrize("role", ["a leader of its network", "a lead", "an administrator"])
def test_nobody_but_an_administrator_decides_their_own(session, north, south, world, role):
    person = world.get(role) or examples.add_person(session, "Kim Lead", north)
    may = role == "an administrator"  # who belongs to the south
    asked = claim(session, person, south if may else north)
    assert finds(session, person, asked) == ((True, None) if may else (False, NotAllowed))


@pytest.mark.parametrize("name", ["kim", "lea", "ada"])
def test_whoever_signed_in_by_mail_alone_decides_nothing(request, session, nia, south, name):
    person = request.getfixturevalue(name)
    ask(session, nia, south)
    actor = examples.actor_of(session, person, Method.EMAIL)
    with pytest.raises(NotAllowed):
        deciding_queries.find_requests(session, actor)


def test_visitors_and_operators_decide_nothing(session, nia, north):
    asked = ask(session, nia, north)
    with pytest.raises(SignInNeeded):
        deciding_queries.find_requests(session, VISITOR)
    with pytest.raises(NotFound):
        deciding_queries.join_to_decide(session, VISITOR, asked.id)
    with pytest.raises(NotAllowed):
        deciding_queries.find_requests(session, OPERATOR.__class__(frozenset({Role.STAFF})))


def test_whoever_is_approved_has_the_rights_with_the_next_request(session, nia, north, kim):
    browser = Browser(session, examples.start_session(session, nia))
    decide(session, kim, ask(session, nia, north))
    assert (browser.actor.roles, browser.actor.organisation_id) == ({Role.STAFF}, north.id)
    assert browser.must_rotate
    assert place_of(session, nia).decided_by == kim.id
    assert ("Nia New", letters.ANSWERED) in sent(session)
    assert {"membership.approved", "membership.decided", "sessions.to_rotate"} <= set(events(session))


def test_a_refusal_takes_the_claim_with_it_and_keeps_the_reason_in_one_mail(session, nia, north, kim):
    asked = ask(session, nia, north)
    wanted = claim(session, nia, north)
    sent(session)
    decide(session, kim, asked, refuse("We do not know you"))
    assert (asked.state, wanted.state) == (MembershipState.REFUSED, DutyState.REFUSED)
    message = session.exec(select(OutboxMessage)).one()
    assert "We do not know you" in message.text
    assert (message.person_id, message.subject) == (nia.id, letters.ANSWERED)
    assert roles(session, nia) == {Role.NEWCOMER}
    assert not any("know you" in str(entry) for entry in session.exec(select(AuditEntry)))


def test_a_refusal_without_a_reason_makes_none_up(session, nia, north, kim):
    asked = ask(session, nia, north)
    sent(session)
    decide(session, kim, asked, refuse("  "))
    assert "reason" not in session.exec(select(OutboxMessage.text)).one()


@pytest.mark.parametrize("before", ["approved", "refused", "withdrawn"])
def test_what_is_decided_or_withdrawn_is_not_decided_again(session, nia, north, kim, before):
    asked = ask(session, nia, north)
    if before == "withdrawn":
        leave(session, nia)
    else:
        decide(session, kim, asked, APPROVE if before == "approved" else refuse())
    for given in (APPROVE, refuse()):
        with pytest.raises(Conflict):
            decide(session, kim, asked, given)


def test_an_approved_claim_confirms_the_place_and_the_organisation(session, nia, south, ada):
    asked = ask(session, nia, south)
    wanted = claim(session, nia, south)
    sent(session)
    decide(session, ada, wanted)
    assert (asked.state, wanted.state) == (MembershipState.APPROVED, DutyState.HELD)
    assert roles(session, nia) == {Role.STAFF, Role.KNOWLEDGE_LEAD}
    assert south.status is OrganisationStatus.PARTICIPATING
    assert sent(session) == [("Nia New", letters.CHANGED)]
    assert {"membership.approved", "duty.held", "organisation.participates", "duty.decided"} <= set(
        events(session)
    )


def test_a_refused_claim_leaves_the_place_as_it_is(session, nia, north, south, kim, ada):
    asked = ask(session, nia, south)
    wanted = claim(session, nia, south)
    sent(session)
    decide(session, ada, wanted, refuse("Another person leads it"))
    assert (asked.state, wanted.state) == (MembershipState.ASKED, DutyState.REFUSED)
    assert south.status is OrganisationStatus.LISTED
    assert "Another person leads it" in session.exec(select(OutboxMessage.text)).one()
    assert sent(session) == [("Nia New", letters.ANSWERED)]
    with pytest.raises(Conflict):
        decide(session, ada, wanted)


def test_a_claim_comes_again_after_a_refusal(session, north, kim):
    mia = examples.add_person(session, "Mia Marlowe", north)
    decide(session, kim, claim(session, mia, north), refuse())
    decide(session, kim, claim(session, mia, north))
    assert [duty.state for duty in duties_of(session, mia, *DutyState)] == [
        DutyState.REFUSED,
        DutyState.HELD,
    ]


def test_the_other_leads_hear_of_a_new_one_but_not_whoever_decided(session, north, kim):
    examples.add_person(session, "Leo Lead", north, duties=[LEAD])
    mia = examples.add_person(session, "Mia Marlowe", north)
    wanted = claim(session, mia, north)
    sent(session)
    decide(session, kim, wanted)
    assert sent(session) == [("Leo Lead", letters.LEADS_CHANGED), ("Mia Marlowe", letters.CHANGED)]


@pytest.mark.parametrize("kind", ["join", "claim"])
def test_at_a_closed_organisation_requests_are_only_refused(session, nia, north, kim, kind):
    asked = ask(session, nia, north)
    if kind == "claim":
        asked = claim(session, nia, north)
    north.status = OrganisationStatus.CLOSED
    session.flush()
    assert requests(session, kim) == []
    with pytest.raises(Conflict, match="has closed"):
        decide(session, kim, asked)
    decide(session, kim, asked, refuse())
    assert asked.state == "refused"


@pytest.mark.parametrize("kind", ["join", "claim"])
def test_a_request_waits_unseen_while_the_account_is_off(session, nia, north, kim, kind):
    asked = ask(session, nia, north)
    if kind == "claim":
        asked = claim(session, nia, north)
    nia.state = PersonState.DISABLED
    session.flush()
    assert requests(session, kim) == []
    with pytest.raises(Conflict, match="switched off"):
        decide(session, kim, asked)
    nia.state = PersonState.ACTIVE
    session.flush()
    assert "Nia New" in requests(session, kim)


def test_the_oldest_request_comes_first_and_shows_a_domain_alone(session, north, kim):
    examples.add_domain(session, "northfield.nhs.uk", organisation_id=north.id)
    addresses = {"Zoe": "z@northfield.nhs.uk", "Abe": "a@nhs.net", "Mo": "m@elsewhere.example"}
    for name, email in addresses.items():
        ask(session, examples.add_person(session, name, email=email), north)
    found = deciding_queries.find_requests(session, examples.actor_of(session, kim)).requests
    assert [(each.name, str(each.domain_match)) for each in found] == [
        ("Zoe", "theirs"),
        ("Abe", "shared"),
        ("Mo", "other"),
    ]
    assert "@" not in str(found)
