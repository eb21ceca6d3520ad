"""A company's right of reply, once a finding was released to it."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.preconditions import TagRead, demand_same
from chassis.problems import Forbidden
from chassis.rows import touch
from dialogue.findings import queries
from dialogue.findings.copies.actions import record_finding, renew_copies
from dialogue.findings.copies.views import copy_out
from dialogue.findings.protection.rules import check_text
from dialogue.findings.reactions.queries import responses_of
from dialogue.findings.readers.queries import reader
from dialogue.findings.release.rules import Audience, NotReleasedToSupplier
from dialogue.findings.replies.schemas import ReplyIn
from dialogue.findings.rules import ReplyKind
from dialogue.tables import Finding, FindingReply


async def finding_of_company(
    session: AsyncSession, caller: Caller, finding_id: UUID, read: TagRead | None
) -> Finding:
    """The finding, locked, of a company it was released to.

    Raises FindingNotFound, NotReleasedToSupplier, and Stale where its copy is not what was read.
    """
    await queries.finding(session, caller, finding_id)
    read_as = await reader(session, caller, finding_id)
    if read_as.audience is not Audience.SUPPLIER:
        raise NotReleasedToSupplier
    row = await queries.finding(session, caller, finding_id, lock=True)
    if read:
        demand_same(copy_out(read_as, row, await responses_of(session, row.id), caller), read)
    return row


def add_reply(  # noqa: PLR0913
    session: AsyncSession, caller: Caller, row: Finding, *, kind: ReplyKind, pointer: str, reply: ReplyIn
) -> None:
    """Store a company's reply; `pointer` is the field it came in. Raises PersonalDataSuspected, Forbidden."""
    check_text(pointer, reply.text)
    if caller.supplier_id is None:
        raise Forbidden("Only a user of a supplier can reply to a finding.")
    session.add(
        FindingReply(
            finding_id=row.id,
            owner_id=row.owner_id,
            org_id=caller.org,
            supplier_id=caller.supplier_id,
            kind=kind,
            text=reply.text,
            is_published=reply.is_published,
            replied_on=today(),
        )
    )


async def reply_to_finding(
    session: AsyncSession, caller: Caller, finding_id: UUID, reply: ReplyIn, *, read: TagRead | None
) -> Finding:
    """Raises FindingNotFound, NotReleasedToSupplier, Stale, PersonalDataSuspected."""
    row = await finding_of_company(session, caller, finding_id, read)
    add_reply(session, caller, row, kind=ReplyKind.REPLY, pointer="/text", reply=reply)
    touch(row, caller)
    await renew_copies(session, row)
    await record_finding(session, caller, row, "answered")
    return row
