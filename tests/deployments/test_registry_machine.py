"""Confirming, correcting, lapsing, importing, undoing and merging in any order, beside a model."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from exchange.deployments import keeping_actions as keeping
from exchange.deployments.import_actions import send_spreadsheet, undo_spreadsheet, write_spreadsheet
from exchange.deployments.import_schemas import UndoGiven, WriteGiven
from exchange.deployments.jobs import lapse_silent
from exchange.deployments.keeping_schemas import Seen, Ticked
from exchange.deployments.models import DeploymentImport
from exchange.plumbing.clock import today
from exchange.plumbing.database import make_engine
from exchange.succession.actions import merge_organisations
from exchange.succession.planning import find_merger
from exchange.succession.schemas import MergerGiven
from tests.deployments.imports.sheets import as_csv
from tests.deployments.registry_beside import (
    ADMINISTRATOR,
    AREAS,
    LEADS,
    PEOPLE,
    PLACES,
    PRODUCTS,
    Beside,
    build,
)
from tests.deployments.registry_model import Entry, Model, SheetSent

STAGES = ("implementing", "live", "retired")
number = st.integers(0, 30)
rarely = st.integers(0, 9).map(lambda drawn: drawn == 0)
who = st.sampled_from(["lead"] * 6 + [ADMINISTRATOR] * 2 + [*PEOPLE])  # of the place
place = st.sampled_from(PLACES)
values = {
    "area": st.sampled_from(AREAS),
    "product": st.sampled_from(PRODUCTS),
    "stage": st.sampled_from(STAGES),
    "note": st.sampled_from(["", "One", "Two"]),
    "owner": st.sampled_from([None, None, None, *PEOPLE]),
}
keys = st.lists(st.tuples(place, values["area"], values["product"]), max_size=9, unique=True)
rows = st.lists(
    st.tuples(values["area"], values["product"], values["stage"], values["note"]),
    min_size=1,
    max_size=4,
    unique_by=lambda row: row[:2],
)


class Registry(Beside):
    """Three organisations, six people; each run is one transaction that is taken back."""

    @initialize(data=st.data())
    def fill(self, data):
        """Some entries that public sources have, some of them confirmed, lately or long ago."""
        entries = {}
        for key in data.draw(keys):
            days = data.draw(st.sampled_from([None, 1, 179, 181, 400]))
            entry = Entry(
                *key,
                stage=data.draw(values["stage"]),
                source_date=data.draw(st.sampled_from(["2024", "2025-05"])),
                confirmed_on=None if days is None else today() - timedelta(days=days),
            )
            row = self.row_of(entry)
            self.session.add(row)
            self.session.flush()
            entries[row.id] = entry
        self.model = Model(PEOPLE, LEADS, ADMINISTRATOR, entries)
        self.check()

    @rule(who=who, pick=number, is_stale=rarely)
    @precondition(lambda self: self.model.entries)
    def confirm(self, who, pick, is_stale):
        id, code, version = self.pick(pick, is_stale)
        who = self.somebody(who, code)
        given = Seen(version=version)
        if self.both(
            who,
            lambda: self.model.check_changes(who, id, is_stale=is_stale),
            lambda actor: keeping.confirm_entry(self.session, actor, code, id, given),
        ):
            self.model.confirm(who, id, today())
        self.check()

    @rule(who=who, code=place, is_stale=rarely)
    def confirm_all(self, who, code, is_stale):
        """All at once; one of them was seen before its last change."""
        who = self.somebody(who, code)
        ids = [id for id, entry in self.model.entries.items() if entry.place == code]
        stale = ids[:1] if is_stale else []
        seen = [f"{id}:{self.versions[id] + (id in stale)}" for id in ids]

        def told():
            self.model.check_sees(who, code)
            for id in ids:
                self.model.check_changes(who, id, is_stale=False)

        if self.both(
            who,
            told,
            lambda actor: keeping.confirm_entries(self.session, actor, code, Ticked(entries=seen)),
            is_silent=ids == stale,
        ):
            for id in ids[len(stale) :]:
                self.model.confirm(who, id, today())
        self.check()

    @rule(who=who, pick=number, is_stale=rarely)
    @precondition(lambda self: self.model.entries)
    def remove(self, who, pick, is_stale):
        id, code, version = self.pick(pick, is_stale)
        who = self.somebody(who, code)
        self.both(
            who,
            lambda: self.model.remove(who, id, is_stale=is_stale),
            lambda actor: keeping.remove_entry(self.session, actor, code, id, Seen(version=version)),
        )
        self.check()

    @rule(who=who, pick=number, is_stale=rarely, given=st.fixed_dictionaries(values))
    @precondition(lambda self: self.model.entries)
    def correct(self, who, pick, is_stale, given):
        id, code, version = self.pick(pick, is_stale)
        who = self.somebody(who, code)
        sent = self.given(version, **given)
        self.both(
            who,
            lambda: self.model.correct(who, id, today(), is_stale=is_stale, **given),
            lambda actor: keeping.correct_entry(self.session, actor, code, id, sent),
        )
        self.check()

    @rule(who=who, code=place, given=st.fixed_dictionaries(values))
    def add(self, who, code, given):
        entry, made = Entry(place=code, **given), []
        who = self.somebody(who, code)
        sent = self.given(0, **given)
        if self.both(
            who,
            lambda: self.model.check_addable(who, entry),
            lambda actor: made.append(keeping.add_entry(self.session, actor, code, sent)),
        ):
            self.model.add(who, made[0], entry, today())
        self.check()

    @rule(who=who, pick=number, back=st.sampled_from([-1, -1, -1, 0]))
    @precondition(lambda self: self.model.history)
    def undo(self, who, pick, back):
        """Mostly the newest change of an entry, sometimes its first."""
        known = list(self.model.history)
        id = known[pick % len(known)]
        change = self.model.history[id][back]
        code = (change.after or change.before).place
        change_id = self.changes()[id][back].id
        who = self.somebody(who, code)
        self.both(
            who,
            lambda: self.model.undo(who, id, back),
            lambda actor: keeping.undo_change(self.session, actor, code, change_id),
        )
        self.check()

    @rule(days=st.sampled_from([0, 100, 181]))
    def lapse(self, days):
        day = today() + timedelta(days=days)
        lapse_silent(self.session, day)
        self.model.lapse(day)
        self.check()

    @rule(who=who, code=place, rows=rows, is_written=st.booleans())
    def send(self, who, code, rows, is_written):
        sheet, made = SheetSent(code, tuple(rows)), []
        who = self.somebody(who, code)
        content = as_csv(rows, head=("functional_area", "product", "stage", "note"))
        if self.both(
            who,
            lambda: self.model.send(who, sheet, today()),
            lambda actor: made.append(send_spreadsheet(self.session, actor, code, "systems.csv", content)),
        ):
            self.sheets.append((made[0], sheet))
            if is_written:
                self.write_as(who, 0)
        self.check()

    @rule(who=who, pick=number, is_stale=rarely)
    @precondition(lambda self: self.sheets)
    def write(self, who, pick, is_stale):
        """What was shown is written, or shown anew when it does not hold any more."""
        self.write_as(who, pick, is_stale=is_stale)
        self.check()

    def write_as(self, who, pick, *, is_stale=False):
        id, sheet = self.sheets[-1 - pick % len(self.sheets)]
        who = self.somebody(who, sheet.place)
        version = self.session.get_one(DeploymentImport, id).version + is_stale
        if self.both(
            who,
            lambda: self.model.check_writable(who, sheet, is_stale=is_stale),
            lambda actor: write_spreadsheet(
                self.session, actor, sheet.place, id, WriteGiven(version=version)
            ),
        ):
            self.model.ids_of = {entry.key: id for id, entry in self.found().items()}
            self.model.write(who, sheet, today())

    @rule(who=who, pick=number, others_only=st.booleans())
    @precondition(lambda self: self.sheets)
    def take_back(self, who, pick, others_only):
        id, sheet = self.sheets[-1 - pick % len(self.sheets)]
        who = self.somebody(who, sheet.place)
        self.both(
            who,
            lambda: self.model.take_back(who, sheet, others_only=others_only),
            lambda actor: undo_spreadsheet(
                self.session, actor, sheet.place, id, UndoGiven(others_only=others_only)
            ),
        )
        self.check()

    @rule(who=st.sampled_from([ADMINISTRATOR] * 5 + ["Ann"]), gone=place, into=place, is_stale=rarely)
    def merge(self, who, gone, into, is_stale):
        ids = self.places[gone], self.places[into]

        def done(actor):
            plan = "0" * 64 if is_stale else find_merger(self.session, actor, *ids).plan
            merge_organisations(self.session, actor, *ids, MergerGiven(on=today(), plan=plan))

        sheets = [sheet for _, sheet in self.sheets]
        self.both(who, lambda: self.model.merge(who, gone, into, sheets, is_stale=is_stale), done)
        self.actors = {}
        self.check()


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_whatever_is_done_in_whatever_order_the_registry_stays_whole(tmp_path, pytestconfig):
    engine = make_engine(f"sqlite:///{tmp_path / 'registry.db'}")
    machine = type("Machine", (Registry,), {"engine": engine, "tokens": build(engine)})
    effort = settings(
        max_examples=pytestconfig.getoption("registry_runs"),
        phases=(Phase.generate,),  # to shrink a failure takes longer than to read its steps
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=effort)
