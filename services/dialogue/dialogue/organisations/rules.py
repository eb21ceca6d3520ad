"""Whether an organisation may speak for a supplier, as the gateway says."""

from enum import StrEnum


class LinkStatus(StrEnum):
    """Whether the platform has confirmed who speaks for a supplier; a pending link opens its buyer's dossiers."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
