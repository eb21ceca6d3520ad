"""Answers made of what is stored: what is asked of new texts does not hold for old ones.

A guard of texts may become stricter, and a row from before it must still be read.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import AfterValidator, BaseModel, ValidationInfo

Model = TypeVar("Model", bound=BaseModel)

_STORED = "stored"


def as_stored(model: type[Model], values: Any) -> Model:
    """The model of a row, or of values by name; no guard looks at its texts."""
    return model.model_validate(values, context=_STORED)


def on_input(check: Callable[[str], str]) -> AfterValidator:
    """Annotates a text that is checked when somebody sends it, and not when it is read."""

    def checked(text: str, info: ValidationInfo) -> str:
        return text if info.context == _STORED else check(text)

    return AfterValidator(checked)
