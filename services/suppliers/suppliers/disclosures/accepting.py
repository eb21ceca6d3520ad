"""Each buyer's own decision on a version: for which days it counts, what it publishes, which duties it answers.

The platform decides once, and for everyone, about lists from public sources.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.grants import grant_read
from chassis.journal import Entry, record
from chassis.locks import Lock, hold
from chassis.problems import Forbidden
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind
from suppliers.contracts import queries as contracts
from suppliers.contracts.rules import RUNNING
from suppliers.disclosures import queries
from suppliers.disclosures.entering import AT_ONCE, announce, enter_rows, facilities_of, waiting_rows
from suppliers.disclosures.rules import (
    OPEN_LEVELS,
    TIERS_ASKED,
    AssemblySiteMissing,
    DisclosureStatus,
    NothingToConfirm,
    Tier,
    lacks_assembly,
    requested_tiers,
)
from suppliers.links.actions import let_supplier_read
from suppliers.obligations.actions import hand_in
from suppliers.obligations.schemas import Evidence, EvidenceKind
from suppliers.tables import Disclosure, DisclosureAcceptance, DisclosureRow

S = DisclosureStatus
VERBS = {
    S.RETURNED: "disclosure.returned",
    S.CONTESTED: "disclosure.contested",
    S.ACCEPTED: "disclosure.upheld",
    S.WITHDRAWN: "disclosure.withdrawn",
}

# A later version takes its days from the ones before it; one that has none left after it began is superseded.
CUT = text("""
update disclosure_acceptances a
set in_force = cut.rest, updated_at = platform_now(), version = a.version + 1,
    status = case when a.status <> 'accepted' or upper_inf(cut.rest) or upper(cut.rest) > :valid_from
             then a.status else 'superseded' end
from (select id, in_force - datemultirange(daterange(:valid_from, :valid_to, '[]')) as rest
      from disclosure_acceptances
      where owner_id = :owner and supplier_id = :supplier and subject = :subject and id <> :own
        and in_force && daterange(:valid_from, :valid_to, '[]')
      order by id for update) as cut
where a.id = cut.id
""")
TAKE_EFFECT = text("""
update disclosure_acceptances set in_force = datemultirange(daterange(:valid_from, :valid_to, '[]')) where id = :own
""")


async def decide(
    session: AsyncSession,
    caller: Caller,
    row: Disclosure,
    move: tuple[DisclosureStatus, DisclosureStatus],
    reason: str | None,
) -> None:
    """Raises Forbidden, AssemblySiteMissing."""
    if caller.org not in {row.owner_id, *row.addressed_to}:
        raise Forbidden("A version is decided upon by whom it was handed to.")
    if move == (S.SUBMITTED, S.ACCEPTED):
        await _accept(session, caller, row)
        return
    decided = await _decision(session, caller, row, move[1], reason)
    if move[1] is S.WITHDRAWN:
        decided.in_force = None
    await record(
        session,
        caller,
        Entry(
            VERBS[move[1]],
            ("disclosure", row.id),
            moved=move,
            audience={caller.org, row.owner_id},
            payload={"supplier_id": str(row.supplier_id)},
        ),
    )


async def _accept(session: AsyncSession, caller: Caller, row: Disclosure) -> None:
    """Everything that is read is read before the first write: comparing a list with the register takes its time."""
    tiers = await _tiers_named(session, row)
    await _check_assembly(session, caller, row, tiers)
    await hold(session, Lock.FACILITY_REGISTER)
    waiting = await waiting_rows(session, row.id, most=AT_ONCE + 1)
    is_long = len(waiting) > AT_ONCE
    if not is_long:
        await enter_rows(session, caller, row, waiting)
    decided = await _decision(session, caller, row, S.ACCEPTED, None)
    decided.is_entering = is_long
    await session.flush()
    await _take_effect(session, row, decided)
    if not row.entered_by_buyer or row.confirmed_on is not None:
        await publish(session, row)
    await _answer_duties(session, caller, row, tiers)
    await announce(session, caller, row, await facilities_of(session, row.id))


async def _decision(
    session: AsyncSession, caller: Caller, row: Disclosure, to: DisclosureStatus, reason: str | None
) -> DisclosureAcceptance:
    """The caller's own decision, made or changed; the version's supplier may read it."""
    said: dict[str, Any] = {"status": to, "submission": row.submission, "decided_on": today(), "reason": reason}
    statement = select(DisclosureAcceptance).where(
        col(DisclosureAcceptance.disclosure_id) == row.id, col(DisclosureAcceptance.owner_id) == caller.org
    )
    decided = (await session.exec(statement.with_for_update())).first()
    if decided is not None:
        touch(decided, caller, **said)
        return decided
    decided = DisclosureAcceptance(
        owner_id=caller.org,
        disclosure_id=row.id,
        supplier_id=row.supplier_id,
        subject=row.subject,
        is_open=caller.org_kind is OrgKind.PLATFORM,
        **said,
        **stamps(caller),
    )
    session.add(decided)
    await session.flush()
    if row.entered_by_buyer:
        await let_supplier_read(
            session, DisclosureAcceptance, decided.id, supplier_id=row.supplier_id, buyer_id=caller.org
        )
    elif row.owner_id != caller.org:
        await grant_read(session, DisclosureAcceptance, [decided.id], [row.owner_id])
    return decided


async def _tiers_named(session: AsyncSession, row: Disclosure) -> set[Tier]:
    statement = select(DisclosureRow.tier).where(col(DisclosureRow.disclosure_id) == row.id).distinct()
    return {Tier(tier) for tier in (await session.exec(statement)).all()}


async def _check_assembly(session: AsyncSession, caller: Caller, row: Disclosure, tiers: set[Tier]) -> None:
    asked = await queries.tiers_asked(session, caller, row.supplier_id)
    if lacks_assembly(asked, tiers, row.gaps):
        raise AssemblySiteMissing


async def _take_effect(session: AsyncSession, row: Disclosure, decided: DisclosureAcceptance) -> None:
    connection = await session.connection()
    days = {"valid_from": row.valid_from, "valid_to": row.valid_to, "own": decided.id}
    about = {"owner": decided.owner_id, "supplier": row.supplier_id, "subject": row.subject}
    await connection.execute(CUT, {**days, **about})
    await connection.execute(TAKE_EFFECT, days)


async def publish(session: AsyncSession, row: Disclosure) -> None:
    """Open the rows that more than the parties may see. The version's stamps stay: an acceptance must not show."""
    opened = (
        update(DisclosureRow)
        .where(col(DisclosureRow.disclosure_id) == row.id, col(DisclosureRow.confidentiality).in_(OPEN_LEVELS))
        .values(is_open=True)
    )
    if (await session.exec(opened)).rowcount:
        await session.exec(update(Disclosure).where(col(Disclosure.id) == row.id).values(is_open=True))


async def _answer_duties(session: AsyncSession, caller: Caller, row: Disclosure, tiers: set[Tier]) -> None:
    """The duties to disclose in the buyer's running contracts that ask for a tier the version speaks of."""
    if caller.org_kind is not OrgKind.BUYER:
        return
    evidence = Evidence(kind=EvidenceKind.DISCLOSURE, title=f"Version {row.version_no}", reference=str(row.id))
    spoken_of = tiers | requested_tiers(row.gaps)
    for contract in await contracts.between(session, buyer_id=caller.org, supplier_id=row.supplier_id):
        if contracts.status_of(contract) in RUNNING:
            for duty, tier in TIERS_ASKED.items():
                if tier in spoken_of:
                    await hand_in(session, caller, contract, duty, on=today(), evidence=evidence)


async def confirm(session: AsyncSession, caller: Caller, disclosure_id: UUID) -> Disclosure:
    """Say that a version still holds: a buyer of what it accepted, a supplier of its own or a buyer's entry.

    Raises DisclosureNotFound, NothingToConfirm.
    """
    row = await queries.disclosure(session, caller, disclosure_id)
    decided = await queries.decision(session, caller, row)
    if queries.status_of(row, decided) not in {S.SUBMITTED, S.ACCEPTED}:
        raise NothingToConfirm
    if caller.org_kind is OrgKind.SUPPLIER:
        touch(row, caller, confirmed_on=today())
        await session.flush()
        if decided is not None:
            await publish(session, row)
    elif decided is not None and decided.owner_id == caller.org:
        touch(decided, caller, confirmed_on=today())
    else:
        raise NothingToConfirm
    await record(
        session, caller, Entry("disclosure.confirmed", ("disclosure", row.id), audience={caller.org, row.owner_id})
    )
    return row
