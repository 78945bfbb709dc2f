"""What administrators see of the technology vocabularies, and what they send in to change them."""

from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field

from exchange.people.schemas import Given, Shape


class AliasGiven(Given):
    """Another or former name."""

    name: str = Field(min_length=1, max_length=120, title="a name")


class MergeWanted(Given):
    """The product that another is to become part of."""

    into: Annotated[UUID | None, BeforeValidator(lambda typed: typed or None)] = Field(
        default=None, title="a product"
    )


class MergeGiven(Given):
    """The same, with the plan that was shown, so that nothing else is done than was seen."""

    into: UUID = Field(title="a product")
    plan: str = Field(min_length=1, max_length=64, title="the plan that was shown")


class KnownTerm(Shape):
    """An area, supplier or product with its other names, and how often it is used."""

    id: str
    name: str
    slug: str
    supplier: str = ""
    aliases: tuple[str, ...] = ()
    uses: int
    people: int


class TermDetail(KnownTerm):
    """One supplier or product; ``others`` are the products it may be merged into."""

    others: tuple[KnownTerm, ...] = ()


class Kept(Shape):
    """A use that both products have at one place, and of which product the entry stays."""

    organisation: str
    area: str
    stays: str
    why: str


class MergePlan(Shape):
    """What merging would do. ``plan`` changes with anything that it would change."""

    source: KnownTerm
    target: KnownTerm
    moved: int
    duplicates: tuple[Kept, ...]
    interests_moved: int
    interests_dropped: int
    aliases: tuple[str, ...]
    plan: str
