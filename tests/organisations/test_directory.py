from datetime import date

import pytest

from exchange.organisations.directory import Directory, Entry
from exchange.organisations.models import OrganisationStatus
from exchange.organisations.schemas import (
    Choice,
    Choices,
    Here,
    Moved,
    OrganisationFilter,
    OrganisationSummary,
    Predecessor,
    Unknown,
)
from exchange.organisations.searching import Names

CHOICES = Choices(region=(), icb=(Choice(value="NEW", label="New ICB"),), type=(), supplier=(), area=())


def entry(code, name, *, successor="", closed=False, former=(), uses=(), icb=""):
    status = OrganisationStatus.CLOSED if closed or successor else OrganisationStatus.LISTED
    return Entry(
        summary=OrganisationSummary(
            ods_code=code,
            name=name,
            type="acute",
            icb_code=icb,
            icb="",
            region_code="Y61",
            region="",
            status=status,
            successor_ods_code=successor,
            latitude=None,
            longitude=None,
            epr=(),
        ),
        names=Names(code=code, name=name, former_names=former, is_closed=status == "closed"),
        uses=frozenset(uses),
        predecessor=Predecessor(ods_code=code, name=name, closed_on=date(2024, 4, 1)),
    )


def directory(*entries):
    return Directory(
        entries,
        choices=CHOICES,
        icb_successors={"OLD": ["MID"], "MID": ["NEW"]},
        closed_icbs={"OLD": "Old ICB"},
    )


def codes(found):
    return [each.ods_code for each in found.organisations]


@pytest.fixture
def merged():
    return directory(
        entry("A", "First Trust", successor="B"),
        entry("B", "Second Trust", successor="C"),
        entry("C", "Third NHS Trust", former=("Third Hospital",)),
    )


def test_successors_are_followed_to_the_last(merged):
    assert merged.find_way("A") == Moved(ods_code="C", asked_for="A")
    assert [each.ods_code for each in merged.predecessors("C")] == ["B", "A"]


def test_a_code_is_the_same_in_any_case(merged):
    assert merged.find_way(" c ") == Here(ods_code="C")


@pytest.mark.parametrize(
    "slug", ["first-trust", "first", "third-hospital", "Third%20Hospital".replace("%20", " ")]
)
def test_a_former_name_leads_to_the_organisation_of_today(merged, slug):
    way = merged.find_way(slug)
    assert isinstance(way, Moved) and way.ods_code == "C" and way.asked_for


def test_a_present_name_leads_to_the_code_without_explanation(merged):
    assert merged.find_way("third") == Moved(ods_code="C", asked_for="")


def test_a_name_that_two_organisations_had_leads_nowhere():
    shared = directory(entry("A", "One", former=("City",)), entry("B", "Two", former=("City",)))
    assert isinstance(shared.find_way("city"), Unknown)


def test_successors_in_a_circle_lead_nowhere_and_end():
    circle = directory(entry("A", "One", successor="B"), entry("B", "Two", successor="A"))
    assert circle.find_way("A") == Here(ods_code="A")


def test_a_successor_that_is_not_known_leaves_the_closed_organisation_where_it_is():
    assert directory(entry("A", "One", successor="Z")).find_way("A") == Here(ods_code="A")


def test_what_is_not_known_is_answered_with_the_closest(merged):
    way = merged.find_way("thrid-trust")
    assert isinstance(way, Unknown) and [each.ods_code for each in way.closest] == ["C"]


def test_only_what_leads_here_is_said_to_have_become_it(merged):
    assert merged.became("A", "C").name == "First Trust"
    assert merged.became("third-hospital", "C") == "Third Hospital"
    assert [merged.became(other, "C") for other in ("", "C", "nothing", "third")] == [""] * 4


def test_closed_organisations_are_listed_only_when_named_exactly(merged):
    assert codes(merged.select(OrganisationFilter())) == ["C"]
    assert codes(merged.select(OrganisationFilter(q="A"))) == ["A", "C"]
    assert codes(merged.select(OrganisationFilter(q="first trust"))) == ["A", "C"]
    assert codes(merged.select(OrganisationFilter(q="firs"))) == ["C"]


def test_supplier_and_area_must_belong_to_the_same_system():
    two = directory(
        entry("A", "One", uses=[("epr", "epic"), ("pas", "tpp")]), entry("B", "Two", uses=[("pas", "epic")])
    )
    assert codes(two.select(OrganisationFilter(supplier="epic"))) == ["A", "B"]
    assert codes(two.select(OrganisationFilter(area="epr"))) == ["A"]
    assert codes(two.select(OrganisationFilter(area="pas", supplier="epic"))) == ["B"]


def test_a_closed_icb_stands_for_its_successors():
    one = directory(entry("A", "One", icb="NEW"), entry("B", "Two", icb="OTHER"))
    assert codes(one.select(OrganisationFilter(icb="OLD"))) == ["A"]
    assert one.choices_with("OLD").icb[-1] == Choice(value="OLD", label="Old ICB (closed; now New ICB)")
    assert one.choices_with("NEW") is CHOICES


def test_a_filter_that_nobody_knows_leaves_nothing(merged):
    assert codes(merged.select(OrganisationFilter(region="nowhere"))) == []


def test_a_page_beyond_the_last_is_the_last():
    many = directory(*(entry(f"X{n:03}", f"Trust {n:03}") for n in range(60)))
    page = many.select(OrganisationFilter()).page(99)
    assert (page.total, page.page, page.pages, len(page.organisations)) == (60, 3, 3, 10)
