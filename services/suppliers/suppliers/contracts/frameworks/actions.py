"""Orders under frameworks, and who may read a framework to place one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.grants import grant_read, revoke_reads
from chassis.journal import Entry, record
from chassis.rows import StampedForReaders
from suppliers.clauses import queries as clause_queries
from suppliers.contracts.criteria import queries as criteria_queries
from suppliers.contracts.frameworks import queries
from suppliers.contracts.frameworks.rules import (
    Parent,
    WrongCentralBody,
    central_body,
    check_kind,
    check_parent,
    inherited,
    others,
)
from suppliers.contracts.labels import queries as label_queries
from suppliers.contracts.rules import BEFORE_AWARD, ContractNotFound
from suppliers.contracts.schemas import ContractIn
from suppliers.links import actions as link_actions
from suppliers.tables import Contract, ContractClause, ContractCriterion, LabelRequirement

OPENING = ("registered", "awarded")
"""Verbs by which a framework is opened to those who may order; that has an entry of its own."""
NOT_COPIED = {*StampedForReaders.model_fields, "owner_id", "contract_id", "inherited"}
Part = TypeVar("Part", ContractCriterion, LabelRequirement)


@dataclass(frozen=True)
class Inheritance:
    """What a new contract has of its framework: values by column, and clauses."""

    values: dict[str, Any] = field(default_factory=dict)
    clauses: Sequence[ContractClause] = ()


async def inheritance(session: AsyncSession, caller: Caller, body: ContractIn) -> Inheritance:
    """Raises ContractNotFound, ContractIsDraft, ParentDoesNotFit, OutsideContract, NotAFramework,
    WrongCentralBody.
    """
    entities = others(body.entitled_entities, owner_id=caller.org)
    check_kind(body.kind, has_parent=body.parent_contract_id is not None, entities=entities)
    if body.parent_contract_id is None:
        return Inheritance({"entitled_entities": entities})
    row = await queries.parent(session, caller, body.parent_contract_id)
    parent = _parent(row)
    check_parent(parent, kind=body.kind, supplier_id=body.supplier_id, start=body.start)
    body_of_it = central_body(parent, said=body.central_body_id, buyer_id=caller.org)
    taken = inherited(body.model_fields_set, row.model_dump())
    values = {**taken, "central_body_id": body_of_it, "entitled_entities": entities}
    return Inheritance(values, await clause_queries.clauses(session, row.id))


def _parent(row: Contract) -> Parent:
    """Raises ContractIsDraft."""
    return Parent(row.owner_id, row.supplier_id, row.kind, row.central_body_id, row.days)


async def copy_parts(session: AsyncSession, row: Contract) -> None:
    """A call-off or lot gets the criteria and label requirements of its framework as they are now."""
    if row.parent_contract_id is None:
        return
    for criterion in await criteria_queries.of_contract(session, row.parent_contract_id):
        session.add(_copied(criterion, row))
    for requirement in await label_queries.of_contract(session, row.parent_contract_id):
        session.add(_copied(requirement, row))
    await session.flush()


def _copied(part: Part, row: Contract) -> Part:
    values = part.model_dump(include=set(type(part).model_fields) - NOT_COPIED)
    values |= {"created_by": row.created_by, "updated_by": row.updated_by}
    return type(part)(**values, owner_id=row.owner_id, contract_id=row.id, inherited=True)


async def check_order(session: AsyncSession, caller: Caller, row: Contract) -> None:
    """A changed contract still fits its framework, as far as the caller may read that.

    Raises ParentDoesNotFit, OutsideContract, NotAFramework.
    """
    check_kind(row.kind, has_parent=row.parent_contract_id is not None, entities=row.entitled_entities)
    if row.parent_contract_id is None or row.kind is None or row.starts_on is None:
        return
    try:
        parent = _parent(await queries.parent(session, caller, row.parent_contract_id))
    except ContractNotFound:
        return
    check_parent(parent, kind=row.kind, supplier_id=row.contractor, start=row.starts_on)


def as_columns(caller: Caller, row: Contract, changes: dict[str, Any]) -> dict[str, Any]:
    """Changes as they are stored; raises WrongCentralBody."""
    if row.parent_contract_id and changes.get("central_body_id", row.central_body_id) != row.central_body_id:
        raise WrongCentralBody(pointer="/central_body_id")
    if "entitled_entities" in changes:
        return changes | {"entitled_entities": others(changes["entitled_entities"], owner_id=caller.org)}
    return changes


async def tell_entities(session: AsyncSession, caller: Caller, row: Contract, verb: str) -> None:
    """Who may order under a framework hears of what was done to it from its award on."""
    if not row.entitled_entities or row.status in BEFORE_AWARD or verb in OPENING:
        return
    payload = {"reference": row.reference, "title": row.title, "supplier_id": row.supplier_id}
    entry = Entry("framework.amended", ("framework", row.id), audience=row.entitled_entities, payload=payload)
    await record(session, caller, entry)


async def open_to_entities(
    session: AsyncSession, caller: Caller, row: Contract, *, known: Sequence[Any] = ()
) -> None:
    """From its award on the entitled organisations read a framework; `known` are those that did before.

    Who is new hears of it, and who is not entitled any more reads it no longer.
    """
    if row.status in BEFORE_AWARD:
        return
    if set(known) - set(row.entitled_entities):
        await revoke_reads(session, Contract, row.id)
        parties = {"supplier_id": row.contractor, "buyer_id": row.owner_id}
        await link_actions.share_with_supplier(session, Contract, [row.id], **parties)
        await grant_read(session, Contract, [row.id], row.entitled_entities)
    if new := [entity for entity in row.entitled_entities if entity not in known]:
        await grant_read(session, Contract, [row.id], new)
        entry = Entry(
            "framework.opened",
            ("framework", row.id),
            audience=[row.owner_id, *new],
            payload={"reference": row.reference, "title": row.title, "supplier_id": row.supplier_id},
        )
        await record(session, caller, entry)
