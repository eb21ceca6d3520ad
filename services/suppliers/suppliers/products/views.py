"""Products as API answers."""

from chassis.callers import Caller
from chassis.moves import allowed
from chassis.stored_values import as_stored
from suppliers.products.rules import MOVES
from suppliers.products.schemas import ProductOut
from suppliers.tables import Product


def product_out(row: Product, caller: Caller, *, may_change: bool) -> ProductOut:
    """`may_change`: whether the caller may change it at all, which others only read."""
    moves = allowed(MOVES, row.status, caller.roles) if may_change else []
    return as_stored(ProductOut, row.model_dump() | {"allowed_transitions": moves})
