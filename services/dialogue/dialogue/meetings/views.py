"""A meeting as each side may see it."""

from collections.abc import Sequence
from typing import Any

from chassis.callers import Caller
from chassis.clock import today
from chassis.moves import allowed
from chassis.vocabulary import OrgKind
from dialogue.meetings.rules import (
    CAUTIONS,
    MINUTES_KNOWN_TO_SUPPLIER,
    MOVES,
    FunctionArea,
    MeetingStatus,
    ParticipantRole,
    Seat,
    agreement_of,
    cautions,
    status_on,
)
from dialogue.meetings.schemas import CautionOut, MeetingOut
from dialogue.tables import Meeting

HIDDEN: dict[str, Any] = {"minutes": None, "decisions": [], "follow_up_questions": []}
"""What the supplier reads in place of these fields until the minutes are shared."""


def effective(row: Meeting) -> MeetingStatus:
    """The status today."""
    return status_on(row.status, comment_until=row.comment_until, today=today())


def version_for(row: Meeting, caller: Caller) -> int:
    """The version for the caller's side: a change that the other side cannot see does not count for it."""
    return row.version + (row.unseen_changes if caller.org_kind is OrgKind.BUYER else 0)


def unseen(row: Meeting) -> set[str]:
    """The fields that only the buyer sees in the present state."""
    return {"internal_notes", *(HIDDEN if effective(row) not in MINUTES_KNOWN_TO_SUPPLIER else ())}


def seats(participants: Sequence[dict[str, Any]]) -> list[Seat]:
    return [
        Seat(
            role=ParticipantRole(item["role"]),
            function_area=FunctionArea(item["function_area"]) if item.get("function_area") else None,
            is_named=bool(item.get("name")),
        )
        for item in participants
    ]


def meeting_out(row: Meeting, caller: Caller) -> MeetingOut:
    status = effective(row)
    fields = row.model_dump()
    if caller.org_kind is not OrgKind.BUYER:
        fields |= {"internal_notes": None}
        fields |= HIDDEN if status not in MINUTES_KNOWN_TO_SUPPLIER else {}
    return MeetingOut.model_validate(
        fields
        | {
            "version": version_for(row, caller),
            "dialogue_id": row.dossier_id,
            "status": status,
            "agreement": agreement_of(row.status, status),
            "warnings": _cautions(row, fields),
            "allowed_transitions": allowed(MOVES, status, caller.roles),
        }
    )


def _cautions(row: Meeting, fields: dict[str, Any]) -> list[CautionOut]:
    """Only from what this caller sees."""
    texts = [
        fields["minutes"] or "",
        fields["internal_notes"] or "",
        *fields["decisions"],
        *fields["follow_up_questions"],
    ]
    warnings = cautions(row.kind, seats(row.participants), texts)
    return [CautionOut(code=code, detail=CAUTIONS[code]) for code in warnings]
