"""Targets as API answers."""

from chassis.callers import Caller
from chassis.moves import allowed
from chassis.stored_values import as_stored
from suppliers.tables import Target
from suppliers.targets.rules import MOVES
from suppliers.targets.schemas import TargetOut


def target_out(row: Target, caller: Caller) -> TargetOut:
    transitions = allowed(MOVES, row.status, caller.roles)
    return as_stored(TargetOut, row.model_dump() | {"allowed_transitions": transitions})
