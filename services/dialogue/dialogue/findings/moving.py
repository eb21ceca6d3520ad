"""Moving a finding along its machine; a release is in `releases`, a withdrawal in `withdrawal`."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now
from chassis.moves import step
from chassis.rows import touch
from chassis.vocabulary import OrgKind
from dialogue.findings import answering, queries, releases, sealing, telling, withdrawal
from dialogue.findings.desk import Desk
from dialogue.findings.move_schemas import FindingMove
from dialogue.findings.protection import check_checklist
from dialogue.findings.release_rules import SecondPersonRequired, is_high_risk
from dialogue.findings.rules import MOVES, REMEDIATION_AFTER, FindingStatus, ReplyKind
from dialogue.tables import Finding


async def move_finding(
    session: AsyncSession, caller: Caller, desk: Desk, *, finding_id: UUID, body: FindingMove
) -> Finding:
    """Make one move; with `audiences`, a monitor's move to `shared` is a release.

    Raises FindingNotFound, IllegalTransition, Forbidden, MoveIncomplete, and what the two sides' moves do.
    """
    if caller.org_kind is OrgKind.SUPPLIER:
        return await _by_company(session, caller, finding_id, body)
    if body.to is FindingStatus.SHARED and body.audiences:
        return await releases.share(session, caller, desk, finding_id=finding_id, body=body)
    return await _by_monitor(session, caller, desk, finding_id=finding_id, body=body)


async def _by_company(session: AsyncSession, caller: Caller, finding_id: UUID, body: FindingMove) -> Finding:
    """Raises NotReleasedToSupplier, PersonalDataSuspected."""
    row = await answering.in_hand(session, caller, finding_id)
    before = row.status
    _step(row, caller, body)
    if body.reason:
        kind = ReplyKind.DISPUTE if body.to is FindingStatus.DISPUTED else ReplyKind.REPLY
        answering.keep(session, caller, row, kind=kind, pointer="/reason", words=body.reason)
    await telling.renew_copies(session, row)
    await telling.note(session, caller, row, body.to.value, before)
    return row


async def _by_monitor(
    session: AsyncSession, caller: Caller, desk: Desk, *, finding_id: UUID, body: FindingMove
) -> Finding:
    """Raises ChecklistIncomplete, SecondPersonRequired."""
    row = await queries.own_finding(session, caller, finding_id, lock=True)
    before = row.status
    _step(row, caller, body)
    _sign(row, caller, body)
    if body.to is FindingStatus.WITHDRAWN:
        await withdrawal.withdraw(session, desk.vault, row)
    if body.reason:
        said = {"at": now(), "by": caller.person, "to": body.to, "text": body.reason}
        await sealing.append(session, desk.vault, row, remarks=said)
    await telling.renew_copies(session, row)
    await telling.note(session, caller, row, body.to.value, before)
    return row


def _step(row: Finding, caller: Caller, body: FindingMove) -> None:
    step(MOVES, row.status, body.to, actors=caller.roles, given=body.model_dump())
    remedy = REMEDIATION_AFTER.get(body.to, row.remediation_status)
    touch(row, caller, status=body.to, remediation_status=remedy)


def _sign(row: Finding, caller: Caller, body: FindingMove) -> None:
    """Remember who submitted and who validated; with a source at risk these are two people."""
    if body.to is FindingStatus.SUBMITTED:
        row.submitted_by = caller.person
    if body.to is FindingStatus.VALIDATED:
        check_checklist(body.checklist.model_dump() if body.checklist else {})
        if is_high_risk(row.source_risk) and row.submitted_by == caller.person:
            raise SecondPersonRequired("Who submitted this finding does not validate it as well.")
        row.validated_by = caller.person
