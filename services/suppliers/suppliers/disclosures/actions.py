"""Submitting, reopening, deciding on and confirming versions."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.grants import grant_read, revoke_reads
from chassis.journal import Entry, record
from chassis.locks import Lock, hold
from chassis.moves import step
from chassis.preconditions import demand_if_sent
from chassis.problems import Forbidden
from chassis.rows import touch
from chassis.vocabulary import OrgKind
from suppliers.disclosures import queries
from suppliers.disclosures.acceptance import actions as acceptance_actions
from suppliers.disclosures.acceptance import queries as acceptance_queries
from suppliers.disclosures.rules import (
    MOVES,
    OWNERS_MOVES,
    DisclosureStatus,
    ImportStillRunning,
    NoBuyerAddressed,
    RowsInUse,
    status_for,
)
from suppliers.disclosures.schemas import DisclosureTransition
from suppliers.disclosures.statements.rules import check_representative
from suppliers.links import actions as link_actions
from suppliers.links import queries as link_queries
from suppliers.tables import Disclosure

S = DisclosureStatus


async def move_disclosure(
    session: AsyncSession, caller: Caller, disclosure_id: UUID, body: DisclosureTransition, *, read: int | None
) -> Disclosure:
    """Raises DisclosureNotFound, Stale, RepresentativeRefused, what `step` raises, and what the move raises."""
    await hold(session, Lock.DISCLOSURE_VERSION, disclosure_id)
    is_owners = body.to in OWNERS_MOVES
    version = await queries.disclosure(session, caller, disclosure_id, lock=is_owners)
    demand_if_sent(version.version, read)
    decision = await acceptance_queries.decision_of(session, caller, version)
    check_representative(version.standing)
    current = status_for(version.status, decision.status if decision else None)
    to = step(MOVES, current, body.to, actors=caller.roles, given=body.model_dump())
    if is_owners:
        await _move_as_owner(session, caller, version, current, to=to)
    else:
        await acceptance_actions.decide(session, caller, version, (current, to), reason=body.reason)
    return version


async def confirm_disclosure(
    session: AsyncSession, caller: Caller, disclosure_id: UUID, *, read: int | None
) -> Disclosure:
    """Raises DisclosureNotFound, Stale, NothingToConfirm."""
    await hold(session, Lock.DISCLOSURE_VERSION, disclosure_id)
    version = await queries.disclosure(session, caller, disclosure_id)
    demand_if_sent(version.version, read)
    return await acceptance_actions.confirm(session, caller, version)


async def _move_as_owner(
    session: AsyncSession, caller: Caller, version: Disclosure, current: DisclosureStatus, *, to: DisclosureStatus
) -> None:
    if version.owner_id != caller.org:
        raise Forbidden("Only the organisation that wrote this version can submit or reopen it.")
    if to is S.SUBMITTED:
        await _submit(session, caller, version)
    else:
        if await queries.has_accepted_rows(session, version.id):
            raise RowsInUse
        await revoke_reads(session, Disclosure, version.id)
        touch(version, caller, status=S.DRAFT, confirmed_on=None, confirmed_by=None)
    await record(
        session,
        caller,
        Entry(
            "disclosure.submitted" if to is S.SUBMITTED else "disclosure.reopened",
            ("disclosure", version.id),
            moved=(current, to),
            audience={version.owner_id, *version.addressed_to},
            payload={"supplier_id": str(version.supplier_id)},
        ),
    )


async def _submit(session: AsyncSession, caller: Caller, version: Disclosure) -> None:
    """Raises ImportStillRunning, NoBuyerAddressed."""
    if await queries.is_being_imported(session, version.id):
        raise ImportStillRunning
    readers: Sequence[UUID] = ()
    if caller.org_kind is OrgKind.SUPPLIER:
        readers = sorted(await _addressees(session, caller, version))
    touch(version, caller, status=S.SUBMITTED, submission=version.submission + 1, addressed_to=list(readers))
    await session.flush()
    await grant_read(session, Disclosure, [version.id], readers)
    if caller.org_kind is OrgKind.BUYER:
        await link_actions.share_with_supplier(
            session, Disclosure, [version.id], supplier_id=version.supplier_id, buyer_id=caller.org
        )


async def _addressees(session: AsyncSession, caller: Caller, version: Disclosure) -> set[UUID]:
    """The buyers a supplier submits its version to: those it named, or all it is linked with."""
    partners = await link_queries.buyers_of(session, caller)
    addressees = set(version.addressed_to) or partners
    if not addressees or not addressees <= partners:
        raise NoBuyerAddressed(pointer="/addressed_to")
    return addressees
