"""What meetings say about a person as API answers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from chassis.stored_values import as_stored
from dialogue.personal_data.queries import Attended
from dialogue.personal_data.rules import Mention
from dialogue.personal_data.schemas import (
    AttendedMeeting,
    ParticipantErasure,
    ParticipantExport,
    ParticipantMention,
)


def participant_export_out(
    found: Iterable[Attended],
    mentions: Iterable[Mention],
    readers: Mapping[UUID, Sequence[UUID]],
    *,
    taken_at: datetime,
) -> ParticipantExport:
    """`readers` are the parties of each dialogue."""
    meetings = [_meeting_out(each, readers[each.row.dossier_id]) for each in found]
    return as_stored(
        ParticipantExport,
        {"taken_at": taken_at, "meetings": meetings, "mentions": list(map(_mention_out, mentions))},
    )


def participant_erasure_out(erased: Iterable[Attended], mentions: Iterable[Mention]) -> ParticipantErasure:
    return ParticipantErasure(
        meeting_ids=[each.row.id for each in erased], mentions=list(map(_mention_out, mentions))
    )


def _meeting_out(each: Attended, readers: Sequence[UUID]) -> AttendedMeeting:
    values = {
        "id": each.row.id,
        "dialogue_id": each.row.dossier_id,
        "supplier_id": each.supplier_id,
        "kind": each.row.kind,
        "starts_at": each.row.starts_at,
        "participants": [each.row.participants[place] for place in each.places],
        "readers": list(readers),
    }
    return as_stored(AttendedMeeting, values)


def _mention_out(mention: Mention) -> ParticipantMention:
    return ParticipantMention(kind=mention.kind, id=mention.record_id, fields=mention.fields)
