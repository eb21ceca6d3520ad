"""A company's right of reply, once a finding was released to it."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.problems import Forbidden
from chassis.rows import touch
from dialogue.findings import queries, telling
from dialogue.findings.protection import check_text
from dialogue.findings.release_rules import Audience, NotReleasedToSupplier
from dialogue.findings.rules import ReplyKind
from dialogue.tables import Finding, FindingReply


async def in_hand(session: AsyncSession, caller: Caller, finding_id: UUID) -> Finding:
    """The finding, locked, of a company it was released to. Raises FindingNotFound, NotReleasedToSupplier."""
    await queries.finding(session, caller, finding_id)
    reader = await queries.reader(session, caller, finding_id)
    if reader.audience is not Audience.SUPPLIER:
        raise NotReleasedToSupplier
    return await queries.finding(session, caller, finding_id, lock=True)


def keep(session: AsyncSession, caller: Caller, row: Finding, *, kind: ReplyKind, pointer: str, words: str) -> None:
    """Keep a company's words; `pointer` is the field they came in. Raises PersonalDataSuspected, Forbidden."""
    check_text(pointer, words)
    if caller.supplier_id is None:
        raise Forbidden("Only somebody who speaks for a supplier answers a finding.")
    session.add(
        FindingReply(
            finding_id=row.id,
            owner_id=row.owner_id,
            org_id=caller.org,
            supplier_id=caller.supplier_id,
            kind=kind,
            text=words,
            replied_on=today(),
        )
    )


async def reply(session: AsyncSession, caller: Caller, finding_id: UUID, words: str) -> Finding:
    """Raises FindingNotFound, NotReleasedToSupplier, PersonalDataSuspected."""
    row = await in_hand(session, caller, finding_id)
    keep(session, caller, row, kind=ReplyKind.REPLY, pointer="/text", words=words)
    touch(row, caller)
    await telling.renew_copies(session, row)
    await telling.note(session, caller, row, "answered")
    return row
