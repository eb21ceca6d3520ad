"""What companies say of a finding, and what its monitor answers."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from chassis.moves import MoveIncomplete
from chassis.preconditions import TagIfSent, VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import IllegalTransition, Invalid
from chassis.routing import new_router
from chassis.transactions import Session
from dialogue.findings.actions import finding_for
from dialogue.findings.copies.schemas import FindingCopy
from dialogue.findings.protection.rules import PersonalDataSuspected
from dialogue.findings.reactions import actions as reactions
from dialogue.findings.reactions.rules import FindingNotOpen, ReactionNotFound
from dialogue.findings.reactions.schemas import ReactionTransition
from dialogue.findings.release.rules import NotReleasedToSupplier
from dialogue.findings.replies import actions as replies
from dialogue.findings.replies.schemas import ReplyIn
from dialogue.findings.restricted.dependencies import FindingsVault
from dialogue.findings.routes import FindingId
from dialogue.findings.rules import FindingNotFound
from dialogue.findings.schemas import FindingOut
from dialogue.findings.views import finding_out
from dialogue.permissions import CanAnswerFindings, CanReleaseFindings

router = new_router("/v1/findings", "findings")


@router.post(
    "/{finding_id}/replies",
    status_code=201,
    response_model=FindingCopy,
    responses=raises(FindingNotFound, NotReleasedToSupplier, PersonalDataSuspected, Invalid),
)
async def reply_to_finding(
    finding_id: FindingId, body: ReplyIn, caller: CanAnswerFindings, session: Session, read: TagIfSent
) -> FindingOut | FindingCopy:
    """Reply to a finding as its company. The monitor and your buyers read it; published, other readers too."""
    row = await replies.reply_to_finding(session, caller, finding_id, body, read=read)
    return finding_out(await finding_for(session, caller, row), caller)


@router.post(
    "/{finding_id}/reactions/{organisation_id}/transitions",
    response_model=FindingOut,
    responses=raises(FindingNotFound, ReactionNotFound, FindingNotOpen, IllegalTransition, MoveIncomplete),
)
async def answer_reaction(
    finding_id: FindingId,
    organisation_id: Annotated[UUID, Path(description="The organisation that has reacted.")],
    body: ReactionTransition,
    caller: CanReleaseFindings,
    session: Session,
    vault: FindingsVault,
    read: VersionIfSent,
) -> FindingOut | FindingCopy:
    """Answer a dispute of one company, or confirm or refuse its remedy. The status of the finding stays."""
    row = await reactions.answer_reaction(
        session, caller, vault, finding_id=finding_id, organisation_id=organisation_id, body=body, read=read
    )
    return finding_out(await finding_for(session, caller, row), caller)
