"""Label requirements as API answers."""

from collections.abc import Iterable

from chassis.stored_values import as_stored
from suppliers.contracts.labels.rules import due_on
from suppliers.contracts.labels.schemas import LabelRequirementList, LabelRequirementOut
from suppliers.tables import Contract, LabelRequirement


def requirement_out(row: LabelRequirement, contract: Contract, *, sees_owners_fields: bool) -> LabelRequirementOut:
    """`sees_owners_fields`: whether the reader counts the owner's changes, or those since the award."""
    values = row.model_dump() | {
        "or_equivalent": True,
        "due_on": due_on(contract.award_date, row.months_after_award),
    }
    if not sees_owners_fields:
        values |= {"version": row.shared_version, "updated_at": row.shared_at}
    return as_stored(LabelRequirementOut, values)


def requirement_list(
    rows: Iterable[LabelRequirement], contract: Contract, *, sees_owners_fields: bool
) -> LabelRequirementList:
    return LabelRequirementList(
        items=[requirement_out(row, contract, sees_owners_fields=sees_owners_fields) for row in rows]
    )
