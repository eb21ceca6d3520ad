"""Links between organisations and the suppliers that they represent."""

from enum import StrEnum


class LinkStatus(StrEnum):
    """Whether the platform has confirmed a link; a pending one gives access to the dossiers of its buyer only."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
