import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.web.protection import LARGEST_BODY
from exchange.web.responding import own_path
from tests import examples
from tests.security.routes import changing_routes

TOO_MUCH = b"x" * (LARGEST_BODY + 1)


@pytest.fixture
def browser(session, signed_in):
    return signed_in(examples.add_person(session, organisation=examples.add_organisation(session)))


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/json", "text/plain"])
def test_a_body_has_a_greatest_size_whatever_it_holds(app, browser, kind):
    for method, path in changing_routes(app):
        answer = browser.request(method, path, content=TOO_MUCH, headers={"Content-Type": kind})
        assert answer.status_code == 413, path


def test_a_body_in_pieces_has_the_same_greatest_size(client):
    pieces = (b"email=" + b"x" * 100_000 for _ in range(11))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/sign-in", content=pieces, headers=form).status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e3", "many", "9" * 30, "+5"])
def test_a_length_that_is_no_number_is_refused(client, length):
    assert client.post("/sign-in", content=b"", headers={"Content-Length": length}).status_code in {400, 413}


def test_a_field_that_comes_twice_is_refused(client):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post("/sign-in", content=b"email=a%40nhs.net&email=b%40nhs.net", headers=form)
    assert answer.status_code == 400


def test_a_field_that_the_form_does_not_have_is_refused(client):
    answer = client.post("/sign-in", data={"email": "a@nhs.net", "is_administrator": "true"})
    assert answer.status_code == 422 and "There is no field" in answer.text


def test_a_file_where_none_is_expected_is_refused(client):
    answer = client.post("/sign-in", files={"email": ("../../etc/passwd", b"x")})
    assert 400 <= answer.status_code < 500


def test_more_fields_than_any_form_has_are_refused(client):
    answer = client.post("/sign-in", data={f"field{n}": "" for n in range(600)})
    assert answer.status_code == 400


ELSEWHERE = [
    "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "/%2f/evil.example", "/%5cevil.example", "/%2Fevil.example", "javascript:alert(1)", "data:text/html,x",
    "evil.example", "", " /account", "/\tevil", "/\n/evil.example", "/a\r\nSet-Cookie: x=1", "/\x00",
    "http:/evil", "/%0d%0aSet-Cookie:x", "/" + "a" * 600, "?next=//evil", "/%09/evil.example",
]  # fmt: skip


@pytest.mark.parametrize("path", ELSEWHERE, ids=repr)
def test_a_way_back_never_leads_elsewhere(path):
    assert own_path(path) == ""


@pytest.mark.parametrize("path", ["/", "/account", "/peers?ods=RXA&limit=3", "/organisations?q=a%2Cb"])
def test_a_way_back_leads_to_our_pages(path):
    assert own_path(path) == path


@given(st.text(alphabet="/\\%25cfeE.:@?#a\t\r\n ", max_size=14))
def test_no_spelling_of_another_host_is_a_way_back(path):
    kept = own_path(path)
    assert not kept.startswith(("//", "/\\")) and (kept == "" or kept.startswith("/"))
    assert not any(c in kept for c in "\r\n\t\\ ")


@pytest.mark.parametrize("path", ELSEWHERE[:10], ids=repr)
def test_the_sign_in_page_forgets_a_way_to_elsewhere(client, path):
    answer = client.get("/sign-in", params={"next": path})
    assert answer.status_code == 200 and "evil.example" not in answer.text


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/assets/..%2f..%2fapp.py",
                                  "/static//etc/passwd", "/static/.git/config", "/.git/config"])  # fmt: skip
def test_no_path_leads_out_of_the_folders_that_are_served(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/static/", "/static", "/assets/", "/assets/images/"])
def test_no_folder_is_listed(client, path):
    answer = client.get(path)
    assert answer.status_code in {307, 404} and "favicon.ico" not in answer.text


PAYLOADS = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{7*7}}", "{% include 'x' %}",
            "' or 1=1 --", "%s%n", "(((((a+)+)+)+)+)$", "\u202egnp.exe",
            "x' union select email from person --"]  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_typed_into_a_search_is_text(client, session, payload):
    examples.add_organisation(session)
    session.commit()
    for path in (
        "/organisations",
        "/peers",
        "/technologies",
        "/api/v1/organisations",
        "/api/v1/technologies",
    ):
        answer = client.get(path, params={"q": payload, "ods": payload, "words": payload})
        assert answer.status_code in {200, 404, 422}, path
        if answer.headers["content-type"].startswith("text/html"):
            assert "<script>alert" not in answer.text and "<img src=x" not in answer.text
            assert "Northfield 49" not in answer.text and ">49<" not in answer.text
