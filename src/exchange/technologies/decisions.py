"""What a product's page says to somebody who has to decide: one call for page and API."""

from sqlmodel import Session

from exchange.organisations import queries as organisation_queries
from exchange.organisations.schemas import Unknown
from exchange.people.actor import Actor
from exchange.plumbing.clock import today
from exchange.technologies import uses_of_product
from exchange.technologies.deciding import Users
from exchange.technologies.decision_schemas import Decision
from exchange.technologies.queries import catalogue_with


def get_decision(session: Session, actor: Actor, slug: str, *, org: str = "") -> Decision:
    """Return what helps to decide about a product, as of today.

    Args:
        org: code or name of the organisation that asks; the actor's own when it is "".

    Raises:
        NotFound: there is no product of that slug.
    """
    catalogue, product = catalogue_with(session, slug)
    code = _code(session, actor, org)
    users = Users(
        catalogue=catalogue,
        product_id=catalogue.ids[product.href],
        supplier_id=catalogue.ids[catalogue.suppliers[product.supplier_slug].href],
        main_area=product.area_code,
        rows=uses_of_product.find_rows(session, actor, catalogue, slug),
        place=uses_of_product.get_place(session, actor, ods_code=code),
        today=today(),
        hrefs={id: href for href, id in catalogue.ids.items()},
    )
    learners = uses_of_product.count_learners(session, actor, users.product_id, product.area_code)
    return Decision(
        asker=users.asker(),
        not_found=org if org and not code else "",
        going_live=users.going_live(),
        ahead=users.ahead(),
        behind=users.behind(),
        nearest=users.nearest(),
        dated=users.dated(),
        undated=users.undated(),
        moves=users.moves(),
        confirmed=users.confirmed(),
        product_learners=learners[0],
        area_learners=learners[1],
    )


def _code(session: Session, actor: Actor, org: str) -> str:
    """Return the code of the organisation that somebody typed; "" when nothing has that name."""
    if not org:
        return ""
    way = organisation_queries.find_way(session, actor, org)
    return "" if isinstance(way, Unknown) else way.ods_code
