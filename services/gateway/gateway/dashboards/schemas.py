"""What a dashboard reads."""

from datetime import date

from pydantic import BaseModel

from chassis.figures import Figure, Scope


class Overview(BaseModel):
    """The figures of one organisation on one day; each says what it was counted from, and is found by its `kpi`."""

    as_of: date
    scope: Scope
    figures: list[Figure]
