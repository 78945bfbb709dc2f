"""The vocabularies: counts of use, other names, merging products, job roles."""

from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import select

from exchange.people.models import Interest, InterestKind, JobRole, Person
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.changes import PEOPLE, REGISTRY, ChangeNumber
from exchange.technologies.models import Deployment, Product, ProductAlias, Stage, SupplierAlias
from tests import examples
from tests.examples import statements

PATH = "/administration/vocabularies"
KINDS = ("functional-areas", "products", "suppliers", "themes", "roles")


@pytest.fixture
def deploy(session):
    def deploy(organisation, product, **more):
        row = Deployment(
            organisation_id=organisation.id,
            functional_area_code="epr",
            supplier_id=product.supplier_id,
            product_id=product.id,
            stage=Stage.LIVE,
            **more,
        )
        session.add(row)
        session.flush()
        return row

    return deploy


def changes(look):
    return dict(look(select(ChangeNumber.topic, ChangeNumber.number)))


def test_every_vocabulary_is_counted_and_listed(admin, app, session, products, deploy, trust):
    deploy(trust, products[0])
    session.commit()
    assert "2 terms" in admin.get(PATH).text
    counted = {each["kind"]: each["terms"] for each in admin.get(f"/api/v1{PATH}").json()}
    assert counted == {"functional-areas": 1, "products": 2, "suppliers": 2, "themes": 0, "roles": 0}
    for kind in KINDS:
        with statements(app) as sent:
            assert admin.get(f"{PATH}/{kind}").status_code == 200
        assert len(sent) <= 5, kind
    found = admin.get(f"/api/v1{PATH}/products").json()
    assert [(each["name"], each["uses"]) for each in found] == [("Beta", 0), ("Alpha", 1)]
    assert admin.get(f"{PATH}/persons").status_code == 422


def test_a_product_and_a_supplier_get_other_names(admin, session, products, look):
    session.commit()
    before = changes(look).get(REGISTRY, 0)
    product, supplier = products[0].id, products[0].supplier_id
    for path, table in ((f"products/{product}", ProductAlias), (f"suppliers/{supplier}", SupplierAlias)):
        answer = admin.post(f"{PATH}/{path}/aliases", data={"name": "Formerly Gamma"})
        assert answer.status_code == 303
        assert "Formerly Gamma" in admin.get(answer.headers["location"]).text
        assert look(select(table.name)) == ["Formerly Gamma"]
        again = admin.post(f"{PATH}/{path}/aliases", data={"name": "formerly gamma"})
        assert again.status_code == 422 and 'value="formerly gamma"' in again.text
        assert admin.post(f"{PATH}/{path}/aliases", data={"name": ""}).status_code == 422
        assert admin.post(f"/api/v1{PATH}/{path}/aliases", json={"name": "X", "slug": "x"}).status_code == 422
        assert admin.post(f"/api/v1{PATH}/{path}/aliases", json={"name": "Delta"}).status_code == 204
    assert changes(look)[REGISTRY] == before + 4
    events = set(look(select(AuditEntry.event)))
    assert {"product.alias_added", "supplier.alias_added"} <= events


def test_a_product_that_is_not_there_gets_no_name(admin):
    for kind in ("products", "suppliers"):
        assert admin.post(f"{PATH}/{kind}/{uuid4()}/aliases", data={"name": "X"}).status_code == 404


@pytest.fixture
def twice(session, products, deploy, trust, mia):
    """Alpha and Beta at four trusts, with interests and other names; ids by what becomes of the row."""
    alpha, beta = products
    second, third, fourth = (
        examples.add_organisation(session, code, name)
        for code, name in (
            ("RXB", "Southfield Trust"),
            ("RXC", "Eastfield Trust"),
            ("RXD", "Westfield Trust"),
        )
    )
    stays = [deploy(trust, alpha)]
    goes = [deploy(second, alpha)]
    stays.append(deploy(second, beta))
    stays.append(deploy(third, alpha, confirmed_on=date(2026, 5, 1)))
    goes.append(deploy(third, beta))
    stays.append(deploy(fourth, alpha, source_date="2026"))
    goes.append(deploy(fourth, beta, source_date="2025"))
    kinds = ((InterestKind.CAN_HELP, alpha), (InterestKind.WANTS_TO_LEARN, beta))
    interests = [Interest(person_id=mia.id, kind=kind, product_id=each.id) for kind, each in kinds]
    doubled = Interest(person_id=mia.id, kind=InterestKind.WANTS_TO_LEARN, product_id=alpha.id)
    session.add_all([*interests, doubled])
    for owner, name in ((alpha, "Omega"), (alpha, "BETA"), (alpha, "Shared"), (beta, "shared")):
        session.add(ProductAlias(product_id=owner.id, name=name))
    session.commit()
    return {each.id for each in stays}, {each.id for each in goes}, {each.id for each in interests}


def test_before_merging_it_is_shown_what_would_change(admin, app, products, twice, look):
    alpha, beta = products
    with statements(app) as sent:
        text = admin.get(f"{PATH}/products/{alpha.id}/merge?into={beta.id}").text
    assert len(sent) <= 14  # as many as without any uses
    assert "1 entry of a system moves" in text and "3 entries are duplicates" in text
    assert "This cannot be undone" in text and "it was confirmed last" in text
    plan = admin.get(f"/api/v1{PATH}/products/{alpha.id}/merge?into={beta.id}").json()
    assert {each["organisation"]: each["stays"] for each in plan["duplicates"]} == {
        "Southfield Trust": "Beta",
        "Eastfield Trust": "Alpha",
        "Westfield Trust": "Alpha",
    }
    assert (plan["interests_moved"], plan["interests_dropped"]) == (1, 1)
    assert plan["aliases"] == ["Alpha", "Omega"]
    assert len(look(select(Deployment))) == 7  # nothing is done yet


def test_merging_moves_uses_interests_and_names(admin, products, twice, look):
    alpha, beta = products
    stays, goes, interests = twice
    number = changes(look).get(REGISTRY, 0)
    plan = admin.get(f"/api/v1{PATH}/products/{alpha.id}/merge?into={beta.id}").json()["plan"]
    answer = admin.post(f"{PATH}/products/{alpha.id}/merge", data={"into": str(beta.id), "plan": plan})
    assert answer.status_code == 303 and str(beta.id) in answer.headers["location"]
    left = look(select(Deployment))
    assert {each.id for each in left} == stays and not stays & goes
    assert {(each.product_id, each.supplier_id) for each in left} == {(beta.id, beta.supplier_id)}
    assert set(look(select(Interest.id))) == interests
    assert set(look(select(Interest.product_id))) == {beta.id}
    assert sorted(look(select(ProductAlias.name))) == ["Alpha", "Omega", "shared"]
    assert look(select(Product.id)) == [beta.id]
    assert changes(look)[REGISTRY] > number and changes(look)[PEOPLE]
    events = look(select(AuditEntry.event).order_by(AuditEntry.number))
    assert events[-2:] == ["product.merged", "product.took_over"]
    page = admin.get(answer.headers["location"]).text
    assert "The two products are one now" in page and "Alpha" in page


def test_merging_does_nothing_but_what_was_shown(admin, session, products, deploy, look, trust):
    alpha, beta = products
    session.commit()
    plan = admin.get(f"/api/v1{PATH}/products/{alpha.id}/merge?into={beta.id}").json()["plan"]
    deploy(trust, alpha)
    session.commit()
    answer = admin.post(f"{PATH}/products/{alpha.id}/merge", data={"into": str(beta.id), "plan": plan})
    assert answer.status_code == 409
    assert len(look(select(Product))) == 2


def test_a_product_is_not_merged_into_itself_nor_into_nothing(admin, session, products):
    session.commit()
    path = f"{PATH}/products/{products[0].id}/merge"
    assert admin.get(f"{path}?into={products[0].id}").status_code == 409
    assert admin.get(f"{path}?into={uuid4()}").status_code == 404
    nothing = admin.get(f"{path}?into=")
    assert nothing.status_code == 422 and "Choose the product" in nothing.text
    assert admin.post(path, data={"into": "x"}).status_code == 422
    assert admin.post(f"/api/v1{path}", json={"into": str(products[1].id)}).status_code == 422


def test_a_job_role_is_added_once(admin, session, look):
    answer = admin.post(f"{PATH}/roles", data={"name": "Digital midwife", "description": "Maternity"})
    assert answer.status_code == 303 and "Digital midwife" in admin.get(f"{PATH}/roles").text
    again = admin.post(f"{PATH}/roles", data={"name": "digital MIDWIFE"})
    assert again.status_code == 422 and 'value="digital MIDWIFE"' in again.text
    assert admin.post(f"/api/v1{PATH}/roles", json={"name": ""}).status_code == 422
    assert look(select(JobRole.name)) == ["Digital midwife"]
    assert look(select(AuditEntry.subject).where(AuditEntry.event == "job_role.added")) == [
        "role:digital-midwife"
    ]


def test_renaming_a_job_role_renames_it_for_everybody(admin, session, look, trust):
    for name in ("Mia Marlowe", "Noah Nolan"):
        examples.add_person(session, name, trust, job_role="Digital midwife")
    session.add(JobRole(name="Nurse / CNIO", description="Both"))
    session.commit()
    answer = admin.post(
        f"{PATH}/roles/rename", data={"old_name": "Digital midwife", "new_name": "digital midwife"}
    )
    assert answer.status_code == 303
    holders = look(select(Person.job_role).where(Person.job_role.is_not(None)))
    assert holders == ["digital midwife"] * 2
    counted = {each["name"]: each["people"] for each in admin.get(f"/api/v1{PATH}/roles").json()}
    assert counted == {"digital midwife": 2, "Nurse / CNIO": 0}
    for old, new in (("digital midwife", "nurse / cnio"), ("Nobody", "X"), ("digital midwife", "")):
        form = {"old_name": old, "new_name": new}
        assert admin.post(f"{PATH}/roles/rename", data=form).status_code == 422
        assert admin.post(f"/api/v1{PATH}/roles/rename", json=form).status_code == 422
