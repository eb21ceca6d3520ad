"""`/v1/participant-exports` and `/v1/participant-erasures`: a person asks which meetings name them."""

from fastapi import Depends

from chassis.clock import now
from chassis.costs import HEAVY
from chassis.idempotency import SecretNotRepeatable, refuse_idempotency_key
from chassis.problem_documents import raises
from chassis.problems import Invalid
from chassis.routing import new_router
from chassis.transactions import Session
from dialogue.dialogues.participants.queries import parties
from dialogue.meetings.rules import MeetingNotFound
from dialogue.permissions import CanHandlePersonalData
from dialogue.personal_data import actions, queries
from dialogue.personal_data.schemas import (
    ParticipantErasure,
    ParticipantErasureIn,
    ParticipantExport,
    ParticipantExportIn,
)
from dialogue.personal_data.views import participant_erasure_out, participant_export_out

exports = new_router("/v1/participant-exports", "personal data")
erasures = new_router("/v1/participant-erasures", "personal data")


@exports.post(
    "",
    dependencies=[Depends(refuse_idempotency_key)],
    openapi_extra=HEAVY,
    responses=raises(Invalid, SecretNotRepeatable),
)
async def export_participant(
    body: ParticipantExportIn, caller: CanHandlePersonalData, session: Session
) -> ParticipantExport:
    """Collect the meetings of your dialogues that name a person who asks for it (GDPR, article 15).

    Texts of dialogues and meetings that have the name are listed with their fields. Nothing of the answer is
    stored; the journal keeps which meetings it had.
    """
    found = await actions.export_participant(session, caller, body)
    mentions = await queries.mentions(session, caller, body.person_name)
    readers = {each.row.dossier_id: await parties(session, each.row.dossier_id) for each in found}
    return participant_export_out(found, mentions, readers, taken_at=now())


@erasures.post(
    "",
    dependencies=[Depends(refuse_idempotency_key)],
    responses=raises(Invalid, MeetingNotFound, SecretNotRepeatable),
)
async def erase_participant(
    body: ParticipantErasureIn, caller: CanHandlePersonalData, session: Session
) -> ParticipantErasure:
    """Remove the name of a person who asks for it from the participants of meetings (GDPR, article 17).

    The role, the organisation and the function stay, because they say who spoke for whom. It also changes meetings
    whose minutes are agreed. All named meetings are changed, or none.
    """
    erased = await actions.erase_participant(session, caller, body)
    return participant_erasure_out(erased, await queries.mentions(session, caller, body.person_name))
