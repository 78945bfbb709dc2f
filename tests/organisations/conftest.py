from datetime import date

import pytest

from exchange.home.models import Source
from exchange.network.models import Network, NetworkMember
from exchange.organisations.models import (
    Icb,
    IcbPredecessor,
    Maturity,
    Organisation,
    OrganisationTheme,
    OrganisationType,
    OtherName,
    Region,
    Theme,
)
from exchange.plumbing.changes import REGISTRY, note_change
from exchange.technologies.models import Deployment, FunctionalArea, Product, Supplier

SCORES = dict.fromkeys(
    (
        "well_led",
        "smart_foundations",
        "safe_practice",
        "support_people",
        "empower_citizens",
        "improve_care",
        "healthy_populations",
    ),
    3.0,
)


@pytest.fixture
def add(session):
    """Add rows in the order given and let every process know."""

    def add_rows(*rows):
        for row in rows:
            session.add(row)
            session.flush()
        note_change(session, REGISTRY)
        session.commit()

    return add_rows


@pytest.fixture
def registry(add):
    """One trust with everything there is to know, a plain one, one that merged and one that closed."""
    region = Region(code="Y61", name="East of England")
    icbs = [
        Icb(code="QJG", name="Old ICB", region_code="Y61", valid_to=date(2026, 3, 31)),
        Icb(code="NEW", name="New ICB", region_code="Y61", valid_from=date(2026, 4, 1)),
    ]
    type_ = OrganisationType(name="acute")
    full = Organisation(
        ods_code="RGT",
        name="Cambridge University Hospitals NHS Foundation Trust",
        type="acute",
        postcode="CB2 0QQ",
        icb_code="NEW",
        region_code="Y61",
        staff_wte=12747,
        opened_on=date(2004, 7, 1),
        latitude=52.174,
        longitude=0.140,
    )
    plain = Organisation(ods_code="RXX", name="Plain <b>Trust</b>")
    merged = Organisation(
        ods_code="RNK",
        name="Tavistock NHS Foundation Trust",
        status="closed",
        closed_on=date(2026, 4, 1),
        successor_ods_code="RGT",
    )
    gone = Organisation(ods_code="RZZ", name="Gone Trust", status="closed", closed_on=date(2020, 4, 1))
    supplier = Supplier(name="Epic", slug="epic")
    product = Product(name="Epic", slug="epic-epic", supplier_id=supplier.id)
    areas = [
        FunctionalArea(code="epr", name="Electronic patient record", short_name="EPR", capability="Records"),
        FunctionalArea(code="pas", name="Patient administration", short_name="PAS", capability="Records"),
        FunctionalArea(code="ai", name="Artificial intelligence", short_name="AI"),
    ]
    epr = {"functional_area_code": "epr", "supplier_id": supplier.id, "product_id": product.id}
    network, theme = Network(name="Shelford Group", kind="alliance"), Theme(code="fdp", name="Federated data")
    add(
        region,
        icbs[0],
        icbs[1],
        IcbPredecessor(icb_code="NEW", predecessor_code="QJG"),
        type_,
        full,
        plain,
        merged,
        gone,
        supplier,
        product,
        *areas,
        network,
        theme,
        OtherName(organisation_id=full.id, name="CUH", kind="abbreviation"),
        OtherName(organisation_id=full.id, name="Addenbrooke's NHS Trust", kind="former name"),
        Deployment(
            organisation_id=full.id,
            **epr,
            stage="live",
            live_on="2014-10",
            source_url="https://example.org/epic",
            source_date="2024-05",
        ),
        Deployment(
            organisation_id=full.id,
            functional_area_code="pas",
            stage="procuring",
            source="List of suppliers",
            source_date="2024-10-01",
        ),
        Deployment(
            organisation_id=full.id,
            functional_area_code="ai",
            supplier_id=supplier.id,
            stage="retired",
            retired_on="2023",
            confirmed_on=date(2026, 5, 3),
        ),
        Maturity(organisation_id=full.id, care_setting="Acute", **SCORES),
        Maturity(organisation_id=plain.id, care_setting="Acute", **(SCORES | {"well_led": 4.0})),
        NetworkMember(network_id=network.id, organisation_id=full.id, source_date="2026"),
        OrganisationTheme(organisation_id=full.id, theme_code="fdp", horizon="this year"),
        Source(file="organisations.csv (staff_wte)", title="Staff statistics", published_on="2025-03"),
    )
