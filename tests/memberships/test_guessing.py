"""What a mail address tells of its owner, and what it must not be taken to tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.memberships.guessing import (
    SHARED,
    DomainMatch,
    domain_of,
    host_of,
    label_of,
    match,
    name_in,
    parents_of,
    telling,
)

domains = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=8), min_size=1, max_size=5
).map(".".join)


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("ana@northfield.nhs.uk", "northfield.nhs.uk"),
        ("ANA@Northfield.NHS.uk", "northfield.nhs.uk"),
        ('"a@b"@northfield.nhs.uk', "northfield.nhs.uk"),
        ("", ""),
        (None, ""),
    ],
)
def test_the_domain_follows_the_last_at_sign(address, domain):
    assert domain_of(address) == domain


def test_the_nearest_domain_above_comes_first():
    assert parents_of("mail.abc.nhs.uk") == ["abc.nhs.uk", "nhs.uk", "uk"]
    assert parents_of("uk") == []


@pytest.mark.parametrize(
    ("domain", "told"),
    [
        ("mail.abc.nhs.uk", ["mail.abc.nhs.uk", "abc.nhs.uk"]),
        ("abc.nhs.uk", ["abc.nhs.uk"]),
        ("nhs.net", []),
        ("abc.example", ["abc.example"]),
        ("example", []),
        ("", []),
    ],
)
def test_what_everybody_has_addresses_in_tells_no_organisation(domain, told):
    assert telling(domain) == told


@pytest.mark.parametrize(
    ("domain", "label"),
    [
        ("mail.abc.nhs.uk", "abc"),
        ("abc.nhs.uk", "abc"),
        ("a.b.abc.org", "abc"),
        ("abc.example", "abc"),
        ("nhs.net", ""),
        ("", ""),
    ],
)
def test_an_organisation_chose_the_part_next_to_what_it_shares(domain, label):
    assert label_of(domain) == label


@pytest.mark.parametrize(
    ("website", "host"),
    [
        ("https://www.northfield.nhs.uk/about?x=1", "northfield.nhs.uk"),
        ("HTTP://WWW.Northfield.NHS.uk", "northfield.nhs.uk"),
        ("northfield.nhs.uk", "northfield.nhs.uk"),
        ("www.northfield.nhs.uk:8443/x", "northfield.nhs.uk"),
        ("https://somebody@northfield.nhs.uk", "northfield.nhs.uk"),
        ("https://northfield.nhs.uk@elsewhere.example/", "elsewhere.example"),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_the_host_of_a_website_is_what_a_browser_would_open(website, host):
    assert host_of(website) == host


@pytest.mark.parametrize(
    ("domain", "approved", "website", "expected"),
    [
        ("abc.nhs.uk", {"abc.nhs.uk": False}, "", DomainMatch.THEIRS),
        ("mail.abc.nhs.uk", {"abc.nhs.uk": False}, "", DomainMatch.OTHER),
        ("mail.abc.nhs.uk", {"abc.nhs.uk": True}, "", DomainMatch.THEIRS),
        ("xabc.nhs.uk", {"abc.nhs.uk": True}, "", DomainMatch.OTHER),
        ("abc.nhs.uk.elsewhere.com", {"abc.nhs.uk": True}, "https://abc.nhs.uk", DomainMatch.OTHER),
        ("abc.nhs.uk", {}, "https://www.abc.nhs.uk/home", DomainMatch.THEIRS),
        ("mail.abc.nhs.uk", {}, "https://www.abc.nhs.uk", DomainMatch.THEIRS),
        ("abc.nhs.uk", {}, "https://mail.abc.nhs.uk", DomainMatch.OTHER),
        ("nhs.net", {}, "https://www.abc.nhs.uk", DomainMatch.SHARED),
        ("nhs.net", {}, "https://nhs.net", DomainMatch.SHARED),
        ("nhs.net", {"nhs.net": False}, "", DomainMatch.THEIRS),
        ("abc.nhs.uk", {}, "https://nhs.uk", DomainMatch.OTHER),
        ("abc.com", {}, "https://com", DomainMatch.OTHER),
        ("abc.example", {}, "https://example", DomainMatch.OTHER),
        ("", {}, "", DomainMatch.OTHER),
    ],
)
def test_a_domain_is_theirs_by_approval_or_by_their_website(domain, approved, website, expected):
    assert match(domain, approved=approved, website=website) is expected


@given(domains)
def test_nothing_that_is_told_is_shared_and_all_of_it_ends_the_domain(domain):
    told = telling(domain)
    assert not SHARED.intersection(told)
    assert all(domain == each or domain.endswith(f".{each}") for each in told)
    assert told == sorted(told, key=len, reverse=True)


@given(domains, st.sampled_from(sorted(SHARED)))
def test_whoever_owns_no_part_of_a_domain_is_not_taken_for_its_owner(domain, shared):
    assert match(domain, approved={}, website=f"https://{shared}") is not DomainMatch.THEIRS
    assert match(domain, approved={}, website="") is not DomainMatch.THEIRS


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("ana.example@nhs.net", "Ana Example"),
        ("ana.example2@nhs.net", "Ana Example"),
        ("ANA_EXAMPLE@nhs.net", "Ana Example"),
        ("ana.example+exchange@nhs.net", "Ana Example"),
        ("ana-maria.o'hara@nhs.net", "Ana-Maria O'hara"),
        ("a.b.example@nhs.net", "A B Example"),
        ("ana@nhs.net", ""),
        ("ae1234@nhs.net", ""),
        ("1234.5678@nhs.net", ""),
        ("-.-@nhs.net", ""),
        (None, ""),
    ],
)
def test_a_name_is_offered_only_when_the_address_spells_one(address, name):
    assert name_in(address) == name


@given(st.emails())
def test_an_offered_name_holds_no_digits_and_fits_the_form(address):
    name = name_in(address)
    assert len(name) <= 100
    assert not any(letter.isdigit() or letter in "@._+" for letter in name)
