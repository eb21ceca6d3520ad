"""A meeting as each side may see it."""

from datetime import date
from typing import Any

from chassis.callers import Caller
from chassis.moves import allowed
from chassis.stored_values import as_stored
from dialogue.meetings.participants.rules import CAUTIONS, attendees_of, cautions
from dialogue.meetings.rules import MOVES, MeetingStatus, agreement_of, hidden_fields, status_on, version_for
from dialogue.meetings.schemas import CautionOut, MeetingOut
from dialogue.tables import Meeting

HIDDEN: dict[str, Any] = {"internal_notes": None, "minutes": None, "decisions": [], "follow_up_questions": []}
"""What a reader gets in place of the fields that are hidden from it."""


def meeting_out(row: Meeting, caller: Caller, *, today: date) -> MeetingOut:
    status = status_on(row.status, comment_until=row.comment_until, today=today)
    hidden = hidden_fields(caller.org_kind, status)
    known = row.disputed_minutes if hidden and status is MeetingStatus.MINUTES_DISPUTED else None
    fields = row.model_dump() | {name: HIDDEN[name] for name in hidden} | (known or {})
    return as_stored(
        MeetingOut,
        fields
        | {
            "version": version_for(caller.org_kind, version=row.version, unseen_changes=row.unseen_changes),
            "dialogue_id": row.dossier_id,
            "status": status,
            "agreement": agreement_of(row.status, status),
            "warnings": _cautions(row, fields),
            "allowed_transitions": allowed(MOVES, status, caller.roles),
        },
    )


def _cautions(row: Meeting, fields: dict[str, Any]) -> list[CautionOut]:
    """Only from what this caller sees."""
    texts = [
        fields["minutes"] or "",
        fields["internal_notes"] or "",
        *fields["decisions"],
        *fields["follow_up_questions"],
    ]
    warnings = cautions(row.kind, attendees_of(row.participants), texts)
    return [CautionOut(code=code, detail=CAUTIONS[code]) for code in warnings]
