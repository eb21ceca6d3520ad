"""What the feeds of the other services mean here."""

from enum import StrEnum


class LinkStatus(StrEnum):
    """Whether the platform has confirmed who speaks for a supplier; a pending link opens its buyer's dossiers."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
