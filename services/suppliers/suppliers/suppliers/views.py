"""Market parties as API answers."""

from chassis.stored_values import as_stored
from suppliers.suppliers.schemas import SupplierOut
from suppliers.tables import Supplier


def supplier_out(row: Supplier) -> SupplierOut:
    return as_stored(SupplierOut, row)
