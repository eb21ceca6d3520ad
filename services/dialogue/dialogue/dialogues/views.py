"""A dialogue as the caller may see it."""

from datetime import datetime

from chassis.callers import Caller
from chassis.moves import allowed
from chassis.stored_values import as_stored
from dialogue.dialogues.rules import MOVES, is_stalled, status_on
from dialogue.dialogues.schemas import DialogueOut
from dialogue.tables import Dialogue


def dialogue_out(row: Dialogue, caller: Caller, *, now: datetime) -> DialogueOut:
    """The dialogue as it is at an instant, with the transitions that this caller can make."""
    status = status_on(row.status, answer_by=row.answer_by, today=now.date())
    fields = row.model_dump() | {
        "status": status,
        "is_stalled": is_stalled(status, last_event_at=row.last_event_at, now=now),
        "allowed_transitions": allowed(MOVES, status, caller.roles),
    }
    return as_stored(DialogueOut, fields)
