"""What an operation costs a service, as its API description says (`x-cost`).

The gateway passes on fewer of the heavy ones at once.
"""

from enum import StrEnum


class Cost(StrEnum):
    """`usual`; or `heavy`: it computes much, or asks several services, for one answer."""

    USUAL = "usual"
    HEAVY = "heavy"


HEAVY = {"x-cost": Cost.HEAVY.value}
"""For `openapi_extra` of a route."""
