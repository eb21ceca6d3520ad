"""Obligations as API answers."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from chassis.callers import Caller
from chassis.moves import allowed
from chassis.stored_values import as_stored
from suppliers.obligations.rules import moves_of
from suppliers.obligations.schemas import ObligationList, ObligationOut
from suppliers.obligations.states.rules import Vacancy, flags, state_on
from suppliers.tables import Contract, Obligation


def _item(row: Obligation, contract: Contract, vacancy: Vacancy | None, today: date) -> dict[str, Any]:
    state = state_on(today, row, vacancy)
    marks = flags(
        vacant=state.is_vacant,
        missed_on=row.due_at + timedelta(days=row.grace_days + 1),
        submitted_on=row.submitted_on,
        registered_on=contract.registered_on,
    )
    return row.model_dump() | {"status": state.status, "due_at": state.due_at, "flags": marks}


def obligation_out(
    row: Obligation, contract: Contract, vacancy: Vacancy | None, caller: Caller, *, today: date
) -> ObligationOut:
    item = _item(row, contract, vacancy, today)
    return as_stored(
        ObligationOut,
        item | {"allowed_transitions": allowed(moves_of(row.recurrence), item["status"], caller.roles)},
    )


def obligation_list(
    rows: Sequence[Obligation], contract: Contract, vacancy: Vacancy | None, *, today: date
) -> ObligationList:
    return as_stored(ObligationList, {"items": [_item(row, contract, vacancy, today) for row in rows]})
