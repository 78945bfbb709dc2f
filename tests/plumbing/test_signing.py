"""What logs hold of links that carry their own permission."""

from exchange.plumbing.signing import signed, without_tokens


def test_a_token_is_left_out_of_a_path_and_nothing_else_is(session):
    for named in (
        "a",
        "b" * 200,
        "71f2c1ab-0000-4000-8000-000000000000:71f2c1ab-0000-4000-8000-000000000001",
    ):
        token = signed(session, "test", named)
        assert without_tokens(f"/requests/{token}") == "/requests/…"
        assert without_tokens(f"/api/v1/talked/{token}/more") == "/api/v1/talked/…/more"
    for path in ("/lessons/a-lesson.about-v1.2-of-a-system", "/static/htmx.min.js", "/", "/files/x.y"):
        assert without_tokens(path) == path


def test_no_log_line_of_a_request_holds_the_token_of_its_link(session, client, capsys):
    token = signed(session, "introduction", "nobody:nothing")
    session.commit()
    client.get(f"/systems-still-true/{token}")
    said = capsys.readouterr()
    lines = [line for line in (said.out + said.err).splitlines() if "systems-still-true" in line]
    assert lines and not any(token in line for line in lines)
