"""Facilities as API answers."""

from chassis.stored_values import as_stored
from suppliers.facilities.schemas import FacilityOut
from suppliers.tables import Facility


def facility_out(row: Facility, *, sees_possible_duplicates: bool) -> FacilityOut:
    """A facility; not every reader sees which other one may be the same site."""
    facility = as_stored(FacilityOut, row)
    return facility if sees_possible_duplicates else facility.model_copy(update={"possible_duplicate_of": None})
