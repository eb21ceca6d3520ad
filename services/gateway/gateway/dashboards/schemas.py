"""Dashboards on the wire."""

from datetime import date

from pydantic import BaseModel, Field

from chassis.figures import Figure, Scope


class Overview(BaseModel):
    """The figures of one organisation on one day. Each says what it was counted from; find it by its `kpi`."""

    as_of: date = Field(description="The day (UTC) that was counted.")
    scope: Scope = Field(description="The organisation whose figures these are.")
    figures: list[Figure] = Field(description="The figures, in a fixed order.")
