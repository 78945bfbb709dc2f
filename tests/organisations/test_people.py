"""Whom the page of an organisation names as people to ask."""

from tests.examples import add_organisation, add_person


def test_visitors_are_asked_to_sign_in_and_come_back(session, client, registry):
    add_person(session, "Ana Example", add_organisation(session, "RXA"))
    session.commit()
    page = client.get("/organisations/RXX").text
    assert 'href="/sign-in?next=/organisations/RXX">Sign in</a> to see whom to ask' in page
    assert "Ana Example" not in client.get("/organisations/RXA").text


def test_newcomers_are_told_what_is_missing(session, signed_in, registry):
    page = signed_in(add_person(session, "Nia New")).get("/organisations/RXX").text
    assert "your organisation has confirmed you" in page


def test_members_of_staff_see_some_people_and_the_way_to_all(session, signed_in, add, registry):
    organisation, other = add_organisation(session, "RXA"), add_organisation(session, "RXB")
    add()
    for number in range(7):
        add_person(session, f"Person {number}", organisation, job_role="chief nurse")
    page = signed_in(add_person(session, "Eli Elsewhere", other)).get("/organisations/RXA").text
    assert "Person 4</a>" in page and "Person 5</a>" not in page and "Chief nurse" in page
    assert '<a href="/people?organisation=RXA">All 7 people at Northfield Trust</a>' in page


def test_an_organisation_without_people_leaves_a_way_on(session, signed_in, registry):
    organisation = add_organisation(session, "RXA")
    page = signed_in(add_person(session, "Eli Elsewhere", organisation)).get("/organisations/RXX").text
    assert "Nobody can be asked here at Plain" in page and '<a href="/people">' in page
