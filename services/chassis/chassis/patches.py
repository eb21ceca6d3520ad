"""JSON Merge Patch (RFC 7396): an absent field stays unchanged, null clears a field that may be empty."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError


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
