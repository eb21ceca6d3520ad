"""What the suppliers service must say before a dialogue may name a supplier and its contracts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.problems import Fault
from dialogue.dialogues.rules import ContractOfAnotherSupplier, DialogueBasis, UnknownReference, demand_duty
from dialogue.suppliers_client import ContractSeen, SuppliersWindow


async def named_supplier(suppliers: SuppliersWindow, supplier_id: UUID) -> str:
    """Its name; raises UnknownReference."""
    found = await suppliers.supplier(supplier_id)
    if found is None:
        raise UnknownReference("There is no such supplier.", pointer="/supplier_id")
    return found.name


async def named_contracts(
    suppliers: SuppliersWindow, contract_ids: Sequence[UUID], *, supplier_id: UUID, basis: DialogueBasis
) -> list[dict[str, Any]]:
    """The contracts as they are named today, each once.

    Raises UnknownReference, ContractOfAnotherSupplier, NoDialogueClause.
    """
    wanted = list(dict.fromkeys(contract_ids))
    found = [await suppliers.contract(contract_id) for contract_id in wanted]
    missing = [
        Fault(f"/contract_ids/{index}", "unknown_reference", "There is no such contract of yours.")
        for index, contract in enumerate(found)
        if contract is None
    ]
    if missing:
        raise UnknownReference(errors=missing)
    contracts = [contract for contract in found if contract is not None]
    _refuse_other_suppliers(contracts, supplier_id)
    if basis == DialogueBasis.CLAUSE:
        demand_duty(basis, await _duties(suppliers, contracts))
    return [{"id": str(item.id), "reference": item.reference, "title": item.title} for item in contracts]


def _refuse_other_suppliers(contracts: Sequence[ContractSeen], supplier_id: UUID) -> None:
    faults = [
        Fault(f"/contract_ids/{index}", "contract_of_another_supplier", "It is with another supplier.")
        for index, contract in enumerate(contracts)
        if contract.supplier_id != supplier_id
    ]
    if faults:
        raise ContractOfAnotherSupplier(errors=faults)


async def _duties(suppliers: SuppliersWindow, contracts: Sequence[ContractSeen]) -> set[str]:
    return {duty.type for contract in contracts for duty in await suppliers.obligations(contract.id)}
