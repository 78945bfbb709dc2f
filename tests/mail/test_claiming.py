from datetime import timedelta

import pytest

from exchange.mail.claiming import LEASE, MOST_ATTEMPTS, claim, finish
from exchange.mail.delivering import deliver_next
from exchange.mail.models import MessageState
from exchange.mail.queries import count_messages
from exchange.mail.schemas import Outcome, Result
from exchange.mail.sending import LAST_ANSWER_SECONDS, TIMEOUT_SECONDS
from exchange.people.models import PersonState
from exchange.plumbing.clock import now
from exchange.plumbing.database import writing
from tests import examples

SENT = Outcome(Result.SENT)


@pytest.fixture
def take(engine):
    """Claim in a transaction of its own."""

    def take(owner="first"):
        with writing(engine) as session, session.begin():
            return claim(session, owner)

    return take


@pytest.fixture
def say(engine):
    """Finish in a transaction of its own."""

    def say(letter, outcome=SENT):
        with writing(engine) as session, session.begin():
            return finish(session, letter, outcome)

    return say


def test_what_one_worker_holds_no_other_gets(take, enqueued):
    message_id = enqueued()
    assert take("first").id == message_id
    assert take("second") is None


def test_what_has_waited_longest_goes_first(take, enqueued, change):
    late, early = enqueued(), enqueued()
    change(early, due_at=now() - timedelta(hours=1))
    assert [take().id, take().id] == [early, late]


def test_what_is_due_later_stays(take, enqueued, change):
    change(enqueued(), due_at=now() + timedelta(minutes=1))
    assert take() is None


def test_the_message_of_a_killed_worker_is_taken_over(take, say, enqueued, change, row):
    message_id = enqueued()
    killed = take("killed")
    change(message_id, leased_until=now() - timedelta(seconds=1))
    taken_over = take("second")
    assert (taken_over.id, taken_over.attempts) == (killed.id, 2)
    assert say(taken_over)
    assert row(message_id).state is MessageState.SENT


def test_who_lost_the_lease_may_not_say_what_became_of_it(take, say, enqueued, change, row):
    message_id = enqueued()
    slow = take("slow")
    change(message_id, leased_until=now() - timedelta(seconds=1))
    quick = take("quick")
    assert not say(slow, Outcome(Result.REFUSED, "too late"))
    assert row(message_id).state is MessageState.SENDING
    assert say(quick)
    assert not say(quick, Outcome(Result.LATER))
    assert (row(message_id).state, row(message_id).problem) == (MessageState.SENT, "")


def test_the_same_worker_may_not_finish_an_earlier_attempt(take, say, enqueued, change):
    message_id = enqueued()
    first = take()
    change(message_id, leased_until=now() - timedelta(seconds=1))
    assert take() is not None
    assert not say(first)


def test_a_lease_lasts_longer_than_a_message_can_take():
    assert LEASE.total_seconds() > 15 * TIMEOUT_SECONDS + LAST_ANSWER_SECONDS


def test_a_message_that_stops_every_worker_is_given_up(desk, mail_server, enqueued, change, row):
    message_id = enqueued()
    change(message_id, attempts=MOST_ATTEMPTS)
    assert deliver_next(desk) is Result.LATER
    assert (row(message_id).state, mail_server.taken) == (MessageState.FAILED, [])


@pytest.mark.parametrize("state", [PersonState.DISABLED, PersonState.ERASED])
def test_a_closed_account_gets_no_mail(desk, session, mail_server, enqueued, row, state):
    person = examples.add_person(session)
    session.flush()
    session.commit()
    message_id = enqueued(person_id=person.id)
    person.state = state
    if state is PersonState.ERASED:
        person.email, person.name = None, ""
    session.add(person)
    session.commit()
    assert deliver_next(desk) is Result.REFUSED
    assert (row(message_id).state, row(message_id).problem) == (MessageState.FAILED, "The account is closed")
    assert mail_server.conversations == 0


def test_an_open_account_gets_its_mail(desk, session, mail_server, enqueued):
    person = examples.add_person(session)
    session.commit()
    enqueued(person_id=person.id)
    assert deliver_next(desk) is Result.SENT
    assert len(mail_server.taken) == 1


def test_messages_are_counted_by_state(session, enqueued, change):
    change(enqueued(), state=MessageState.FAILED)
    enqueued()
    counted = {state.value: number for state, number in count_messages(session).items() if number}
    assert counted == {"failed": 1, "waiting": 1}
