"""Events of dialogues that a date brings: a proposal was not answered in time."""

from sqlmodel import col

from chassis.expiries import Expiry
from dialogue.dialogues.participants.queries import parties_of
from dialogue.dialogues.rules import DialogueStatus
from dialogue.tables import Dialogue

EXPIRIES = (
    Expiry(
        verb="dialogue.unanswered",
        subject="dialogue",
        model=Dialogue,
        day=col(Dialogue.answer_by) + 1,
        where=(col(Dialogue.status) == DialogueStatus.PROPOSED,),
        audience=parties_of,
        moved=lambda row: (row.status, DialogueStatus.NO_RESPONSE),
    ),
)
