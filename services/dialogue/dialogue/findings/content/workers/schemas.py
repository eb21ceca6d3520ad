"""How many workers a finding is about, as its monitor may write it."""

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from chassis.numbers import WHOLE_NUMBER


class WorkersRange(BaseModel):
    """How many workers are affected, as a range; fewer than five are stored and shown as `<5`."""

    model_config = ConfigDict(extra="forbid")

    low: Annotated[int, Field(ge=0, le=5_000_000), WHOLE_NUMBER] = Field(description="The lowest estimate.")
    high: Annotated[int, Field(ge=1, le=5_000_000), WHOLE_NUMBER] = Field(
        description="The highest estimate; not below `low`."
    )

    @model_validator(mode="after")
    def _in_order(self) -> "WorkersRange":
        if self.low > self.high:
            raise ValueError("`low` must not be higher than `high`.")
        return self


def _as_range(value: Any) -> Any:
    """`30`, `"20-50"` and `"<5"` are ranges too."""
    if isinstance(value, int) and not isinstance(value, bool):
        return {"low": value, "high": value}
    if isinstance(value, str) and (parts := re.fullmatch(r"(?:(\d+)\s*[-–]\s*|(<)\s*)?(\d+)", value.strip())):
        low, below, high = parts.groups()
        return {"low": 0 if below else int(low or high), "high": int(high) - bool(below)}
    return value


Workers = Annotated[WorkersRange, BeforeValidator(_as_range)]
