"""Mail that was not sent, complaints, settings and roles."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlmodel import select

from exchange.administration.settings_shown import MASK, find_settings, masked
from exchange.app import create_app
from exchange.mail.models import MessageState, OutboxMessage
from exchange.people.actor import IN_WORDS, ROLE_PERMISSIONS, Permission, Role
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.clock import now
from exchange.plumbing.settings import OpenIdProvider, Settings
from exchange.privacy.models import Concern, ConcernKind
from tests.examples import statements


def add_message(session, state, **more):
    message = OutboxMessage(
        key=f"test:{uuid4()}",
        recipient="mia.marlowe@nhs.net",
        subject="Your Exchange account",
        text="Hello Mia Marlowe",
        state=state,
        attempts=10,
        **more,
    )
    session.add(message)
    session.flush()
    return message


def add_concern(session, kind=ConcernKind.DATA_PROTECTION, days=5):
    concern = Concern(
        reference=f"DP-{uuid4().hex[:8].upper()}",
        kind=kind,
        email="mia.marlowe@nhs.net",
        text="My name is wrong",
        answer_by=now() + timedelta(days=days, minutes=5),
    )
    session.add(concern)
    session.flush()
    return concern


def test_mail_that_failed_is_shown_without_whom_it_goes_to(admin, session):
    assert "Every message was sent" in admin.get("/administration/mail").text
    for state in MessageState:
        add_message(session, state, problem=f"Problem of {state}", sent_at=now())
    session.commit()
    for path in ("/administration/mail", "/api/v1/administration/mail"):
        text = admin.get(path).text
        assert "Problem of failed" in text and "Problem of uncertain" in text
        assert "Problem of sent" not in text and "Problem of waiting" not in text
        assert "@nhs.net" not in text and "Marlowe" not in text


def test_mail_that_failed_is_sent_again_once(admin, session, look):
    message = add_message(session, MessageState.FAILED, owner="worker-1")
    session.commit()
    answer = admin.post(f"/administration/mail/{message.id}/send-again")
    assert answer.status_code == 303 and "waits to be sent" in admin.get(answer.headers["location"]).text
    row = look(select(OutboxMessage))[0]
    assert (row.state, row.attempts, row.owner) == (MessageState.WAITING, 0, "")
    assert row.due_at <= now()
    assert admin.post(f"/api/v1/administration/mail/{message.id}/send-again").status_code == 409
    assert look(select(AuditEntry.subject).where(AuditEntry.event == "mail.to_send_again")) == [
        f"message:{message.id}"
    ]


@pytest.mark.parametrize("state", [MessageState.WAITING, MessageState.SENDING, MessageState.SENT])
def test_mail_that_has_not_failed_is_not_sent_again(admin, session, state):
    message = add_message(session, state)
    session.commit()
    assert admin.post(f"/administration/mail/{message.id}/send-again").status_code == 409
    assert admin.post(f"/administration/mail/{uuid4()}/send-again").status_code == 404


def test_complaints_are_listed_by_deadline_with_the_time_left(admin, app, session):
    late, soon, later = (add_concern(session, days=days) for days in (-2, 5, 20))
    session.commit()
    with statements(app) as sent:
        text = admin.get("/administration/concerns").text
    assert len(sent) <= 4
    places = [text.index(each.reference) for each in (late, soon, later)]
    assert places == sorted(places)
    assert "overdue by 1 day" in text and "5 days left" in text and "20 days left" in text
    assert "2 open" not in text and "@nhs.net" not in text
    start = admin.get("/administration").text
    assert "3 open, 1 overdue" in start


def test_a_complaint_is_acknowledged_and_closed_with_its_outcome(admin, session, look):
    concern = add_concern(session)
    session.commit()
    path = f"/administration/concerns/{concern.reference}"
    assert "My name is wrong" in admin.get(path).text
    answer = admin.post(f"{path}/acknowledge")
    assert (
        answer.status_code == 303 and "We have told its sender" in admin.get(answer.headers["location"]).text
    )
    assert admin.post(f"/api/v1{path}/acknowledge").status_code == 409
    empty = admin.post(f"{path}/close", data={"outcome": ""})
    assert empty.status_code == 422 and "Enter the outcome" in empty.text
    assert admin.post(f"{path}/close", data={"outcome": "Put right", "reference": "x"}).status_code == 422
    assert admin.post(f"{path}/close", data={"outcome": "Put right"}).status_code == 303
    assert "Put right" in admin.get(path).text
    assert concern.reference not in admin.get("/administration/concerns").text
    assert concern.reference in admin.get("/administration/concerns?state=closed").text
    assert admin.get(f"/api/v1{path}").json()["outcome"] == "Put right"
    events = look(select(AuditEntry.event).where(AuditEntry.subject == f"concern:{concern.id}"))
    assert events == ["concern.acknowledged", "concern.closed"]
    assert admin.get("/administration/concerns/DP-NOTHERE1").status_code == 404


def test_a_complaint_on_its_last_day_says_hours(admin, session):
    concern = add_concern(session, days=1)
    session.commit()
    session.close()
    with time_machine.travel(now() + timedelta(minutes=20)):
        assert "23 hours left" in admin.get(f"/administration/concerns/{concern.reference}").text


def test_every_setting_is_shown_with_how_to_change_it(admin):
    text = admin.get("/administration/settings").text
    shown = {each["name"]: each for each in admin.get("/api/v1/administration/settings").json()}
    assert set(shown) == set(Settings.model_fields)
    for name, each in shown.items():
        assert each["variable"] == f"EXCHANGE_{name.upper()}" and each["variable"] in text
        assert each["description"]
    assert shown["demo"]["value"] == "no" and shown["demo"]["is_default"]


def test_no_secret_is_shown():
    settings = Settings(
        database_url="postgresql://exchange:s3cr@t/pass@db.example/exchange?sslpassword=s3cret2&sslmode=require",
        smtp_url="smtps://mailer:s3cret@mail.example:465",
        openid_providers=(
            OpenIdProvider(
                name="nhs",
                label="NHS",
                issuer="https://id.example",
                client_id="exchange",
                client_secret="s3cret",
            ),
        ),
    )
    shown = {each.name: each.value for each in find_settings(settings)}
    assert "s3cr" not in str(shown) and "pass@" not in str(shown)
    assert shown["smtp_url"] == f"smtps://mailer:{MASK}@mail.example:465"
    assert "db.example" in shown["database_url"] and "sslmode=require" in shown["database_url"]
    assert shown["openid_providers"] == f"nhs: https://id.example, client exchange, secret {MASK}"
    assert shown["contact"] == "not set"
    assert masked("sqlite:///var/exchange.db") == "sqlite:///var/exchange.db"


def test_every_permission_has_words_and_a_role():
    assert set(IN_WORDS) == set(Permission)
    assert all(IN_WORDS[each].strip() for each in Permission)
    carried = {each for permissions in ROLE_PERMISSIONS.values() for each in permissions}
    assert set(ROLE_PERMISSIONS) == set(Role) and carried == set(Permission)


def test_anybody_may_read_who_may_do_what(client):
    text = client.get("/about/roles").text
    assert all(words in text.replace("&#39;", "'") for words in IN_WORDS.values())
    assert all(role.capitalize() in text for role in Role)
    found = {each["permission"]: each["roles"] for each in client.get("/api/v1/about/roles").json()}
    for permission in Permission:
        assert set(found[permission]) == {role for role in Role if permission in ROLE_PERMISSIONS[role]}


def test_every_address_of_administration_has_a_twin():
    app = create_app(Settings(database_url="sqlite://"))
    paths = app.openapi()["paths"]
    assert {"/api/v1/administration", "/api/v1/administration/audit/check"} <= set(paths)
