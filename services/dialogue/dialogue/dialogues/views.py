"""A dialogue as the caller may see it."""

from chassis.callers import Caller
from chassis.clock import now
from chassis.moves import allowed
from dialogue.dialogues.rules import MOVES, is_stalled, status_on
from dialogue.dialogues.schemas import DialogueOut
from dialogue.tables import Dialogue


def dialogue_out(row: Dialogue, caller: Caller) -> DialogueOut:
    """The dialogue as it is now, with the transitions that this caller can make."""
    at = now()
    status = status_on(row.status, answer_by=row.answer_by, today=at.date())
    fields = row.model_dump() | {
        "status": status,
        "is_stalled": is_stalled(status, last_event_at=row.last_event_at, now=at),
        "allowed_transitions": allowed(MOVES, status, caller.roles),
    }
    return DialogueOut.model_validate(fields)
