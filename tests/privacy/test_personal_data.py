from sqlmodel import SQLModel

import exchange.app  # noqa: F401  (registers every table)
from exchange.people.models import Person
from exchange.privacy.columns import STAYS, Another, Yours
from exchange.privacy.personal_data import PERSONAL, known_columns

REGISTERED = {
    (name, column.name) for name, table in SQLModel.metadata.tables.items() for column in table.columns
}


def test_every_column_of_every_table_is_on_the_map():
    known = list(known_columns())
    assert len(known) == len(set(known))
    assert set(known) == REGISTERED


def test_every_column_that_names_a_person_says_who_it_is_about():
    for name, table in SQLModel.metadata.tables.items():
        for column in table.columns:
            if any(key.target_fullname == "person.id" for key in column.foreign_keys):
                known = PERSONAL[name]
                assert column.name == known.owner or isinstance(known.columns[column.name], Another), column


def test_every_column_that_stays_says_why():
    silent = [
        (name, column)
        for name, table in PERSONAL.items()
        if table.stays_because and name != "concern"
        for column, each in table.columns.items()
        if isinstance(each, Yours) and each.blank is STAYS and not each.why
    ]
    assert silent == []


def test_an_erased_account_looks_like_a_new_one():
    fresh = Person().model_dump()
    blank = {
        c: e.blank
        for c, e in PERSONAL["person"].columns.items()
        if isinstance(e, Yours) and e.blank is not STAYS
    }
    odd = {name for name, value in blank.items() if not callable(value) and fresh[name] != value}
    assert odd == {"state"}
