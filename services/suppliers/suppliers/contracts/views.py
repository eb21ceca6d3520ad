"""Contracts as API answers."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from chassis.callers import Caller
from chassis.moves import allowed
from chassis.stored_values import as_stored
from suppliers.clauses.views import clause_out
from suppliers.contracts.drafts.rules import missing_in
from suppliers.contracts.queries import ContractDetails
from suppliers.contracts.rules import MOVES, flags
from suppliers.contracts.schemas import ContactVacancy, ContractOut
from suppliers.tables import Contract

HIDDEN: Mapping[str, Any] = {
    "next_tender_date": None,
    "central_body_id": None,
    "entitled_entities": [],
    "estimated_value": None,
}
"""What a supplier reads in the place of `Contract.owners_fields`."""


def contract_out(
    row: Contract, details: ContractDetails, caller: Caller, *, sees_owners_fields: bool, today: date
) -> ContractOut:
    """A contract in its state on a day; its flags and what the buyer plans are fields of its owner."""
    status = row.status_on(today)
    marks = flags(
        status,
        categories=row.product_categories,
        clause_kinds=[clause.kind for clause in details.clauses],
        ends_on=row.ends_on,
        next_tender_date=row.next_tender_date,
        today=today,
    )
    return as_stored(
        ContractOut,
        row.model_dump()
        | {
            "buyer_id": row.owner_id,
            "version": row.version if sees_owners_fields else row.shared_version,
            "updated_at": row.updated_at if sees_owners_fields else row.shared_at,
            "supplier_name": details.supplier_name,
            "start": row.starts_on,
            "end": row.ends_on,
            "status": status,
            "clauses": [clause_out(clause) for clause in details.clauses],
            **({} if sees_owners_fields else {**HIDDEN, **_parent(row)}),
            "escalation_level": details.escalation_level,
            "primary_contact_id": details.primary_contact_id,
            "has_own_contact": details.has_own_contact,
            "contact_vacancy": _contact_vacancy(details),
            "flags": marks if sees_owners_fields else [],
            "missing": missing_in(row.model_dump()),
            "allowed_transitions": allowed(MOVES, status, caller.roles),
        },
    )


def _parent(row: Contract) -> dict[str, UUID | None]:
    """As `visibility.PARENT_OF_CONTRACT` for suppliers."""
    return {"parent_contract_id": None if row.central_body_id else row.parent_contract_id}


def _contact_vacancy(details: ContractDetails) -> ContactVacancy | None:
    """Set where a running contract that requires a contact has lost its last one."""
    vacancy = details.vacancy
    if not details.requires_contact or vacancy is None or vacancy.vacated_on is None or vacancy.replace_by is None:
        return None
    return ContactVacancy(vacated_on=vacancy.vacated_on, replace_by=vacancy.replace_by)
