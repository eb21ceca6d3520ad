"""Writing, submitting and deciding about equivalence dossiers."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.grants import grant_read
from chassis.journal import Entry, record
from chassis.locks import Lock, hold
from chassis.moves import step
from chassis.preconditions import demand, demand_if_sent
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind
from suppliers.contracts import queries as contract_queries
from suppliers.contracts.rules import ContractNotFound
from suppliers.equivalence import queries
from suppliers.equivalence.decisions import actions as decision_actions
from suppliers.equivalence.rules import (
    ACTOR_NAMES,
    CHANGEABLE,
    MOVES,
    OF_THE_AUTHOR,
    BuyerNotFound,
    DossierIsFixed,
    DossierStatus,
    check_complete,
)
from suppliers.equivalence.schemas import (
    EquivalenceDossierIn,
    EquivalenceDossierPatch,
    EquivalenceDossierTransition,
)
from suppliers.equivalence.views import Decisions, actors_of, state_of, version_of
from suppliers.label_claims.rules import check_level
from suppliers.links import actions as link_actions
from suppliers.links import queries as link_queries
from suppliers.products import queries as product_queries
from suppliers.suppliers import queries as supplier_queries
from suppliers.suppliers.rules import SupplierNotFound
from suppliers.tables import EquivalenceDossier

S = DossierStatus
Found = tuple[EquivalenceDossier, Decisions]


async def write_dossier(session: AsyncSession, caller: Caller, body: EquivalenceDossierIn) -> Found:
    """Raises BuyerNotFound, SupplierNotFound, ProductNotFound, ContractNotFound, UnknownLevel."""
    buyer_id, supplier_id = await _sides(session, caller, body)
    product = await product_queries.product(session, caller, body.product_id)
    if body.contract_id is not None:
        contract = await contract_queries.contract(session, caller, body.contract_id)
        if contract.owner_id != buyer_id:
            raise ContractNotFound
    if body.min_level is not None:
        check_level(body.scheme, body.min_level, pointer="/min_level")
    given = body.model_dump(mode="json", include={"criteria"})
    row = EquivalenceDossier(
        **body.model_dump(exclude={"buyer_id", "supplier_id", "product_id", "criteria"}),
        **given,
        owner_id=caller.org,
        buyer_id=buyer_id,
        supplier_id=supplier_id,
        product_id=product.id,
        **stamps(caller),
    )
    session.add(row)
    await session.flush()
    await record(session, caller, _entry(row, "drafted", [caller.org]))
    return row, ()


async def amend_dossier(
    session: AsyncSession, caller: Caller, dossier_id: UUID, body: EquivalenceDossierPatch, *, expected: int
) -> Found:
    """Raises EquivalenceDossierNotFound, Stale, DossierIsFixed."""
    row, decisions = await _locked(session, caller, dossier_id)
    demand(version_of(row, decisions), expected)
    if row.owner_id != caller.org or state_of(row, decisions) not in CHANGEABLE:
        raise DossierIsFixed
    changes = body.model_dump(exclude={"criteria"}, exclude_unset=True)
    touch(row, caller, **changes, **body.model_dump(mode="json", include={"criteria"}, exclude_unset=True))
    await session.flush()
    await record(session, caller, _entry(row, "amended", await _audience(session, row)))
    return row, decisions


async def move_dossier(
    session: AsyncSession,
    caller: Caller,
    dossier_id: UUID,
    body: EquivalenceDossierTransition,
    *,
    read: int | None,
) -> Found:
    """Raises EquivalenceDossierNotFound, Stale, BuyerNotFound, DossierIncomplete, what decisions raise, and what
    `step` raises.
    """
    row, decisions = await _locked(session, caller, dossier_id)
    demand_if_sent(version_of(row, decisions), read)
    before = state_of(row, decisions)
    actors = actors_of(row, caller)
    step(MOVES, before, body.to, actors=actors, given={"reason": body.reason}, actor_names=ACTOR_NAMES)
    if body.to in OF_THE_AUTHOR:
        await _submit_or_appeal(session, caller, row, body)
    else:
        await decision_actions.decide(session, caller, (row, decisions), body)
    decisions = await queries.decisions_on(session, row)
    moved = (before, body.to)
    await record(session, caller, _entry(row, body.to.value, await _audience(session, row), moved))
    return row, decisions


async def _locked(session: AsyncSession, caller: Caller, dossier_id: UUID) -> Found:
    """The dossier, which nobody else changes until the transaction ends; raises EquivalenceDossierNotFound."""
    await hold(session, Lock.EQUIVALENCE_DOSSIER, dossier_id)
    row = await queries.dossier(session, caller, dossier_id)
    return row, await queries.decisions_on(session, row)


async def _submit_or_appeal(
    session: AsyncSession, caller: Caller, row: EquivalenceDossier, body: EquivalenceDossierTransition
) -> None:
    """Raises BuyerNotFound, DossierIncomplete."""
    if caller.org_kind is OrgKind.SUPPLIER and row.buyer_id not in await link_queries.buyers_of(session, caller):
        raise BuyerNotFound
    if body.to is S.APPEALED:
        touch(row, caller, status=S.APPEALED, appeal_reason=body.reason)
        await session.flush()
        return
    check_complete(
        row.route,
        criteria=len(row.criteria),
        equivalent_label=row.equivalent_label,
        reason_label_unobtainable=row.reason_label_unobtainable,
    )
    day = today()
    touch(
        row, caller, status=S.SUBMITTED, submission=row.submission + 1, submitted_on=day, submitted_by=caller.person
    )
    await session.flush()
    if caller.org_kind is OrgKind.SUPPLIER:
        await grant_read(session, EquivalenceDossier, [row.id], [row.buyer_id])
    else:
        await link_actions.share_with_supplier(
            session, EquivalenceDossier, [row.id], supplier_id=row.supplier_id, buyer_id=caller.org
        )


async def _sides(session: AsyncSession, caller: Caller, body: EquivalenceDossierIn) -> tuple[UUID, UUID]:
    """The buyer and the supplier; raises BuyerNotFound, SupplierNotFound."""
    if caller.org_kind is OrgKind.BUYER:
        if body.buyer_id not in (None, caller.org):
            raise BuyerNotFound
        if body.supplier_id is None:
            raise SupplierNotFound
        return caller.org, (await supplier_queries.supplier(session, caller, body.supplier_id)).id
    supplier_id = body.supplier_id or caller.supplier_id
    if supplier_id is None or supplier_id != caller.supplier_id:
        raise SupplierNotFound
    if body.buyer_id is None or body.buyer_id not in await link_queries.buyers_of(session, caller):
        raise BuyerNotFound
    return body.buyer_id, supplier_id


async def _audience(session: AsyncSession, row: EquivalenceDossier) -> list[UUID]:
    """Its author alone for a draft; from the first submission on, both sides, as long as they work together."""
    if row.submission == 0:
        return [row.owner_id]
    orgs = await link_queries.supplier_orgs(session, supplier_id=row.supplier_id, buyer_id=row.buyer_id)
    is_of_buyer = row.owner_id == row.buyer_id
    return [row.buyer_id, *(org for org in orgs if is_of_buyer or org == row.owner_id)]


def _entry(
    row: EquivalenceDossier, verb: str, audience: list[UUID], moved: tuple[str | None, str | None] = (None, None)
) -> Entry:
    payload = {"product_id": row.product_id, "supplier_id": row.supplier_id}
    subject = "equivalence_dossier", row.id
    return Entry(f"equivalence_dossier.{verb}", subject, moved=moved, audience=audience, payload=payload)
