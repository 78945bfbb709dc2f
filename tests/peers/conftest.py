"""A registry of five organisations whose best matches are known."""

import pytest

from exchange.organisations.models import (
    Icb,
    Maturity,
    Organisation,
    OrganisationTheme,
    OrganisationType,
    OtherName,
    OtherNameKind,
    Region,
    Theme,
)
from exchange.plumbing.changes import REGISTRY, note_change
from exchange.technologies.models import Deployment, FunctionalArea, Product, Stage, Supplier

MATURITY = {
    "well_led": 3.0,
    "smart_foundations": 2.5,
    "safe_practice": 2.0,
    "support_people": 3.5,
    "empower_citizens": 2.2,
    "improve_care": 2.9,
    "healthy_populations": 1.8,
}


def organisation(code, name, **facts):
    facts = {"type": "acute", "icb_code": "QAA", "region_code": "Y01", **facts}
    return Organisation(ods_code=code, name=name, **facts)


@pytest.fixture
def registry(session):
    """The registry, committed."""
    return fill(session)


def fill(session):
    """AAA and BBB are neighbours with one product; CCC is far off with it; DDD and EEE know little."""
    session.add_all([Region(code="Y01", name="Midlands"), OrganisationType(name="acute")])
    session.flush()
    session.add(Icb(code="QAA", name="Shire ICB", region_code="Y01"))
    session.add_all(
        [
            FunctionalArea(code="epr", name="Electronic patient record", short_name="EPR"),
            FunctionalArea(code="epma", name="Electronic prescribing", short_name="ePMA"),
            FunctionalArea(code="maternity", name="Maternity system", short_name="Maternity"),
            Theme(code="meds", name="Medicines safety"),
        ]
    )
    supplier = Supplier(name="Orchard", slug="orchard")
    session.add(supplier)
    session.flush()
    product = Product(name="Pippin", slug="orchard-pippin", supplier_id=supplier.id)
    session.add(product)
    organisations = {
        "AAA": organisation("AAA", "Ashford Trust", latitude=52.0, longitude=0.0, staff_wte=5000, beds=600),
        "BBB": organisation("BBB", "Bramley Trust", latitude=52.1, longitude=0.0, staff_wte=5200, beds=620),
        "CCC": organisation(
            "CCC", "Cox Trust", latitude=54.9, longitude=-1.6, icb_code=None, region_code=None
        ),
        "DDD": organisation("DDD", "Discovery Trust", type=None, icb_code=None, region_code=None),
        "EEE": organisation("EEE", "Egremont Trust", latitude=52.5, longitude=0.3),
        "OLD": organisation("OLD", "Older Trust", status="closed", successor_ods_code="MID"),
        "MID": organisation("MID", "Middle Trust", status="closed", successor_ods_code="AAA"),
        "END": organisation("END", "Ended Trust", status="closed"),
    }
    session.add_all(organisations.values())
    session.flush()
    ids = {code: row.id for code, row in organisations.items()}
    session.add_all(
        Deployment(
            organisation_id=ids[code],
            functional_area_code=area,
            supplier_id=supplier.id,
            product_id=product.id,
            stage=stage,
            live_on=live_on,
            source_date="2024-10-01",
            source_url="https://example.org/list",
        )
        for code, area, stage, live_on in (
            ("AAA", "epr", Stage.IMPLEMENTING, ""),
            ("BBB", "epr", Stage.LIVE, "2014-10"),
            ("CCC", "epr", Stage.LIVE, "2019"),
            ("CCC", "epma", Stage.LIVE, "2020-02-03"),
        )
    )
    session.add_all(
        [
            *(Maturity(organisation_id=ids[c], care_setting="Acute", **MATURITY) for c in ("AAA", "BBB")),
            *(OrganisationTheme(organisation_id=ids[c], theme_code="meds") for c in ("AAA", "BBB")),
            OtherName(organisation_id=ids["BBB"], name="BT", kind=OtherNameKind.ABBREVIATION),
        ]
    )
    note_change(session, REGISTRY)
    session.commit()
    return organisations
