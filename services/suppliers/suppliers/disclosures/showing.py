"""A version as its reader sees it: its status for them, what became of its rows, how complete it is."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import binds
from chassis.moves import allowed
from suppliers import visibility
from suppliers.disclosures import queries
from suppliers.disclosures.rules import MOVES, OWNERS_MOVES, DisclosureStatus, Tier, completeness
from suppliers.disclosures.schemas import Completeness, Days, DisclosureItem, DisclosureOut, RowSummary
from suppliers.tables import Disclosure, DisclosureAcceptance, DisclosureRow


async def shown(session: AsyncSession, caller: Caller, row: Disclosure) -> DisclosureOut:
    decided = await queries.decision(session, caller, row)
    status = queries.status_of(row, decided)
    own = decided if decided and status is not DisclosureStatus.DRAFT else None
    item = DisclosureItem.model_validate(_item(row, status))
    return DisclosureOut(
        **item.model_dump(),
        addressed_to=_addressed(caller, row),
        gaps=row.gaps,
        decided_on=own.decided_on if own else None,
        reason=own.reason if own else None,
        in_force=_days(own),
        rows=await _summary(session, caller, row.id),
        completeness=await _completeness(session, caller, row),
        allowed_transitions=_moves(caller, row, status),
    )


def _item(row: Disclosure, status: DisclosureStatus) -> dict[str, Any]:
    return {**row.model_dump(), "confidentiality": row.default_confidentiality, "status": status}


def _addressed(caller: Caller, row: Disclosure) -> list[UUID]:
    """Its owner sees to whom a version was handed, a buyer only that it was handed to itself."""
    return [org for org in row.addressed_to if caller.org in (org, row.owner_id)]


def _days(decided: DisclosureAcceptance | None) -> list[Days]:
    """PostgreSQL keeps runs of days with their end left out."""
    runs = (decided.in_force or ()) if decided else ()
    return [Days(first=run.lower, last=run.upper - timedelta(days=1) if run.upper else None) for run in runs]


def _moves(caller: Caller, row: Disclosure, status: DisclosureStatus) -> list[DisclosureStatus]:
    owns, decides = row.owner_id == caller.org, caller.org in {row.owner_id, *row.addressed_to}
    return [to for to in allowed(MOVES, status, caller.roles) if (owns if to in OWNERS_MOVES else decides)]


async def _summary(session: AsyncSession, caller: Caller, disclosure_id: UUID) -> RowSummary:
    resolved = col(DisclosureRow.facility_id).is_not(None)
    statement = select(
        func.count(),
        func.count().filter(resolved),
        func.count().filter(~col(DisclosureRow.is_entered)),
        func.count().filter(
            visibility.hidden_from_suppliers(col(DisclosureRow.possible_duplicate_of)).is_not(None)
        ),
    ).where(col(DisclosureRow.disclosure_id) == disclosure_id, visibility.DISCLOSURE_ROWS[caller.org_kind])
    total, found, waiting, doubtful = (await session.exec(statement, params=binds(caller))).one()
    return RowSummary(total=total, resolved=found, waiting=waiting, possible_duplicates=doubtful)


async def _completeness(session: AsyncSession, caller: Caller, row: Disclosure) -> Completeness:
    asked = await queries.tiers_asked(session, caller, row.supplier_id)
    statement = (
        select(DisclosureRow.tier)
        .where(
            col(DisclosureRow.disclosure_id) == row.id,
            col(DisclosureRow.address).is_not(None),
            visibility.DISCLOSURE_ROWS[caller.org_kind],
        )
        .distinct()
    )
    located = sorted(Tier(tier) for tier in (await session.exec(statement, params=binds(caller))).all())
    return Completeness(asked=asked, located=located, value=completeness(asked, located))
