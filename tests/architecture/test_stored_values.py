"""What is read was checked when it was sent: no answer is built in a way that checks its texts again."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import pytest
from pydantic import AfterValidator, BaseModel
from pydantic.fields import FieldInfo

from chassis import stored_values
from chassis.routing import ApiRoute

SERVICES = Path(__file__).parents[2] / "services"
GUARD = stored_values.on_input(str).func.__qualname__


def is_guard(mark: Any) -> bool:
    if isinstance(mark, FieldInfo):
        return any(map(is_guard, mark.metadata))
    return isinstance(mark, AfterValidator) and getattr(mark.func, "__qualname__", "") == GUARD


def has_guard(annotation: Any, path: tuple[Any, ...] = ()) -> bool:
    """Whether a text somewhere within a type is checked."""
    if annotation in path:
        return False
    if get_origin(annotation) is Annotated:
        held, *marks = get_args(annotation)
        return any(map(is_guard, marks)) or has_guard(held, path)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields.values()
        return any(is_guard(field) or has_guard(field.annotation, (*path, annotation)) for field in fields)
    return any(has_guard(part, path) for part in get_args(annotation))


def models_of(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models_of(part)


GUARDED = {
    model.__name__
    for service in ("suppliers", "dialogue", "gateway")
    for router in import_module(f"{service}.app").SERVICE.routers
    for route in router.routes
    if isinstance(route, ApiRoute)
    for model in models_of(route.response_model)
    if has_guard(model)
}
"""Answers in which there are texts that are checked in requests."""


def built_at(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The lines where one of these is built in another way than `as_stored`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.value if isinstance(node.func, ast.Attribute) else node.func
            is_built = isinstance(node.func, ast.Name) or getattr(node.func, "attr", "") == "model_validate"
            if is_built and isinstance(called, ast.Name) and called.id in GUARDED:
                yield node.lineno, called.id


VIEWS = sorted(path for path in SERVICES.glob("*/*/**/views.py"))


def test_there_are_such_answers() -> None:
    assert {"DialogueOut", "MeetingOut", "DisclosureOut", "ObligationOut"} <= GUARDED
    assert list(built_at(ast.parse("DialogueOut(title=1); DialogueOut.model_validate(row)"))) != []


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: str(path.relative_to(SERVICES)))
def test_answers_are_built_without_checking_what_is_stored(path: Path) -> None:
    assert list(built_at(ast.parse(path.read_text()))) == []
