import pytest

from exchange.technologies import queries
from exchange.technologies.catalogue import full_name, page_of
from exchange.technologies.schemas import Kind


@pytest.mark.parametrize(
    ("supplier", "product", "name"),
    [
        ("Oracle Health", "Millennium", "Oracle Health Millennium"),
        ("Epic", "Epic", "Epic"),
        ("Nervecentre", "Nervecentre EPR", "Nervecentre EPR"),
        ("IMS MAXIMS", "MAXIMS EPR", "MAXIMS EPR"),
        ("Oracle Health", "Health Exchange", "Oracle Health Health Exchange"),
        ("In-house or generic", "PICS", "PICS"),
    ],
)
def test_a_product_is_called_by_its_maker_once(supplier, product, name):
    assert full_name(supplier, product) == name


@pytest.mark.parametrize(
    ("total", "asked", "shown"), [(0, 1, (1, 1)), (50, 1, (1, 1)), (51, 2, (2, 2)), (51, 9, (2, 2))]
)
def test_a_page_after_the_last_is_the_last(total, asked, shown):
    assert page_of(total, asked) == shown


@pytest.mark.parametrize(
    ("kind", "asked", "leads_to"),
    [
        (Kind.PRODUCT, "oracle-health-millennium", ("/technologies/oracle-health-millennium", "")),
        (Kind.PRODUCT, "ORACLE-health-Millennium", ("/technologies/oracle-health-millennium", "")),
        (Kind.PRODUCT, "millennium", ("/technologies/oracle-health-millennium", "")),
        (Kind.PRODUCT, "cerner-millennium", ("/technologies/oracle-health-millennium", "Cerner Millennium")),
        (Kind.PRODUCT, "cerner", ("/suppliers/oracle-health", "Cerner")),
        (Kind.SUPPLIER, "cerner", ("/suppliers/oracle-health", "Cerner")),
        (Kind.AREA, "RIS-PACS", ("/functional-areas/ris_pacs", "")),
        (Kind.PRODUCT, "epr", ("/functional-areas/epr", "")),
    ],
)
def test_every_name_leads_to_the_page_of_today(session, visitor, registry, kind, asked, leads_to):
    address = queries.find_address(session, visitor, kind, asked)
    assert (address.href, address.known_as) == leads_to


def test_a_name_of_several_things_leads_to_none_of_them(session, visitor, registry):
    address = queries.find_address(session, visitor, Kind.PRODUCT, "gamma")
    assert address.href == ""
    assert {hit.name for hit in address.candidates} == {"Old Co Alpha", "New Co Beta"}


def test_a_name_of_nothing_offers_the_closest(session, visitor, registry):
    address = queries.find_address(session, visitor, Kind.PRODUCT, "milenium")
    assert address.href == "" and address.closest[0].name == "Oracle Health Millennium"


def test_a_former_name_of_the_supplier_finds_it_and_its_products(session, visitor, registry):
    found = queries.find_technologies(session, visitor, words="cerner")
    assert [hit.name for hit in found.hits] == ["Oracle Health", "Oracle Health Millennium"]
    assert found.hits[0].other_names == ["Cerner"]


def test_without_words_everything_is_listed_by_name(session, visitor, registry):
    found = queries.find_technologies(session, visitor)
    names = [hit.name.casefold() for hit in found.hits]
    assert found.total == 14 and names == sorted(names)


def test_a_new_name_is_found_at_once(session, visitor, registry):
    assert queries.find_technologies(session, visitor, words="delta").total == 0
    registry.products["Alpha"].name = "Delta"
    session.add(registry.products["Alpha"])
    registry.save()
    assert queries.find_technologies(session, visitor, words="delta").total == 1


def test_areas_stand_under_their_capability_and_those_without_one_last(session, visitor, registry):
    capabilities = queries.find_capabilities(session, visitor)
    assert [c.name for c in capabilities] == ["Records", "Infrastructure and other"]
