"""The SELECTs that the vocabulary of subjects is filled from."""

from collections import defaultdict
from uuid import UUID

from sqlmodel import Session, select

from exchange.organisations.models import Theme
from exchange.profiles.vocabulary import Subject, SubjectKind, Term, Vocabulary
from exchange.technologies.catalogue import full_name
from exchange.technologies.models import FunctionalArea, Product, ProductAlias, Supplier

_CURRENT = "current"
_OTHER_AREAS = "Infrastructure and other"


def read_vocabulary(session: Session) -> Vocabulary:
    """Read all that anybody can help with; it is kept for everybody, because it is public."""
    return Vocabulary([*_areas(session), *_products(session), *_themes(session)])


def _areas(session: Session) -> list[Term]:
    terms = [
        Term(
            subject=Subject(
                kind=SubjectKind.AREA, key=row.code, name=row.name, href=f"/functional-areas/{row.code}"
            ),
            group=row.capability or _OTHER_AREAS,
            other_names=(row.short_name,),
        )
        for row in session.exec(select(FunctionalArea))
    ]
    return sorted(terms, key=lambda term: (term.group == _OTHER_AREAS, term.group, term.subject.name))


def _products(session: Session) -> list[Term]:
    aliases: dict[UUID, list[str]] = defaultdict(list)
    for alias in session.exec(select(ProductAlias)):
        aliases[alias.product_id].append(alias.name)
    suppliers = {row.id: row.name for row in session.exec(select(Supplier))}
    terms = [
        Term(
            subject=Subject(
                kind=SubjectKind.PRODUCT,
                key=row.slug,
                name=full_name(suppliers[row.supplier_id], row.name),
                href=f"/technologies/{row.slug}",
            ),
            group=suppliers[row.supplier_id],
            area_code=row.functional_area_code or "",
            other_names=(row.name, *sorted(aliases[row.id])),
            product_id=row.id,
        )
        for row in session.exec(select(Product))
    ]
    return sorted(terms, key=lambda term: (term.subject.name.casefold(), term.subject.key))


def _themes(session: Session) -> list[Term]:
    terms = [
        Term(
            subject=Subject(
                kind=SubjectKind.THEME, key=row.code, name=row.name, href=f"/people?theme={row.code}"
            ),
            group=row.kind or "Other",
            is_offered=row.status == _CURRENT,
        )
        for row in session.exec(select(Theme))
    ]
    return sorted(terms, key=lambda term: (term.group, term.subject.name))
