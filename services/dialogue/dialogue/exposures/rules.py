"""Exposures: how a buyer is involved in a harm, and how far around a finding disclosures count."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from chassis.calendar_arithmetic import whole_months

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


class Lookup(NamedTuple):
    """What the suppliers service is asked: a site and the days around a finding, never that a finding exists."""

    facility_id: UUID
    first: date
    last: date


def lookup_of(facility_id: UUID | None, period_from: date, period_to: date) -> Lookup:
    """The site of a released finding, and the whole months of the finding."""
    if facility_id is None:
        raise ValueError("a released finding has a site")
    return Lookup(facility_id, *whole_months(period_from, period_to))
