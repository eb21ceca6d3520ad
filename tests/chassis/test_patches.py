"""Patches: null empties only what may be empty."""

from typing import ClassVar

import pytest
from pydantic import ValidationError

from chassis.patches import Patch


class BookPatch(Patch):
    clearable: ClassVar[frozenset[str]] = frozenset({"subtitle"})

    title: str | None = None
    subtitle: str | None = None


def test_what_is_absent_is_not_a_change() -> None:
    assert BookPatch.model_validate({}).model_dump(exclude_unset=True) == {}


def test_null_empties_what_may_be_empty() -> None:
    assert BookPatch.model_validate({"subtitle": None}).model_dump(exclude_unset=True) == {"subtitle": None}


def test_null_is_refused_where_there_must_be_a_value() -> None:
    with pytest.raises(ValidationError) as refusal:
        BookPatch.model_validate({"title": None})
    assert [(error["loc"], error["type"]) for error in refusal.value.errors()] == [(("title",), "not_nullable")]


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError):
        BookPatch.model_validate({"titel": "x"})
