from uuid import UUID

from exchange.people.models import Audience
from exchange.profiles.completeness import completeness
from exchange.profiles.queries import find_completeness
from exchange.profiles.schemas import Profile
from exchange.profiles.vocabulary import Subject, SubjectKind
from tests.examples import actor_of

EPR = Subject(kind=SubjectKind.AREA, key="epr", name="EPR", href="/functional-areas/epr")


def profile(**more):
    nothing = {
        "person_id": UUID(int=1),
        "name": "",
        "job_role": "",
        "organisation": None,
        "helps": (),
        "learns": (),
        "ask_me_about": "",
        "would_like_to_learn": "",
        "request_budget": 3,
        "audience": Audience.STAFF,
        "away_until": None,
        "cover": None,
        "paused_until": None,
        "version": 1,
    }
    return Profile(**(nothing | more))


def test_an_empty_profile_lacks_everything():
    found = completeness(profile())
    assert found.percent == 0 and len(found.missing) == 5
    assert all(each.href.startswith("/account/profile#") for each in found.missing)


def test_a_full_profile_lacks_nothing():
    full = profile(name="A", job_role="nurse", helps=(EPR,), ask_me_about="x", would_like_to_learn="y")
    assert completeness(full).percent == 100 and completeness(full).missing == ()


def test_each_part_counts_the_same_and_is_named_while_it_lacks():
    found = completeness(profile(name="A", job_role="nurse", learns=(EPR,)))
    assert found.percent == 60
    assert [each.label for each in found.missing] == [
        "Something you can help with",
        "What people can ask you about",
    ]


def test_links_lead_to_places_of_the_page(browser):
    page = browser.get("/account/profile").text
    for each in completeness(profile()).missing:
        assert f'id="{each.href.partition("#")[2]}"' in page


def test_the_account_can_ask_for_it(session, ana):
    assert find_completeness(session, actor_of(session, ana)).percent == 20
