import inspect

import pytest
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, ValidationError
from sqlmodel import SQLModel

from exchange.app import create_app
from exchange.people.schemas import Given, Shape
from exchange.plumbing.settings import Settings

APPLICATION = create_app(Settings(database_url="sqlite://"))
COLUMNS = {column.name for table in SQLModel.metadata.tables.values() for column in table.columns}
POWERS = {
    "role",
    "roles",
    "is_administrator",
    "permissions",
    "person_id",
    "organisation_id",
    "state",
    "session_id",
}


def subclasses(cls):
    return {c for s in cls.__subclasses__() for c in {s} | subclasses(s)}


GIVEN = sorted(subclasses(Given), key=lambda c: (c.__name__, c.__module__))


def test_there_are_forms_to_test():
    assert len(GIVEN) >= 3


@pytest.mark.parametrize("schema", GIVEN, ids=lambda c: c.__name__)
def test_a_form_sets_nothing_but_what_it_asks_for(schema):
    known = set(schema.model_fields) | {f.alias for f in schema.model_fields.values() if f.alias}
    for name in (COLUMNS | POWERS) - known:
        with pytest.raises(ValidationError) as refused:
            schema.model_validate({name: "1"})
        kinds = {(problem["type"], problem["loc"]) for problem in refused.value.errors()}
        assert ("extra_forbidden", (name,)) in kinds, name


@pytest.mark.parametrize("schema", GIVEN, ids=lambda c: c.__name__)
def test_every_text_that_comes_in_has_a_greatest_length(schema):
    properties = schema.model_json_schema()["properties"]
    endless = {
        name
        for name, kind in properties.items()
        if kind.get("type") == "string"
        and not {"maxLength", "format", "enum", "const", "pattern"} & set(kind)
    }
    assert endless == set()


def test_no_route_takes_or_returns_a_row_of_a_table():
    rows = {mapper.class_ for mapper in SQLModel._sa_registry.mappers}
    for context in iter_route_contexts(APPLICATION.routes):
        if hasattr(context.route, "endpoint"):
            named = inspect.signature(context.route.endpoint, eval_str=True)
            kinds = [p.annotation for p in named.parameters.values()] + [named.return_annotation]
            assert not {
                row for row in rows for kind in kinds if kind is row or row in getattr(kind, "__args__", ())
            }


def test_every_body_that_a_route_takes_refuses_what_it_does_not_know():
    for context in iter_route_contexts(APPLICATION.routes):
        for field in getattr(getattr(context.route, "dependant", None), "body_params", ()):
            kind = field.field_info.annotation
            assert inspect.isclass(kind) and issubclass(kind, Given), context.path


def test_nothing_that_goes_out_names_a_mail_address_or_a_secret():
    secret = {
        "email",
        "token",
        "token_hash",
        "previous_hash",
        "code_hash",
        "verifier_hash",
        "link_hash",
        "public_key",
    }
    found = {
        (shape.__name__, name)
        for shape in subclasses(Shape)
        if issubclass(shape, BaseModel)
        for name in set(shape.model_fields) & secret
    }
    assert found == set()
