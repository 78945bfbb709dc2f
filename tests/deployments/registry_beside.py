"""The registry and a model of its rules, side by side: what is done to one is done to the other."""

import json
from collections import defaultdict
from itertools import pairwise
from uuid import UUID

from hypothesis.stateful import (
    RuleBasedStateMachine,
)
from sqlmodel import col, select

from exchange.deployments.keeping_schemas import EntryGiven
from exchange.deployments.recording import NOTHING, snapshot
from exchange.migrations.running import migrate
from exchange.organisations.models import Organisation
from exchange.organisations.queries import get_organisation
from exchange.people.actor import VISITOR
from exchange.people.models import DutyKind, Person
from exchange.people.queries import find_acting
from exchange.plumbing.audit import find_breaks
from exchange.plumbing.changes import REGISTRY
from exchange.plumbing.database import writing
from exchange.plumbing.errors import ExchangeError
from exchange.plumbing.hashing import hashed
from exchange.plumbing.provenance import source_label
from exchange.technologies.models import Deployment, DeploymentChange, FunctionalArea, Product, Supplier
from tests import examples
from tests.deployments.registry_model import Entry

PLACES = ("RXA", "RXB", "RXC")
AREAS, PRODUCTS = ("epr", "epma"), ("Amber", "Birch", "Cedar")
STAGES = ("implementing", "live", "retired")
PEOPLE = {"Ann": "RXA", "Abe": "RXA", "Bea": "RXB", "Bob": "RXB", "Cat": "RXC", "Zoe": "RXZ"}
LEADS, ADMINISTRATOR = ("Ann", "Bea", "Cat"), "Zoe"


def build(engine):
    """Fill a database with three organisations that may merge, what they run, and people; return tokens."""
    migrate(engine)
    tokens = {}
    with writing(engine) as session:
        places = {
            code: examples.add_organisation(session, code, f"Trust {code}") for code in (*PLACES, "RXZ")
        }
        session.add_all(FunctionalArea(code=code, name=code, short_name=code) for code in AREAS)
        supplier = Supplier(name="Maker", slug="maker")
        session.add(supplier)
        session.flush()
        session.add_all(Product(name=name, slug=name.lower(), supplier_id=supplier.id) for name in PRODUCTS)
        for name, code in PEOPLE.items():
            duties = [DutyKind.KNOWLEDGE_LEAD] if name in LEADS else []
            duties += [DutyKind.ADMINISTRATOR] if name == ADMINISTRATOR else []
            person = examples.add_person(session, name, places[code], duties=duties)
            tokens[name] = examples.start_session(session, person)
        session.commit()
    return tokens


class Beside(RuleBasedStateMachine):
    """Three organisations, six people; each run is one transaction that is taken back."""

    engine, tokens = None, {}  # set by the test

    def __init__(self):
        super().__init__()
        self.session = writing(self.engine)
        self.sheets, self.versions, self.model = [], {}, None
        self.told = 0, 0
        self.places = {row.ods_code: row.id for row in self.session.exec(select(Organisation))}
        self.products = {row.name: row for row in self.session.exec(select(Product))}
        self.codes = {id: code for code, id in self.places.items()}
        self.names = {row.id: name for name, row in self.products.items()}

        self.people = {row.name: row.id for row in self.session.exec(select(Person))}
        self.actors = {}

    def teardown(self):
        try:
            if self.model:
                self.pages_tell_what_is_there()
                assert list(find_breaks(self.session)) == []
        finally:
            self.session.rollback()
            self.session.close()
            self.engine.dispose()  # so that nothing is kept of what was taken back

    # What a step is about

    def pick(self, drawn, is_stale):
        """An entry by a drawn number: its id, where it is, and the version that somebody saw."""
        known = list(self.model.entries)
        id = known[drawn % len(known)]
        return id, self.model.entries[id].place, self.versions[id] + is_stale

    def somebody(self, drawn, place):
        """Who acts: by name, or whoever leads a place; the administrator where nobody does."""
        leads = [name for name in LEADS if self.model.leads_at(name, place)]
        return (leads or [ADMINISTRATOR])[0] if drawn == "lead" else drawn

    def given(self, version, *, area, product, stage, note, owner):
        return EntryGiven(
            version=version,
            system=f"{product} by Maker",
            functional_area=area,
            stage=stage,
            note=note,
            owner_id=owner and self.people[owner],
        )

    def row_of(self, entry):
        product = self.products[entry.product]
        return Deployment(
            organisation_id=self.places[entry.place],
            functional_area_code=entry.area,
            supplier_id=product.supplier_id,
            product_id=product.id,
            stage=entry.stage,
            source_date=entry.source_date,
            confirmed_on=entry.confirmed_on,
        )

    # What is there

    def rows(self):
        statement = select(Deployment).execution_options(populate_existing=True)
        return self.session.exec(statement).all()

    def entry_of(self, row):
        owners = {id: name for name, id in self.people.items()}
        return Entry(
            place=self.codes[row.organisation_id],
            area=row.functional_area_code,
            product=self.names[row.product_id],
            stage=row.stage,
            note=row.note,
            owner=owners.get(row.owner_id),
            confirmed_on=row.confirmed_on,
            was_confirmed_on=row.was_confirmed_on,
            source_date=row.source_date,
        )

    def found(self):
        return {row.id: self.entry_of(row) for row in self.rows()}

    def changes(self):
        """All changes by the entry that they are about, the oldest first."""
        found = defaultdict(list)
        statement = select(DeploymentChange).order_by(col(DeploymentChange.happened_at))
        for each in self.session.exec(statement.execution_options(populate_existing=True)):
            found[each.deployment_id].append(each)
        return found

    def counted(self):
        """How much was audited, and the number that tells every process to read the registry anew."""
        told = "select (select count(*) from audit_entry), (select number from change_number where topic = ?)"
        audited, number = self.session.connection().exec_driver_sql(told, (REGISTRY,)).one()
        return audited, number or 0

    # What is done to both

    def both(self, name, told, done, *, is_silent=False):
        """Have somebody do it in both; say whether it was done. A refusal leaves nothing behind."""
        actor = self.actors.get(name) or self.acting(name)
        audited, _ = self.counted()
        expected, refused = refusal(told), None
        savepoint = self.session.begin_nested()
        try:
            done(actor)
            self.session.flush()
            savepoint.commit()
        except ExchangeError as problem:
            refused = type(problem)
            savepoint.rollback()
        assert refused is expected
        assert (self.counted()[0] > audited) == (refused is None and not is_silent)
        return refused is None

    def acting(self, name):
        """Who somebody is; it is asked for again when a merger has changed it."""
        found = find_acting(self.session, hashed(self.tokens[name]), needs_proof=True).actor
        self.actors[name] = found
        return found

    def check(self):
        """The registry is what the model says, and its history leads to it step by step."""
        rows, changes = {row.id: row for row in self.rows()}, self.changes()
        told = sum(map(len, changes.values())), self.counted()[1]
        assert told == self.told or told[1] > self.told[1]  # every process hears of every change
        self.told = told
        assert {id: self.entry_of(row) for id, row in rows.items()} == self.model.entries
        assert not {entry.place for entry in self.model.entries.values()} & self.model.closed
        kinds = {id: [each.kind for each in known] for id, known in changes.items()}
        assert kinds == {id: [each.kind for each in known] for id, known in self.model.history.items()}
        for id, known in changes.items():
            assert known[-1].after == (snapshot(rows[id]) if id in rows else NOTHING)
            for earlier, later in pairwise(known):
                assert is_next(earlier, later)
            for change, told in zip(known, self.model.history[id], strict=True):
                stood = [self.codes[UUID(row["organisation_id"])] for row in states_of(change)]
                assert stood == [each.place for each in (told.before, told.after) if each]
                assert self.codes[change.organisation_id] == stood[-1]
        for id, row in rows.items():
            assert row.version >= self.versions.get(id, 1)
            self.versions[id] = row.version

    def pages_tell_what_is_there(self):
        """What everybody may read names each system, and who says so."""
        for code in PLACES[len(self.versions) % 3 :][:1]:
            told = get_organisation(self.session, VISITOR, code)
            shown = sorted(
                (system.area_code, system.product, system.stage, system.source_label)
                for group in told.capabilities
                for system in group.systems
            )
            assert shown == sorted(
                (row.functional_area_code, self.names[row.product_id], row.stage, label(row))
                for row in self.rows()
                if row.organisation_id == self.places[code]
            )


def label(row):
    return source_label(
        row.confirmed_on, row.source_date, has_source=False, was_confirmed_on=row.was_confirmed_on
    )


def states_of(change):
    """What an entry was and what it became, as far as it was there."""
    return [json.loads(text) for text in (change.before, change.after) if text != NOTHING]


def is_next(earlier, later):
    """Whether a change begins with what the one before it left, but for the place that a merger changes."""
    left, begins = (json.loads(text) if text else None for text in (earlier.after, later.before))
    if left and begins:
        assert begins["version"] == left["version"]
        left["organisation_id"] = begins["organisation_id"]
    return left == begins


def refusal(deed):
    """The kind of error that a deed is refused with, or None."""
    try:
        deed()
    except ExchangeError as problem:
        return type(problem)
    return None
