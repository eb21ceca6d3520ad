"""Recording and correcting market observations."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.preconditions import demand
from chassis.rows import stamps, touch
from suppliers.label_claims.rules import check_level
from suppliers.market import queries
from suppliers.market.rules import Counts, ObservedInFuture, check_counts
from suppliers.market.schemas import MarketObservationIn, MarketObservationPatch
from suppliers.tables import MarketObservation


async def record_observation(session: AsyncSession, caller: Caller, body: MarketObservationIn) -> MarketObservation:
    """Raises UnknownLevel, CountsDoNotFit, ObservedInFuture."""
    if body.level is not None:
        check_level(body.scheme, body.level)
    values = body.model_dump()
    _check(values)
    row = MarketObservation(**values, owner_id=caller.org, **stamps(caller))
    session.add(row)
    await session.flush()
    await _journal(session, caller, row, "recorded")
    return row


async def amend_observation(
    session: AsyncSession, caller: Caller, observation_id: UUID, body: MarketObservationPatch, *, expected: int
) -> MarketObservation:
    """Raises MarketObservationNotFound, Stale, CountsDoNotFit, ObservedInFuture."""
    row = await queries.observation(session, caller, observation_id, lock=True)
    demand(row.version, expected)
    changes = body.model_dump(exclude_unset=True)
    _check(row.model_dump() | changes)
    touch(row, caller, **changes)
    await _journal(session, caller, row, "amended")
    return row


def _check(values: dict[str, Any]) -> None:
    """`values` are as they will be stored; raises CountsDoNotFit, ObservedInFuture."""
    check_counts(Counts(**{name: values[name] for name in Counts.__slots__}))
    if values["observed_on"] > today():
        raise ObservedInFuture(pointer="/observed_on")


async def _journal(session: AsyncSession, caller: Caller, row: MarketObservation, verb: str) -> None:
    subject = "market_observation", row.id
    payload = {"category": row.category.value, "scheme": row.scheme.value}
    entry = Entry(f"market_observation.{verb}", subject, audience=[row.owner_id], payload=payload)
    await record(session, caller, entry)
