import html
import re

import pytest

from exchange.app import create_app
from exchange.people.actor import Role
from exchange.people.wording import NOTICE_VERSION
from exchange.privacy.personal_data import PERSONAL
from exchange.privacy.retention import ATTEMPTS_KEPT_FOR, CONCERNS_KEPT_FOR, REFUSED_KEPT_FOR, RULES
from exchange.privacy.wording import how_long
from tests import examples


def page_of(client) -> str:
    return html.unescape(client.get("/privacy").text)


def test_it_says_what_is_kept(client):
    page = page_of(client)
    for table in PERSONAL.values():
        assert table.words in page and (not table.stays_because or table.stays_because in page)


def test_it_says_how_long_and_nothing_else(client):
    page = page_of(client)
    rows = re.findall(r"<tr.*?</tr>", page.partition('id="retention"')[2].partition("</table>")[0], re.DOTALL)
    told = [re.findall(r"<span>(.*?)</span>", row, re.DOTALL) for row in rows[1:]]
    expected = [list(rule.in_words().model_dump().values()) for rule in RULES]
    assert told == expected


@pytest.mark.parametrize("base_url", ["https://exchange.test", "http://127.0.0.1:8000"])
def test_it_names_the_cookies_that_are_really_set(session, engine, settings, base_url):
    examples.add_domain(session)
    person = examples.add_person(session)
    session.commit()
    app = create_app(settings.model_copy(update={"base_url": base_url, "demo": True}))
    person.is_demonstration = True
    session.add(person)
    session.commit()
    client = examples.browser(app)
    client.base_url = base_url
    asked = client.post("/sign-in", data={"email": "ana@nhs.net"})
    entered = client.post(f"/sign-in/as/{person.id}")
    names = {
        each.partition("=")[0]
        for answer in (asked, entered)
        for each in answer.headers.get_list("set-cookie")
    }
    told = {each["name"] for each in client.get("/api/v1/privacy").json()["cookies"]}
    assert told == names and all(f"<code>{name}</code>" in page_of(client) for name in names)
    app.state.engine.dispose()


def test_it_says_who_sees_what_by_role(client):
    told = client.get("/api/v1/privacy").json()["seen_by"]
    assert {role for each in told for role in each["roles"]} <= {str(role) for role in Role}
    assert "newcomer" not in told[0]["roles"] and "member of staff" in told[0]["roles"]


def test_it_has_a_version_and_says_whom_to_ask(client, settings):
    assert NOTICE_VERSION in page_of(client) and 'href="/concerns/new"' in page_of(client)
    app = create_app(settings.model_copy(update={"contact": "dpo@example.org"}))
    assert "dpo@example.org" in page_of(examples.browser(app))
    app.state.engine.dispose()


def test_page_and_api_tell_the_same(client):
    told = client.get("/api/v1/privacy").json()
    page = page_of(client)
    assert told["version"] == NOTICE_VERSION
    assert [each["words"] for each in told["kept"] if each["words"] not in page] == []


def test_every_right_has_its_way(client):
    page = page_of(client)
    for path in (
        "/account/profile",
        "/account/organisation",
        "/account/pause",
        "/account/data",
        "/account/data/erase",
        "/concerns/new?kind=data",
    ):
        assert f'href="{path}"' in page


def test_times_are_told_in_words():
    told = [how_long(each) for each in (ATTEMPTS_KEPT_FOR, REFUSED_KEPT_FOR, CONCERNS_KEPT_FOR)]
    assert told == ["24 hours", "12 months", "3 years"]
