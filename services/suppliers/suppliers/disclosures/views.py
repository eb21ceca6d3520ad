"""Versions as API answers."""

from chassis.callers import Caller
from chassis.stored_values import as_stored
from suppliers.disclosures.queries import DisclosureDetails
from suppliers.disclosures.rules import (
    DisclosureStatus,
    allowed_moves,
    completeness,
    days_in,
    is_addressed,
    shown_addressees,
    status_for,
)
from suppliers.disclosures.schemas import (
    Completeness,
    Days,
    DisclosureOut,
    RowSummary,
)
from suppliers.disclosures.statements.rules import StatementStatus
from suppliers.tables import Disclosure, DisclosureAcceptance


def disclosure_out(row: Disclosure, details: DisclosureDetails, caller: Caller) -> DisclosureOut:
    """A version with the status it has for this caller."""
    decision = details.decision
    status = status_for(row.status, decision.status if decision else None)
    own = decision if decision and status is not DisclosureStatus.DRAFT else None
    values = {
        **row.model_dump(),
        "confidentiality": row.default_confidentiality,
        "status": status,
        "supersedes": details.supersedes,
        "version_no": details.version_no,
    }
    shown = {
        "addressed_to": shown_addressees(caller.org, owner_id=row.owner_id, addressed_to=row.addressed_to),
        "decided_on": own.decided_on if own else None,
        "reason": own.reason if own else None,
        "in_force": _days(own),
        "rows": RowSummary(**details.counts._asdict()),
        "completeness": Completeness(
            asked=details.required,
            located=details.located,
            value=completeness(details.required, details.located),
        ),
        "allowed_transitions": _moves(row, status, caller),
    }
    return as_stored(DisclosureOut, values | shown)


def _days(decision: DisclosureAcceptance | None) -> list[Days]:
    ranges = (decision.in_force or ()) if decision else ()
    return [Days(first=first, last=last) for first, last in days_in(ranges)]


def _moves(row: Disclosure, status: DisclosureStatus, caller: Caller) -> list[DisclosureStatus]:
    return allowed_moves(
        status,
        caller.roles,
        is_refused=row.standing is StatementStatus.REFUSED,
        is_owner=row.owner_id == caller.org,
        decides=is_addressed(caller.org, owner_id=row.owner_id, addressed_to=row.addressed_to),
    )
