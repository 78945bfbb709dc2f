"""The service and a second telling of its rules, side by side: what is done to one is done to the other."""

from copy import deepcopy

from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import func, update
from sqlmodel import col, select

from exchange.mail.models import OutboxMessage
from exchange.memberships import deciding_queries
from exchange.people.models import Duty, DutyKind, Membership
from exchange.people.queries import find_acting
from exchange.plumbing.audit import AuditEntry, find_breaks
from exchange.plumbing.database import writing
from exchange.plumbing.errors import ExchangeError, NotAllowed
from exchange.plumbing.hashing import hashed
from exchange.signing_in.models import SignInSession
from tests import examples
from tests.memberships.model import Model

PEOPLE = ("Ada", "Ben", "Cem", "Dia", "Eli", "Fay")
PLACES = ("RXA", "RXB", "RXC")
NETWORKS = {"Programme": ("RXA", "RXB"), "Alliance": ("RXB", "RXC")}


class Both(RuleBasedStateMachine):
    """Six people, three organisations and two networks; each run is one transaction that is taken back."""

    engine = None  # set by the test

    def __init__(self):
        super().__init__()
        self.session = writing(self.engine)
        self.model = Model(PEOPLE, NETWORKS, administrator="Ada")
        self.organisations = {
            code: examples.add_organisation(self.session, code, f"Trust {code}") for code in PLACES
        }
        self.networks = {
            name: examples.add_network(self.session, name, [self.organisations[code] for code in codes])
            for name, codes in NETWORKS.items()
        }
        self.is_changed = True  # since rights were looked at last
        self.ids, self.tokens = {}, {}
        for name in PEOPLE:
            duties = [DutyKind.ADMINISTRATOR] if name == "Ada" else []
            person = examples.add_person(self.session, name, duties=duties)
            self.ids[name], self.tokens[name] = person.id, examples.start_session(self.session, person)
        self.names = {each: name for name, each in self.ids.items()}
        self.codes = {row.id: code for code, row in self.organisations.items()}
        self.network_names = {row.id: name for name, row in self.networks.items()}

    def teardown(self):
        assert list(find_breaks(self.session)) == []
        self.session.rollback()
        self.session.close()

    def on(self):
        return [name for name in PEOPLE if name not in self.model.off]

    def actor(self, name):
        acting = find_acting(self.session, hashed(self.tokens[name]), needs_proof=True)
        return acting.actor if acting else None

    def found_rights(self, actor):
        networks = {self.network_names[each] for each in actor.led_networks}
        return {str(role) for role in actor.roles}, self.codes.get(actor.organisation_id), networks

    def found_requests(self, actor):
        try:
            found = deciding_queries.find_requests(self.session, actor)
        except NotAllowed:
            return None
        return {(str(each.kind), each.name, each.organisation.ods_code) for each in found.requests}

    def newest_place(self, name):
        if name not in self.model.last:
            return None
        statement = select(Membership).where(Membership.person_id == self.ids[name])
        return self.session.exec(statement.order_by(col(Membership.asked_at).desc()).limit(1)).one()

    def some_duty(self, number, *conditions):
        found = self.session.exec(select(Duty).where(*conditions).order_by(col(Duty.asked_at))).all()
        return found[number % len(found)] if found else None

    def is_allowed(self, method, arguments):
        actor, person, *_ = arguments
        if actor in self.model.off or person not in self.model.last:
            return False
        return refusal(lambda: getattr(deepcopy(self.model), method)(*arguments)) is None

    def was_sent(self, kind, cause, people):
        rows = self.session.exec(select(OutboxMessage.key, OutboxMessage.person_id)).all()
        told = [self.names[who] for key, who in rows if key == f"{kind}:{cause}:{who}"]
        assert sorted(told) == sorted(people)

    def both(self, actor, event, told, done):
        """Have the actor do it in both; return whether it was done. A refusal leaves nothing behind."""
        who = self.actor(actor)
        if who is None:
            return False
        rights = {name: self.model.rights(name) for name in PEOPLE}
        self.session.exec(update(SignInSession).values(must_rotate=False))
        entries = select(func.count()).select_from(AuditEntry)
        before = self.session.exec(entries).one()
        expected, refused = refusal(told), None
        savepoint = self.session.begin_nested()
        try:
            done(who)
            self.session.flush()
            savepoint.commit()
        except ExchangeError as problem:
            refused = type(problem)
            savepoint.rollback()
        assert refused is expected
        self.is_changed |= refused is None
        written = select(AuditEntry).where(AuditEntry.number > before)
        events = {(entry.event, entry.actor) for entry in self.session.exec(written)}
        assert ((event, f"person:{who.person_id}") in events) == (refused is None)
        assert refused is None or not events
        assert not any(name in str(events) for name in PEOPLE)
        self.cookies_are_replaced(rights)
        return refused is None

    def cookies_are_replaced(self, before):
        """Whoever has other rights than before gets a new cookie."""
        statement = select(SignInSession.person_id).where(
            col(SignInSession.must_rotate) | col(SignInSession.ended_at).is_not(None)
        )
        replaced = {self.names[each] for each in self.session.exec(statement)}
        changed = {name for name in PEOPLE if self.model.rights(name) != before[name] and before[name]}
        assert changed <= replaced


def refusal(deed):
    """The kind of error that a deed is refused with, or None."""
    try:
        deed()
    except ExchangeError as problem:
        return type(problem)
    return None
