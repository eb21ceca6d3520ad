"""The test clock on the wire."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from chassis.clock import in_utc
from chassis.dates import near

Moment = Annotated[AwareDatetime, AfterValidator(near), AfterValidator(in_utc)]


class ClockAgreement(StrEnum):
    """Whether the clock of a service agrees with the platform's."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNAVAILABLE = "unavailable"


class ClockMoveIn(BaseModel):
    """Either a duration to move by, or the time to move to."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"advance": "P30D"}]})

    advance: Annotated[
        str | None, Field(max_length=40, description="An ISO 8601 duration.", examples=["P30D", "P1M", "PT12H"])
    ] = None
    now: Annotated[
        Moment | None, Field(description="The new time. The time of the last move may be given again.")
    ] = None


class ServiceClock(BaseModel):
    """The clock of one service."""

    service: str = Field(description="The name of the service.", examples=["suppliers"])
    agreement: ClockAgreement = Field(description="Whether the service has the same time as the platform.")
    now: datetime | None = Field(description="The time of the service; null if it does not answer.")


class PlatformClock(BaseModel):
    """The time of the platform."""

    now: datetime = Field(description="The time of the platform.")
    ahead_seconds: float = Field(description="How far it is ahead of real time, in seconds.", examples=[2592000.0])
    moved_to: datetime | None = Field(description="The time of the last move; null if the clock never moved.")
    services: list[ServiceClock] = Field(description="The clock of each service.")


class MovedService(BaseModel):
    """What the move brought in one service."""

    service: str = Field(description="The name of the service.", examples=["dialogue"])
    events: dict[str, int] = Field(
        description="How many events of each kind the service has written by itself since the move.",
        examples=[{"obligation.became_due": 3}],
    )


class PlatformMoved(BaseModel):
    """The time of the platform after a move."""

    now: datetime = Field(description="The time of the platform.")
    ahead_seconds: float = Field(description="How far it is ahead of real time, in seconds.", examples=[2592000.0])
    moved_to: datetime = Field(description="The time that was moved to; repeat the request with it if in doubt.")
    services: list[MovedService] = Field(description="What the move brought in each service.")
