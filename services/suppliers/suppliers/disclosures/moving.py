"""Versions on their way: handed in by who wrote them, taken back as drafts, moved on by their acceptors."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.grants import grant_read, revoke_reads
from chassis.journal import Entry, record
from chassis.locks import Lock, hold
from chassis.moves import step
from chassis.problems import Forbidden
from chassis.rows import touch
from chassis.vocabulary import OrgKind
from suppliers.disclosures import accepting, queries
from suppliers.disclosures.rules import (
    MOVES,
    OWNERS_MOVES,
    DisclosureStatus,
    ImportStillRunning,
    NobodyAddressed,
)
from suppliers.disclosures.schemas import DisclosureTransitionIn
from suppliers.imports.rules import ImportStatus
from suppliers.links import queries as links
from suppliers.links.actions import let_supplier_read
from suppliers.tables import Disclosure, DisclosureImport

S = DisclosureStatus


async def move_disclosure(
    session: AsyncSession, caller: Caller, disclosure_id: UUID, body: DisclosureTransitionIn
) -> Disclosure:
    """Raises DisclosureNotFound, IllegalTransition, Forbidden, MoveIncomplete and what the move itself raises."""
    await hold(session, Lock.DISCLOSURE_VERSION, disclosure_id)
    is_owners = body.to in OWNERS_MOVES
    row = await queries.disclosure(session, caller, disclosure_id, lock=is_owners)
    decided = await queries.decision(session, caller, row)
    current = queries.status_of(row, decided)
    to = step(MOVES, current, body.to, actors=caller.roles, given=body.model_dump())
    if is_owners:
        await _move_as_owner(session, caller, row, current, to)
    else:
        await accepting.decide(session, caller, row, (current, to), body.reason)
    return row


async def _move_as_owner(
    session: AsyncSession, caller: Caller, row: Disclosure, current: DisclosureStatus, to: DisclosureStatus
) -> None:
    if row.owner_id != caller.org:
        raise Forbidden("Only the organisation that wrote a version hands it in or takes it back.")
    if to is S.SUBMITTED:
        await _hand_in(session, caller, row)
    else:
        await revoke_reads(session, Disclosure, row.id)
        touch(row, caller, status=S.DRAFT)
    await record(
        session,
        caller,
        Entry(
            "disclosure.submitted" if to is S.SUBMITTED else "disclosure.reopened",
            ("disclosure", row.id),
            moved=(current, to),
            audience={row.owner_id, *row.addressed_to},
            payload={"supplier_id": str(row.supplier_id)},
        ),
    )


async def _hand_in(session: AsyncSession, caller: Caller, row: Disclosure) -> None:
    """Raises ImportStillRunning, NobodyAddressed."""
    if await _is_being_read(session, row.id):
        raise ImportStillRunning
    readers: Sequence[UUID] = ()
    if caller.org_kind is OrgKind.SUPPLIER:
        readers = sorted(await _addressees(session, caller, row))
    touch(row, caller, status=S.SUBMITTED, submission=row.submission + 1, addressed_to=list(readers))
    await session.flush()
    await grant_read(session, Disclosure, [row.id], readers)
    if caller.org_kind is OrgKind.BUYER:
        await let_supplier_read(session, Disclosure, row.id, supplier_id=row.supplier_id, buyer_id=caller.org)


async def _is_being_read(session: AsyncSession, disclosure_id: UUID) -> bool:
    statement = select(DisclosureImport.id).where(
        col(DisclosureImport.disclosure_id) == disclosure_id,
        col(DisclosureImport.status) == ImportStatus.PROCESSING,
    )
    return (await session.exec(statement)).first() is not None


async def _addressees(session: AsyncSession, caller: Caller, row: Disclosure) -> set[UUID]:
    """The buyers a supplier hands its version to: of those it speaks with, the named ones or all."""
    partners = await links.buyers_of(session, caller)
    named = set(row.addressed_to) or partners
    if not named or not named <= partners:
        raise NobodyAddressed(pointer="/addressed_to")
    return named
