"""No request takes a number for another: "1.000" is a thousand to some people, and true is no number."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

import chassis
import dialogue
import gateway
import suppliers

REQUESTS = ("In", "Patch", "Query", "Range")


def models() -> Iterator[type[BaseModel]]:
    for package in (chassis, suppliers, dialogue, gateway):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith((".schemas", ".pages", ".events")):
                continue
            for name, thing in vars(importlib.import_module(module.name)).items():
                is_model = isinstance(thing, type) and issubclass(thing, BaseModel)
                if is_model and thing.__module__ == module.name and name.endswith(REQUESTS):
                    yield thing


def accepted(field: FieldInfo, value: Any) -> bool:
    """Whether the value becomes a number."""
    kind: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    try:
        found = TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return False
    return isinstance(found, int) and not isinstance(found, bool)


FIELDS = [
    pytest.param(field, id=f"{model.__module__}.{model.__name__}.{name}")
    for model in models()
    for name, field in model.model_fields.items()
    if accepted(field, 2) or accepted(field, 2000)
]


def test_there_are_requests_with_numbers() -> None:
    assert len(FIELDS) > 20


@pytest.mark.parametrize("field", FIELDS)
def test_no_whole_number_is_taken_for_another(field: FieldInfo) -> None:
    assert [value for value in ("2.000", "2,000", "2_0", "2e0", True) if accepted(field, value)] == []
