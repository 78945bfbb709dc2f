"""Confirming, correcting, adding and removing systems: who may, what it means, and taking it back."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlmodel import select

from exchange.deployments import history_queries, keeping_actions, keeping_queries
from exchange.deployments.keeping_schemas import ContractsGiven, EntryGiven, Seen, Ticked
from exchange.plumbing.changes import REGISTRY, current_change
from exchange.plumbing.clock import today
from exchange.plumbing.errors import Conflict, Invalid, NotAllowed, NotFound
from exchange.plumbing.patient_data import HoldsPatientData
from exchange.technologies.models import ChangeKind, Deployment, Product, ProductProposal, Stage

CONFIRMS, CORRECTS = keeping_actions.confirm_entry, keeping_actions.correct_entry


def confirm(house, who, area="epr", version=1):
    CONFIRMS(house.session, house.actor(who), "RXA", house.entries[area], Seen(version=version))


def remove(house, who, area="epr", version=1):
    id = house.entries[area]
    keeping_actions.remove_entry(house.session, house.actor(who), "RXA", id, Seen(version=version))


def correct(house, who, area="epr", version=1, **more):
    given = EntryGiven(**house.given(area, version=version, **more))
    CORRECTS(house.session, house.actor(who), "RXA", house.entries[area], given)


def add(house, who="lead", area="maternity", **more):
    given = EntryGiven(**house.given(area, **more))
    return keeping_actions.add_entry(house.session, house.actor(who), "RXA", given)


def undo(house, who="lead", change=-1):
    id = house.changes()[change].id
    keeping_actions.undo_change(house.session, house.actor(who), "RXA", id)


def register(house, who="lead"):
    return keeping_queries.get_register(house.session, house.actor(who), "RXA")


def test_confirming_says_who_and_when_and_every_process_hears(house):
    number = current_change(house.session, REGISTRY)
    confirm(house, "lead")
    row = house.entry("epr")
    assert (row.confirmed_on, row.confirmed_by_id, row.version) == (today(), house.lead.id, 2)
    assert current_change(house.session, REGISTRY) > number
    assert [each.kind for each in house.changes()] == [ChangeKind.CONFIRMED]


@pytest.mark.parametrize("deed", [confirm, remove, correct])
def test_only_lead_owner_and_administrator_change_an_entry(house, deed):
    house.session.get(Deployment, house.entries["epr"]).owner_id = house.owner.id
    house.session.commit()
    for who in ("staff", "stranger"):
        with pytest.raises(NotAllowed):
            deed(house, who)
    deed(house, "owner")
    deed(house, "administrator", area="ed")
    with pytest.raises(NotAllowed):
        deed(house, "owner", area="epma")


def test_somebody_elses_entry_is_not_found_below_ones_own_organisation(house):
    actor = house.actor("stranger")
    with pytest.raises(NotFound):
        CONFIRMS(house.session, actor, "RXB", house.entries["epr"], Seen(version=1))


def test_an_owner_may_not_add(house):
    with pytest.raises(NotAllowed):
        add(house, "owner")


def test_colleagues_see_the_list_and_strangers_do_not(house):
    assert len(register(house, "staff").entries) == 3
    assert not any(each.can_change for each in register(house, "staff").entries)
    with pytest.raises(NotAllowed):
        register(house, "stranger")


def test_what_the_organisation_corrects_is_confirmed_by_it(house):
    correct(house, "lead", stage="replacing", live_on="03/2019", modules="a; b", product_version="12")
    row = house.entry("epr")
    assert (row.stage, row.live_on, row.modules, row.product_version) == (
        Stage.REPLACING,
        "2019-03",
        "a; b",
        "12",
    )
    assert row.confirmed_on == today()


def test_what_an_administrator_corrects_lapses(house):
    confirm(house, "lead")
    correct(house, "administrator", version=2, stage="replacing")
    row = house.entry("epr")
    assert (row.confirmed_on, row.was_confirmed_on) == (None, today())


def test_who_comes_second_is_told_and_nothing_is_overwritten(house):
    correct(house, "lead", note="first")
    for deed in (confirm, remove, correct):
        with pytest.raises(Conflict):
            deed(house, "administrator")
    assert house.entry("epr").note == "first"


def test_ticked_entries_are_confirmed_but_for_those_that_changed(house):
    confirm(house, "lead", "ed")
    ids = house.entries
    entries = [f"{ids['epr']}:1", f"{ids['epma']}:1", f"{ids['ed']}:1", f"{uuid4()}:1"]
    bulk = keeping_actions.confirm_entries(house.session, house.actor("lead"), "RXA", Ticked(entries=entries))
    assert (bulk.confirmed, bulk.left) == (2, 2)
    assert register(house).waiting == 0


def test_a_removed_system_is_gone_at_once_and_comes_back_as_it_was(house):
    confirm(house, "lead")
    before = house.entry("epr").model_dump()
    remove(house, "lead", version=2)
    assert house.entry("epr") is None
    assert [each.name for each in register(house).removed] == ["Maker One for EPR"]
    undo(house)
    assert house.entry("epr").model_dump() == before | {"version": 3}
    assert house.changes()[-1].undoes_id == house.changes()[-2].id


def test_every_kind_of_change_can_be_taken_back_and_done_again(house):
    confirm(house, "lead")
    undo(house)
    assert house.entry("epr").confirmed_on is None
    undo(house)
    assert house.entry("epr").confirmed_on == today()
    added = add(house)
    undo(house)
    assert house.session.get(Deployment, added) is None
    correct(house, "lead", version=4, stage="retired", note="gone")
    undo(house)
    row = house.entry("epr")
    assert (row.stage, row.note) == (Stage.LIVE, "")


def test_a_change_that_others_followed_is_not_taken_back(house):
    confirm(house, "lead")
    correct(house, "administrator", version=2, stage="replacing")
    with pytest.raises(Conflict, match="changed since"):
        undo(house, change=0)


def test_a_change_is_not_taken_back_into_a_clash(house):
    remove(house, "lead")
    add(house, area="epr")
    with pytest.raises(Conflict, match="Another entry"):
        undo(house, change=0)


def test_the_same_system_stands_once(house):
    with pytest.raises(Invalid, match="in the list already"):
        add(house, area="epr")
    with pytest.raises(Invalid, match="in the list already"):
        correct(house, "lead", "epr", functional_area="ed")


@pytest.mark.parametrize("typed", ["One", "one by maker", "Maker One"])
def test_a_system_is_known_by_each_of_its_names(house, typed):
    row = house.session.get(Deployment, add(house, system=typed))
    assert row.product_id == house.products["One"].id


def test_a_supplier_alone_is_enough_and_an_unknown_name_is_not(house):
    row = house.session.get(Deployment, add(house, system="Maker, product not named"))
    assert (row.supplier_id, row.product_id) == (house.supplier.id, None)
    with pytest.raises(Invalid, match="Did you mean"):
        add(house, area="ris", system="Onne by Maker")


def test_a_product_that_is_not_in_the_list_is_used_at_once(house):
    row = house.session.get(
        Deployment, add(house, system="", new_product="Brand New", new_supplier="Newcomer")
    )
    product = house.session.get(Product, row.product_id)
    assert (product.name, product.slug) == ("Brand New", "newcomer-brand-new")
    assert house.session.get(ProductProposal, product.id).person_id == house.lead.id
    assert next(each for each in register(house).entries if each.id == row.id).is_proposed
    again = house.session.get(
        Deployment, add(house, area="ris", system="", new_product="brand new", new_supplier="NEWCOMER")
    )
    assert again.product_id == product.id


def test_what_is_refused_names_no_product(house):
    with pytest.raises(Invalid):
        add(house, system="", new_product="Brand New", new_supplier="Newcomer", owner_id=uuid4())
    assert house.session.exec(select(Product).where(Product.name == "Brand New")).all() == []


@pytest.mark.parametrize("name", ["note", "modules", "product_version", "new_product"])
def test_nothing_about_patients_gets_in(house, name):
    with pytest.raises(HoldsPatientData):
        add(house, **{name: "943 476 5919"})


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"live_on": "2020", "retired_on": "2019-05"}, "retired_on"),
        ({"started_on": "2021-02", "live_on": "2021-01"}, "live_on"),
        ({"contract_from": "2027-Q2", "contract_to": "Q1 2027"}, "contract_to"),
        ({"functional_area": "nothing"}, "functional_area"),
        ({"owner_id": str(uuid4())}, "owner_id"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(house, wrong, where):
    with pytest.raises(Invalid) as refusal:
        add(house, **{"area": "maternity", **wrong})
    assert refusal.value.field == where


def test_contracts_are_kept_once_the_organisation_shows_them(house):
    actor = house.actor("lead")
    correct(house, "lead", contract_from="2027-Q1")
    assert house.entry("epr").contract_from == ""
    keeping_actions.show_contracts(house.session, actor, "RXA", ContractsGiven(shows=True))
    correct(house, "lead", version=2, contract_from="2027-Q1", contract_to="Q4 2029")
    assert (house.entry("epr").contract_from, house.entry("epr").contract_to) == ("2027-Q1", "2029-Q4")


def test_an_owner_is_a_member(house):
    correct(house, "lead", owner_id=str(house.owner.id))
    assert house.entry("epr").owner_id == house.owner.id
    with pytest.raises(Invalid):
        correct(house, "lead", version=2, owner_id=str(house.stranger.id))


def test_history_tells_every_change_in_words(house):
    correct(house, "lead", stage="replacing", note="x")
    (change,) = history_queries.find_history(house.session, house.actor("staff"), "RXA").changes
    assert (change.who, change.name, change.can_undo) == ("Lee Lead", "Maker One for EPR", False)
    assert {(each.label, each.before, each.after) for each in change.fields} >= {
        ("Stage", "live", "replacing"),
        ("Note", "", "x"),
    }
    with pytest.raises(NotAllowed):
        history_queries.find_history(house.session, house.actor("stranger"), "RXA")


def test_nobody_undoes_what_is_not_theirs_to_keep(house):
    confirm(house, "lead")
    for who, error in (("staff", NotAllowed), ("stranger", NotAllowed)):
        with pytest.raises(error):
            undo(house, who)


def test_a_lead_who_has_moved_keeps_nothing_any_more(house):
    actor = replace(house.actor("lead"), organisation_id=house.other.id)
    with pytest.raises(NotAllowed):
        CONFIRMS(house.session, actor, "RXA", house.entries["epr"], Seen(version=1))
