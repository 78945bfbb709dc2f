"""Who sees the members of an organisation, and what is offered for each."""

import pytest

from exchange.memberships import deciding_queries
from exchange.people.models import DutyKind, PersonState
from exchange.plumbing.errors import NotAllowed
from tests import examples
from tests.memberships.deeds import (
    ask,
    claim,
    counted,
)

LEAD, LEADER = DutyKind.KNOWLEDGE_LEAD, DutyKind.NETWORK_LEADER


def test_members_and_requests_cost_the_same_however_many_there_are(session, engine, north, south, kim, ada):
    def cost(query, person, *more):
        actor = examples.actor_of(session, person)
        session.flush()
        session.expire_all()
        with counted(engine) as statements:
            found = query(session, actor, *more)
        return len(statements), len(found.requests)

    def costs():
        return [
            cost(deciding_queries.find_requests, kim),
            cost(deciding_queries.find_requests, ada),
            cost(deciding_queries.get_members, kim, "RXA"),
            cost(deciding_queries.get_members, ada, "RXA"),
        ]

    def add(number):
        examples.add_person(session, f"Lead {number}", north, duties=[LEAD])
        ask(session, examples.add_person(session, f"Joins {number}"), north)
        claim(session, examples.add_person(session, f"Claims {number}", north), north)
        place = examples.add_organisation(session, f"RY{number}", f"Trust {number}")
        ask(session, examples.add_person(session, f"Far {number}"), place)

    add(0)
    few = costs()
    for number in range(1, 5):
        add(number)
    many = costs()
    assert [each[0] for each in few] == [each[0] for each in many]
    assert [each[1] for each in many] == [10, 15, 10, 10]


def test_only_leads_and_administrators_see_members(session, north, south, network, lea, ada):
    kim = examples.add_person(session, "Kim Lead", north, duties=[LEAD])
    mia = examples.add_person(session, "Mia Marlowe", north)
    far = examples.add_person(session, "Sue South", south, duties=[LEAD])
    for person in (kim, ada, lea, mia, far):
        actor = examples.actor_of(session, person)
        if person in (kim, ada):
            shown = deciding_queries.get_members(session, actor, "rxa")
            assert {each.name for each in shown.members} == {"Kim Lead", "Lea Network", "Mia Marlowe"}
        else:
            with pytest.raises(NotAllowed):
                deciding_queries.get_members(session, actor, "RXA")


def test_what_is_offered_for_a_member_is_what_would_be_done(session, north, kim, lea, ada):
    examples.add_person(session, "Mia Marlowe", north)
    examples.add_person(session, "Off Person", north, state=PersonState.DISABLED)
    offered = {}
    for viewer in (kim, ada):
        shown = deciding_queries.get_members(session, examples.actor_of(session, viewer), "RXA")
        offered |= {(viewer.name, each.name): (each.can_end, each.can_be_lead) for each in shown.members}
    assert offered == {
        ("Kim Lead", "Kim Lead"): (False, False),
        ("Kim Lead", "Lea Network"): (False, True),
        ("Kim Lead", "Mia Marlowe"): (True, True),
        ("Kim Lead", "Off Person"): (True, False),
        ("Ada Admin", "Kim Lead"): (True, False),
        ("Ada Admin", "Lea Network"): (True, True),
        ("Ada Admin", "Mia Marlowe"): (True, True),
        ("Ada Admin", "Off Person"): (True, False),
    }
