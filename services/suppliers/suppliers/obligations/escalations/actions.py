"""Escalating an obligation, and ending that when it is settled."""

from typing import Any, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.rows import stamps, touch
from suppliers.links.queries import both_sides
from suppliers.obligations.escalations import queries
from suppliers.obligations.escalations.rules import EscalationLevel, check_level, check_role, check_state
from suppliers.obligations.escalations.schemas import EscalationIn
from suppliers.obligations.states.rules import Vacancy, state_on
from suppliers.tables import Contract, Escalation, Obligation


class Escalated(NamedTuple):
    """An obligation to escalate, with its contract."""

    obligation: Obligation
    contract: Contract


async def escalate(
    session: AsyncSession, caller: Caller, of: Escalated, body: EscalationIn, *, vacancy: Vacancy | None
) -> Escalation:
    """The obligation is locked. Raises NothingToEscalate, StepSkipped, LevelsMissing, Forbidden."""
    row = of.obligation
    check_state(state_on(today(), row, vacancy).status)
    steps = await queries.escalations(session, row.contract_id, row.id)
    check_level(
        body.level,
        current=row.escalation_level,
        reached={step.level for step in steps},
        is_banned=body.legal_ban is not None,
    )
    check_role(body.level, caller.roles)
    return await _take(session, caller, of, "obligation.escalated", **body.model_dump())


async def end_escalation(session: AsyncSession, caller: Caller, of: Escalated) -> None:
    """Back to level 0, if it was escalated."""
    if of.obligation.escalation_level:
        await _take(session, caller, of, "obligation.escalation_ended", level=EscalationLevel.NONE.value)


async def _take(session: AsyncSession, caller: Caller, of: Escalated, verb: str, **facts: Any) -> Escalation:
    """Write a step; the supplier hears of each one."""
    row = of.obligation
    step = Escalation(
        owner_id=row.owner_id, contract_id=row.contract_id, obligation_id=row.id, **facts, **stamps(caller)
    )
    session.add(step)
    touch(row, caller, escalation_level=step.level)
    await session.flush()
    payload = {"contract_id": row.contract_id, "type": row.type, "instance": row.instance, "level": step.level}
    audience = await both_sides(session, of.contract)
    await record(session, caller, Entry(verb, ("obligation", row.id), audience=audience, payload=payload))
    return step
