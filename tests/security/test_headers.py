"""The headers of every answer: of each route to whoever may use it, each file, and each refusal."""

import ast
import re
from http.cookies import SimpleCookie

import pytest
from fastapi.routing import iter_route_contexts
from hypothesis import given as given_any
from hypothesis import strategies as st

from exchange.lessons.attachment_pages import named
from exchange.plumbing.settings import Settings
from exchange.signing_in.limits import SIGN_INS
from exchange.web.assets import STATIC, VENDOR
from exchange.web.headers import content_security_policy
from tests import examples
from tests.security.routes import READS, all_routes, reading_paths
from tests.security.test_responses import FULL_SET
from tests.security.world import build, fitting, writes

THE_SAME = FULL_SET - {"x-request-id"}
FOLDERS = {"/static": STATIC, "/assets": VENDOR / "nhsuk/assets"}
FILES = [
    f"{address}/{path.relative_to(folder).as_posix()}"
    for address, folder in FOLDERS.items()
    for path in sorted(folder.rglob("*"))
    if path.is_file()
]


@pytest.fixture
def world(session):
    return build(session)


@pytest.fixture
def browser(world, signed_in):
    """Somebody with every duty, so that routes answer with their page."""
    return signed_in(world.everything)


@pytest.fixture
def check(client):
    """Say that an answer carries what every other one carries, with the same values."""
    first = client.get("/")
    usual = {name: first.headers[name] for name in THE_SAME}

    def check(answer, note):
        assert {name: answer.headers.get(name) for name in THE_SAME} == usual, note
        assert len(answer.headers.get_list("content-security-policy")) == 1, note
        assert answer.headers["x-request-id"], note
        assert "server" not in answer.headers and "x-powered-by" not in answer.headers, note
        for cookie in answer.headers.get_list("set-cookie"):
            (morsel,) = SimpleCookie(cookie).values()
            assert morsel.key.startswith("__Host-") and not morsel["domain"], note
            assert morsel["secure"] and morsel["httponly"] and morsel["samesite"] == "Lax", note
        return answer.status_code

    return check


def test_the_values_are_the_ones_that_were_decided(client, settings):
    headers = client.get("/").headers
    assert headers["content-security-policy"] == content_security_policy(settings)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    for power in ("camera", "geolocation", "microphone", "payment"):
        assert f"{power}=()" in headers["permissions-policy"]


def test_names_of_files_that_are_given_out_are_ours():
    given = [
        value
        for path in sorted(STATIC.parent.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == "Content-Disposition"
    ]
    assert len(given) >= 3
    for value in given:
        if ast.unparse(value) == "named(file.name)":
            continue  # the one place where a name comes from outside; see below
        assert isinstance(value, ast.Constant)
        assert re.fullmatch(r'attachment; filename="[a-z-]+\.[a-z]+"', str(value.value))


@given_any(st.text(max_size=40))
def test_no_name_of_a_file_breaks_out_of_its_header(name):
    assert re.fullmatch(
        r'attachment; filename="[A-Za-z0-9._ -]*"; filename\*=UTF-8\'\'[A-Za-z0-9._~%-]*', named(name)
    )


def test_a_policy_names_no_other_host_and_nothing_inline():
    rules = dict(rule.split(" ", 1) for rule in content_security_policy(Settings()).split("; "))
    sources = {source for rule in rules.values() for source in rule.split()}
    assert {source for source in sources if not source.startswith("'sha256-")} == {"'none'", "'self'"}
    assert len([source for source in sources if source.startswith("'sha256-")]) == 1


def test_every_route_answers_with_them_to_whoever_may_use_it(app, world, browser, client, check):
    token, seen = browser.cookies["__Host-exchange"], set()
    for method, template in ((m, world.path(p)) for m, p in templates(app)):
        if template not in {"/account/data/erase", "/api/v1/account/data/erase"}:
            for one in (browser, client):
                seen.add(check(one.request(method, template), (method, template)))
            browser.cookies.set("__Host-exchange", token, domain="exchange.test", path="/")
    assert {200, 303, 401, 404, 422} <= seen


def templates(app):
    for context in iter_route_contexts(app.routes):
        for method in sorted(context.methods or ()):
            yield method, context.path


def test_most_routes_answer_with_a_page_in_this_walk(app, world, browser):
    pages = [world.path(path) for method, path in templates(app) if method == "GET"]
    good = [path for path in pages if browser.get(path).status_code == 200]
    assert len(good) / len(pages) > 0.8


def test_every_form_that_fits_is_answered_with_them(app, world, browser, check):
    for write in writes(app):
        if "erase" not in write.path and "leave" not in write.path:
            given = fitting(write.schema, world)
            sent = {"data": given} if write.is_form else {"json": given}
            check(browser.request(write.method, world.path(write.path), **sent), str(write))


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_is_served_with_them_whole_in_part_and_unchanged(client, check, folder):
    files = [path for path in FILES if path.startswith(folder)]
    assert len(files) >= 5
    for path in files:
        whole = client.get(path)
        assert check(whole, path) == 200
        assert check(client.head(path), path) == 200
        kind = whole.headers["content-type"]
        assert not kind.startswith("text/") or "charset=utf-8" in kind, path
        assert check(client.get(path, headers={"If-None-Match": whole.headers["etag"]}), path) == 304
        assert check(client.get(path, headers={"Range": "bytes=0-0"}), path) in {200, 206}
        assert check(client.get(path, headers={"Range": "bytes=999999999-"}), path) in {200, 416}
        assert check(client.post(path), path) == 405


def test_every_kind_of_refusal_carries_them(app, client, check):
    for path in ("/no-such-page", "/api/v1/no-such-thing", "/static/no-such-file", "/assets/no-such-file"):
        assert check(client.get(path), path) == 404
    assert check(client.get("/organisations?page=x"), "page") == 422
    assert check(client.get("/", headers={"Host": "evil.example"}), "host") == 400
    assert check(client.post("/sign-out", headers={"Sec-Fetch-Site": "same-site"}), "origin") == 403
    assert check(client.post("/sign-in", content=b"x" * 1_000_001), "size") == 413
    (limit,) = SIGN_INS
    statuses = {check(client.post("/sign-in", data={"email": "?"}), "often") for _ in range(limit.most + 1)}
    assert statuses == {422, 429}


@pytest.mark.parametrize(
    "method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE"]
)
def test_a_method_that_a_route_does_not_have_is_answered_with_them(app, client, check, method):
    paths = {path for _, path in all_routes(app)}
    known = {path for one, path in all_routes(app) if one == method}
    for path in sorted(paths - known):
        status = check(client.request(method, path), (method, path))
        assert status in {200, 401, 404, 405, 422} if method in READS else status in {401, 404, 405}, path


def test_an_address_with_a_slash_too_many_is_answered_with_them(app, client, check):
    for path in reading_paths(app):
        answer = client.get(f"{path}/")
        assert check(answer, path) in {200, 307, 308, 400, 401, 404, 422}, path
        assert answer.headers.get("location", "/").startswith(("/", f"{examples.ADDRESS}/")), path
