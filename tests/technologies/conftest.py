"""A small registry: one supplier with a former name, two areas, and organisations at every kind of stage."""

import pytest
from sqlmodel import Session

from exchange.organisations.models import Icb, Organisation, OrganisationStatus, Region
from exchange.plumbing.changes import REGISTRY, note_change
from exchange.technologies.models import (
    Deployment,
    FunctionalArea,
    Product,
    ProductAlias,
    Stage,
    Supplier,
    SupplierAlias,
)

ORGANISATIONS = {
    "RAA": ("Ash Trust", "Y56"),
    "RBB": ("Beech Trust", "Y60"),
    "RCC": ("Cedar Trust", "Y56"),
    "RDD": ("Dogwood Trust", "Y60"),
    "REE": ("Elm Trust", "Y60"),
}


class Registry:
    """Adds deployments to the registry by the names that a reader knows."""

    def __init__(self, session: Session) -> None:
        self.session = session
        session.add_all([Region(code="Y56", name="London"), Region(code="Y60", name="Midlands")])
        session.flush()
        session.add(Icb(code="QA", name="Middle ICB", region_code="Y60"))
        session.add_all(
            [
                FunctionalArea(
                    code="epr", name="Electronic patient record", short_name="EPR", capability="Records"
                ),
                FunctionalArea(code="ris_pacs", name="RIS / PACS", short_name="RIS and PACS"),
            ]
        )
        makers = ("Oracle Health", "TPP", "BadgerNet Makers", "In-house or generic", "Old Co", "New Co")
        self.suppliers = {name: Supplier(name=name, slug=name.lower().replace(" ", "-")) for name in makers}
        session.add_all(self.suppliers.values())
        session.flush()
        self.products = {}
        for maker, name, area in (
            ("Oracle Health", "Millennium", "epr"),
            ("TPP", "SystmOne", "epr"),
            ("BadgerNet Makers", "BadgerNet", None),
            ("In-house or generic", "PICS", "epr"),
            ("Old Co", "Alpha", None),
            ("New Co", "Beta", None),
        ):
            self.products[name] = Product(
                name=name,
                slug=f"{maker} {name}".lower().replace(" ", "-"),
                supplier_id=self.suppliers[maker].id,
                functional_area_code=area,
            )
        session.add_all(self.products.values())
        session.flush()
        session.add(SupplierAlias(name="Cerner", supplier_id=self.suppliers["Oracle Health"].id))
        for product in ("Alpha", "Beta"):
            session.add(ProductAlias(name="Gamma", product_id=self.products[product].id))
        self.organisations = {
            code: Organisation(
                ods_code=code, name=name, region_code=region, latitude=52.0 + number / 10, longitude=-1.0
            )
            for number, (code, (name, region)) in enumerate(ORGANISATIONS.items())
        }
        session.add_all(self.organisations.values())
        self.save()

    def save(self) -> None:
        note_change(self.session, REGISTRY)
        self.session.commit()

    def add_organisation(self, code: str) -> None:
        self.organisations[code] = Organisation(ods_code=code, name=f"{code} Trust")
        self.session.add(self.organisations[code])
        self.session.flush()

    def add(
        self,
        code: str,
        stage: str,
        *,
        maker: str | None = None,
        product: str | None = None,
        area: str = "epr",
        saves: bool = True,
        **rest,
    ) -> None:
        """Add a deployment, by default of the product's maker, from a public source."""
        made = self.products.get(product) if product else None
        supplier_id = made.supplier_id if made else self.suppliers[maker].id if maker else None
        fields = {"source_date": "2024-10-01", **rest}
        self.session.add(
            Deployment(
                organisation_id=self.organisations[code].id,
                functional_area_code=area,
                supplier_id=supplier_id,
                product_id=made.id if made else None,
                stage=Stage(stage),
                **fields,
            )
        )
        if saves:
            self.save()

    def close(self, code: str) -> None:
        self.organisations[code].status = OrganisationStatus.CLOSED
        self.session.add(self.organisations[code])
        self.save()


@pytest.fixture
def registry(session: Session) -> Registry:
    return Registry(session)
