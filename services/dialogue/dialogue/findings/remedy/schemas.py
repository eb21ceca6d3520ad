"""The confirmation of a remedy on the wire."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from chassis.numbers import WHOLE_NUMBER


class ConfirmationIn(BaseModel):
    """What the workers say of the remedy, in numbers; no name is asked for."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"asked": 40, "confirmed": 34}]})

    asked: Annotated[int, Field(ge=1, le=1_000_000), WHOLE_NUMBER] = Field(
        description="How many workers were asked."
    )
    confirmed: Annotated[int, Field(ge=0, le=1_000_000), WHOLE_NUMBER] = Field(
        description="How many of them confirm the remedy."
    )


class ConfirmationOut(BaseModel):
    """How many workers confirmed the remedy."""

    asked: str = Field(description="How many workers were asked; fewer than five are `<5`.", examples=["40"])
    confirmed: str | None = Field(
        description="How many of them confirmed it, always more than half. Null: a number would be below five.",
        examples=["34"],
    )
