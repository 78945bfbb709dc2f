"""What people do at organisations, each time by the rights that they have at that moment."""

from contextlib import contextmanager

from sqlalchemy import event
from sqlmodel import col, select

from exchange.mail.models import OutboxMessage
from exchange.memberships import actions, deciding_queries, joining_actions
from exchange.memberships.schemas import Answer, DecisionGiven
from exchange.people.models import Duty, DutyState, Membership, MembershipState, Person
from exchange.people.queries import find_acting
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.hashing import hashed
from exchange.signing_in.models import SignInSession
from tests.examples import actor_of

UNDER_WAY = (MembershipState.ASKED, MembershipState.APPROVED)
APPROVE = DecisionGiven(answer=Answer.APPROVE)


def refuse(reason=""):
    return DecisionGiven(answer=Answer.REFUSE, reason=reason)


def ask(session, person, organisation, **more):
    """Ask to join; return the request."""
    joining_actions.ask(session, actor_of(session, person), organisation.ods_code, **more)
    return place_of(session, person)


def claim(session, person, organisation):
    """Ask to lead; return the request."""
    actions.claim_lead(session, actor_of(session, person), organisation.ods_code)
    return duties_of(session, person)[-1]


def decide(session, person, request, given=APPROVE):
    """Answer a request to join or to lead."""
    is_join = isinstance(request, Membership)
    action = joining_actions.decide_join if is_join else actions.decide_claim
    action(session, actor_of(session, person), request.id, given)


def leave(session, person, successor=None):
    joining_actions.leave(session, actor_of(session, person), successor=successor and successor.id)


def requests(session, person):
    """The names of those whose requests somebody finds to decide."""
    return [each.name for each in deciding_queries.find_requests(session, actor_of(session, person)).requests]


def place_of(session, person):
    """The place that somebody has or has asked for, or None."""
    statement = select(Membership).where(
        Membership.person_id == person.id, col(Membership.state).in_(UNDER_WAY)
    )
    return session.exec(statement).one_or_none()


def duties_of(session, person, *states):
    """The duties that somebody holds or has asked for, the oldest first."""
    states = states or (DutyState.ASKED, DutyState.HELD)
    statement = select(Duty).where(Duty.person_id == person.id, col(Duty.state).in_(states))
    return list(session.exec(statement.order_by(col(Duty.asked_at))))


def roles(session, person):
    return set(actor_of(session, person).roles)


def sent(session):
    """Who was sent which subject, by name; it is forgotten then."""
    session.flush()
    rows = session.exec(
        select(Person.name, OutboxMessage).join(Person, col(Person.id) == col(OutboxMessage.person_id))
    ).all()
    for name, message in rows:
        person = session.get(Person, message.person_id)
        assert message.recipient == person.email and name == person.name
        session.delete(message)
    session.flush()
    return sorted((name, message.subject) for name, message in rows)


def events(session):
    """Every audit entry's event, in order."""
    return list(session.exec(select(AuditEntry.event).order_by(col(AuditEntry.number))))


class Browser:
    """One signed-in browser: what its next request may do, and whether its cookie is to be replaced."""

    def __init__(self, session, token):
        self.session, self.token = session, token

    @property
    def actor(self):
        acting = find_acting(self.session, hashed(self.token), needs_proof=True)
        return acting.actor if acting else None

    @property
    def must_rotate(self):
        statement = select(SignInSession.must_rotate).where(SignInSession.token_hash == hashed(self.token))
        return self.session.exec(statement).one()


@contextmanager
def counted(engine):
    """Collect the statements that are sent to the database."""
    found = []

    def note(_connection, _cursor, statement, *_):
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)
