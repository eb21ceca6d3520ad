"""Laying out the instances of duties: by dates, for deliveries, after changes, and when the buyer asks."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.rows import stamps, touch
from suppliers.clauses import queries as clause_queries
from suppliers.clauses.rules import Duty, Recurrence, due_after, due_dates
from suppliers.links.queries import both_sides
from suppliers.obligations import queries
from suppliers.obligations.instances.rules import (
    ANSWERED_BEFORE,
    FOLLOWS_A_BREACH,
    UNTOUCHED,
    Demand,
    NoBreach,
    check_cause,
    check_on_demand,
    first_tracked,
)
from suppliers.obligations.instances.schemas import ObligationIn
from suppliers.obligations.rules import ObligationStatus
from suppliers.tables import Contract, ContractClause, Delivery, Obligation

S = ObligationStatus


class DutyOfClause(NamedTuple):
    """A duty with the clause of a contract that contains it."""

    clause: ContractClause
    duty: Duty


class Planned(NamedTuple):
    """One instance of a duty: its number, counted from 0, its due date and its first state."""

    instance: int
    due_at: date
    status: ObligationStatus


async def schedule_obligations(session: AsyncSession, caller: Caller, contract: Contract) -> None:
    """Create the obligations of the contract's clauses; those without any work follow its dates."""
    existing = {
        (row.clause_id, row.type, row.recurrence, row.instance): row
        for row in await queries.obligations(session, contract.id)
        if row.asked_on is None
    }
    for each in await duties_of(session, contract.id):
        for planned in _schedule(each.duty, contract, each.clause.agreed_on):
            row = existing.pop((each.clause.id, each.duty.type, each.duty.recurrence, planned.instance), None)
            if row is None:
                session.add(_obligation(caller, each, planned))
            elif row.status in UNTOUCHED:
                days = {"grace_days": each.duty.grace_days, "notice_days": each.duty.notice_days}
                touch(row, caller, due_at=planned.due_at, status=planned.status, **days)
    for row in existing.values():
        if row.status is S.SCHEDULED:
            touch(row, caller, status=S.NOT_TRACKED)
    await session.flush()
    duties = [each.duty.recurrence for each in await duties_of(session, contract.id)]
    for delivery in await queries.deliveries(session, contract.id) if Recurrence.PER_DELIVERY in duties else []:
        await lay_out_for_delivery(session, caller, delivery)


def _schedule(duty: Duty, contract: Contract, agreed_on: date | None) -> list[Planned]:
    """Each instance of a duty that dates lay out."""
    dates = due_dates(duty, agreed_on or contract.days[0], contract.last_day)
    first = first_tracked(
        dates,
        yearly=duty.recurrence is Recurrence.YEARLY,
        grace_days=duty.grace_days,
        registered_on=contract.registered_on,
    )
    if contract.registered_on > contract.days[1]:
        first = len(dates)
    return [Planned(index, day, S.NOT_TRACKED if index < first else S.SCHEDULED) for index, day in enumerate(dates)]


async def lay_out_for_delivery(session: AsyncSession, caller: Caller, delivery: Delivery) -> None:
    """Each duty that recurs per delivery has one instance for it, due after its last day."""
    existing = {(row.clause_id, row.type): row for row in await queries.obligations_of_delivery(session, delivery)}
    day = delivery.delivered_to or delivery.delivered_from
    for each in await duties_of(session, delivery.contract_id):
        row = existing.get((each.clause.id, each.duty.type))
        if each.duty.recurrence is not Recurrence.PER_DELIVERY:
            continue
        if row is None:
            await lay_out(session, caller, each, Demand(asked_on=day, delivery_id=delivery.id))
        elif row.status in UNTOUCHED and row.asked_on != day:
            touch(row, caller, asked_on=day, due_at=due_after(each.duty, day))
    await session.flush()


async def lay_out_after_breach(session: AsyncSession, caller: Caller, breach: Obligation) -> None:
    """What each declared breach of a contract makes due."""
    if breach.type in FOLLOWS_A_BREACH:
        return
    demand = Demand(asked_on=today(), cause=breach.reason, breach_id=breach.id)
    for demanded in await duties_of(session, breach.contract_id):
        if demanded.duty.recurrence is Recurrence.ON_BREACH and demanded.duty.type in FOLLOWS_A_BREACH:
            await lay_out(session, caller, demanded, demand)


async def ask_for_obligation(
    session: AsyncSession, caller: Caller, contract: Contract, body: ObligationIn
) -> Obligation:
    """Raises NotOnDemand, SeveralDuties, CauseMissing, NoBreach."""
    found = [
        each
        for each in await duties_of(session, contract.id)
        if each.duty.type == body.type
        and body.clause_id in (None, each.clause.id)
        and body.recurrence in (None, each.duty.recurrence)
    ]
    demanded = check_on_demand(found)
    check_cause(demanded.duty, body.cause)
    if body.breach_id is not None and not await queries.is_breached(session, contract.id, body.breach_id):
        raise NoBreach(pointer="/breach_id")
    demand = Demand(asked_on=today(), cause=body.cause, breach_id=body.breach_id)
    return await lay_out(session, caller, demanded, demand)


async def next_after_change(
    session: AsyncSession, caller: Caller, instances: Sequence[Obligation], on: date
) -> Obligation | None:
    """The next instance of a duty that recurs on each change, where all before were met by what was handed in."""
    last = instances[-1]
    if last.recurrence != Recurrence.ON_CHANGE.value or any(row.status not in ANSWERED_BEFORE for row in instances):
        return None
    for each in await duties_of(session, last.contract_id):
        if (each.clause.id, each.duty.type, each.duty.recurrence) == (last.clause_id, last.type, last.recurrence):
            return await lay_out(session, caller, each, Demand(asked_on=on))
    return None


async def lay_out(session: AsyncSession, caller: Caller, demanded: DutyOfClause, demand: Demand) -> Obligation:
    """The next instance of a duty, due so long after its cause as the duty says; both sides hear of it.

    Instances of a contract are numbered by one transaction at a time.
    """
    clause, duty = demanded
    holding = select(Contract).where(col(Contract.id) == clause.contract_id).with_for_update(key_share=True)
    contract = (await session.exec(holding)).one()
    number = await queries.next_instance(session, clause.id, duty.type, duty.recurrence)
    planned = Planned(number, due_after(duty, demand.asked_on), S.SCHEDULED)
    row = _obligation(caller, demanded, planned, **demand._asdict())
    session.add(row)
    await session.flush()
    facts = {"contract_id": row.contract_id, "type": row.type, "instance": row.instance, "due_at": row.due_at}
    audience = await both_sides(session, contract)
    entry = Entry("obligation.opened", ("obligation", row.id), audience=audience, payload=facts)
    await record(session, caller, entry)
    return row


async def duties_of(session: AsyncSession, contract_id: UUID) -> list[DutyOfClause]:
    """Each duty of a contract, with its clause."""
    clauses = await clause_queries.clauses(session, contract_id)
    return [DutyOfClause(clause, duty) for clause in clauses for duty in clause_queries.duties(clause)]


def _obligation(caller: Caller, demanded: DutyOfClause, planned: Planned, **demand: Any) -> Obligation:
    clause, duty = demanded
    return Obligation(
        owner_id=clause.owner_id,
        contract_id=clause.contract_id,
        clause_id=clause.id,
        type=duty.type,
        instance=planned.instance,
        recurrence=duty.recurrence,
        verification_subject=duty.verification_subject,
        due_at=planned.due_at,
        grace_days=duty.grace_days,
        notice_days=duty.notice_days,
        weight=duty.weight,
        dd_alternative=duty.dd_alternative,
        status=planned.status,
        **demand,
        **stamps(caller),
    )
