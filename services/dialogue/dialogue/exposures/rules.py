"""What a link between a finding and a contract says, and what it does not."""

from enum import StrEnum

MARGIN_MONTHS = 6
"""How far around a finding's period a disclosure still counts: lists are not kept to the day."""


class Involvement(StrEnum):
    """How a buyer stands to a harm (UN Guiding Principles 13 and 19)."""

    CAUSE = "cause"
    CONTRIBUTE = "contribute"
    DIRECTLY_LINKED = "directly_linked"
    NOT_LINKED = "not_linked"
    UNDETERMINED = "undetermined"


UNTIL_ASSESSED = Involvement.DIRECTLY_LINKED
"""A found link is no statement of responsibility; somebody has to assess it."""
