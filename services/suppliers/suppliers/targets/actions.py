"""Adopting, describing and withdrawing targets."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.moves import step
from chassis.periods import check_past
from chassis.preconditions import demand, demand_if_sent
from chassis.rows import stamps, touch
from suppliers.tables import Target
from suppliers.targets import queries
from suppliers.targets.rules import MOVES, check_baseline
from suppliers.targets.schemas import TargetIn, TargetPatch, TargetTransition

SHARES = ("value", "baseline_value")


async def adopt_target(session: AsyncSession, caller: Caller, body: TargetIn) -> Target:
    """Raises BaselineIncomplete, BaselineNotBefore, DayToCome."""
    check_baseline(body.year, body.baseline_year, body.baseline_value)
    day = body.adopted_on or today()
    check_past(today=today(), adopted_on=day)
    row = Target(
        **body.model_dump(exclude={"adopted_on", *SHARES}),
        value=body.value,
        baseline_value=body.baseline_value,
        adopted_on=day,
        owner_id=caller.org,
        **stamps(caller),
    )
    session.add(row)
    await session.flush()
    await _journal(session, caller, row, "target.adopted")
    return row


async def describe_target(
    session: AsyncSession, caller: Caller, target_id: UUID, body: TargetPatch, *, expected: int
) -> Target:
    """Raises TargetNotFound, Stale."""
    row = await queries.target(session, caller, target_id, lock=True)
    demand(row.version, expected)
    touch(row, caller, **body.model_dump(exclude_unset=True))
    await _journal(session, caller, row, "target.amended")
    return row


async def move_target(
    session: AsyncSession, caller: Caller, target_id: UUID, body: TargetTransition, *, read: int | None
) -> Target:
    """Raises TargetNotFound, Stale, and what `step` raises."""
    row = await queries.target(session, caller, target_id, lock=True)
    demand_if_sent(row.version, read)
    status = step(MOVES, row.status, body.to, actors=caller.roles, given=body.model_dump())
    touch(row, caller, status=status, withdrawn_on=today(), reason=body.reason)
    await session.flush()
    await _journal(session, caller, row, "target.withdrawn")
    return row


async def _journal(session: AsyncSession, caller: Caller, row: Target, verb: str) -> None:
    payload = {"metric": row.metric, "year": row.year}
    await record(session, caller, Entry(verb, ("target", row.id), audience=[row.owner_id], payload=payload))
