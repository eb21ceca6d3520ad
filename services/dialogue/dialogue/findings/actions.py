"""Reading a finding's restricted fields, moving it, and withdrawing it: see also `content` and `release`."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now
from chassis.grants import revoke_reads
from chassis.moves import allowed, step
from chassis.preconditions import TagRead, demand_if_sent
from chassis.problems import IllegalTransition
from chassis.rows import touch
from chassis.vocabulary import OrgKind
from dialogue.findings.agreement.actions import is_only_proposed
from dialogue.findings.agreement.rules import NoAgreementNeeded
from dialogue.findings.copies.actions import publish, record_finding, renew_copies
from dialogue.findings.protection.rules import check_checklist, check_text
from dialogue.findings.queries import own_finding
from dialogue.findings.reactions.actions import react
from dialogue.findings.reactions.queries import replies_of, responses_of
from dialogue.findings.readers.queries import informed_organisations, reader
from dialogue.findings.release.actions import share
from dialogue.findings.release.queries import releases_of
from dialogue.findings.release.rules import ConsentWithdrawn, SecondPersonRequired, is_high_risk
from dialogue.findings.release.schemas import FindingTransition
from dialogue.findings.remedy.rules import protected_confirmation
from dialogue.findings.restricted.actions import append_restricted, open_restricted, seal_restricted
from dialogue.findings.restricted.vault import Vault
from dialogue.findings.rules import MOVES, REMEDIATION_AFTER, FindingStatus
from dialogue.findings.views import FindingWithDetails
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.tables import Finding, FindingReaction, FindingReader, FindingReply, ReadLog

ERASE = text("select erase_finding(:finding)")


async def finding_for(session: AsyncSession, caller: Caller, row: Finding) -> FindingWithDetails:
    """The finding with what the caller sees beside it.

    Raises FindingNotFound where the caller reads it neither as its monitor nor as a reader.
    """
    await session.flush()
    responses = await responses_of(session, row.id)
    if row.owner_id == caller.org:
        return FindingWithDetails(row, responses, releases=await releases_of(session, row.id))
    return FindingWithDetails(row, responses, reader=await reader(session, caller, row.id))


async def read_restricted(session: AsyncSession, caller: Caller, vault: Vault, finding_id: UUID) -> dict[str, Any]:
    """The restricted fields, for the monitor's own people; the read is logged. Raises FindingNotFound."""
    row = await own_finding(session, caller, finding_id)
    session.add(
        ReadLog(reader=caller.person, reader_org=caller.org, subject_type="finding.restricted", subject_id=row.id)
    )
    return await open_restricted(session, vault, row)


async def move_finding(  # noqa: PLR0913
    session: AsyncSession,
    caller: Caller,
    vault: Vault,
    suppliers_api: SuppliersApi,
    *,
    finding_id: UUID,
    body: FindingTransition,
    read: TagRead | None,
) -> Finding:
    """Make one transition; with `audiences`, a monitor's transition to `shared` is a release.

    Raises FindingNotFound, Stale, IllegalTransition, Forbidden, MoveIncomplete, and what the transitions of the
    two sides raise.
    """
    is_release = body.to is FindingStatus.SHARED and bool(body.audiences)
    if body.is_proposal and (caller.org_kind is OrgKind.SUPPLIER or is_release):
        raise NoAgreementNeeded(pointer="/is_proposal")
    if caller.org_kind is OrgKind.SUPPLIER:
        return await react(session, caller, finding_id, body, read=read)
    version = read.version if read else None
    if is_release:
        return await share(session, caller, vault, suppliers_api, finding_id=finding_id, body=body, version=version)
    return await _move_by_monitor(session, caller, vault, finding_id=finding_id, body=body, version=version)


async def _move_by_monitor(  # noqa: PLR0913
    session: AsyncSession,
    caller: Caller,
    vault: Vault,
    *,
    finding_id: UUID,
    body: FindingTransition,
    version: int | None,
) -> Finding:
    """Raises Stale, ChecklistIncomplete, ConsentWithdrawn, SecondPersonRequired, NoAgreementNeeded."""
    row = await own_finding(session, caller, finding_id, lock=True)
    demand_if_sent(row.version, version)
    before = row.status
    after = _status_after(row, caller, body)
    remedied = _confirmed_remedy(body)
    if await is_only_proposed(session, caller, vault, row, body=body):
        return row
    remedy = REMEDIATION_AFTER.get(after, row.remediation_status)
    touch(row, caller, status=after, remediation_status=remedy, **remedied)
    _sign(row, caller, body)
    if body.to is FindingStatus.WITHDRAWN:
        await _withdraw(session, vault, row)
    if body.reason:
        remark = {"at": now(), "by": caller.person, "to": body.to, "text": body.reason}
        await append_restricted(session, vault, row, remarks=remark)
    await renew_copies(session, row)
    await record_finding(session, caller, row, body.to.value, before=before)
    return row


def _status_after(row: Finding, caller: Caller, body: FindingTransition) -> FindingStatus:
    """Raises IllegalTransition, Forbidden, MoveIncomplete."""
    if not isinstance(body.to, FindingStatus):
        reachable = [status.value for status in allowed(MOVES, row.status, caller.roles)]
        detail = f'The finding is "{row.status}"; only a company can set its own reaction to "{body.to}".'
        raise IllegalTransition(detail, current=row.status.value, allowed=reachable)
    return step(MOVES, row.status, body.to, actors=caller.roles, given=body.model_dump())


def _sign(row: Finding, caller: Caller, body: FindingTransition) -> None:
    """Remember who submitted and who validated; with a source at risk these are two people."""
    if body.to is FindingStatus.SUBMITTED:
        row.submitted_by = caller.person
    if body.to is FindingStatus.VALIDATED:
        check_checklist(body.checklist.model_dump() if body.checklist else {})
        if row.is_consent_withdrawn:
            raise ConsentWithdrawn
        if is_high_risk(row.source_risk) and row.submitted_by == caller.person:
            raise SecondPersonRequired("You submitted this finding, so another editor must validate it.")
        row.validated_by = caller.person


def _confirmed_remedy(body: FindingTransition) -> dict[str, str | None]:
    """The columns that close a finding as remedied. Raises RemedyNotConfirmed, PersonalDataSuspected."""
    if body.to is not FindingStatus.CLOSED or body.workers_confirmation is None:
        return {}
    said = body.workers_confirmation
    confirmation = protected_confirmation(said.asked, said.confirmed)
    check_text("/buyers_contribution", body.buyers_contribution)
    return {
        "workers_asked": confirmation.asked,
        "workers_confirmed": confirmation.confirmed,
        "buyers_contribution": body.buyers_contribution,
    }


async def _withdraw(session: AsyncSession, vault: Vault, row: Finding) -> None:
    """Encrypt what was public, and end the access of all readers: for them the finding no longer exists.

    Only readers who know the finding get an event of its end.
    The public text moves into the encrypted fields, which its monitor only can open. Readers lose their access,
    replies and stored answers are deleted, and the journal keeps its entries without their payloads.
    """
    restricted = await open_restricted(session, vault, row)
    restricted["withdrawn"] = {
        "summary_public": row.summary_public,
        "given_name": row.given_name,
        "given_address": row.given_address,
        "facility_name": row.facility_name,
        "buyers_contribution": row.buyers_contribution,
        "replies": [_stored_reply(reply) for reply in await replies_of(session, row.id)],
    }
    row.sealed = await seal_restricted(session, vault, row, restricted)
    row.summary_public = ""
    row.buyers_contribution = None
    row.given_name = row.given_address = row.facility_name = None
    row.is_new_site = False
    informed = await informed_organisations(session, row.id)
    await session.flush()
    await session.exec(delete(FindingReaction).where(col(FindingReaction.finding_id) == row.id))
    await session.exec(delete(FindingReply).where(col(FindingReply.finding_id) == row.id))
    await session.exec(delete(FindingReader).where(col(FindingReader.finding_id) == row.id))
    await revoke_reads(session, Finding, row.id)
    await (await session.connection()).execute(ERASE, {"finding": row.id})
    await publish(session, row, "withdrawn", informed)


def _stored_reply(reply: FindingReply) -> dict[str, Any]:
    return {
        "supplier_id": str(reply.supplier_id),
        "kind": reply.kind.value,
        "text": reply.text,
        "is_published": reply.is_published,
        "replied_on": reply.replied_on.isoformat(),
    }
