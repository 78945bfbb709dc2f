import re
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import col, select

from exchange.mail.models import OutboxMessage
from exchange.people.models import DutyKind, Person, PersonState
from exchange.plumbing.clock import now
from exchange.signing_in.models import AttemptState, Method, SignInAttempt, SignInSession
from tests import examples


@pytest.fixture
def asking(session, client):
    """A browser that has asked for a code for an address nobody has used before."""
    examples.add_domain(session)
    session.commit()
    answer = client.post("/sign-in", data={"email": "Ana.Example@nhs.net"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/check")
    return client


@pytest.fixture
def newest_mail(look):
    """The newest message to an address."""

    def find(recipient="ana.example@nhs.net"):
        statement = select(OutboxMessage).where(OutboxMessage.recipient == recipient)
        return look(statement.order_by(col(OutboxMessage.created_at).desc()))[0]

    return find


def code_in(mail):
    return re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", mail.text)[0]


def token_in(mail):
    return re.search(r"token=(\S+)", mail.text)[1]


def test_a_code_signs_in_the_browser_that_asked_and_makes_an_account(asking, newest_mail, look):
    answer = asking.post("/sign-in/check", data={"code": code_in(newest_mail()).lower()})
    assert (answer.status_code, answer.headers["location"]) == (303, "/welcome")
    assert look(select(Person.email)) == ["ana.example@nhs.net"]
    assert asking.get("/account").status_code == 200


def test_a_code_works_once_and_only_where_it_was_asked_for(app, asking, newest_mail):
    code = code_in(newest_mail())
    assert examples.browser(app).post("/sign-in/check", data={"code": code}).status_code == 409
    verifier = asking.cookies["__Host-exchange-browser"]
    assert asking.post("/sign-in/check", data={"code": code}).status_code == 303
    again = examples.browser(app)
    again.cookies.set("__Host-exchange-browser", verifier, domain="exchange.test", path="/")
    assert again.post("/sign-in/check", data={"code": code}).status_code == 409


def test_five_wrong_codes_spend_the_right_one(asking, newest_mail):
    code = code_in(newest_mail())
    answers = [asking.post("/sign-in/check", data={"code": "BBBBBBBB"}) for _ in range(5)]
    assert [a.status_code for a in answers] == [422] * 5
    assert "You can try once more" in answers[3].text and "Ask for a new code" in answers[4].text
    assert asking.post("/sign-in/check", data={"code": code}).status_code == 409


def test_a_code_lasts_ten_minutes(asking, newest_mail):
    code = code_in(newest_mail())
    with time_machine.travel(now() + timedelta(minutes=10, seconds=1)):
        assert asking.post("/sign-in/check", data={"code": code}).status_code == 409


def test_a_scanner_that_fetches_the_link_fifty_times_spends_nothing(app, asking, newest_mail, look):
    mail = newest_mail()
    scanner = examples.browser(app)
    link = f"/sign-in/link?token={token_in(mail)}"
    pages = [scanner.request("HEAD" if n % 2 else "GET", link) for n in range(50)]
    assert {page.status_code for page in pages} == {200}
    assert "Continue" not in pages[0].text and mail.text not in pages[0].text
    pressed = scanner.post("/sign-in/link", data={"token": token_in(mail)})
    assert pressed.status_code == 409 and "set-cookie" not in pressed.headers
    assert look(select(SignInAttempt.state)) == [AttemptState.PENDING]
    assert asking.post("/sign-in/check", data={"code": code_in(mail)}).status_code == 303


def test_the_link_signs_in_the_browser_that_asked_after_a_press(asking, newest_mail):
    token = token_in(newest_mail())
    assert "Continue" in asking.get(f"/sign-in/link?token={token}").text
    assert asking.get("/account").status_code == 401
    assert asking.post("/sign-in/link", data={"token": token}).status_code == 303
    assert asking.get("/account").status_code == 200
    assert asking.post("/sign-in/link", data={"token": token}).status_code == 409


def test_a_person_comes_back_to_where_they_wanted_to_go(session, client, newest_mail):
    examples.add_domain(session)
    examples.add_person(session, "Ana Example", examples.add_organisation(session))
    session.commit()
    assert "/sign-in?next=%2Faccount%2Fsessions" in client.get("/account/sessions").text
    client.post("/sign-in", data={"email": "ana.example@nhs.net", "next": "/account/sessions"})
    answer = client.post("/sign-in/check", data={"code": code_in(newest_mail())})
    assert answer.headers["location"] == "/account/sessions"


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil.example", "/%5Cevil"])
def test_nobody_is_sent_to_another_site(session, client, path, newest_mail):
    examples.add_domain(session)
    examples.add_person(session, "Ana Example", examples.add_organisation(session))
    session.commit()
    client.post("/sign-in", data={"email": "ana.example@nhs.net", "next": path})
    answer = client.post("/sign-in/check", data={"code": code_in(newest_mail())})
    assert answer.headers["location"] == "/peers"


def test_an_answer_is_the_same_whether_or_not_the_address_is_known(session, client, newest_mail, look):
    examples.add_domain(session)
    examples.add_person(session, "Ana Example")
    examples.add_person(session, "Off Example", state=PersonState.DISABLED)
    session.commit()
    answers = [
        client.post("/sign-in", data={"email": f"{name}.example@nhs.net"}) for name in ("ana", "new", "off")
    ]
    told = [
        {k: v for k, v in a.headers.items() if k not in {"x-request-id", "server-timing", "set-cookie"}}
        for a in answers
    ]
    assert told[0] == told[1] == told[2]
    assert {(a.status_code, a.content) for a in answers} == {(303, b"")}
    assert len(look(select(SignInAttempt))) == len(look(select(OutboxMessage))) == 3
    assert "switched off" in newest_mail("off.example@nhs.net").text


def test_an_address_of_another_domain_is_refused_and_stays_typed(session, client, look):
    examples.add_domain(session)
    session.commit()
    answer = client.post("/sign-in", data={"email": "ana@supplier.example"})
    assert answer.status_code == 422
    assert 'value="ana@supplier.example"' in answer.text and "not from an approved domain" in answer.text
    assert look(select(OutboxMessage)) == []


@pytest.mark.parametrize(
    ("domain", "email", "is_approved"),
    [
        ("nhs.uk", "a@uhl-tr.nhs.uk", True),
        ("nhs.uk", "a@nhs.uk", True),
        ("nhs.uk", "a@evilnhs.uk", False),
        ("nhs.uk", "a@nhs.uk.evil.example", False),
    ],
)
def test_a_domain_covers_what_is_below_it_and_nothing_that_looks_like_it(
    session, client, domain, email, is_approved
):
    examples.add_domain(session, domain, covers_subdomains=True)
    session.commit()
    assert (client.post("/sign-in", data={"email": email}).status_code == 303) is is_approved


def test_a_mailbox_is_not_flooded_and_the_answer_does_not_tell(session, app, look):
    examples.add_domain(session)
    session.commit()
    spellings = ["ana@nhs.net", "a.na@nhs.net", "ana+1@nhs.net"] * 4
    answers = [examples.browser(app).post("/sign-in", data={"email": each}) for each in spellings]
    assert {a.status_code for a in answers} == {303}
    assert len(look(select(OutboxMessage))) == 6


def test_signing_in_ends_the_session_that_was_there(session, signed_in, client, newest_mail):
    examples.add_domain(session)
    browser = signed_in(examples.add_person(session, "Ana Example"))
    browser.post("/sign-in", data={"email": "new.example@nhs.net"})
    mail = newest_mail("new.example@nhs.net")
    before = browser.cookies["__Host-exchange"]
    assert browser.post("/sign-in/check", data={"code": code_in(mail)}).status_code == 303
    assert browser.cookies["__Host-exchange"] != before
    client.cookies.set("__Host-exchange", before, domain="exchange.test", path="/")
    assert client.get("/account").status_code == 401


def test_a_person_sees_and_ends_their_sessions(session, signed_in, look):
    ana = examples.add_person(session, "Ana Example")
    here, there, third = signed_in(ana), signed_in(ana), signed_in(ana)
    listed = here.get("/api/v1/account/sessions").json()
    assert [each["is_this"] for each in listed] == [True, False, False]
    others = look(select(SignInSession.id).where(SignInSession.person_id == ana.id))
    assert len(others) == 3
    ended = here.post(f"/account/sessions/{listed[1]['id']}/end")
    assert ended.status_code == 303
    assert sorted([there.get("/account").status_code, third.get("/account").status_code]) == [200, 401]
    here.post("/account/sessions/end-others")
    assert {there.get("/account").status_code, third.get("/account").status_code} == {401}
    assert here.get("/account").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(session, signed_in):
    ana, ben = examples.add_person(session, "Ana Example"), examples.add_person(session, "Ben Example")
    mine, theirs = signed_in(ana), signed_in(ben)
    id = theirs.get("/api/v1/account/sessions").json()[0]["id"]
    assert mine.post(f"/account/sessions/{id}/end").status_code == 404
    assert mine.delete(f"/api/v1/account/sessions/{id}").status_code == 404
    assert theirs.get("/account").status_code == 200


def test_signing_out_ends_the_session_and_clears_the_browser(session, signed_in):
    browser = signed_in(examples.add_person(session, "Ana Example"))
    token = browser.cookies["__Host-exchange"]
    answer = browser.post("/sign-out")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    browser.cookies.set("__Host-exchange", token, domain="exchange.test", path="/")
    assert browser.get("/account").status_code == 401


def test_by_e_mail_alone_nobody_works_above_staff(session, signed_in):
    leader = examples.add_person(
        session,
        "Lea Example",
        examples.add_organisation(session),
        duties=[DutyKind.ADMINISTRATOR],
    )
    weak, strong = signed_in(leader, Method.EMAIL), signed_in(leader, Method.PASSKEY)
    assert "Prove who you are" in weak.get("/account").text
    assert "Prove who you are" not in strong.get("/account").text


def test_a_demonstration_is_nowhere_but_in_a_demonstration(session, client):
    ana = examples.add_person(session, "Ana Example", is_demonstration=True)
    session.commit()
    assert client.post(f"/sign-in/as/{ana.id}").status_code == 404
    assert "made up" not in client.get("/sign-in").text
