"""Criteria as API answers."""

from chassis.stored_values import as_stored
from suppliers.contracts.criteria.schemas import CriterionOut
from suppliers.tables import ContractCriterion


def criterion_out(row: ContractCriterion, *, sees_owners_fields: bool) -> CriterionOut:
    """`sees_owners_fields`: whether the reader counts the owner's changes, or those since the award."""
    values = row.model_dump()
    if not sees_owners_fields:
        values |= {"version": row.shared_version, "updated_at": row.shared_at}
    return as_stored(CriterionOut, values)
