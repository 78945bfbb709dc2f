"""Every process scores by the statistics of one epoch, and follows the registry within it."""

from dataclasses import replace

import pytest
from sqlmodel import select

from exchange.matching import FACTORS
from exchange.peers import queries
from exchange.peers.actions import begin_epoch
from exchange.peers.models import MatchingEpoch
from exchange.people.actor import OPERATOR, VISITOR
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.changes import MATCHING_EPOCH, REGISTRY, note_change
from exchange.plumbing.errors import ExchangeError
from exchange.plumbing.kept import Kept
from tests.peers.conftest import organisation


@pytest.fixture
def many(session, registry):
    """The registry and thirty more, so that one that changes is a small part."""
    session.add_all(
        organisation(f"M{number:02}", f"Trust {number}", latitude=51 + number / 10, longitude=-1.0)
        for number in range(30)
    )
    changed(session)
    return registry


def changed(session):
    note_change(session, REGISTRY)
    session.commit()


@pytest.fixture
def new_process(monkeypatch):
    """Forget what this process keeps, as one that has just started."""

    def start():
        monkeypatch.setattr(queries, "_EPOCH", Kept(MATCHING_EPOCH, queries._read_epoch))
        monkeypatch.setattr(queries, "_KEPT", Kept(REGISTRY, queries._build))

    start()
    return start


def scores(session, *, without=()):
    found = queries.find_peers(session, VISITOR, "AAA", limit=50).peers
    return {peer.ods_code: (peer.score, peer.reasons) for peer in found if peer.ods_code not in without}


def begin(session):
    begun = begin_epoch(session, OPERATOR)
    session.commit()
    return begun


def test_a_newcomer_moves_no_score_among_the_others(session, many, new_process):
    begin(session)
    before = scores(session)
    session.add(organisation("NEW", "New Trust", latitude=52.0, longitude=0.01, staff_wte=4900))
    changed(session)
    assert scores(session, without={"NEW"}) == before
    assert scores(session).keys() - before.keys() == {"NEW"}


def test_without_an_epoch_it_does(session, many, new_process):
    before = scores(session)
    session.add(organisation("NEW", "New Trust", latitude=52.0, longitude=0.01, staff_wte=4900))
    changed(session)
    assert scores(session, without={"NEW"}) != before


def test_a_process_that_starts_later_answers_alike(session, many, new_process):
    begin(session)
    scores(session)
    session.delete(session.get(type(many["EEE"]), many["EEE"].id))
    many["BBB"].staff_wte = 9000
    changed(session)
    before = scores(session)
    new_process()
    assert scores(session) == before
    assert "EEE" not in before


def test_the_next_epoch_is_that_of_the_registry_as_it_is(session, many, new_process):
    begin(session)
    many["BBB"].staff_wte = 9000
    changed(session)
    old = scores(session)
    assert begin(session)
    new = scores(session)
    new_process()
    assert scores(session) == new != old


def test_where_too_much_has_changed_it_is_fitted_anew(session, many, new_process):
    begin(session)
    old = queries._index(session, VISITOR).matcher.factors_
    for code in ("BBB", "CCC", "EEE"):
        many[code].staff_wte = 100
    changed(session)
    assert queries._index(session, VISITOR).matcher.factors_ != old


def test_an_epoch_begins_only_when_there_is_something_new_and_leaves_a_trace(session, many, look):
    assert begin(session)
    assert not begin(session)
    (entry,) = look(select(AuditEntry).where(AuditEntry.event == "matching.epoch_begun"))
    assert entry.subject == f"registry:{look(select(MatchingEpoch.registry_change))[0]}"


def test_what_another_version_has_left_is_not_used(session, many, new_process):
    begin(session)
    before = scores(session)
    session.get(MatchingEpoch, 1).content = b"of tomorrow"
    note_change(session, MATCHING_EPOCH)
    changed(session)
    assert scores(session) == before


def test_only_the_service_itself_begins_one(session, many):
    with pytest.raises(ExchangeError):
        begin_epoch(session, VISITOR)


def test_the_same_organisations_by_the_same_statistics(session, many):
    matcher = queries._index(session, VISITOR).matcher
    profiles = list(matcher.index_.profiles)
    other = matcher.among([replace(profiles[0], staff_wte=1.0), *profiles[2:]])
    assert [factor.mean for factor in other.factors_] == [factor.mean for factor in matcher.factors_]
    assert len(other.factors_) == len(FACTORS)
    assert set(other.index_.codes) == {profile.ods_code for profile in (profiles[0], *profiles[2:])}
    assert matcher.index_.profiles == tuple(profiles)
