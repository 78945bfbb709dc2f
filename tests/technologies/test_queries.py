from datetime import date

import pytest

from exchange.plumbing.errors import NotFound
from exchange.technologies import queries
from exchange.technologies.models import Stage
from exchange.technologies.schemas import Kind, UseFilter

MILLENNIUM = "oracle-health-millennium"


def _codes(detail):
    return [use.ods_code for use in detail.usage.uses.rows]


def test_those_to_ask_first_come_first(session, visitor, registry):
    registry.add("RAA", "live", product="Millennium", live_on="2020")
    registry.add("RBB", "live", product="Millennium")
    registry.add("RCC", "implementing", product="Millennium", live_on="2018-01")
    registry.add("RDD", "implementing", product="Millennium", live_on="2199-05")
    registry.add("REE", "live", product="Millennium", live_on="2023-05-17")
    rows = queries.get_product(session, visitor, MILLENNIUM).usage.uses.rows
    assert [row.ods_code for row in rows] == ["RDD", "RCC", "REE", "RAA", "RBB"]
    assert [row.since for row in rows] == [
        "Go-live planned for May 2199",
        "Go-live was planned for January 2018",
        "Live since 17 May 2023",
        "Live since 2020",
        "",
    ]


def test_users_of_a_supplier_whose_product_is_not_named_are_listed_last_and_counted_apart(
    session, visitor, registry
):
    registry.add("RAA", "live", maker="Oracle Health")
    registry.add("RBB", "procuring", product="Millennium")
    usage = queries.get_product(session, visitor, MILLENNIUM).usage
    assert (usage.organisations, usage.unnamed) == (1, 1)
    assert [(row.ods_code, row.names_product) for row in usage.uses.rows] == [("RBB", True), ("RAA", False)]
    assert [(s.stage, s.organisations, s.unnamed) for s in usage.stages] == [
        ("procuring", 1, 0),
        ("live", 0, 1),
    ]


def test_a_supplier_used_for_something_else_says_nothing_about_the_product(session, visitor, registry):
    registry.add("RAA", "live", maker="Oracle Health", area="ris_pacs")
    assert queries.get_product(session, visitor, MILLENNIUM).usage.unnamed == 0


def test_in_house_is_many_systems(session, visitor, registry):
    registry.add("RAA", "live", maker="In-house or generic")
    registry.add("RBB", "live", product="PICS")
    assert _codes(queries.get_product(session, visitor, "in-house-or-generic-pics")) == ["RBB"]
    area = queries.get_area(session, visitor, "epr")
    assert {share.system: share.in_house for share in area.systems} == {
        "In-house or generic": True,
        "PICS": False,
    }
    assert [share.system for share in area.area.top_systems] == ["PICS"]


def test_an_organisation_counts_once_however_many_areas_it_uses_a_product_in(session, visitor, registry):
    registry.add("RAA", "live", product="Millennium")
    registry.add("RAA", "live", product="Millennium", area="ris_pacs")
    usage = queries.get_product(session, visitor, MILLENNIUM).usage
    assert (usage.organisations, usage.uses.total, usage.stages[0].organisations) == (1, 2, 1)
    assert [area.label for area in usage.areas] == ["EPR", "RIS and PACS"]
    assert len(queries.find_places(session, visitor, Kind.PRODUCT, MILLENNIUM)) == 1


def test_an_area_shows_shares_of_those_in_use_and_what_is_unknown(session, visitor, registry):
    registry.add("RAA", "live", product="Millennium")
    registry.add("RBB", "replacing", product="SystmOne")
    registry.add("RCC", "implementing", product="SystmOne")
    area = queries.get_area(session, visitor, "epr")
    assert [(s.system, s.in_use, s.coming, s.percent) for s in area.systems] == [
        ("TPP SystmOne", 1, 1, 50),
        ("Oracle Health Millennium", 1, 0, 50),
    ]
    assert (area.unregistered, area.all_organisations, area.in_use) == (2, 5, 2)
    assert [supplier.name for supplier in area.suppliers] == ["TPP", "Oracle Health"]


@pytest.mark.parametrize(
    ("use_filter", "codes"),
    [
        (UseFilter(), ["RAA", "RBB"]),
        (UseFilter(stage=Stage.LIVE), ["RAA"]),
        (UseFilter(region="Y60"), ["RBB"]),
        (UseFilter(region="nowhere"), []),
        (UseFilter(area="ris_pacs"), []),
    ],
)
def test_filters_narrow_list_and_map_but_not_the_stages(session, visitor, registry, use_filter, codes):
    registry.add("RAA", "live", maker="TPP")
    registry.add("RBB", "procuring", maker="TPP")
    detail = queries.get_supplier(session, visitor, "tpp", use_filter)
    places = queries.find_places(session, visitor, Kind.SUPPLIER, "tpp", use_filter)
    assert sorted(_codes(detail)) == [place.ods_code for place in places] == codes
    assert detail.usage.uses.organisations == len(codes)
    assert [s.stage for s in detail.usage.stages] == ["procuring", "live"]


def test_a_closed_organisation_is_nobody_to_ask(session, visitor, registry):
    registry.add("RAA", "live", product="Millennium")
    registry.close("RAA")
    assert queries.get_product(session, visitor, MILLENNIUM).usage.organisations == 0
    assert queries.get_area(session, visitor, "epr").all_organisations == 4


def test_every_use_says_who_says_so(session, visitor, registry):
    registry.add("RAA", "live", product="Millennium")
    registry.add("RBB", "live", product="Millennium", confirmed_on=date(2026, 5, 3))
    registry.add("RCC", "live", product="Millennium", source_date="")
    labels = {
        u.ods_code: u.source_label for u in queries.get_product(session, visitor, MILLENNIUM).usage.uses.rows
    }
    assert labels == {
        "RAA": "public source, 1 Oct 2024, unconfirmed",
        "RBB": "confirmed by the organisation, 3 May 2026",
        "RCC": "no source given, unconfirmed",
    }


@pytest.mark.parametrize("get", [queries.get_area, queries.get_supplier, queries.get_product])
def test_what_is_not_there_is_not_found(session, visitor, registry, get):
    with pytest.raises(NotFound):
        get(session, visitor, "nope")
