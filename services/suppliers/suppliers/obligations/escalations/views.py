"""Escalations as API answers."""

from collections.abc import Sequence

from chassis.stored_values import as_stored
from suppliers.obligations.escalations.schemas import EscalationList, EscalationOut
from suppliers.tables import Escalation


def escalation_out(row: Escalation) -> EscalationOut:
    return as_stored(EscalationOut, row.model_dump())


def escalation_list(rows: Sequence[Escalation]) -> EscalationList:
    return as_stored(EscalationList, {"items": [row.model_dump() for row in rows]})
