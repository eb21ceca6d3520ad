"""JSON Merge Patch (RFC 7396): an absent field stays unchanged, null clears a field that may be empty."""

import re
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from chassis.problems import Fault, Invalid

EMPTY = re.compile(rb"\s*\{\s*\}\s*")


def refuse_empty(body: bytes) -> None:
    """Raises Invalid where a patch has no field: it would change nothing, but count as a change."""
    if EMPTY.fullmatch(body):
        raise Invalid(errors=[Fault("", "empty_patch", "Nothing is to be changed; give at least one field.")])


class Patch(BaseModel):
    """Base of every patch: each field can be left out; only `clearable` fields can be null."""

    model_config = ConfigDict(extra="forbid")

    clearable: ClassVar[frozenset[str]] = frozenset()

    @field_validator("*", mode="before")
    @classmethod
    def _refuse_null(cls, value: Any, info: ValidationInfo) -> Any:
        if value is None and info.field_name not in cls.clearable:
            raise PydanticCustomError("not_nullable", "This field can be left out, but not set to null.")
        return value
