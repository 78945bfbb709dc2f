"""Products that people name, until an administrator accepts, renames or merges them."""

import pytest
from sqlmodel import select

from exchange.deployments import keeping_actions, proposal_actions, proposal_queries
from exchange.deployments.keeping_schemas import EntryGiven, ProposalGiven
from exchange.plumbing.errors import Invalid, NotAllowed, NotFound
from exchange.technologies import actions as technology_actions
from exchange.technologies.merging import preview_merge
from exchange.technologies.models import Deployment, Product, ProductProposal
from exchange.technologies.vocabulary_schemas import MergeGiven


@pytest.fixture
def named(house):
    """A product that the lead has named and uses for maternity."""
    given = EntryGiven(**house.given("maternity", system="", new_product="Onne", new_supplier="Maker & Co"))
    added = keeping_actions.add_entry(house.session, house.actor("lead"), "RXA", given)
    house.entries["maternity"] = added
    return house.session.get(Deployment, added).product_id


def accept(house, product_id, name="Onne", supplier="Maker & Co", who="administrator"):
    given = ProposalGiven(name=name, supplier=supplier)
    proposal_actions.accept_proposal(house.session, house.actor(who), product_id, given)


def merge(house, source, target):
    administrator = house.actor("administrator")
    plan = preview_merge(house.session, administrator, source, target).plan
    given = MergeGiven(into=target, plan=plan)
    technology_actions.merge_products(house.session, administrator, source, given)


def test_what_waits_is_shown_with_what_is_like_it(house, named):
    (waits,) = proposal_queries.find_proposals(house.session, house.actor("administrator"))
    assert (waits.name, waits.organisation, waits.uses) == ("Onne", "Northfield Trust", 1)
    with pytest.raises(NotAllowed):
        proposal_queries.find_proposals(house.session, house.actor("lead"))


def test_accepted_it_is_a_product_like_others_and_its_proposer_hears(house, named):
    accept(house, named)
    assert house.session.exec(select(ProductProposal)).all() == []
    assert "“Onne” that you named is checked" in house.letters()
    with pytest.raises(NotFound):
        accept(house, named)


def test_renamed_its_uses_follow(house, named):
    accept(house, named, name="Three", supplier="Maker")
    product = house.session.get(Product, named)
    assert (product.name, product.supplier_id, product.slug) == ("Three", house.supplier.id, "maker-three")
    assert house.entry("maternity").supplier_id == house.supplier.id
    assert "as “Three”" in house.letters()


def test_a_name_that_is_taken_is_refused(house, named):
    with pytest.raises(Invalid, match="merge"):
        accept(house, named, name="one", supplier="Maker")


def test_only_administrators_decide(house, named):
    with pytest.raises(NotAllowed):
        accept(house, named, who="lead")


def test_merged_its_uses_move_its_history_can_be_undone_and_its_proposer_hears(house, named):
    one = house.products["One"].id
    given = EntryGiven(**house.given("maternity", version=1, system="Onne", stage="retired"))
    keeping_actions.correct_entry(
        house.session, house.actor("lead"), "RXA", house.entries["maternity"], given
    )
    merge(house, named, one)
    row = house.entry("maternity")
    assert (row.product_id, row.supplier_id) == (one, house.supplier.id)
    assert "in the list already, as “One”" in house.letters()
    change = house.changes()[-1]
    keeping_actions.undo_change(house.session, house.actor("lead"), "RXA", change.id)
    row = house.entry("maternity")
    assert (row.stage, row.product_id, row.supplier_id) == ("live", one, house.supplier.id)


def test_a_twin_that_merging_removes_is_kept_in_the_history(house):
    house.add("epr", "Two", note="twin")
    house.session.flush()
    merge(house, house.products["Two"].id, house.products["One"].id)
    (change,) = house.changes()
    assert change.kind == "moved" and change.after == ""


def test_the_page_takes_one_into_the_list(signed_in, house, named):
    browser = signed_in(house.administrator)
    assert "Onne" in browser.get("/administration/proposals").text
    assert "1 waiting" in browser.get("/administration").text
    path = f"/administration/proposals/{named}/accept"
    refused = browser.post(path, data={"name": "", "supplier": "Maker"})
    assert refused.status_code == 422 and "Enter the name of the product" in refused.text
    assert browser.post(path, data={"name": "Onne", "supplier": "Maker"}).status_code == 303
    assert "Nothing waits" in browser.get("/administration/proposals").text
