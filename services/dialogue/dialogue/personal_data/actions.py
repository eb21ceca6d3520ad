"""Answering a person who asks which meetings name them, or to have the name removed."""

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.journal import Entry, record
from chassis.rows import touch
from dialogue.dialogues.participants.queries import parties
from dialogue.personal_data import queries
from dialogue.personal_data.queries import Attended
from dialogue.personal_data.rules import demand_known, without_name
from dialogue.personal_data.schemas import ParticipantErasureIn, ParticipantExportIn


async def export_participant(session: AsyncSession, caller: Caller, body: ParticipantExportIn) -> list[Attended]:
    """The meetings of the caller's dialogues that name the person."""
    found = await queries.attended(session, caller, body.person_name)
    payload = {"identity_check": body.identity_check, "meeting_ids": [each.row.id for each in found]}
    entry = Entry("personal_data.exported", ("organisation", caller.org), audience=[caller.org], payload=payload)
    await record(session, caller, entry)
    return found


async def erase_participant(session: AsyncSession, caller: Caller, body: ParticipantErasureIn) -> list[Attended]:
    """Raises MeetingNotFound, also where a meeting has no participant of this name."""
    found = await queries.attended(session, caller, body.person_name, meeting_ids=body.meeting_ids)
    demand_known(body.meeting_ids, [each.row.id for each in found])
    for each in found:
        touch(each.row, caller, participants=without_name(each.row.participants, each.places))
        entry = Entry(
            "meeting.participant_erased",
            ("meeting", each.row.id),
            audience=await parties(session, each.row.dossier_id),
            payload={"identity_check": body.identity_check},
        )
        await record(session, caller, entry)
    await session.flush()
    return found
