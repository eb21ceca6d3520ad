"""Contact points as API answers."""

from datetime import date

from chassis.callers import Caller
from chassis.moves import allowed
from chassis.stored_values import as_stored
from suppliers.contacts.rules import MOVES
from suppliers.contacts.schemas import ContactPointOut
from suppliers.tables import ContactPoint


def contact_point_out(row: ContactPoint, caller: Caller, *, today: date) -> ContactPointOut:
    status = row.status_on(today)
    return as_stored(
        ContactPointOut,
        row.model_dump()
        | {
            "buyer_id": row.owner_id,
            "function_title": row.function_title or None,
            "email": row.email or None,
            "status": status,
            "allowed_transitions": allowed(MOVES, status, caller.roles),
        },
    )
