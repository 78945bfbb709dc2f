"""Whatever people do in whatever order, the service and a second telling of its rules agree."""

from itertools import product

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import col, select

from exchange.administration.actions import disable_person, enable_person
from exchange.mail.models import OutboxMessage
from exchange.memberships import actions, joining_actions, letters, queries
from exchange.memberships.schemas import Answer, DecisionGiven
from exchange.migrations.running import migrate
from exchange.organisations.models import Organisation, OrganisationStatus
from exchange.people.models import Duty, DutyKind, DutyState, Membership, Person
from exchange.people.queries import find_acting
from exchange.plumbing.database import make_engine
from exchange.plumbing.hashing import hashed
from tests import examples
from tests.memberships.model import LEAD
from tests.memberships.side_by_side import NETWORKS, PEOPLE, PLACES, Both

SUBJECTS = {letters.ASKED, letters.ANSWERED, letters.CHANGED, letters.LEADS_CHANGED}

# What is seldom allowed, and therefore also drawn from what is: the model's name for it, and with whom.
SELDOM = {
    "names_lead": ("name_lead", list(product(PEOPLE, PEOPLE))),
    "ends_membership": ("end_membership", list(product(PEOPLE, PEOPLE))),
    "grants_network_leader": ("grant_network_leader", list(product(PEOPLE, PEOPLE, NETWORKS))),
    "grants_administrator": ("grant_administrator", list(product(PEOPLE, PEOPLE))),
    "switches_off": ("disable", list(product(PEOPLE, PEOPLE))),
    "switches_on": ("enable", list(product(PEOPLE, PEOPLE))),
}

people, places = st.sampled_from(PEOPLE), st.sampled_from(PLACES)
perhaps_people = st.none() | people
some = st.integers(0, 40)


class Service(Both):
    """What people may try, and what always holds."""

    @initialize(is_busy=st.booleans())
    def the_first_trust_has_a_lead_and_a_member(self, is_busy):
        for name in ("Ben", "Cem"):
            self.asks(name, "RXA", None)
        self.claims("Ben", "RXA")
        self.decides_claim("Ada", "Ben", "RXA", approves=True)
        self.decides_join("Ben", "Cem", approves=True)
        if is_busy:
            self.everybody_is_somewhere()

    def everybody_is_somewhere(self):
        self.asks("Ada", "RXB", None)
        self.decides_join("Ada", "Ada", approves=True)
        self.grants_network_leader("Ada", "Cem", "Programme")
        for name, place in (("Dia", "RXA"), ("Eli", "RXB"), ("Fay", "RXA")):
            self.asks(name, place, None)
        self.claims("Fay", "RXA")

    # What people do. Each is tried on the service and on the model, and refused by both or neither.

    @rule(actor=people, place=places, successor=perhaps_people)
    def asks(self, actor, place, successor):
        done = self.both(
            actor,
            "membership.asked",
            lambda: self.model.ask(actor, place, successor),
            lambda who: joining_actions.ask(
                self.session, who, place, successor=self.ids[successor] if successor else None
            ),
        )
        if done:
            told = self.model.deciders(place)  # a mover may have led there
            self.was_sent("join", self.newest_place(actor).id, told - {actor})

    @rule(actor=people, successor=perhaps_people)
    def leaves(self, actor, successor):
        self.both(
            actor,
            "person.left",
            lambda: self.model.leave(actor, successor),
            lambda who: joining_actions.leave(
                self.session, who, successor=self.ids[successor] if successor else None
            ),
        )

    @rule(number=some)
    def a_lead_hands_over_and_leaves(self, number):
        pairs = sorted(
            (lead, other)
            for lead, place in self.model.leads
            for other in PEOPLE
            if self.model.place(other) == place and other != lead
        )
        if pairs:
            self.leaves(*pairs[number % len(pairs)])

    @rule(actor=people, number=some, is_proper=st.booleans(), approves=st.booleans() | st.just(True))
    def decides_what_waits(self, actor, number, is_proper, approves):
        waiting = sorted(self.model.open_requests())
        if not waiting:
            return
        kind, asker, place = waiting[number % len(waiting)]
        deciders = [each for each in PEOPLE if self.model.decides(each, asker, place)]
        actor = deciders[number % len(deciders)] if is_proper and deciders else actor
        if kind == "join":
            self.decides_join(actor, asker, approves=approves)
        else:
            self.decides_claim(actor, asker, place, approves=approves)

    @rule(actor=people, asker=people, approves=st.booleans())
    def decides_join(self, actor, asker, approves):
        newest = self.newest_place(asker)
        if newest is None:
            return
        given = DecisionGiven(answer=Answer.APPROVE if approves else Answer.REFUSE, reason="why")
        done = self.both(
            actor,
            "membership.decided",
            lambda: self.model.decide_join(actor, asker, approves=approves),
            lambda who: joining_actions.decide_join(self.session, who, newest.id, given),
        )
        if done:
            self.was_sent("join", f"{newest.id}:{newest.state}", {asker})

    def decides_claim(self, actor, asker, place, approves):
        duty = self.session.exec(
            select(Duty).where(
                Duty.person_id == self.ids[asker],
                Duty.organisation_id == self.organisations[place].id,
                Duty.state == DutyState.ASKED,
            )
        ).one()
        given = DecisionGiven(answer=Answer.APPROVE if approves else Answer.REFUSE)
        self.both(
            actor,
            "duty.decided",
            lambda: self.model.decide_claim(actor, asker, place, is_open=True, approves=approves),
            lambda who: actions.decide_claim(self.session, who, duty.id, given),
        )

    @rule(actor=people, number=some)
    def decides_a_claim_again(self, actor, number):
        duty = self.some_duty(number, Duty.kind == DutyKind.KNOWLEDGE_LEAD, Duty.state != DutyState.ASKED)
        if duty is None:
            return
        asker, place = self.names[duty.person_id], self.codes[duty.organisation_id]
        given = DecisionGiven(answer=Answer.APPROVE)
        self.both(
            actor,
            "never",
            lambda: self.model.decide_claim(actor, asker, place, is_open=False, approves=True),
            lambda who: actions.decide_claim(self.session, who, duty.id, given),
        )

    @rule(actor=people, place=places)
    def claims(self, actor, place):
        done = self.both(
            actor,
            "duty.asked",
            lambda: self.model.claim(actor, place),
            lambda who: actions.claim_lead(self.session, who, place),
        )
        if done:
            duty = self.session.exec(
                select(Duty.id).where(Duty.person_id == self.ids[actor], Duty.state == DutyState.ASKED)
            ).one()
            self.was_sent("claim", duty, self.model.deciders(place) - {actor})

    @rule(actor=people)
    def claims_where_they_are(self, actor):
        place = self.model.place(actor) or self.model.wanted(actor)
        if place:
            self.claims(actor, place)

    @rule(actor=people, person=people)
    def names_lead(self, actor, person):
        self.on_member(actor, person, "lead.named", self.model.name_lead, actions.name_lead)

    @rule(actor=people, person=people)
    def ends_membership(self, actor, person):
        self.on_member(
            actor, person, "member.removed", self.model.end_membership, joining_actions.end_membership
        )

    def on_member(self, actor, person, event, told, done):
        newest = self.newest_place(person)
        if newest is not None:
            place = self.codes[newest.organisation_id]
            self.both(
                actor,
                event,
                lambda: told(actor, person),
                lambda who: done(self.session, who, place, newest.id),
            )

    @rule(actor=people | st.just("Ada"), person=people, network=st.sampled_from(sorted(NETWORKS)))
    def grants_network_leader(self, actor, person, network):
        self.both(
            actor,
            "network_leader.granted",
            lambda: self.model.grant_network_leader(actor, person, network),
            lambda who: actions.grant_network_leader(
                self.session, who, self.ids[person], self.networks[network].id
            ),
        )

    @rule(actor=people | st.just("Ada"), person=people)
    def grants_administrator(self, actor, person):
        self.both(
            actor,
            "administrator.granted",
            lambda: self.model.grant_administrator(actor, person),
            lambda who: actions.grant_administrator(self.session, who, self.ids[person]),
        )

    @rule(deed=st.sampled_from(sorted(SELDOM)), number=st.integers(0, 1000))
    def does_what_is_allowed(self, deed, number):
        method, possible = SELDOM[deed]
        allowed = [each for each in possible if self.is_allowed(method, each)]
        if allowed:
            getattr(self, deed)(*allowed[number % len(allowed)])

    @rule(number=some, moves=st.booleans())
    def an_administrator_goes(self, number, moves):
        administrators = sorted(self.model.administrators - self.model.off)
        actor = administrators[number % len(administrators)]
        if moves:
            self.asks(actor, PLACES[number % len(PLACES)], None)
        else:
            self.leaves(actor, None)

    @rule(number=some)
    def a_lead_is_switched_off(self, number):
        leads = sorted(each for each, _ in self.model.leads)
        administrators = sorted(self.model.administrators - self.model.off)
        if leads:
            self.switches_off(administrators[-1], leads[number % len(leads)])

    @rule(number=some, number_of_member=some, names=st.booleans())
    def a_lead_changes_a_member(self, number, number_of_member, names):
        leads = sorted(each for each in self.model.leads if each[0] not in self.model.off)
        if leads:
            lead, place = leads[number % len(leads)]
            members = [each for each in PEOPLE if self.model.place(each) == place]
            deed = self.names_lead if names else self.ends_membership
            deed(lead, members[number_of_member % len(members)])

    @rule(number=some)
    def somebody_who_has_asked_is_switched_off_and_approved(self, number):
        waiting = sorted(self.model.open_requests())
        if waiting:
            kind, asker, place = waiting[number % len(waiting)]
            decider = min(self.model.administrators - self.model.off)
            self.switches_off(decider, asker)
            if kind == "join":
                self.decides_join(decider, asker, approves=True)
            else:
                self.decides_claim(decider, asker, place, approves=True)

    @rule(number=some)
    def an_administrator_ends_an_open_duty(self, number):
        administrators = sorted(self.model.administrators - self.model.off)
        self.ends_duty(administrators[number % len(administrators)], number, False, True)

    @rule(actor=people, number=some, is_own=st.booleans(), is_open=st.booleans())
    def ends_duty(self, actor, number, is_own, is_open):
        mine = [Duty.person_id == self.ids[actor]] if is_own else []
        still = [col(Duty.state).in_((DutyState.ASKED, DutyState.HELD))] if is_open else []
        duty = self.some_duty(number, *mine, *still)
        if duty is None:
            return
        where = self.codes.get(duty.organisation_id) or self.network_names.get(duty.network_id)
        kind, person = duty.kind, self.names[duty.person_id]
        is_open = duty.state in (DutyState.ASKED, DutyState.HELD)
        self.both(
            actor,
            "duty.taken",
            lambda: self.model.end_duty(actor, kind, person, where, is_open=is_open),
            lambda who: actions.end_duty(self.session, who, duty.id),
        )

    @rule(actor=people | st.just("Ada"), person=people)
    def switches_off(self, actor, person):
        self.both(
            actor,
            "person.disabled",
            lambda: self.model.disable(actor, person),
            lambda who: disable_person(self.session, who, self.ids[person]),
        )

    @rule(actor=people | st.just("Ada"), person=people)
    def switches_on(self, actor, person):
        done = self.both(
            actor,
            "person.enabled",
            lambda: self.model.enable(actor, person),
            lambda who: enable_person(self.session, who, self.ids[person]),
        )
        if done:
            assert find_acting(self.session, hashed(self.tokens[person]), needs_proof=True) is None
            self.is_changed = True
            self.tokens[person] = examples.start_session(
                self.session, self.session.get_one(Person, self.ids[person])
            )

    @rule(place=places, successor=places, number=some)
    def an_organisation_merges_into_another(self, place, successor, number):
        closed = self.model.successors
        is_rare = number < 8 and len(closed) < len(PLACES) - 1  # or there would be nowhere to be
        if is_rare and place != successor and place not in closed:
            self.model.close(place, successor)
            self.is_changed = True
            row = self.organisations[place]
            row.status, row.successor_ods_code = OrganisationStatus.CLOSED, successor
            self.session.flush()

    # What always holds

    @invariant()
    def nobody_has_two_places(self):
        rows = self.session.exec(
            select(Membership).where(col(Membership.state).in_(("asked", "approved")))
        ).all()
        found = {self.names[row.person_id]: (self.codes[row.organisation_id], str(row.state)) for row in rows}
        assert len(found) == len(rows)
        assert found == {
            name: last for name, last in self.model.last.items() if last[1] in ("asked", "approved")
        }

    @invariant()
    def duties_are_those_of_people_who_belong(self):
        rows = self.session.exec(select(Duty).where(col(Duty.state).in_(("asked", "held")))).all()
        found = [
            (
                str(row.kind),
                self.names[row.person_id],
                self.codes.get(row.organisation_id) or self.network_names.get(row.network_id),
                str(row.state),
            )
            for row in rows
        ]
        assert len(set(found)) == len(found)
        assert set(found) == self.model.open_duties()
        for kind, person, where, state in found:
            if state == "held" and kind != DutyKind.ADMINISTRATOR:
                assert self.model.place(person) is not None
            if kind == LEAD:
                belongs = {self.model.place(person)} | ({self.model.wanted(person)} - {None})
                assert where in (belongs if state == "asked" else {self.model.place(person)})

    @invariant()
    def rights_and_requests_are_those_of_the_model(self):
        is_changed, self.is_changed = self.is_changed, False
        for name in PEOPLE if is_changed else ():
            actor = self.actor(name)
            assert (actor is None) == (name in self.model.off)
            if actor is not None:
                assert self.found_rights(actor) == self.model.rights(name)
                assert self.found_requests(actor) == self.model.requests(name)

    @invariant()
    def somebody_looks_after_the_service(self):
        assert self.model.administrators - self.model.off
        assert any(DutyKind.ADMINISTRATOR in self.model.rights(each)[0] for each in self.on())

    @invariant()
    def organisations_participate_once_somebody_led_them(self):
        statuses = {
            code: self.session.exec(select(Organisation.status).where(Organisation.id == row.id)).one()
            for code, row in self.organisations.items()
        }
        for code, status in statuses.items():
            closed, led = code in self.model.successors, code in self.model.participating
            assert status == ("closed" if closed else "participating" if led else "listed")

    @invariant()
    def members_of_a_closed_organisation_are_shown_who_took_over(self):
        for name in self.on():
            place = self.model.place(name) or self.model.wanted(name)
            if place in self.model.successors:
                shown = queries.get_belonging(self.session, self.actor(name))
                expected = self.model.successor_of(place)
                assert (shown.successor and shown.successor.ods_code) == expected
                assert shown.is_closed and not shown.can_claim

    @invariant()
    def subjects_of_mails_name_nobody(self):
        assert set(self.session.exec(select(OutboxMessage.subject).distinct())) <= SUBJECTS


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_whatever_is_done_in_whatever_order_rights_follow_the_rules(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'machine.db'}")
    migrate(engine)
    machine = type("Machine", (Service,), {"engine": engine})
    effort = settings(
        max_examples=25,
        phases=(Phase.generate,),  # to shrink a failure takes longer than to read fifty steps
        stateful_step_count=50,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(machine, settings=effort)
    finally:
        engine.dispose()
