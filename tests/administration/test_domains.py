"""Mail domains whose addresses may sign in."""

import pytest
from sqlmodel import select

from exchange.administration.domain_names import domain_name
from exchange.plumbing.audit import AuditEntry
from exchange.signing_in.models import EmailDomain
from tests import examples


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Trust.NHS.uk", "trust.nhs.uk"), (" trust.nhs.uk. ", "trust.nhs.uk"), ("a-b.nhs.uk", "a-b.nhs.uk")],
)
def test_a_domain_is_kept_in_lower_case(typed, kept):
    assert domain_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "n\u0570s.net",  # an Armenian letter among Latin ones
        "n\u04bbs.net",  # a Cyrillic one
        "nhs.n\u0435t",
        "\uff4ehs.net",  # a Latin one at full width
        "trust\u3002nhs.uk",
        "xn--ns-8kc.net",
        "nhs",
        "@nhs.net",
        "a@nhs.net",
        "https://nhs.net",
        "-a.nhs.uk",
        "a-.nhs.uk",
        "a..nhs.uk",
        "nhs.1",
        "10.0.0.1",
        "",
        "a b.nhs.uk",
        "a" * 64 + ".nhs.uk",
        "co.uk",
        "gmail.com",
    ],
)
def test_what_is_no_domain_or_looks_like_one_is_refused(typed):
    with pytest.raises(ValueError, match=r"\w+"):
        domain_name(typed)


def test_a_domain_is_approved_changed_and_removed(admin, session, look, trust):
    form = {"domain": "Northfield.NHS.uk", "ods_code": "rxa", "covers_subdomains": "true", "note": "Theirs"}
    answer = admin.post("/administration/domains", data=form)
    assert answer.status_code == 303
    text = admin.get(answer.headers["location"]).text
    assert "northfield.nhs.uk" in text and "Northfield Trust" in text and "The domain is approved" in text
    row = look(select(EmailDomain))[0]
    assert (row.domain, row.covers_subdomains, row.organisation_id) == ("northfield.nhs.uk", True, trust.id)
    assert 'value="RXA"' in admin.get("/administration/domains/northfield.nhs.uk").text
    assert admin.post("/administration/domains/northfield.nhs.uk", data={"note": "Any"}).status_code == 303
    row = look(select(EmailDomain))[0]
    assert (row.covers_subdomains, row.organisation_id, row.note) == (False, None, "Any")
    assert admin.post("/administration/domains/northfield.nhs.uk/remove").status_code == 303
    assert look(select(EmailDomain)) == []
    events = look(select(AuditEntry.event).where(AuditEntry.subject == "domain:northfield.nhs.uk"))
    assert events == ["domain.added", "domain.changed", "domain.removed"]


def test_what_was_typed_stays_when_it_is_refused(admin, session):
    examples.add_domain(session, "nhs.net")
    session.commit()
    for form, words in (
        ({"domain": "nhs.net"}, "approved already"),
        ({"domain": "new.nhs.uk", "ods_code": "XXX"}, "no organisation with the code XXX"),
        ({"domain": "n\u04bbs.net"}, "cyrillic"),
        ({"domain": "new.nhs.uk", "organisation_id": "1"}, "There is no field"),
    ):
        answer = admin.post("/administration/domains", data={**form, "note": "Kept note"})
        assert answer.status_code == 422 and words in answer.text and "Kept note" in answer.text
        assert "<title>Error: Mail domains" in answer.text
    answer = admin.post("/administration/domains/nhs.net", data={"ods_code": "XXX"})
    assert answer.status_code == 422 and 'value="XXX"' in answer.text


def test_removing_says_how_many_accounts_have_an_address_there(admin, session, trust):
    examples.add_domain(session, "nhs.net")
    examples.add_domain(session, "nhs.uk", covers_subdomains=True)
    examples.add_domain(session, "hs.net", covers_subdomains=True)
    examples.add_person(session, "Una", trust, email="una@trust.nhs.uk")
    session.commit()
    assert "1 account " in admin.get("/administration/domains/nhs.net/remove").text
    for domain, accounts in (("nhs.net", 1), ("nhs.uk", 1), ("hs.net", 0)):
        found = admin.get(f"/api/v1/administration/domains/{domain}/remove").json()
        assert found["accounts"] == accounts, domain


def test_the_api_does_the_same(admin, session, trust):
    path = "/api/v1/administration/domains"
    assert admin.post(path, json={"domain": "a.nhs.uk", "ods_code": "RXA"}).status_code == 204
    assert [row["ods_code"] for row in admin.get(path).json()] == ["RXA"]
    assert admin.post(f"{path}/a.nhs.uk", json={"domain": "b.nhs.uk"}).status_code == 422
    assert admin.post(f"{path}/a.nhs.uk", json={"covers_subdomains": True}).status_code == 204
    assert admin.get(f"{path}/a.nhs.uk").json()["covers_subdomains"] is True
    assert admin.post(f"{path}/a.nhs.uk/remove").status_code == 204
    assert admin.get(f"{path}/a.nhs.uk").status_code == 404
    assert admin.post(f"{path}/a.nhs.uk/remove").status_code == 404
