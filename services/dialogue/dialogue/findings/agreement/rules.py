"""What two people agreed to is changed by two: which changes of a released finding another person must confirm."""

from collections.abc import Collection
from datetime import date

SHOWN = frozenset(
    {
        "period_from",
        "period_to",
        "summary_public",
        "provisions",
        "salient_issue",
        "rights_holders",
        "workers_affected_estimate",
        "actual_or_potential",
        "scale",
        "scope",
        "irremediability",
        "likelihood",
        "imminent_danger",
    }
)
"""Fields from which the copies of readers are made."""


def is_earlier(embargo_until: date | None, before: date | None, on: date) -> bool:
    """Whether an embargo that still lasts would end earlier, or at once."""
    lasts = before is not None and before > on
    return lasts and (embargo_until is None or before is None or embargo_until < before)


def needs_agreement(fields: Collection[str], *, is_embargo_earlier: bool) -> bool:
    """Whether readers would see something, or see it earlier."""
    return not SHOWN.isdisjoint(fields) or ("embargo_until" in fields and is_embargo_earlier)
