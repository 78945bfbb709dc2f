from uuid import uuid4

import pytest

from exchange.app import create_app
from exchange.mail.delivering import deliver_next
from exchange.mail.outbox import SERVICE
from tests import examples


@pytest.fixture
def demo_client(settings):
    app = create_app(settings.model_copy(update={"demo": True}))
    with examples.browser(app) as client:
        yield client
    app.state.engine.dispose()


def test_a_service_in_production_shows_no_mail(client, folder_desk, enqueued):
    message_id = enqueued()
    deliver_next(folder_desk)
    for path in ("/dev/mail", f"/dev/mail/{message_id}"):
        assert client.get(path).status_code == 404


def test_a_demonstration_lists_what_would_have_left(demo_client, folder_desk, enqueued):
    assert "There is no mail yet" in demo_client.get("/dev/mail").text
    for subject in ("The first", "The second"):
        enqueued(subject=subject)
        deliver_next(folder_desk)
    page = demo_client.get("/dev/mail").text
    assert page.index("The second") < page.index("The first")
    assert "To ana@nhs.net, " in page and SERVICE not in page


def test_links_to_the_service_itself_can_be_followed_and_no_others(demo_client, folder_desk, enqueued):
    message_id = enqueued(
        text=f"See {SERVICE}/sign-in?next=/peers&x=1. Not https://evil.example/a\n{SERVICE}.evil.example/b\n"
        f"{SERVICE}//evil.example/c <b>"
    )
    deliver_next(folder_desk)
    page = demo_client.get(f"/dev/mail/{message_id}").text
    assert (
        '<a href="/sign-in?next=/peers&amp;x=1">https://exchange.test/sign-in?next=/peers&amp;x=1</a>.'
        in page
    )
    assert 'href="https://evil' not in page and 'href="//evil' not in page
    assert "exchange.test.evil.example/b" in page and 'href="/b"' not in page
    assert "&lt;b&gt;" in page


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fpasswd", "x.eml", "%2e%2e", "mine"])
def test_a_name_from_outside_is_never_a_path(demo_client, name):
    assert demo_client.get(f"/dev/mail/{name}").status_code in {404, 422}


def test_an_unknown_message_is_not_found(demo_client):
    assert demo_client.get(f"/dev/mail/{uuid4()}").status_code == 404


def test_mail_that_leaves_by_a_server_is_not_shown(settings):
    app = create_app(settings.model_copy(update={"demo": True, "smtp_url": "smtp://mail.test"}))
    with examples.browser(app) as client:
        assert "Mail leaves this service by a mail server" in client.get("/dev/mail").text
    app.state.engine.dispose()
