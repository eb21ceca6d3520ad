"""Reading a finding's restricted fields, and moving it along: see also `content`, `release` and `withdrawal`."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now
from chassis.moves import step
from chassis.rows import touch
from chassis.vocabulary import OrgKind
from dialogue.findings.copies.actions import renew_copies
from dialogue.findings.events.actions import record_finding
from dialogue.findings.protection.rules import check_checklist
from dialogue.findings.queries import own_finding
from dialogue.findings.release.actions import share
from dialogue.findings.release.rules import SecondPersonRequired, is_high_risk
from dialogue.findings.release.schemas import FindingTransition
from dialogue.findings.replies.actions import add_reply, finding_of_company
from dialogue.findings.restricted.actions import append_restricted, open_restricted
from dialogue.findings.restricted.vault import Vault
from dialogue.findings.rules import MOVES, REMEDIATION_AFTER, FindingStatus, ReplyKind
from dialogue.findings.withdrawal.actions import withdraw
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.tables import Finding, ReadLog


async def read_restricted(session: AsyncSession, caller: Caller, vault: Vault, finding_id: UUID) -> dict[str, Any]:
    """The restricted fields, for the monitor's own people; the read is logged. Raises FindingNotFound."""
    row = await own_finding(session, caller, finding_id)
    session.add(
        ReadLog(reader=caller.person, reader_org=caller.org, subject_type="finding.restricted", subject_id=row.id)
    )
    return await open_restricted(session, vault, row)


async def move_finding(
    session: AsyncSession,
    caller: Caller,
    vault: Vault,
    suppliers: SuppliersApi,
    *,
    finding_id: UUID,
    body: FindingTransition,
) -> Finding:
    """Make one transition; with `audiences`, a monitor's transition to `shared` is a release.

    Raises FindingNotFound, IllegalTransition, Forbidden, MoveIncomplete, and what the transitions of the two
    sides raise.
    """
    if caller.org_kind is OrgKind.SUPPLIER:
        return await _move_by_company(session, caller, finding_id, body)
    if body.to is FindingStatus.SHARED and body.audiences:
        return await share(session, caller, vault, suppliers, finding_id=finding_id, body=body)
    return await _move_by_monitor(session, caller, vault, finding_id=finding_id, body=body)


async def _move_by_company(
    session: AsyncSession, caller: Caller, finding_id: UUID, body: FindingTransition
) -> Finding:
    """Raises NotReleasedToSupplier, PersonalDataSuspected."""
    row = await finding_of_company(session, caller, finding_id)
    before = row.status
    _step(row, caller, body)
    if body.reason:
        kind = ReplyKind.DISPUTE if body.to is FindingStatus.DISPUTED else ReplyKind.REPLY
        add_reply(session, caller, row, kind=kind, pointer="/reason", reply=body.reason)
    await renew_copies(session, row)
    await record_finding(session, caller, row, body.to.value, before)
    return row


async def _move_by_monitor(
    session: AsyncSession, caller: Caller, vault: Vault, *, finding_id: UUID, body: FindingTransition
) -> Finding:
    """Raises ChecklistIncomplete, SecondPersonRequired."""
    row = await own_finding(session, caller, finding_id, lock=True)
    before = row.status
    _step(row, caller, body)
    _sign(row, caller, body)
    if body.to is FindingStatus.WITHDRAWN:
        await withdraw(session, vault, row)
    if body.reason:
        remark = {"at": now(), "by": caller.person, "to": body.to, "text": body.reason}
        await append_restricted(session, vault, row, remarks=remark)
    await renew_copies(session, row)
    await record_finding(session, caller, row, body.to.value, before)
    return row


def _step(row: Finding, caller: Caller, body: FindingTransition) -> None:
    step(MOVES, row.status, body.to, actors=caller.roles, given=body.model_dump())
    remedy = REMEDIATION_AFTER.get(body.to, row.remediation_status)
    touch(row, caller, status=body.to, remediation_status=remedy)


def _sign(row: Finding, caller: Caller, body: FindingTransition) -> None:
    """Remember who submitted and who validated; with a source at risk these are two people."""
    if body.to is FindingStatus.SUBMITTED:
        row.submitted_by = caller.person
    if body.to is FindingStatus.VALIDATED:
        check_checklist(body.checklist.model_dump() if body.checklist else {})
        if is_high_risk(row.source_risk) and row.submitted_by == caller.person:
            raise SecondPersonRequired("You submitted this finding, so another editor must validate it.")
        row.validated_by = caller.person
