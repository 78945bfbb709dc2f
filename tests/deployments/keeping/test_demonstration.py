"""The demonstration's lead has a list to confirm, and what made-up people say is taken back with them."""

from sqlmodel import select

from exchange.demonstration import load, remove
from exchange.deployments import keeping_actions, keeping_queries
from exchange.deployments.keeping_schemas import EntryGiven, Seen
from exchange.loading import load_folder
from exchange.organisations.models import Organisation
from exchange.people.actor import OPERATOR
from exchange.people.models import Person
from exchange.technologies.models import Deployment, DeploymentChange, Product, Stage
from tests import examples


def _all(session):
    session.expire_all()
    return {row.id: row.model_dump(exclude={"version"}) for row in session.exec(select(Deployment))}


def test_what_made_up_people_said_goes_with_them(session, seed_folder):
    load_folder(session, OPERATOR, seed_folder)
    load(session, OPERATOR, seed_folder / "demonstration/persons.csv")
    products = set(session.exec(select(Product.id)))
    before = _all(session)
    bryn = session.exec(select(Person).where(Person.name == "Bryn Holbeck")).one()
    actor = examples.actor_of(session, bryn)
    register = keeping_queries.get_register(session, actor, "RGT")
    assert register.waiting == len(register.entries) >= 3
    first, second, *_ = register.entries
    keeping_actions.confirm_entry(session, actor, "RGT", first.id, Seen(version=1))
    keeping_actions.confirm_entry(session, actor, "RGT", first.id, Seen(version=2))
    keeping_actions.remove_entry(session, actor, "RGT", second.id, Seen(version=1))
    last = session.exec(select(DeploymentChange).where(DeploymentChange.deployment_id == second.id)).one()
    keeping_actions.undo_change(session, actor, "RGT", last.id)
    named = EntryGiven(new_product="New", new_supplier="Newcomer", functional_area="epr", stage=Stage.LIVE)
    keeping_actions.add_entry(session, actor, "RGT", named)
    assert _all(session) != before
    remove(session, OPERATOR)
    assert _all(session) == before
    assert session.exec(select(DeploymentChange)).all() == []
    place = session.exec(select(Organisation).where(Organisation.ods_code == "RGT")).one()
    assert place.status == "listed"
    assert set(session.exec(select(Product.id))) - products == {
        product.id for product in session.exec(select(Product).where(Product.name == "New"))
    }
