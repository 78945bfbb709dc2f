"""A product that some organisations have confirmed, and people who work at them."""

from datetime import date, timedelta

import pytest

from exchange.people.models import DutyKind
from exchange.plumbing.changes import REGISTRY, note_change
from exchange.plumbing.clock import today
from exchange.technologies.models import Deployment, FunctionalArea, Product, Stage, Supplier
from tests import examples

ROOM = "/rooms/maker-product"


class Stand:
    """One product, and organisations by code that have it."""

    def __init__(self, session):
        self.session = session
        session.add(FunctionalArea(code="epr", name="EPR", short_name="EPR"))
        self.supplier = Supplier(name="Maker", slug="maker")
        session.add(self.supplier)
        session.flush()
        self.product = Product(
            name="Product",
            slug="maker-product",
            supplier_id=self.supplier.id,
            functional_area_code="epr",
        )
        session.add(self.product)
        session.flush()
        self.places, self.deployments = {}, {}
        self.save()

    def save(self):
        note_change(self.session, REGISTRY)
        self.session.commit()

    def confirm(self, *codes, confirmed_on: date | None = None, **more):
        """Have organisations confirm that they have it."""
        for code in codes:
            place = examples.add_organisation(self.session, code, f"{code} Trust")
            deployment = Deployment(
                organisation_id=place.id,
                functional_area_code="epr",
                supplier_id=self.supplier.id,
                product_id=self.product.id,
                **{"stage": Stage.LIVE, "confirmed_on": confirmed_on or today(), **more},
            )
            self.session.add(deployment)
            self.places[code], self.deployments[code] = place, deployment
        self.save()

    def lapse(self, code):
        deployment = self.deployments[code]
        deployment.confirmed_on, deployment.was_confirmed_on = None, today() - timedelta(days=400)
        self.session.add(deployment)
        self.save()

    def person(self, name, code, *, lead=False):
        return examples.add_person(
            self.session, name, self.places[code], duties=[DutyKind.KNOWLEDGE_LEAD] if lead else []
        )


@pytest.fixture
def stand(session):
    return Stand(session)
