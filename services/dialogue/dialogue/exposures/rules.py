"""Exposures: how a buyer is involved in a harm, and how far around a finding disclosures count."""

from enum import StrEnum

MARGIN_MONTHS = 6
"""Months around a finding's period in which a disclosure still counts, because lists are not exact to the day."""


class Involvement(StrEnum):
    """How a buyer is involved in a harm (UN Guiding Principles 13 and 19).

    `cause`: the buyer causes it. `contribute`: the buyer contributes to it. `directly_linked`: only a business
    relation links them. `not_linked`: no link was found. `undetermined`: not assessed yet.
    """

    CAUSE = "cause"
    CONTRIBUTE = "contribute"
    DIRECTLY_LINKED = "directly_linked"
    NOT_LINKED = "not_linked"
    UNDETERMINED = "undetermined"


UNTIL_ASSESSED = Involvement.DIRECTLY_LINKED
"""The involvement of a new link; a person has to assess it."""
