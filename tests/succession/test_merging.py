"""Two organisations become one: nothing that people did is lost, and nobody gets more rights."""

from datetime import date, timedelta

import pytest
from sqlmodel import SQLModel, col, select

from exchange.deployments.models import ErrorReport, StillTrueQuestion, SupplierAsk, SupplierAskBacking
from exchange.deployments.recording import read_snapshot
from exchange.lessons import use_queries
from exchange.lessons.models import Lesson, LessonUse
from exchange.mail.models import OutboxMessage
from exchange.network.models import NetworkMember
from exchange.organisations.models import OrganisationStatus, OrganisationTheme, OtherName
from exchange.people.models import (
    Duty,
    DutyState,
    Interest,
    Membership,
    MembershipState,
    Person,
)
from exchange.plumbing.audit import AuditEntry, find_breaks
from exchange.plumbing.changes import LESSONS, PEOPLE, REGISTRY, ChangeNumber
from exchange.plumbing.clock import today
from exchange.plumbing.errors import Conflict, Invalid, NotAllowed
from exchange.succession import rules
from exchange.succession.actions import merge_organisations
from exchange.succession.models import OrganisationMerger
from exchange.succession.planning import find_merger
from exchange.succession.previewing import preview_merger
from exchange.succession.schemas import MergerGiven
from exchange.technologies.models import ChangeKind, Deployment, DeploymentChange
from tests import examples
from tests.succession.conftest import ADMINISTRATOR
from tests.succession.merging import rows_naming

STAYS = {
    "lesson_use.organisation_id",
    "maturity.organisation_id",
    "icb_membership.organisation_id",
    "other_name.organisation_id",
    "membership.organisation_id",
    "duty.organisation_id",
    "organisation_merger.gone_id",
}


def test_every_table_that_names_an_organisation_has_a_rule():
    naming = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if any(key.target_fullname == "organisation.id" for key in column.foreign_keys)
    }
    assert naming == set(rules.RULES)


def test_the_world_has_something_in_every_table_that_names_an_organisation(session, world):
    empty = {name for name, number in rows_naming(session, world.gone.id).items() if not number}
    assert empty == {"organisation_merger.gone_id", "organisation_merger.into_id"}


def test_nothing_is_left_at_the_organisation_that_is_gone_but_history(session, world, merge):
    merge()
    left = {name for name, number in rows_naming(session, world.gone.id).items() if number}
    assert left == STAYS
    under_way = (Membership.state.in_(("asked", "approved")), Membership.organisation_id == world.gone.id)
    assert world.count(Membership, *under_way) == 0
    assert world.count(Duty, Duty.state.in_(("asked", "held")), Duty.organisation_id == world.gone.id) == 0


def test_lessons_reports_people_and_interests_are_as_many_as_before(session, world, merge):
    """Introductions are no table yet; nothing here asks one person of another."""
    counted = (Lesson, LessonUse, Person, Interest, SupplierAsk, ErrorReport)
    before = {table: world.count(table) for table in counted}
    texts = set(session.exec(select(LessonUse.what_was_different)))
    places = world.count(Membership, Membership.state == MembershipState.APPROVED)
    slugs = dict(session.exec(select(Lesson.id, Lesson.slug)).all())
    shown = dict(session.exec(select(Lesson.id, Lesson.changed_at)).all())
    merge()
    assert {table: world.count(table) for table in counted} == before
    assert set(session.exec(select(LessonUse.what_was_different))) == texts
    assert world.count(Membership, Membership.state == MembershipState.APPROVED) == places
    assert dict(session.exec(select(Lesson.id, Lesson.slug)).all()) == slugs
    assert dict(session.exec(select(Lesson.id, Lesson.changed_at)).all()) == shown
    assert not [name for name in SQLModel.metadata.tables if "introduction" in name]


def test_of_twins_the_one_confirmed_last_stays_and_the_other_can_be_brought_back(session, world, merge):
    ids = {name: system.id for name, system in world.systems.items()}
    merge()
    left = {each.id: each for each in session.exec(select(Deployment)).all()}
    assert set(left) == {ids[n] for n in ("gone Alpha", "gone Gamma", "into Beta", "into Delta")}
    assert {each.organisation_id for each in left.values()} == {world.into.id}
    assert left[ids["gone Alpha"]].confirmed_on == date(2026, 6, 1), "whoever confirmed it knew the system"
    changes = session.exec(select(DeploymentChange)).all()
    removed = {each.deployment_id: each for each in changes if each.kind is ChangeKind.REMOVED}
    assert {ids["into Alpha"], ids["gone Beta"]} < set(removed)
    notes = {read_snapshot(removed[ids[name]].before)["note"] for name in ("into Alpha", "gone Beta")}
    assert notes == {"Note of into Alpha", "Note of gone Beta"}
    places = {read_snapshot(each.before)["organisation_id"] for each in removed.values()}
    assert places == {world.into.id}, "also what was removed before the merger comes back at the other one"
    moved = {each.deployment_id for each in changes if each.kind is ChangeKind.MOVED}
    assert moved == {ids["gone Alpha"], ids["gone Gamma"]}
    assert {each.organisation_id for each in changes} == {world.into.id}
    report = session.exec(select(ErrorReport)).one()
    assert (report.organisation_id, report.deployment_id) == (world.into.id, ids["into Beta"])


def test_contracts_that_were_not_shown_are_not_shown_by_a_merger(session, world, merge):
    assert preview_merger(session, ADMINISTRATOR, world.gone.id, world.into.id).hides_contracts
    merge()
    assert not world.into.shows_contracts


def test_reports_come_along_unless_that_would_hide_one(session, world, merge):
    merge()
    rows = session.exec(select(LessonUse.what_was_different, LessonUse.organisation_id)).all()
    places = dict(rows)
    stay = {"gone on into public", "gone on third public", "gone on gone relay"}  # both said something
    assert {text for text, place in places.items() if place == world.gone.id} == stay
    assert places["gone on third NHS staff"] == world.into.id
    for lesson in ("into relay", "third relay"):
        assert places[f"gone on {lesson}"] == world.into.id, (
            "a report that stays behind would tell whose it is"
        )
    uses = use_queries.get_uses(session, examples.actor_of(session, world.people["Tom"]), "third-public")
    assert {each.what_was_different for each in uses.reports} == {
        "gone on third public",
        "into on third public",
    }


def test_people_belong_to_the_other_one_and_their_places_stay_on_record(session, world, merge):
    merge()
    rows = session.exec(select(Membership).where(Membership.organisation_id == world.into.id)).all()
    now_there = {each.person_id: each.state for each in rows}
    people = world.people
    assert now_there[people["Gus"].id] is now_there[people["Gil"].id] is MembershipState.APPROVED
    assert now_there[people["Gwen"].id] is MembershipState.ASKED
    ended = select(Membership.person_id).where(Membership.organisation_id == world.gone.id)
    assert set(session.exec(ended.where(Membership.state == MembershipState.ENDED))) == {
        people[name].id for name in ("Gil", "Gus", "Gwen")
    }


def test_where_there_is_a_lead_those_of_the_old_one_ask_to_lead(session, world, merge):
    gil = world.people["Gil"]
    merge()
    actor = examples.actor_of(session, gil)
    assert actor.organisation_id == world.into.id and not actor.leads(world.into.id)
    asked = select(Duty.person_id).where(Duty.organisation_id == world.into.id, Duty.state == DutyState.ASKED)
    assert set(session.exec(asked)) == {gil.id, world.people["Gus"].id}


def test_where_there_is_no_lead_those_of_the_old_one_lead(session, world, merge):
    held = select(Duty).where(Duty.organisation_id == world.into.id)
    session.delete(session.exec(held).one())
    session.commit()
    merge()
    assert examples.actor_of(session, world.people["Gil"]).leads(world.into.id)
    assert not examples.actor_of(session, world.people["Gus"]).leads(world.into.id)


def test_each_of_them_and_the_leads_of_the_other_one_get_one_mail(session, world, merge):
    merge()
    mail = session.exec(select(OutboxMessage)).all()
    told = sorted(session.get_one(Person, each.person_id).name for each in mail)
    assert told == ["Gil Lead", "Gus Member", "Gwen Asker", "Ivy Lead"]
    texts = "\n".join(each.text for each in mail)
    assert "Gorse Trust is now part of Iris Trust" in texts and "2 people who led" in texts
    assert "relay" in texts and "gone relay" not in texts


def test_direction_questions_and_asks_are_counted_once(session, world, merge):
    merge()
    at = {table: table.organisation_id == world.into.id for table in (NetworkMember, OrganisationTheme)}
    assert [world.count(table, condition) for table, condition in at.items()] == [2, 2]
    assert session.exec(select(StillTrueQuestion.asked_on)).all() == [date(2026, 10, 1)]
    backings = session.exec(select(SupplierAskBacking.ask_id, SupplierAskBacking.organisation_id)).all()
    assert backings == [(world.asks["third"], world.into.id)], "nobody backs their own ask"


def test_the_gone_organisation_is_closed_and_the_merger_on_record(session, world, merge):
    before = dict(session.exec(select(ChangeNumber.topic, ChangeNumber.number)).all())
    merge()
    gone = world.gone
    assert (gone.status, gone.closed_on) == (OrganisationStatus.CLOSED, date(2026, 11, 1))
    assert gone.successor_ods_code == "RXI"
    record = session.exec(select(OrganisationMerger)).one()
    assert (record.gone_id, record.into_id, record.merged_on) == (gone.id, world.into.id, gone.closed_on)
    names = select(OtherName.name).where(OtherName.organisation_id == world.into.id)
    assert session.exec(names).all() == ["Gorse Trust"]
    events = session.exec(select(AuditEntry.event).order_by(col(AuditEntry.number))).all()
    assert events[-2:] == ["organisation.merged", "organisation.took_over"]
    assert not [each for each in session.exec(select(AuditEntry.subject)) if "lesson" in each]
    assert not list(find_breaks(session))
    after = dict(session.exec(select(ChangeNumber.topic, ChangeNumber.number)).all())
    assert all(after[topic] > before[topic] for topic in (REGISTRY, PEOPLE, LESSONS))


def test_a_lesson_by_relay_and_a_draft_change_nothing_that_an_administrator_sees(session, world):
    ids = world.gone.id, world.into.id
    plan = preview_merger(session, ADMINISTRATOR, *ids)
    assert not [title for title in plan.lessons if "relay" in title or "draft" in title]
    for title in ("gone relay", "gone draft"):
        world.lessons[title].organisation_id = world.third.id
    session.flush()
    assert preview_merger(session, ADMINISTRATOR, *ids) == plan


def test_nothing_is_done_but_what_was_shown(session, world):
    ids = world.gone.id, world.into.id
    given = MergerGiven(on=date(2026, 11, 1), plan=find_merger(session, ADMINISTRATOR, *ids).plan)
    world.systems["gone Gamma"].version += 1
    session.flush()
    with pytest.raises(Conflict, match="Something has changed"):
        merge_organisations(session, ADMINISTRATOR, *ids, given)


def test_what_cannot_be_a_merger_is_refused_in_words(session, world, merge):
    gone, into, third = world.gone, world.into, world.third
    with pytest.raises(Conflict, match="itself"):
        find_merger(session, ADMINISTRATOR, gone.id, gone.id)
    with pytest.raises(NotAllowed):
        find_merger(session, examples.actor_of(session, world.people["Ivy"]), gone.id, into.id)
    plan = find_merger(session, ADMINISTRATOR, gone.id, into.id).plan
    with pytest.raises(Invalid, match="future"):
        tomorrow = MergerGiven(on=today() + timedelta(days=1), plan=plan)
        merge_organisations(session, ADMINISTRATOR, gone.id, into.id, tomorrow)
    merge()
    for pair, words in (
        ((gone, into), "nothing here is left"),
        ((gone, third), "became part of RXI"),
        ((third, gone), "has closed"),
        ((into, gone), "has closed"),
    ):
        with pytest.raises(Conflict, match=words):
            find_merger(session, ADMINISTRATOR, *(each.id for each in pair))


def test_a_chain_of_mergers_leads_to_its_end(session, world, merge):
    merge()
    merge(world.into, world.third)
    assert world.count(Deployment, Deployment.organisation_id == world.third.id) == 4
    with pytest.raises(Conflict, match="nothing here is left"):
        find_merger(session, ADMINISTRATOR, world.gone.id, world.third.id)


def test_what_came_too_late_is_carried_over_afterwards(session, world, merge):
    merge()
    late = examples.add_person(session, "Late Joiner", world.gone)
    session.commit()
    merge()
    assert examples.actor_of(session, late).organisation_id == world.into.id
    assert world.count(OrganisationMerger) == 1
