"""What addresses of pages and API have in common: where things are, and which uses to list."""

from typing import Annotated

from fastapi import Depends, Query

from exchange.plumbing.errors import Invalid
from exchange.technologies.models import Stage
from exchange.technologies.schemas import Kind, UseFilter

PLACES = {Kind.AREA: "/functional-areas/", Kind.PRODUCT: "/technologies/", Kind.SUPPLIER: "/suppliers/"}

PageNumber = Annotated[int, Query(ge=1, le=100_000, description="Pages hold 50 rows and count from 1.")]
Words = Annotated[str, Query(max_length=200)]


def use_filter(
    stage: Annotated[str, Query(max_length=20, description="Only uses at this stage.")] = "",
    region: Annotated[str, Query(max_length=10, description="Only in this region, by its code.")] = "",
    area: Annotated[str, Query(max_length=40, description="Only in this functional area, by its code.")] = "",
    page: PageNumber = 1,
) -> UseFilter:
    """Return the filter that an address describes.

    Raises:
        Invalid: there is no such stage. An unknown region or area merely has no uses.
    """
    if stage and stage.lower() not in list(Stage):
        raise Invalid(f"There is no stage '{stage}'. The stages are: {', '.join(Stage)}.", field="stage")
    chosen = Stage(stage.lower()) if stage else None
    return UseFilter(stage=chosen, region=region.replace("\0", "?"), area=area.replace("\0", "?"), page=page)


Wanted = Annotated[UseFilter, Depends(use_filter)]
