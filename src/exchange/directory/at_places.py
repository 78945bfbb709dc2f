"""The one person best asked at each of several organisations, for pages that list organisations."""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, case, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from exchange.directory.rows import joined, summaries
from exchange.directory.schemas import PersonSummary
from exchange.organisations.models import Organisation
from exchange.people.actor import Actor, Permission
from exchange.people.models import Interest, InterestKind, Person
from exchange.plumbing.clock import today
from exchange.technologies.models import Product

Askable = Mapping[str, PersonSummary]


def find_askable_at(
    session: Session, actor: Actor, codes: Collection[str], *, product: str, area: str
) -> Askable:
    """Return whom to ask about a product, by slug, at organisations, by code; none for who sees no people.

    Those who can help with the product come before those for its area, and both before others; whoever is
    away comes after all these.
    """
    if not codes or not actor.may(Permission.READ_PEOPLE):
        return {}
    first = [
        case((col(Person.away_until) >= today(), 1), else_=0),
        case((_helps_with(product=product), 0), (_helps_with(area=area), 1), else_=2),
        col(Person.name),
        col(Person.id),
    ]
    place = func.row_number().over(partition_by=col(Organisation.id), order_by=first).label("place")
    which = [col(Organisation.ods_code).in_(codes), col(Person.id) != actor.person_id]
    ordered = joined(select_columns(col(Person.id), place), actor, which).subquery()
    best = select_columns(ordered.c.id).where(ordered.c.place == 1)
    chosen = joined(select_columns(Person, Organisation), actor, [col(Person.id).in_(best)])
    people = summaries(session, actor, session.execute(chosen).all())
    return {each.organisation.ods_code: each for each in people if each.organisation}


def _helps_with(*, product: str = "", area: str = "") -> ColumnElement[bool]:
    """Return the condition on Person that they can help with a product or an area."""
    known = select_columns(col(Product.id)).where(col(Product.slug) == product)
    about = col(Interest.product_id).in_(known) if product else col(Interest.functional_area_code) == area
    able = select_columns(col(Interest.person_id)).where(col(Interest.kind) == InterestKind.CAN_HELP, about)
    return col(Person.id).in_(able)
