"""Suppliers that lists name for a site, as an API answer."""

from collections.abc import Iterable

from suppliers.exposures.candidates.rules import SupplierCandidate
from suppliers.exposures.candidates.schemas import FacilitySupplier, FacilitySuppliers


def facility_suppliers_out(candidates: Iterable[SupplierCandidate]) -> FacilitySuppliers:
    return FacilitySuppliers(items=[FacilitySupplier.model_validate(each) for each in candidates])
