"""Who knows a finding."""

from collections.abc import Collection
from uuid import UUID

from chassis.callers import NOBODY


def is_known_to_all(organisations: Collection[UUID], *, informed: Collection[UUID]) -> bool:
    """Whether each of these organisations, and at least one, knows a finding; NOBODY in `informed` is all."""
    return NOBODY in informed or (bool(organisations) and set(organisations).issubset(informed))
