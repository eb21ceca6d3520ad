"""Versions as API answers."""

from datetime import timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.moves import allowed
from suppliers.disclosures import queries
from suppliers.disclosures.acceptance import queries as acceptance_queries
from suppliers.disclosures.rules import MOVES, OWNERS_MOVES, DisclosureStatus, completeness, status_for
from suppliers.disclosures.schemas import (
    Completeness,
    Days,
    DisclosureItem,
    DisclosureOut,
    RowSummary,
)
from suppliers.disclosures.words.rules import Standing
from suppliers.tables import Disclosure, DisclosureAcceptance


async def disclosure_out(session: AsyncSession, caller: Caller, row: Disclosure) -> DisclosureOut:
    """A version with the status it has for this caller."""
    decision = await acceptance_queries.decision_of(session, caller, row)
    status = status_for(row.status, decision.status if decision else None)
    own = decision if decision and status is not DisclosureStatus.DRAFT else None
    values = {**row.model_dump(), "confidentiality": row.default_confidentiality, "status": status}
    item = DisclosureItem.model_validate(values)
    counts = await queries.row_counts(session, caller, row.id)
    return DisclosureOut(
        **item.model_dump(),
        addressed_to=_addressed_to(caller, row),
        gaps=row.gaps,
        decided_on=own.decided_on if own else None,
        reason=own.reason if own else None,
        in_force=_days(own),
        rows=RowSummary(**counts._asdict()),
        completeness=await _completeness(session, caller, row),
        allowed_transitions=_moves(caller, row, status),
    )


def _addressed_to(caller: Caller, row: Disclosure) -> list[UUID]:
    """The owner sees all addressees, a buyer only itself."""
    return [org for org in row.addressed_to if caller.org in (org, row.owner_id)]


def _days(decision: DisclosureAcceptance | None) -> list[Days]:
    """PostgreSQL's ranges of days do not include their end."""
    ranges = (decision.in_force or ()) if decision else ()
    return [Days(first=each.lower, last=each.upper - timedelta(days=1) if each.upper else None) for each in ranges]


def _moves(caller: Caller, row: Disclosure, status: DisclosureStatus) -> list[DisclosureStatus]:
    if row.standing is Standing.REFUSED:
        return []
    owns, decides = row.owner_id == caller.org, caller.org in {row.owner_id, *row.addressed_to}
    return [to for to in allowed(MOVES, status, caller.roles) if (owns if to in OWNERS_MOVES else decides)]


async def _completeness(session: AsyncSession, caller: Caller, row: Disclosure) -> Completeness:
    required = await acceptance_queries.required_tiers(session, caller, row.supplier_id)
    located = await queries.tiers_located(session, caller, row.id)
    return Completeness(asked=required, located=located, value=completeness(required, located))
