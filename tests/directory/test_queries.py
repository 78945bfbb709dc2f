from datetime import timedelta

import pytest

from exchange.directory.queries import find_people, find_people_at, find_people_for, get_person
from exchange.directory.schemas import PAGE_SIZE, PeopleFilter
from exchange.people.actor import VISITOR
from exchange.people.models import Audience, DutyKind, InterestKind, PersonState
from exchange.plumbing.clock import today
from exchange.plumbing.errors import NotAllowed, NotFound, SignInNeeded
from tests.examples import actor_of, add_person
from tests.profiles.world import add_interests


def names(session, actor, **wanted):
    return [each.name for each in find_people(session, actor, PeopleFilter(**wanted)).people]


def hide_as(session, person, reason):
    if reason == "paused":
        person.paused_until = today()
    elif reason == "disabled":
        person.state = PersonState.DISABLED
    elif reason == "erased":
        person.state, person.email, person.name = PersonState.ERASED, None, ""
    elif reason == "nameless":
        person.name = ""
    elif reason == "colleagues only":
        person.audience = Audience.COLLEAGUES
    session.flush()


HIDDEN = ("paused", "disabled", "erased", "nameless", "colleagues only")


@pytest.mark.parametrize("reason", HIDDEN)
def test_who_cannot_be_asked_is_in_no_list(session, here, actor, ana, reason):
    assert names(session, actor) == ["Ana Example", "Eli Elsewhere"]
    hide_as(session, ana, reason)
    assert names(session, actor) == ["Eli Elsewhere"]
    assert find_people_at(session, actor, "RXA").people == ()
    assert find_people_for(session, actor, area="epma").total == 0


@pytest.mark.parametrize("reason", ("paused", "disabled", "erased", "colleagues only"))
def test_who_cannot_be_seen_has_no_page(session, actor, ana, reason):
    assert get_person(session, actor, ana.id).name == "Ana Example"
    hide_as(session, ana, reason)
    with pytest.raises(NotFound):
        get_person(session, actor, ana.id)


def test_colleagues_find_those_who_want_no_others(session, here, ana):
    ana.audience = Audience.COLLEAGUES
    colleague = actor_of(session, add_person(session, "Cy Colleague", here))
    assert names(session, colleague) == ["Ana Example", "Cy Colleague"]


def test_colleagues_open_the_page_of_who_has_paused_but_do_not_find_them(session, here, ana):
    ana.paused_until = today()
    colleague = actor_of(session, add_person(session, "Cy Colleague", here))
    assert names(session, colleague) == ["Cy Colleague"]
    assert get_person(session, colleague, ana.id).paused_until == today()


def test_administrators_are_not_shown_more_people_to_ask_than_others(session, here, elsewhere, ana):
    ana.audience = Audience.COLLEAGUES
    pat = add_person(session, "Pat Paused", here, paused_until=today())
    administrator = actor_of(
        session, add_person(session, "Ada Admin", elsewhere, duties=[DutyKind.ADMINISTRATOR])
    )
    assert names(session, administrator) == ["Ada Admin"]
    assert get_person(session, administrator, ana.id).name == "Ana Example"
    assert get_person(session, administrator, pat.id).name == "Pat Paused"


def test_newcomers_and_visitors_are_shown_nobody(session, here, ana):
    newcomer = actor_of(session, add_person(session, "Nia New"))
    for actor, refusal in ((newcomer, NotAllowed), (VISITOR, SignInNeeded)):
        with pytest.raises(refusal):
            find_people(session, actor, PeopleFilter())
        with pytest.raises(refusal):
            get_person(session, actor, ana.id)
        assert find_people_at(session, actor, "RXA").total == 0
        assert find_people_for(session, actor, area="epma").people == ()


def test_those_whom_no_organisation_has_confirmed_are_in_no_list(session, actor, ana):
    add_person(session, "Nia New")
    assert "Nia New" not in names(session, actor)


@pytest.mark.parametrize(
    "wanted",
    [
        {"q": "ana"},
        {"q": "EXAMPLE ana"},
        {"q": "monday"},
        {"q": "prescri"},
        {"q": "ePMA"},
        {"q": "hyperspace live"},
        {"q": "midwife"},
        {"q": "northfield"},
        {"q": "prescribign"},
        {"q": "anna exmple"},
        {"area": "epma"},
        {"area": "epr"},  # through a product that is for it
        {"product": "epic-hyperspace"},
        {"role": "digital midwife"},
        {"region": "Y61"},
        {"icb": "QJG"},
        {"organisation": "RXA"},
        {"organisation": "rxa"},
        {"organisation": "Northfield Trust"},
        {"area": "epma", "role": "digital midwife", "q": "ana"},
    ],
    ids=str,
)
def test_words_and_filters_leave_those_who_fit(session, actor, ana, wanted):
    assert names(session, actor, **wanted) == ["Ana Example"]


@pytest.mark.parametrize(
    "wanted",
    [
        {"q": "zzzzzz"},
        {"q": "100%"},
        {"theme": "fdp"},
        {"area": "no-such-area"},
        {"product": "pippin-dose"},
        {"role": "chief nurse"},
        {"region": "Y99"},
        {"organisation": "NOBODY"},
        {"area": "epma", "role": "chief nurse"},
    ],
    ids=str,
)
def test_what_nobody_fits_leaves_nobody(session, actor, ana, wanted):
    found = find_people(session, actor, PeopleFilter(**wanted))
    assert (found.total, found.page, found.pages, found.people) == (0, 1, 1, ())


def test_wanting_to_learn_is_not_being_able_to_help(session, actor, ana, eli):
    add_interests(session, eli, "fdp", kind=InterestKind.WANTS_TO_LEARN)
    assert names(session, actor, theme="fdp") == []
    assert [each.key for each in get_person(session, actor, eli.id).wants_to_learn] == ["fdp"]


def test_a_corrected_spelling_is_owned_up_to(session, actor, ana):
    assert find_people(session, actor, PeopleFilter(q="anna exmple")).corrected == "ana example"
    assert find_people(session, actor, PeopleFilter(q="ana")).corrected == ""


def test_names_of_those_who_hide_correct_nothing(session, actor, ana):
    ana.audience = Audience.COLLEAGUES
    assert find_people(session, actor, PeopleFilter(q="exmple")).corrected == ""


def test_pages_hold_25_by_name(session, here, actor):
    for number in range(PAGE_SIZE + 5):
        add_person(session, f"Person {number:02}", here)
    first, second = (find_people(session, actor, PeopleFilter(page=page)) for page in (1, 2))
    assert (first.total, first.pages, len(first.people), len(second.people)) == (31, 2, 25, 6)
    both = [each.name for each in (*first.people, *second.people)]
    assert both == sorted(both)
    assert find_people(session, actor, PeopleFilter(page=9)).page == 2


def test_who_is_away_says_who_can_be_asked_instead(session, here, actor, ana):
    bea = add_person(session, "Bea Cover", here)
    ana.away_until, ana.cover_person_id = today(), bea.id
    session.flush()
    shown = get_person(session, actor, ana.id)
    assert (shown.away_until, shown.cover.name) == (today(), "Bea Cover")
    ana.away_until = today() - timedelta(days=1)
    session.flush()
    back = get_person(session, actor, ana.id)
    assert (back.away_until, back.cover) == (None, None)


@pytest.mark.parametrize("reason", (*HIDDEN, "away", "moved"))
def test_nobody_stands_in_who_cannot_be_asked(session, here, elsewhere, actor, ana, reason):
    bea = add_person(session, "Bea Cover", elsewhere if reason == "moved" else here)
    ana.away_until, ana.cover_person_id = today(), bea.id
    if reason == "away":
        bea.away_until = today()
    hide_as(session, bea, reason)
    if reason == "colleagues only":
        actor = actor_of(session, add_person(session, "Fay Afar", elsewhere))
    shown = get_person(session, actor, ana.id)
    assert (shown.away_until, shown.cover) == (today(), None)


def test_colleagues_of_the_same_field_come_first(session, here, actor, ana):
    add_person(session, "Ben Other", here)
    zoe = add_person(session, "Zoe Same", here)
    add_interests(session, zoe, "epma")
    hidden = add_person(session, "Hal Hidden", here, paused_until=today())
    colleagues = [each.name for each in get_person(session, actor, ana.id).colleagues]
    assert colleagues == ["Zoe Same", "Ben Other"] and hidden.name not in colleagues


def test_people_at_an_organisation_leave_oneself_out(session, actor, ana, eli):
    assert [each.name for each in find_people_at(session, actor, "RXA").people] == ["Ana Example"]
    assert find_people_at(session, actor, "RXB").total == 0


def test_people_for_a_product_or_its_area(session, actor, ana):
    assert find_people_for(session, actor, product="epic-hyperspace").total == 1
    assert find_people_for(session, actor, area="epr").total == 1
    assert find_people_for(session, actor, product="pippin-dose").total == 0
