"""Products as API answers."""

from chassis.callers import Caller
from chassis.moves import allowed
from chassis.stored_values import as_stored
from suppliers.products.rules import MOVES
from suppliers.products.schemas import ProductOut
from suppliers.tables import Product


def product_out(row: Product, caller: Caller) -> ProductOut:
    moves = allowed(MOVES, row.status, caller.roles)
    return as_stored(ProductOut, row.model_dump() | {"allowed_transitions": moves})
