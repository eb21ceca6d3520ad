"""Registering, amending and moving contracts."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.locks import Lock, hold
from chassis.moves import step
from chassis.preconditions import demand, demand_if_sent
from chassis.rows import stamps, touch
from suppliers.clauses import actions as clause_actions
from suppliers.clauses.rules import check_timing
from suppliers.clauses.schemas import ClauseIn
from suppliers.contacts import queries as contact_queries
from suppliers.contacts.posts import queries as post_queries
from suppliers.contacts.posts.rules import post_on
from suppliers.contracts import queries
from suppliers.contracts.drafts.rules import SupplierIsSet, check_complete
from suppliers.contracts.frameworks import actions as framework_actions
from suppliers.contracts.rules import (
    BEFORE_AWARD,
    MOVES,
    ContractStatus,
    ObligationsOpen,
    ReferenceUsed,
    check_award,
    check_contact,
    check_days,
    check_may_amend,
    check_monitors,
)
from suppliers.contracts.schemas import ContractIn, ContractPatch, ContractTransition
from suppliers.links import actions as link_actions
from suppliers.obligations import actions as obligation_actions
from suppliers.obligations import queries as obligation_queries
from suppliers.obligations.instances.actions import schedule_obligations
from suppliers.obligations.states.rules import unsettled
from suppliers.products import actions as product_actions
from suppliers.suppliers import actions as supplier_actions
from suppliers.suppliers import queries as supplier_queries
from suppliers.tables import Contract

S = ContractStatus
COLUMNS = {"start": "starts_on", "end": "ends_on"}
OF_AN_ORDER = {"start", "kind", "entitled_entities"}
"""Fields that must fit the framework, or those who order under it."""


async def register_contract(
    session: AsyncSession, caller: Caller, body: ContractIn, *, allow_duplicate: bool
) -> Contract:
    """Raises SupplierNotFound, PeriodReversed, MaxEndExceeded, DayToCome, UnknownMonitor, ReferenceUsed, and what
    the framework of a call-off and adding clauses raise.
    """
    await supplier_queries.supplier(session, caller, body.supplier_id)
    check_days(body.start, body.end, body.max_end)
    check_award(body.award_date, status=S(body.status), today=today())
    check_monitors(body.monitored_by, caller.affiliated_to)
    taken = await framework_actions.inheritance(session, caller, body)
    await _demand_reference(session, caller, body.reference, by=None, allow_duplicate=allow_duplicate)
    row = Contract(
        **body.model_dump(exclude={"clauses", *COLUMNS}) | taken.values,
        starts_on=body.start,
        ends_on=body.end,
        owner_id=caller.org,
        **stamps(caller),
    )
    session.add(row)
    await session.flush()
    await clause_actions.add_clauses(session, row, body.clauses, inherited=taken.clauses)
    await framework_actions.copy_parts(session, row)
    if row.status not in BEFORE_AWARD:
        await _show_to_readers(session, caller, row)
        await _take_effect(session, caller, row)
    await journal_contract(session, caller, row, "registered", moved=(None, row.status_on(today())))
    return row


async def amend_contract(  # noqa: PLR0913
    session: AsyncSession,
    caller: Caller,
    contract_id: UUID,
    body: ContractPatch,
    *,
    expected: int,
    allow_duplicate: bool,
) -> Contract:
    """Raises ContractNotFound, Stale, Forbidden, SupplierIsSet, SupplierNotFound, PeriodReversed, MaxEndExceeded,
    DayToCome, UnknownMonitor, ContactNotFound, NotAClauseContact, ReferenceUsed, and where it does not fit its
    framework what that raises.
    """
    row = await queries.contract(session, caller, contract_id, lock=True)
    demand(row.version, expected)
    await _check_supplier(session, caller, row, body.supplier_id)
    await _check_contact(session, caller, body.primary_contact_id, of_supplier=body.supplier_id or row.supplier_id)
    given = body.model_dump(include=body.model_fields_set)
    changes = {COLUMNS.get(name, name): value for name, value in given.items()}
    check_may_amend(row.status_on(today()), body.model_fields_set, caller.roles)
    check_monitors(body.monitored_by or (), {*caller.affiliated_to, *row.monitored_by})
    if body.reference is not None:
        await _demand_reference(session, caller, body.reference, by=row.id, allow_duplicate=allow_duplicate)
    changes, entitled = framework_actions.as_columns(caller, row, changes), row.entitled_entities
    is_noticed = row.changes_for_readers(changes)
    touch(row, caller, **changes)
    check_days(row.starts_on, row.ends_on, row.max_end)
    if "award_date" in changes:
        check_award(row.award_date, status=row.status, today=today())
    if not OF_AN_ORDER.isdisjoint(body.model_fields_set):
        await framework_actions.check_order(session, caller, row)
    if row.entitled_entities != entitled:
        await framework_actions.open_to_entities(session, caller, row, known=entitled)
    if not COLUMNS.keys().isdisjoint(body.model_fields_set) and row.status not in BEFORE_AWARD:
        await schedule_obligations(session, caller, row)
    await journal_contract(session, caller, row, "amended", is_noticed=is_noticed)
    return row


async def _check_supplier(session: AsyncSession, caller: Caller, row: Contract, supplier_id: UUID | None) -> None:
    """Raises SupplierIsSet, SupplierNotFound."""
    if supplier_id is None or supplier_id == row.supplier_id:
        return
    if row.status is not S.DRAFT:
        raise SupplierIsSet(pointer="/supplier_id")
    await supplier_queries.supplier(session, caller, supplier_id)


async def _check_contact(
    session: AsyncSession, caller: Caller, contact_id: UUID | None, *, of_supplier: UUID | None
) -> None:
    """Raises ContactNotFound, NotAClauseContact."""
    if contact_id is None:
        return
    contact = await contact_queries.contact(session, caller, contact_id, lock=True)
    check_contact(contact, is_of_supplier=contact.supplier_id == of_supplier, today=today())


async def _demand_reference(
    session: AsyncSession, caller: Caller, reference: str, *, by: UUID | None, allow_duplicate: bool
) -> None:
    """Keep the reference for this contract until the transaction ends; raises ReferenceUsed."""
    await hold(session, Lock.CONTRACT_REFERENCE, caller.org, reference.lower())
    if allow_duplicate:
        return
    used = await queries.with_reference(session, buyer_id=caller.org, reference=reference)
    if others := [str(contract_id) for contract_id in used if contract_id != by]:
        raise ReferenceUsed(pointer="/reference", candidates=others)


async def move_contract(
    session: AsyncSession, caller: Caller, contract_id: UUID, body: ContractTransition, *, read: int | None
) -> Contract:
    """Raises ContractNotFound, Stale, ContractIncomplete, ObligationsOpen, PeriodReversed, MaxEndExceeded,
    DayToCome and what `step` raises.
    """
    row = await queries.contract(session, caller, contract_id, lock=True)
    demand_if_sent(row.version, read)
    before = row.status_on(today())
    after = step(MOVES, before, body.to, actors=caller.roles, given=body.model_dump())
    if before is S.DRAFT and after is not S.CANCELLED:
        check_complete(row.model_dump())
    if after is S.CLOSED and not body.carry_over:
        await _refuse_open(session, row)
    touch(row, caller, status=after, reason=body.reason or row.reason)
    match after:
        case S.EXTENDED:
            await _extend(session, caller, row, body.end or row.days[1])
        case S.TERMINATED:
            row.terminated_on, row.effect_on_workers = today(), body.effect_on_workers
            await schedule_obligations(session, caller, row)
        case S.AWARDED:
            check_award(row.award_date, status=after, today=today(), pointer=None)
            await _show_to_readers(session, caller, row)
            await _take_effect(session, caller, row)
    await journal_contract(session, caller, row, after.value, moved=(before, row.status_on(today())))
    return row


async def include_clause(
    session: AsyncSession, caller: Caller, contract_id: UUID, body: ClauseIn, *, read: int | None
) -> Contract:
    """Raises ContractNotFound, Stale, ClauseAfterAward, UnknownClauseTemplate, AgreementMissing.

    The database raises ClauseIncluded.
    """
    row = await queries.contract(session, caller, contract_id, lock=True)
    demand_if_sent(row.version, read)
    check_timing(body.included_at, is_awarded=row.status not in BEFORE_AWARD)
    await clause_actions.add_clauses(session, row, [body], pointer="")
    touch(row, caller)
    if row.status not in BEFORE_AWARD:
        await _take_effect(session, caller, row)
    await journal_contract(session, caller, row, "amended")
    return row


async def _show_to_readers(session: AsyncSession, caller: Caller, row: Contract) -> None:
    """Open the contract to its supplier, which from its award on also sells what was planned under it, and to those
    who may order under it.

    For them it begins now: how often it was changed before does not show.
    """
    row.shared_version = 1
    parties = {"supplier_id": row.contractor, "buyer_id": row.owner_id}
    await link_actions.share_with_supplier(session, Contract, [row.id], **parties)
    await product_actions.offer_delivered(session, contract_id=row.id, supplier_id=row.contractor)
    await framework_actions.open_to_entities(session, caller, row)


async def _take_effect(session: AsyncSession, caller: Caller, row: Contract) -> None:
    """From its award on a contract has obligations and its supplier is active; a contact it has counts here too."""
    await schedule_obligations(session, caller, row)
    await supplier_actions.activate(session, caller, row.contractor)
    contacts = await post_queries.deciding_contacts(
        session, buyer_id=row.owner_id, supplier_id=row.contractor, on=today()
    )
    for contact in post_on(today(), contacts).holders[:1]:
        await obligation_actions.fulfil_contact_obligations(session, caller, contact)


async def _extend(session: AsyncSession, caller: Caller, row: Contract, end: date) -> None:
    check_days(row.days[1], end, row.max_end, max_pointer="/end")
    row.ends_on = end
    await schedule_obligations(session, caller, row)


async def _refuse_open(session: AsyncSession, row: Contract) -> None:
    """Raises ObligationsOpen."""
    day = today()
    rows = await obligation_queries.obligations(session, row.id)
    open_ids = unsettled(day, rows, await queries.vacancy(session, row, day))
    if open_ids:
        raise ObligationsOpen(f"{len(open_ids)} obligations are not settled.", open=sorted(map(str, open_ids)))


async def journal_contract(  # noqa: PLR0913
    session: AsyncSession,
    caller: Caller,
    row: Contract,
    verb: str,
    *,
    moved: tuple[str | None, str | None] = (None, None),
    is_noticed: bool = True,
) -> None:
    """Journal a change; its readers see it, unless it is of a field that only the owner sees."""
    readers = await queries.readers(session, row) if is_noticed else []
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
    if is_noticed:
        await framework_actions.tell_entities(session, caller, row, verb)
