"""Frameworks of others as API answers."""

from datetime import date

from chassis.stored_values import as_stored
from suppliers.clauses.views import clause_out
from suppliers.contracts.criteria.views import criterion_out
from suppliers.contracts.frameworks.queries import FrameworkParts
from suppliers.contracts.frameworks.schemas import FrameworkOut
from suppliers.contracts.labels.views import requirement_out
from suppliers.tables import Contract


def framework_out(row: Contract, parts: FrameworkParts, *, today: date) -> FrameworkOut:
    """A framework in its state on a day, as others than its owner read it."""
    return as_stored(
        FrameworkOut,
        row.model_dump()
        | {
            "central_body_id": row.owner_id,
            "version": row.shared_version,
            "updated_at": row.shared_at,
            "supplier_name": parts.supplier_name,
            "start": row.starts_on,
            "end": row.ends_on,
            "status": row.status_on(today),
            "clauses": [clause_out(clause) for clause in parts.clauses],
            "criteria": [criterion_out(each, sees_owners_fields=False) for each in parts.criteria],
            "label_requirements": [
                requirement_out(each, row, sees_owners_fields=False) for each in parts.label_requirements
            ],
        },
    )
