"""Start and end affiliations of buyers to monitors."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis import clock
from chassis.callers import Caller
from chassis.database import switch_tenant
from chassis.grants import grant_read
from chassis.journal import Entry, record
from chassis.periods import check_period
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind
from gateway.accounts import queries as accounts_queries
from gateway.affiliations import queries
from gateway.affiliations.queries import AffiliationParties
from gateway.affiliations.rules import AffiliationEnded, WrongKind
from gateway.affiliations.schemas import AffiliationIn, AffiliationTransition
from gateway.tables import Affiliation, Organisation


async def affiliate(session: AsyncSession, caller: Caller, body: AffiliationIn) -> AffiliationParties:
    """Raises WrongKind, PeriodReversed, AffiliationsOverlap."""
    monitor = await _of_kind(session, body.monitor_id or caller.org, OrgKind.MONITOR, "/monitor_id")
    if caller.org_kind is OrgKind.MONITOR and monitor.id != caller.org:
        raise WrongKind("A monitor can only affiliate buyers to itself.", pointer="/monitor_id")
    buyer = await _of_kind(session, body.buyer_id, OrgKind.BUYER, "/buyer_id")
    first = body.valid_from or clock.today()
    check_period(first, body.valid_to, pointer="/valid_to")
    await switch_tenant(session, monitor.id)
    row = Affiliation(
        owner_id=monitor.id, buyer_id=buyer.id, valid_from=first, valid_to=body.valid_to, **stamps(caller)
    )
    session.add(row)
    await session.flush()
    await grant_read(session, Affiliation, [row.id], [buyer.id, *await accounts_queries.platform_ids(session)])
    await switch_tenant(session, caller.org)
    parties = AffiliationParties(row, buyer=buyer, monitor=monitor)
    await _record_affiliation(session, caller, "affiliation.started", parties)
    return parties


async def end_affiliation(
    session: AsyncSession, caller: Caller, affiliation_id: UUID, body: AffiliationTransition
) -> AffiliationParties:
    """Raises AffiliationNotFound, AffiliationEnded, PeriodReversed."""
    row = await queries.affiliation(session, caller, affiliation_id, lock=True)
    today = clock.today()
    if row.valid_to is not None and row.valid_to < today:
        raise AffiliationEnded
    last = body.valid_to or today
    check_period(row.valid_from, last, pointer="/valid_to")
    touch(row, caller, valid_to=last, reason=body.reason)
    parties = await queries.affiliation_parties(session, row)
    await _record_affiliation(session, caller, "affiliation.ended", parties)
    return parties


async def _of_kind(session: AsyncSession, organisation_id: UUID, kind: OrgKind, pointer: str) -> Organisation:
    row = await queries.one_of_kind(session, organisation_id, kind)
    if row is None:
        raise WrongKind(f"There is no {kind} with this id.", pointer=pointer)
    return row


async def _record_affiliation(
    session: AsyncSession, caller: Caller, verb: str, parties: AffiliationParties
) -> None:
    row, buyer, monitor = parties.affiliation, parties.buyer, parties.monitor
    payload = {
        "buyer_id": str(buyer.id),
        "buyer_name": buyer.name,
        "monitor_id": str(monitor.id),
        "monitor_name": monitor.name,
        "from": row.valid_from.isoformat(),
        "to": row.valid_to and row.valid_to.isoformat(),
    }
    audience = [buyer.id, monitor.id]
    await record(
        session, caller, Entry(verb, ("affiliation", row.id), audience=audience, followed=True, payload=payload)
    )
