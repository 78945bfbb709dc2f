"""Leaving, being put out, and what becomes of what somebody led."""

import threading
from uuid import uuid4

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from exchange.mail.models import OutboxMessage
from exchange.memberships import handing_over, joining_actions, letters, queries
from exchange.people.actor import Role
from exchange.people.models import Duty, DutyKind, DutyState, Membership, MembershipState, PersonState
from exchange.plumbing.audit import find_breaks
from exchange.plumbing.database import writing
from exchange.plumbing.errors import Conflict, Invalid, NotAllowed, NotFound
from tests import examples
from tests.memberships.deeds import (
    Browser,
    ask,
    claim,
    decide,
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


def end(session, person, organisation, membership):
    actor = examples.actor_of(session, person)
    joining_actions.end_membership(session, actor, organisation.ods_code, membership.id)


def test_every_duty_ends_with_the_place_and_rights_are_gone_with_the_next_request(
    session, north, network, ada
):
    every = [LEAD, LEADER, ADMINISTRATOR]
    person = examples.add_person(session, "Lo Leaving", north, duties=every, network=network)
    browser = Browser(session, examples.start_session(session, person))
    place = place_of(session, person)
    leave(session, person)
    assert browser.actor.roles == {Role.NEWCOMER} and browser.actor.led_networks == frozenset()
    assert browser.must_rotate
    assert (place.state, duties_of(session, person)) == (MembershipState.ENDED, [])
    assert place.ended_at is not None
    assert events(session).count("duty.ended") == 3
    assert {"membership.ended", "person.left", "sessions.to_rotate"} <= set(events(session))


def test_nothing_of_it_is_seen_until_all_of_it_is(session, look, north, kim, mia):
    session.commit()

    def seen():
        duties = look(select(Duty.person_id).where(Duty.state == DutyState.HELD))
        return duties, len(look(select(Membership.id).where(Membership.state == MembershipState.ENDED)))

    leave(session, kim, mia)
    assert seen() == ([kim.id], 0)
    session.commit()
    assert seen() == ([mia.id], 1)


def test_a_successor_leads_from_the_next_request_on_and_is_told(session, north, kim, mia, lea, ada):
    browser = Browser(session, examples.start_session(session, mia))
    leave(session, kim, mia)
    assert browser.actor.leads(north.id) and browser.must_rotate
    texts = "".join(session.exec(select(OutboxMessage.text)))
    assert "You are now a knowledge lead" in texts and "has no knowledge lead" not in texts
    assert sent(session) == [("Mia Marlowe", letters.LEADS_CHANGED), ("Mia Marlowe", letters.CHANGED)]
    assert "duty.held" in events(session)


def test_without_a_successor_those_who_decide_from_now_on_are_told(session, nia, north, kim, lea, ada):
    ask(session, nia, north)
    sent(session)
    leave(session, kim)
    assert sent(session) == [("Ada Admin", letters.LEADS_CHANGED), ("Lea Network", letters.LEADS_CHANGED)]
    assert requests(session, lea) == ["Nia New"]


@pytest.mark.parametrize("who", ["self", "elsewhere", "asks", "off", "nameless", "nobody"])
def test_only_a_colleague_who_can_sign_in_takes_over(session, nia, north, south, kim, who):
    people = {
        "self": lambda: kim,
        "elsewhere": lambda: examples.add_person(session, "Sue South", south),
        "asks": lambda: ask(session, nia, north) and nia,
        "off": lambda: examples.add_person(session, "Off Person", north, state=PersonState.DISABLED),
        "nameless": lambda: examples.add_person(session, "", north, email="x@nhs.net"),
        "nobody": lambda: None,
    }
    successor = people[who]()
    actor = examples.actor_of(session, kim)
    with pytest.raises(Invalid) as refused:
        joining_actions.leave(session, actor, successor=successor.id if successor else uuid4())
    assert refused.value.field == "successor"
    assert place_of(session, kim).state is MembershipState.APPROVED
    assert roles(session, kim) == {Role.STAFF, Role.KNOWLEDGE_LEAD}


@pytest.mark.parametrize("state", ["a member", "claims", "asks"])
def test_whoever_leads_nothing_names_no_successor(session, nia, north, mia, kim, state):
    leaver = mia
    if state == "claims":
        claim(session, mia, north)
    if state == "asks":
        ask(session, nia, north)
        leaver = nia
    with pytest.raises(Invalid, match="Only a knowledge lead"):
        leave(session, leaver, kim)


def test_a_successor_who_leads_already_or_has_asked_to_has_one_duty(session, north, kim, mia):
    leo = examples.add_person(session, "Leo Lead", north)
    wanted = claim(session, leo, north)
    leave(session, kim, leo)
    assert (wanted.state, len(duties_of(session, leo))) == (DutyState.HELD, 1)
    handing = [duty.id for duty in duties_of(session, leo)]
    mia_duty = claim(session, mia, north)
    decide(session, leo, mia_duty)
    leave(session, mia, leo)
    assert [duty.id for duty in duties_of(session, leo)] == handing


def test_a_lead_who_moves_hands_over_too(session, north, south, kim, mia):
    ask(session, kim, south, successor=mia.id)
    assert roles(session, mia) == {Role.STAFF, Role.KNOWLEDGE_LEAD}
    assert (roles(session, kim), place_of(session, kim).organisation_id) == ({Role.NEWCOMER}, south.id)


def test_the_only_administrator_leaves_once_there_is_another(session, ada, mia):
    with pytest.raises(Conflict, match="only administrator"):
        leave(session, ada)
    other = examples.add_person(session, "Bo Both", duties=[ADMINISTRATOR], state=PersonState.DISABLED)
    with pytest.raises(Conflict, match="only administrator"):
        leave(session, ada)
    assert queries.get_belonging(session, examples.actor_of(session, ada)).is_only_administrator
    other.state = PersonState.ACTIVE
    session.flush()
    leave(session, ada)
    assert roles(session, ada) == {Role.NEWCOMER}


def test_the_last_two_administrators_cannot_leave_at_once(session, engine, north):
    pair = [examples.add_person(session, name, north, duties=[ADMINISTRATOR]) for name in ("Ada", "Bo")]
    actors = [examples.actor_of(session, person) for person in pair]
    session.commit()
    start, refused = threading.Barrier(2), []

    def go(actor):
        with writing(engine) as mine:
            start.wait()
            try:
                joining_actions.leave(mine, actor)
                mine.commit()
            except (Conflict, OperationalError) as problem:  # PostgreSQL breaks the tie of two that wait
                refused.append(problem)

    threads = [threading.Thread(target=go, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.expire_all()
    assert len(refused) == 1
    assert len(session.exec(select(Duty).where(Duty.state == DutyState.HELD)).all()) == 1
    assert list(find_breaks(session)) == []


def test_whoever_was_to_be_asked_instead_no_longer_is(session, north, kim, mia):
    zoe = examples.add_person(session, "Zoe Away", north, cover_person_id=mia.id)
    mia.cover_person_id = kim.id
    session.flush()
    versions = zoe.version, mia.version
    leave(session, mia)
    assert (zoe.cover_person_id, mia.cover_person_id) == (None, None)
    assert (zoe.version, mia.version) == (versions[0] + 1, versions[1] + 1)


def test_a_request_that_is_taken_back_changes_nobody_s_cover(session, nia, north, mia):
    mia.cover_person_id = nia.id
    ask(session, nia, north)
    leave(session, nia)
    assert mia.cover_person_id == nia.id


def test_whoever_comes_back_has_the_place_but_none_of_the_duties(session, north, kim, mia):
    leave(session, kim, mia)
    decide(session, mia, ask(session, kim, north))
    assert roles(session, kim) == {Role.STAFF}
    assert [duty.state for duty in duties_of(session, kim, *DutyState)] == [DutyState.ENDED]


# Being put out


def test_a_lead_ends_a_membership_and_the_member_is_told(session, north, kim, mia):
    wanted = claim(session, mia, north)
    place = place_of(session, mia)
    browser = Browser(session, examples.start_session(session, mia))
    sent(session)
    end(session, kim, north, place)
    assert (place.state, wanted.state) == (MembershipState.ENDED, DutyState.ENDED)
    assert browser.actor.roles == {Role.NEWCOMER} and browser.must_rotate
    assert sent(session) == [("Mia Marlowe", letters.CHANGED)]
    assert {"membership.ended", "member.removed"} <= set(events(session))
    with pytest.raises(Conflict):
        end(session, kim, north, place)


def test_nobody_else_ends_a_membership(session, north, south, kim, lea, mia):
    far = examples.add_person(session, "Sue South", south, duties=[LEAD])
    zoe = examples.add_person(session, "Zoe Member", north)
    for person in (lea, far, zoe):
        with pytest.raises(NotAllowed):
            end(session, person, north, place_of(session, mia))
    with pytest.raises(NotFound):
        end(session, far, south, place_of(session, mia))


@pytest.mark.parametrize("kind", list(DutyKind))
def test_leads_do_not_put_out_people_with_duties_and_administrators_do(
    session, north, network, kim, ada, kind
):
    member = examples.add_person(session, "Du Tiful", north, duties=[kind], network=network)
    with pytest.raises(NotAllowed, match="have a duty"):
        end(session, kim, north, place_of(session, member))
    end(session, ada, north, place_of(session, member))
    assert (roles(session, member), duties_of(session, member)) == ({Role.NEWCOMER}, [])


def test_nobody_puts_themselves_out_or_somebody_who_has_only_asked(session, nia, north, kim):
    with pytest.raises(Conflict, match="You leave on the page"):
        end(session, kim, north, place_of(session, kim))
    with pytest.raises(NotFound):
        end(session, kim, north, ask(session, nia, north))


def test_when_the_last_lead_is_put_out_network_leaders_are_told(session, north, kim, lea, ada):
    end(session, ada, north, place_of(session, kim))
    assert sent(session) == [("Kim Lead", letters.CHANGED), ("Lea Network", letters.LEADS_CHANGED)]


# Leaving for good


@pytest.mark.usefixtures("ada")
def test_everything_of_a_person_ends_at_once(session, south, network):
    every = [LEAD, LEADER, ADMINISTRATOR]
    person = examples.add_person(session, "Go Ing", south, duties=every, network=network)
    other = examples.add_person(session, "Sue South", south)
    handing_over.end_everything(session, examples.actor_of(session, person), person.id, other.id)
    assert (place_of(session, person), duties_of(session, person)) == (None, [])
    assert roles(session, other) == {Role.STAFF, Role.KNOWLEDGE_LEAD}


def test_a_request_a_claim_and_a_duty_without_a_place_end_too(session, north, ada):
    nat = examples.add_person(session, "Nat New", duties=[ADMINISTRATOR])
    asked, wanted = ask(session, nat, north), claim(session, nat, north)
    handing_over.end_everything(session, examples.actor_of(session, nat), nat.id, None)
    assert (asked.state, wanted.state) == (MembershipState.ENDED, DutyState.ENDED)
    assert duties_of(session, nat) == []


def test_whoever_belongs_nowhere_hands_over_to_nobody(session, nia, mia):
    with pytest.raises(Invalid, match="Only a knowledge lead"):
        handing_over.end_everything(session, examples.actor_of(session, nia), nia.id, mia.id)
