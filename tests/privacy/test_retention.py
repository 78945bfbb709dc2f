from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select
from typer.testing import CliRunner

from exchange import working
from exchange.cli import app as command_line
from exchange.mail.models import MessageState, OutboxMessage
from exchange.people.models import (
    Duty,
    DutyKind,
    DutyState,
    Membership,
    MembershipState,
    Person,
    PersonState,
)
from exchange.plumbing import audit
from exchange.plumbing.clock import now
from exchange.plumbing.errors import NotAllowed
from exchange.plumbing.limits import RateCount
from exchange.privacy.models import Concern
from exchange.privacy.retention import RULES, run_retention
from exchange.signing_in.models import OpenIdAttempt, PasskeyChallenge, SignInAttempt, SignInSession
from tests import examples
from tests.privacy.conftest import concern, letter

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def person(session, trust):
    return examples.add_person(session, "Mia Marlowe", trust)


@pytest.fixture
def ages(session, settings, operator):
    """Say whether a row is there shortly before ``kept_for`` has passed, and shortly after."""

    def ages(row, kept_for):
        model, key = type(row), row.id if hasattr(row, "id") else None
        session.add(row)
        session.commit()
        found = []
        for later in (kept_for - HOUR, kept_for + 2 * HOUR):
            with time_machine.travel(now() + later, tick=False):
                run_retention(session, settings, actor=operator)
                rows = session.exec(select(model)).all()
                found.append(any(key is None or each.id == key for each in rows))
        return found

    return ages


def test_codes_and_links_go_a_day_after_they_end(ages):
    assert ages(SignInAttempt(email="a@nhs.net", link_hash="l", ends_at=now()), DAY) == [True, False]


def test_journeys_and_challenges_go_a_day_after_they_end(ages):
    journey = OpenIdAttempt(
        state_hash="s", browser_hash="b", provider="p", nonce="n", code_verifier="v", ends_at=now()
    )
    assert ages(journey, DAY) == [True, False]
    assert ages(PasskeyChallenge(browser_hash="b", challenge=b"c", ends_at=now()), DAY) == [True, False]


def test_sessions_go_thirty_days_after_they_end(ages, person):
    ended = SignInSession(person_id=person.id, token_hash="a", method="passkey", ended_at=now())
    assert ages(ended, 30 * DAY) == [True, False]


def test_sessions_that_nobody_ended_go_thirty_days_after_they_were_used(ages, person):
    assert ages(SignInSession(person_id=person.id, token_hash="a", method="passkey"), 30 * DAY) == [
        True,
        False,
    ]


def test_the_text_of_mail_goes_a_week_after_it_was_sent(ages, person):
    assert ages(letter(person, "Hello", state=MessageState.SENT, sent_at=now()), 7 * DAY) == [True, False]


def test_mail_that_failed_goes_after_thirty_days(ages, person):
    assert ages(letter(person, "Hello", state=MessageState.FAILED), 30 * DAY) == [True, False]


def test_mail_that_waits_stays(ages, person):
    assert ages(letter(person, "Hello"), 400 * DAY) == [True, True]


def test_counts_go_after_two_days(ages):
    assert ages(RateCount(key="k", window_start=int(now().timestamp()), count=1), 2 * DAY) == [True, False]


def test_refused_requests_go_after_twelve_months(session, ages, trust):
    newcomer = examples.add_person(session, "New Comer")
    refused = {"person_id": newcomer.id, "organisation_id": trust.id, "decided_at": now()}
    assert ages(Membership(**refused, state=MembershipState.REFUSED), 365 * DAY) == [True, False]
    duty = Duty(**refused, kind=DutyKind.KNOWLEDGE_LEAD, state=DutyState.REFUSED)
    assert ages(duty, 365 * DAY) == [True, False]


def test_other_memberships_stay(session, ages, person):
    (membership,) = session.exec(select(Membership)).all()
    assert ages(membership, 3000 * DAY) == [True, True]


def test_complaints_go_three_years_after_they_are_closed(ages, person):
    assert ages(concern(person, closed=True), 3 * 365 * DAY) == [True, False]


def test_open_complaints_stay(ages, person):
    assert ages(concern(person), 3 * 365 * DAY) == [True, True]


def test_complaints_of_erased_people_go_thirty_days_after_they_are_closed(session, ages):
    gone = Person(state=PersonState.ERASED)
    session.add(gone)
    session.flush()
    gone.email = None
    row = concern(gone)
    row.email = "mia@nhs.net"
    row.acknowledged_at = row.closed_at = now()
    row.outcome = "Done"
    assert ages(row, 30 * DAY) == [True, False]


def test_the_audit_trail_stays_and_says_what_was_done(session, settings, operator):
    audit.record(session, "something.old", actor="nobody", subject="nothing")
    with time_machine.travel(now() + 10 * 365 * DAY):
        run_retention(session, settings, actor=operator)
    events = session.exec(select(audit.AuditEntry.event).order_by(audit.AuditEntry.number)).all()
    assert events == ["something.old", "retention.applied"]


def test_members_of_staff_cannot_run_it(session, settings, person):
    with pytest.raises(NotAllowed):
        run_retention(session, settings, actor=examples.actor_of(session, person))


def test_every_rule_has_a_reason_and_a_source():
    assert all(rule.what and rule.why and rule.source and rule.in_words().how_long for rule in RULES)
    assert len({rule.what for rule in RULES}) == len(RULES)


def test_the_worker_does_it_every_day(session, settings, engine, person, look):
    session.add(concern(person, closed=True))
    session.add(letter(person, "Hello", state=MessageState.SENT, sent_at=now()))
    session.commit()
    with time_machine.travel(now() + 4 * 365 * DAY):
        working.do_daily(engine, settings)
    assert look(select(Concern)) == look(select(OutboxMessage)) == []
    assert "retention.applied" in look(select(audit.AuditEntry.event))


def test_an_operator_can_do_it_at_the_command_line(session, engine, person, look):
    session.add(SignInAttempt(email="a@nhs.net", link_hash="l", ends_at=now() - 2 * DAY))
    session.commit()
    url = engine.url.render_as_string(hide_password=False)
    result = CliRunner().invoke(command_line, ["retention", "--database", url])
    assert result.exit_code == 0 and "1  Codes and links to sign in" in result.output
    assert look(select(SignInAttempt)) == []
