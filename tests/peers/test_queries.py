from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event

from exchange.loading import load_folder
from exchange.matching import Deployment, Stage, read_profiles
from exchange.peers import queries
from exchange.peers.index import UnknownOrganisation
from exchange.peers.profile_queries import find_profiles
from exchange.plumbing.changes import REGISTRY, note_change
from exchange.plumbing.errors import Conflict, Invalid
from tests.peers.conftest import MATURITY, organisation


def codes(found):
    return [peer.ods_code for peer in found.peers]


def count_queries(session, work):
    seen = []

    def note(_connection, _cursor, statement, *_more):
        seen.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    session.rollback()  # as at the start of a request
    try:
        work()
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", note)
    return len([statement for statement in seen if statement.lower().startswith("select")])


def test_the_neighbour_on_the_same_product_comes_first(session, registry, visitor):
    assert codes(queries.find_peers(session, visitor, "AAA"))[0] == "BBB"


def test_closed_organisations_and_the_one_asking_are_never_peers(session, registry, visitor):
    assert set(codes(queries.find_peers(session, visitor, "AAA"))) == {"BBB", "CCC", "DDD", "EEE"}


def test_a_former_code_leads_to_the_successor_of_its_successor(session, registry, visitor):
    assert queries.find_peers(session, visitor, "old").organisation.ods_code == "AAA"


@pytest.mark.parametrize("asked_for", ["bramley  trust", "BT", " bbb "])
def test_a_name_in_any_case_will_do_for_a_code(session, registry, visitor, asked_for):
    assert queries.get_organisation(session, visitor, asked_for).ods_code == "BBB"


@pytest.mark.parametrize(("asked_for", "meant"), [("AAB", "AAA"), ("Bramly", "BBB"), ("END", None)])
def test_an_unknown_organisation_is_refused_with_the_closest(session, registry, visitor, asked_for, meant):
    with pytest.raises(UnknownOrganisation) as refused:
        queries.get_organisation(session, visitor, asked_for)
    found = [each.ods_code for each in refused.value.suggestions]
    assert meant is None or meant in found
    assert "END" not in found


def test_weight_0_removes_a_factor_from_score_and_reasons(session, registry, visitor):
    found = queries.find_peers(session, visitor, "AAA", weights={"nearby": 0})
    assert all("nearby" not in [reason.factor for reason in peer.reasons] for peer in found.peers)


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"weights": {"near": 1}}, "nearby, same systems"),
        ({"weights": {"nearby": -1}}, "nearby"),
        ({"area": "zzz"}, "no functional area 'zzz'"),
        ({"area": "maternity"}, "Nobody has registered anything for Maternity"),
    ],
)
def test_what_matching_refuses_is_said_in_words(session, registry, visitor, choices, words):
    with pytest.raises(Invalid, match=words):
        queries.find_peers(session, visitor, "AAA", **choices)


def test_profiles_hold_what_the_database_holds(session, registry, visitor):
    profiles = {profile.ods_code: profile for profile in find_profiles(session, visitor)}
    assert list(profiles) == ["AAA", "BBB", "CCC", "DDD", "EEE"]
    bramley = profiles["BBB"]
    assert (bramley.region, bramley.icb, bramley.type) == ("Midlands", "Shire ICB", "acute")
    assert bramley.maturity == {"Acute": tuple(MATURITY.values())}
    assert bramley.themes == {"Medicines safety"}
    assert bramley.deployments == (
        Deployment("epr", "EPR", "Orchard", "Pippin", Stage.LIVE, date(2014, 10, 1), confirmed=False),
    )
    assert [each.live_on for each in profiles["CCC"].deployments] == [date(2020, 2, 3), date(2019, 1, 1)]
    assert (profiles["DDD"].type, profiles["DDD"].latitude) == ("", None)


def test_database_and_files_give_the_same_profiles(session, seed_folder, operator):
    def ordered(profile):
        return replace(profile, deployments=tuple(sorted(profile.deployments, key=repr)))

    load_folder(session, operator, seed_folder)
    from_files = sorted(map(ordered, read_profiles(seed_folder)), key=lambda each: each.ods_code)
    assert [ordered(each) for each in find_profiles(session, operator)] == from_files


def test_the_index_follows_the_database(session, registry, visitor):
    assert "FFF" not in codes(queries.find_peers(session, visitor, "AAA"))
    session.add(organisation("FFF", "Fuji Trust", latitude=52.0, longitude=0.0))
    note_change(session, REGISTRY)
    session.commit()
    assert "FFF" in codes(queries.find_peers(session, visitor, "AAA"))


def test_the_number_of_queries_does_not_grow_with_the_data(session, registry, visitor):
    first = count_queries(session, lambda: queries.find_peers(session, visitor, "AAA"))
    session.add_all(organisation(f"X{n:02}", f"Number {n} Trust") for n in range(30))
    note_change(session, REGISTRY)
    session.commit()
    again = count_queries(session, lambda: queries.find_peers(session, visitor, "AAA"))
    assert again == first - 1  # the epoch is read once
    assert count_queries(session, lambda: queries.find_peers(session, visitor, "AAA")) == 2
    assert count_queries(session, lambda: queries.compare_organisations(session, visitor, "AAA", "BBB")) == 3


def test_a_comparison_says_how_alike_the_systems_are(session, registry, visitor):
    found = queries.compare_organisations(session, visitor, "AAA", "CCC")
    assert [(each.name, each.likeness) for each in found.systems] == [
        ("EPR", "same product"),
        ("ePMA", "one side only"),
    ]
    (system,) = found.systems[0].of_other
    assert (system.name, system.since.lower()) == ("Orchard Pippin", "live since 2019")
    assert "1 Oct 2024" in system.source_label


def test_both_ways_of_a_comparison_agree_with_the_lists(session, registry, visitor):
    found = queries.compare_organisations(session, visitor, "AAA", "BBB")
    there = queries.find_peers(session, visitor, "AAA").peers[0]
    back = next(p for p in queries.find_peers(session, visitor, "BBB").peers if p.ods_code == "AAA")
    assert (found.can_get.score, found.can_give.score) == (there.score, back.score)
    assert found.themes.both == ("Medicines safety",)
    assert len(found.maturity) == 7


def test_nobody_is_compared_with_itself(session, registry, visitor):
    with pytest.raises(Conflict):
        queries.compare_organisations(session, visitor, "AAA", "OLD")


def test_areas_of_the_organisation_come_first_and_those_without_data_not_at_all(session, registry, visitor):
    found = queries.find_areas(session, visitor, "BBB")
    assert [(area.name, area.organisations, area.registered_here) for area in found] == [
        ("EPR", 3, True),
        ("ePMA", 1, False),
    ]


def test_names_are_offered_only_while_they_are_few(session, registry, visitor):
    assert len(queries.find_names(session, visitor, at_most=5)) == 5
    assert queries.find_names(session, visitor, at_most=4) == []


def test_a_contact_is_a_role_for_what_the_two_share(session, registry, visitor):
    first, *_ = queries.find_peers(session, visitor, "AAA").peers
    assert first.contact.role == "digital lead for EPR"
    (for_epma, *_) = queries.find_peers(session, visitor, "AAA", area="epma").peers
    assert for_epma.contact.role == "digital lead for ePMA"


def test_an_empty_database_has_no_examples(session, visitor):
    assert queries.find_examples(session, visitor) == []
