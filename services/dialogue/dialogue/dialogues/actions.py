"""Opening, changing and moving dialogues, and opening one for a new record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now, today
from chassis.grants import open_dossier
from chassis.ids import uuid7
from chassis.journal import Entry, record
from chassis.moves import step
from chassis.preconditions import demand, demand_if_sent
from chassis.problems import Fault
from chassis.rows import stamps, touch
from chassis.transactions import Begin
from dialogue.dialogues import queries
from dialogue.dialogues.participants.actions import hold_pair
from dialogue.dialogues.participants.queries import parties
from dialogue.dialogues.rules import (
    MOVES,
    RECORD,
    VERBS,
    ContractOfAnotherSupplier,
    DepthUnproven,
    DialogueBasis,
    DialogueStatus,
    UnknownReference,
    answer_by,
    demand_duty,
    demand_open,
    is_made_active_by_a_record,
    status_on,
)
from dialogue.dialogues.schemas import DialogueIn, DialoguePatch, DialogueTransition
from dialogue.organisations.queries import representatives
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.suppliers_api.schemas import ContractSummary
from dialogue.tables import Dialogue

S = DialogueStatus


async def open_dialogue(
    session: AsyncSession, caller: Caller, suppliers: SuppliersApi, body: DialogueIn
) -> Dialogue:
    """Propose a dialogue. Raises UnknownReference, ContractOfAnotherSupplier, NoDialogueClause."""
    supplier_name = await _supplier_name(suppliers, body.supplier_id)
    contracts = await _named_contracts(suppliers, body.contract_ids, supplier_id=body.supplier_id, basis=body.basis)
    dialogue_id = uuid7()
    audience = await _open_dossier(session, caller, dialogue_id, body.supplier_id)
    row = Dialogue(
        **body.model_dump(exclude={"contract_ids"}),
        id=dialogue_id,
        dossier_id=dialogue_id,
        buyer_id=caller.org,
        buyer_name=caller.org_name,
        supplier_name=supplier_name,
        contract_ids=[UUID(item["id"]) for item in contracts],
        contracts=contracts,
        lead_officer=caller.person,
        answer_by=answer_by(today()),
        **stamps(caller),
    )
    session.add(row)
    await record(session, caller, Entry("dialogue.opened", ("dialogue", row.id), audience=audience))
    return row


async def _supplier_name(suppliers: SuppliersApi, supplier_id: UUID) -> str:
    """Its name; raises UnknownReference."""
    supplier = await suppliers.supplier(supplier_id)
    if supplier is None:
        raise UnknownReference(f'There is no supplier with the id "{supplier_id}".', pointer="/supplier_id")
    return supplier.name


async def _named_contracts(
    suppliers: SuppliersApi, contract_ids: Sequence[UUID], *, supplier_id: UUID, basis: DialogueBasis
) -> list[dict[str, Any]]:
    """The contracts with their present names, each once.

    Raises UnknownReference, ContractOfAnotherSupplier, NoDialogueClause.
    """
    wanted = list(dict.fromkeys(contract_ids))
    read = [await suppliers.contract(contract_id) for contract_id in wanted]
    missing = [
        Fault(f"/contract_ids/{index}", "unknown_reference", f'You have no contract with the id "{wanted[index]}".')
        for index, contract in enumerate(read)
        if contract is None
    ]
    if missing:
        raise UnknownReference(errors=missing)
    contracts = [contract for contract in read if contract is not None]
    _refuse_other_suppliers(contracts, supplier_id)
    if basis is DialogueBasis.CLAUSE:
        demand_duty(basis, await _duties(suppliers, contracts))
    return [{"id": str(item.id), "reference": item.reference, "title": item.title} for item in contracts]


def _refuse_other_suppliers(contracts: Sequence[ContractSummary], supplier_id: UUID) -> None:
    faults = [
        Fault(
            f"/contract_ids/{index}",
            "contract_of_another_supplier",
            f"The contract {contract.reference} is with another supplier.",
        )
        for index, contract in enumerate(contracts)
        if contract.supplier_id != supplier_id
    ]
    if faults:
        raise ContractOfAnotherSupplier(errors=faults)


async def _duties(suppliers: SuppliersApi, contracts: Sequence[ContractSummary]) -> set[str]:
    return {duty.type for contract in contracts for duty in await suppliers.obligations(contract.id)}


async def _open_dossier(session: AsyncSession, caller: Caller, dossier: UUID, supplier_id: UUID) -> list[UUID]:
    """The parties; written by a statement of its own, before row security checks the first row of the dossier."""
    await hold_pair(session, buyer_id=caller.org, supplier_id=supplier_id)
    others = await representatives(session, buyer_id=caller.org, supplier_id=supplier_id)
    orgs = [caller.org, *others]
    await open_dossier(session, dossier, orgs)
    return orgs


@dataclass(frozen=True)
class DialogueChanges:
    """The columns that change, and the review that proves a greater depth."""

    columns: Mapping[str, Any]
    depth_reference: UUID | None


async def checked_changes(
    begin: Begin, caller: Caller, suppliers: SuppliersApi, dialogue_id: UUID, *, body: DialoguePatch
) -> DialogueChanges:
    """The changes, with the present names of the contracts; the suppliers service is asked outside a transaction.

    Raises DialogueNotFound, and what `_named_contracts` raises.
    """
    async with begin() as session:
        read = await queries.dialogue(session, caller, dialogue_id)
    columns = body.model_dump(exclude_unset=True, exclude={"depth_reference", "contract_ids"})
    if body.contract_ids is not None:
        contracts = await _named_contracts(
            suppliers, body.contract_ids, supplier_id=read.supplier_id, basis=read.basis
        )
        columns |= {"contracts": contracts, "contract_ids": [UUID(item["id"]) for item in contracts]}
    return DialogueChanges(columns, body.depth_reference)


async def amend_dialogue(
    begin: Begin, caller: Caller, dialogue_id: UUID, changes: DialogueChanges, *, expected: int
) -> Dialogue:
    """Raises DialogueNotFound, Stale, DepthUnproven."""
    async with begin() as session:
        row = await queries.dialogue(session, caller, dialogue_id, lock=True)
        demand(row.version, expected)
        if (changes.columns.get("depth_level") or 0) > row.depth_level:
            await _demand_proof_of_depth(session, row, changes.depth_reference)
        touch(row, caller, **changes.columns, last_event_at=now())
        audience = await parties(session, row.dossier_id)
        payload = {"fields": sorted(changes.columns)}
        await record(
            session, caller, Entry("dialogue.amended", ("dialogue", row.id), audience=audience, payload=payload)
        )
    return row


async def _demand_proof_of_depth(session: AsyncSession, row: Dialogue, reference: UUID | None) -> None:
    if reference is None or not await queries.is_reviewed(session, row.dossier_id, reference):
        raise DepthUnproven(pointer="/depth_reference")


async def move_dialogue(
    session: AsyncSession, caller: Caller, dialogue_id: UUID, body: DialogueTransition, *, read: int | None
) -> Dialogue:
    """Raises DialogueNotFound, Stale, IllegalTransition, Forbidden, MoveIncomplete."""
    row = await queries.dialogue(session, caller, dialogue_id, lock=True)
    demand_if_sent(row.version, read)
    before = status_on(row.status, answer_by=row.answer_by, today=today())
    after = step(MOVES, before, body.to, actors=caller.roles, given=body.model_dump())
    if after is S.ACTIVE and row.active_since is None:
        await _activate(session, caller, row, before)
        return row
    changes: dict[str, object] = {"status": after, "status_reason": body.reason, "last_event_at": now()}
    changes |= _dated(after, body)
    touch(row, caller, **changes)
    await _journal_move(session, caller, row, VERBS[after], before=before, followed=after is S.ACCEPTED)
    return row


def _dated(after: DialogueStatus, body: DialogueTransition) -> dict[str, object]:
    """The columns that a transition sets beside the status."""
    match after:
        case S.ACCEPTED:
            return {"accepted_on": today()}
        case S.PROPOSED:
            return {"answer_by": answer_by(today())}
        case S.CONCLUDED:
            return {"concluded_on": today(), "closing_summary": body.closing_summary}
    return {}


async def _activate(session: AsyncSession, caller: Caller, row: Dialogue, before: DialogueStatus) -> None:
    touch(row, caller, status=S.ACTIVE, active_since=today(), last_event_at=now())
    await _journal_move(session, caller, row, "dialogue.activated", before=before, followed=True)


async def _journal_move(  # noqa: PLR0913
    session: AsyncSession, caller: Caller, row: Dialogue, verb: str, *, before: DialogueStatus, followed: bool
) -> None:
    await record(
        session,
        caller,
        Entry(
            verb,
            ("dialogue", row.id),
            moved=(before, row.status),
            audience=await parties(session, row.dossier_id),
            followed=followed,
            payload={"contract_ids": row.contract_ids, "supplier_id": row.supplier_id, "on": today()},
        ),
    )


async def open_for_record(
    session: AsyncSession, caller: Caller, dialogue_id: UUID, *, is_consultation: bool = False
) -> Dialogue:
    """The dialogue, locked, to record something on it.

    Raises DialogueNotFound, DialogueClosed, TenderLocked.
    """
    row = await queries.dialogue(session, caller, dialogue_id, lock=True)
    demand_open(row.status, row.phase, is_consultation=is_consultation)
    row.last_event_at = now()
    return row


async def activate_by_record(session: AsyncSession, caller: Caller, row: Dialogue) -> None:
    """Make the dialogue active with its first sent questionnaire or held meeting, where the rules allow it."""
    before = status_on(row.status, answer_by=row.answer_by, today=today())
    if is_made_active_by_a_record(row.basis, before):
        step(MOVES, before, S.ACTIVE, actors=[RECORD])
        await _activate(session, caller, row, before)
