"""Turn the subjects that somebody has chosen into rows, and rows that are no longer wanted into none."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from exchange.people.actor import Actor
from exchange.people.models import Interest, InterestKind
from exchange.plumbing.errors import Invalid
from exchange.profiles import queries
from exchange.profiles.schemas import ProfileGiven
from exchange.profiles.vocabulary import SubjectKind, Vocabulary

_FIELDS = {SubjectKind.AREA: "areas", SubjectKind.PRODUCT: "products", SubjectKind.THEME: "themes"}


class InterestColumns(NamedTuple):
    """The one subject of an interest, in the columns of its row."""

    area_code: str | None = None
    product_id: UUID | None = None
    theme_code: str | None = None


def change_interests(session: Session, actor: Actor, given: ProfileGiven) -> None:
    """Make the actor's interests those that were chosen; the caller records it.

    Raises:
        Invalid: a subject cannot be chosen; nothing is changed then.
    """
    vocabulary = queries.find_vocabulary(session)
    present = {
        (row.kind, InterestColumns(row.functional_area_code, row.product_id, row.theme_code)): row
        for row in queries.interests_to_change(session, actor)
    }
    held = frozenset(columns.theme_code for _, columns in present if columns.theme_code)
    wanted = {(kind, columns) for kind in InterestKind for columns in _columns(vocabulary, given, kind, held)}
    for gone in present.keys() - wanted:
        session.delete(present[gone])
    for kind, (area_code, product_id, theme_code) in wanted - present.keys():
        session.add(
            Interest(
                person_id=actor.person,
                kind=kind,
                functional_area_code=area_code,
                product_id=product_id,
                theme_code=theme_code,
            )
        )
    session.flush()


def _columns(
    vocabulary: Vocabulary, given: ProfileGiven, kind: InterestKind, held_themes: frozenset[str]
) -> Iterator[InterestColumns]:
    """Yield what was chosen of one kind of interest.

    A theme that is no longer offered stays with whoever has chosen it before.
    """
    for subject_kind, name in _FIELDS.items():
        helps, learns = given.chosen(subject_kind)
        keys, field = (helps, "helps") if kind is InterestKind.CAN_HELP else (learns, "learns")
        for key in dict.fromkeys(keys):
            term = vocabulary.term(subject_kind, key)
            if term is None or not (term.is_offered or key in held_themes):
                raise Invalid(f"'{key[:80]}' cannot be chosen any more: take it off", field=f"{field}_{name}")
            yield InterestColumns(
                key if subject_kind is SubjectKind.AREA else None,
                term.product_id,
                key if subject_kind is SubjectKind.THEME else None,
            )
