"""Propose affiliations of buyers to monitors, agree to them and end them."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis import clock
from chassis.callers import Caller
from chassis.database import as_tenant
from chassis.grants import grant_read
from chassis.journal import Entry, record
from chassis.moves import step
from chassis.periods import check_period
from chassis.preconditions import demand_if_sent
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind
from gateway.accounts import queries as accounts_queries
from gateway.affiliations import queries
from gateway.affiliations.queries import AffiliationParties
from gateway.affiliations.rules import (
    FOLLOWED,
    MOVES,
    SIDES,
    VERBS,
    AffiliationStatus,
    EndIsLater,
    SamePerson,
    WrongKind,
    side_of,
    status_on,
)
from gateway.affiliations.schemas import AffiliationIn, AffiliationTransition
from gateway.tables import Affiliation, Organisation


async def propose(session: AsyncSession, caller: Caller, body: AffiliationIn) -> AffiliationParties:
    """One side proposes; nothing begins before the other agrees. Raises WrongKind, PeriodReversed,
    AffiliationsOverlap."""
    own_id = {OrgKind.BUYER: body.buyer_id, OrgKind.MONITOR: body.monitor_id}[caller.org_kind]
    if own_id not in (None, caller.org):
        raise WrongKind(pointer=f"/{caller.org_kind}_id")
    is_buyer = caller.org_kind is OrgKind.BUYER
    buyer_id, monitor_id = (caller.org, body.monitor_id) if is_buyer else (body.buyer_id, caller.org)
    parties = await _add(session, caller, body, buyer_id=buyer_id, monitor_id=monitor_id)
    await _record_affiliation(session, caller, parties)
    return parties


async def affiliate(session: AsyncSession, caller: Caller, body: AffiliationIn) -> AffiliationParties:
    """Start at once, while an installation is set up. Raises WrongKind, PeriodReversed, AffiliationsOverlap."""
    parties = await _add(session, caller, body, buyer_id=body.buyer_id, monitor_id=body.monitor_id)
    await _activate(session, caller, parties.affiliation)
    await _record_affiliation(session, caller, parties)
    return parties


async def _add(
    session: AsyncSession, caller: Caller, body: AffiliationIn, *, buyer_id: UUID | None, monitor_id: UUID | None
) -> AffiliationParties:
    monitor = await _of_kind(session, monitor_id, OrgKind.MONITOR, "/monitor_id")
    buyer = await _of_kind(session, buyer_id, OrgKind.BUYER, "/buyer_id")
    first = body.valid_from or clock.today()
    check_period(first, body.valid_to, pointer="/valid_to")
    row = Affiliation(
        owner_id=monitor.id,
        buyer_id=buyer.id,
        proposed_by=caller.org if caller.org_kind is OrgKind.BUYER else monitor.id,
        status=AffiliationStatus.PROPOSED,
        valid_from=first,
        valid_to=body.valid_to,
        **stamps(caller),
    )
    session.add(row)
    await session.flush()  # as the side that proposes: row-level security checks who that is
    async with as_tenant(session, monitor.id, afterwards=caller.org):
        await grant_read(session, Affiliation, [row.id], [buyer.id])
    return AffiliationParties(row, buyer=buyer, monitor=monitor)


async def move(
    session: AsyncSession, caller: Caller, affiliation_id: UUID, body: AffiliationTransition, *, read: int | None
) -> AffiliationParties:
    """Raises AffiliationNotFound, Stale, IllegalTransition, Forbidden, SamePerson, PeriodReversed, EndIsLater."""
    row = await queries.affiliation(session, caller, affiliation_id, lock=True)
    demand_if_sent(row.version, read)
    current = status_on(row.status, row.valid_to, today=clock.today())
    side = side_of(caller.org, proposed_by=row.proposed_by)
    to = step(MOVES, current, body.to, actors=[side], actor_names=SIDES)
    if to is AffiliationStatus.ACTIVE:
        if row.created_by == caller.person:
            raise SamePerson
        await _activate(session, caller, row)
    elif to is AffiliationStatus.ENDED:
        _end(row, caller, body)
    else:
        touch(row, caller, status=to, reason=body.reason)
    parties = await queries.affiliation_parties(session, row)
    await _record_affiliation(session, caller, parties, ended=to is AffiliationStatus.ENDED)
    return parties


async def _activate(session: AsyncSession, caller: Caller, row: Affiliation) -> None:
    """From now on it counts, and the platform sees it."""
    touch(row, caller, status=AffiliationStatus.ACTIVE)
    await session.flush()
    async with as_tenant(session, row.owner_id, afterwards=caller.org):
        await grant_read(session, Affiliation, [row.id], await accounts_queries.platform_ids(session))


def _end(row: Affiliation, caller: Caller, body: AffiliationTransition) -> None:
    last = body.valid_to or clock.today()
    check_period(row.valid_from, last, pointer="/valid_to")
    if row.valid_to is not None and last > row.valid_to:
        raise EndIsLater(pointer="/valid_to")
    touch(row, caller, valid_to=last, reason=body.reason)


async def _of_kind(
    session: AsyncSession, organisation_id: UUID | None, kind: OrgKind, pointer: str
) -> Organisation:
    row = await queries.one_of_kind(session, organisation_id, kind) if organisation_id else None
    if row is None:
        raise WrongKind(f"There is no {kind} with this id.", pointer=pointer)
    return row


async def _record_affiliation(
    session: AsyncSession, caller: Caller, parties: AffiliationParties, *, ended: bool = False
) -> None:
    row, buyer, monitor = parties.affiliation, parties.buyer, parties.monitor
    status = AffiliationStatus.ENDED if ended else row.status
    payload = {
        "buyer_id": str(buyer.id),
        "buyer_name": buyer.name,
        "monitor_id": str(monitor.id),
        "monitor_name": monitor.name,
        "from": row.valid_from.isoformat(),
        "to": row.valid_to and row.valid_to.isoformat(),
    }
    entry = Entry(
        VERBS[status],
        ("affiliation", row.id),
        audience=[buyer.id, monitor.id],
        followed=status in FOLLOWED,
        payload=payload,
    )
    await record(session, caller, entry)
