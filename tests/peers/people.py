"""Persons at the organisations of the registry, with what they can help with and want to learn."""

from sqlmodel import select

from exchange.people.models import Interest, InterestKind
from exchange.plumbing.changes import PEOPLE, note_change
from exchange.technologies.models import Product
from tests.examples import add_person


def join(session, name, organisation, *, helps=(), wants=(), **more):
    """A confirmed person; subjects are codes of functional areas, themes or "Pippin"."""
    person = add_person(session, name, organisation, **more)
    for kind, subjects in ((InterestKind.CAN_HELP, helps), (InterestKind.WANTS_TO_LEARN, wants)):
        session.add_all(
            Interest(person_id=person.id, kind=kind, **_subject(session, each)) for each in subjects
        )
    note_change(session, PEOPLE)
    session.flush()
    return person


def _subject(session, name):
    if name == "Pippin":
        return {"product_id": session.exec(select(Product.id).where(Product.name == name)).one()}
    return {"theme_code": name} if name == "meds" else {"functional_area_code": name}
