"""What the first page and the pages about the service show."""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """The base of every shape here: a value, not to be changed."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class RegistryCounts(Shape):
    """How much the registry holds. Organisations are the open ones."""

    organisations: int
    deployments: int
    confirmed_deployments: int
    products: int
    functional_areas: int


class AreaCount(Shape):
    """A functional area and how many open organisations have something registered in it."""

    code: str
    name: str
    short_name: str
    organisations: int


class SourceDetail(Shape):
    """Where one file of reference data came from; dates as they are known, in words."""

    file: str
    title: str
    publisher: str
    url: str
    published: str
    licence: str
    caution: str


class Health(Shape):
    """Whether the service can answer."""

    status: str
