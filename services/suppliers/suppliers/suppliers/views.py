"""Market parties as API answers."""

from suppliers.suppliers.schemas import SupplierOut
from suppliers.tables import Supplier


def supplier_out(row: Supplier) -> SupplierOut:
    return SupplierOut.model_validate(row)
