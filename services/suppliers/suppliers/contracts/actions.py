"""Registering contracts, keeping them right, moving them on."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.ids import uuid7
from chassis.journal import Entry, record
from chassis.moves import step
from chassis.preconditions import demand
from chassis.problems import Forbidden
from chassis.rows import stamps, touch
from chassis.vocabulary import Role
from suppliers.clauses import queries as templates
from suppliers.clauses.rules import AgreementMissing, IncludedAt
from suppliers.clauses.schemas import ClauseIn
from suppliers.contracts import queries
from suppliers.contracts.rules import (
    BEFORE_AWARD,
    MOVES,
    ContractStatus,
    ObligationsOpen,
    ParentDoesNotFit,
    check_period,
)
from suppliers.contracts.schemas import ContractIn, ContractPatch, ContractTransition
from suppliers.links.actions import let_supplier_read
from suppliers.links.queries import speakers
from suppliers.obligations import actions as obligations
from suppliers.obligations import queries as duties
from suppliers.obligations.rules import OPEN, ObligationStatus
from suppliers.suppliers import actions as suppliers
from suppliers.suppliers import queries as parties
from suppliers.tables import Contract, ContractClause

S = ContractStatus
COLUMNS = {"start": "starts_on", "end": "ends_on"}
DATES = frozenset(COLUMNS)


async def register_contract(session: AsyncSession, caller: Caller, body: ContractIn) -> Contract:
    """Raises SupplierNotFound, PeriodIsReversed, ParentDoesNotFit, UnknownClauseTemplate, AgreementMissing."""
    await parties.supplier(session, caller, body.supplier_id)
    check_period(body.start, body.end, body.max_end)
    parent = await _parent(session, caller, body)
    row = Contract(
        **body.model_dump(exclude={"clauses", *DATES}),
        starts_on=body.start,
        ends_on=body.end,
        owner_id=caller.org,
        **stamps(caller),
    )
    session.add(row)
    await session.flush()
    await let_supplier_read(session, Contract, row.id, supplier_id=row.supplier_id, buyer_id=row.owner_id)
    await _include(session, row, body.clauses, inherited=await _clauses_of(session, parent))
    if row.status not in BEFORE_AWARD:
        await _take_hold(session, caller, row)
    registered_as = queries.status_of(row)
    await _announce(session, caller, row, "registered", moved=(None, registered_as))
    return row


async def amend_contract(
    session: AsyncSession, caller: Caller, contract_id: UUID, body: ContractPatch, expected: int
) -> Contract:
    """Raises ContractNotFound, Stale, Forbidden, PeriodIsReversed."""
    row = await queries.contract(session, caller, contract_id, lock=True)
    demand(row.version, expected)
    changes = {COLUMNS.get(name, name): value for name, value in body.model_dump(exclude_unset=True).items()}
    moves_dates = not DATES.isdisjoint(body.model_fields_set)
    runs = queries.status_of(row) not in BEFORE_AWARD | {S.AWARDED}
    if moves_dates and runs and not caller.is_any(Role.BUYER_MANAGER):
        raise Forbidden("Once a contract runs, only a buyer_manager corrects its dates.")
    touch(row, caller, **changes)
    check_period(row.starts_on, row.ends_on, row.max_end)
    if moves_dates and row.status not in BEFORE_AWARD:
        await _lay_out(session, caller, row)
    await _announce(session, caller, row, "amended")
    return row


async def move_contract(
    session: AsyncSession, caller: Caller, contract_id: UUID, body: ContractTransition
) -> Contract:
    """Raises ContractNotFound, IllegalTransition, Forbidden, MoveIncomplete, PeriodIsReversed, ObligationsOpen."""
    row = await queries.contract(session, caller, contract_id, lock=True)
    before = queries.status_of(row)
    after = step(MOVES, before, body.to, actors=caller.roles, given=body.model_dump())
    if after is S.CLOSED and not body.carry_over:
        await _refuse_open(session, row)
    touch(row, caller, status=after, reason=body.reason or row.reason)
    match after:
        case S.EXTENDED:
            await _extend(session, caller, row, body.end or row.ends_on)
        case S.TERMINATED:
            row.terminated_on, row.effect_on_workers = today(), body.effect_on_workers
            await _lay_out(session, caller, row)
        case S.AWARDED:
            await _take_hold(session, caller, row)
    await _announce(session, caller, row, after.value, moved=(before, queries.status_of(row)))
    return row


async def include_clause(session: AsyncSession, caller: Caller, contract_id: UUID, body: ClauseIn) -> Contract:
    """Raises ContractNotFound, UnknownClauseTemplate, AgreementMissing, ClauseIncluded."""
    row = await queries.contract(session, caller, contract_id, lock=True)
    await _include(session, row, [body], inherited=[], pointer="")
    touch(row, caller)
    if row.status not in BEFORE_AWARD:
        await _take_hold(session, caller, row)
    await _announce(session, caller, row, "amended")
    return row


async def _parent(session: AsyncSession, caller: Caller, body: ContractIn) -> Contract | None:
    if body.parent_contract_id is None:
        return None
    parent = await queries.contract(session, caller, body.parent_contract_id)
    if parent.supplier_id != body.supplier_id:
        raise ParentDoesNotFit("It is a contract with another supplier.", pointer="/parent_contract_id")
    return parent


async def _clauses_of(session: AsyncSession, parent: Contract | None) -> list[ContractClause]:
    return await queries.clauses(session, parent.id) if parent else []


async def _include(
    session: AsyncSession,
    row: Contract,
    asked: list[ClauseIn],
    *,
    inherited: list[ContractClause],
    pointer: str = "/clauses/{}",
) -> None:
    """Put clauses into a contract: its own in their latest version, the framework's as they stand there."""
    known = {clause.template for clause in inherited}
    for clause in inherited:
        facts = clause.model_dump(exclude={"id", "contract_id", "inherited"})
        session.add(ContractClause(id=uuid7(), contract_id=row.id, inherited=True, **facts))
    for index, said in enumerate(asked):
        place = pointer.format(index)
        template = templates.named(said.template, pointer=f"{place}/template")
        if said.included_at is IncludedAt.AMENDMENT and said.agreed_on is None:
            raise AgreementMissing(pointer=f"{place}/agreed_on")
        if template.code not in known:
            known.add(template.code)
            session.add(_clause(row, said, version=template.version, kind=template.kind))
    await session.flush()


def _clause(row: Contract, said: ClauseIn, *, version: int, kind: str) -> ContractClause:
    return ContractClause(
        id=uuid7(),
        owner_id=row.owner_id,
        contract_id=row.id,
        template=said.template,
        template_version=version,
        kind=kind,
        included_at=said.included_at,
        agreed_on=said.agreed_on,
    )


async def _take_hold(session: AsyncSession, caller: Caller, row: Contract) -> None:
    """From its award on a contract has duties, its supplier is active, and who answers already answers here."""
    await _lay_out(session, caller, row)
    await suppliers.activate(session, caller, row.supplier_id)
    for holder in (await queries.post_of(session, row)).holders[:1]:
        await obligations.meet_contact_duty(session, caller, holder)


async def _lay_out(session: AsyncSession, caller: Caller, row: Contract) -> None:
    await obligations.lay_out(session, caller, row, await queries.clauses(session, row.id))


async def _extend(session: AsyncSession, caller: Caller, row: Contract, end: date) -> None:
    check_period(row.ends_on, end, row.max_end, names={"max_end": "/end"})
    row.ends_on = end
    await _lay_out(session, caller, row)


async def _refuse_open(session: AsyncSession, row: Contract) -> None:
    post = await queries.post_of(session, row)
    waiting = [
        each.id
        for each in await duties.obligations(session, row.id)
        if (state := duties.standing(each, row, post).status) in OPEN and state is not ObligationStatus.SCHEDULED
    ]
    if waiting:
        raise ObligationsOpen(f"{len(waiting)} obligation(s) are not settled.", open=sorted(map(str, waiting)))


async def _announce(
    session: AsyncSession,
    caller: Caller,
    row: Contract,
    verb: str,
    *,
    moved: tuple[str | None, str | None] = (None, None),
) -> None:
    """Journal it; the supplier hears of a contract from its award on."""
    readers = []
    if row.status not in BEFORE_AWARD:
        readers = await speakers(session, supplier_id=row.supplier_id, buyer_id=row.owner_id)
    await record(
        session,
        caller,
        Entry(
            f"contract.{verb}",
            ("contract", row.id),
            moved=moved,
            audience=[row.owner_id, *readers],
            followed=True,
            payload={
                "reference": row.reference,
                "title": row.title,
                "supplier_id": row.supplier_id,
                **({"registered_as": moved[1]} if verb == "registered" else {}),
            },
        ),
    )
