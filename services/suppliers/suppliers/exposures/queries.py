"""Reading what the versions in force say about a facility."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.calendar_arithmetic import shifted
from chassis.callers import Caller
from chassis.listing import ORG, Clause, binds
from suppliers import visibility
from suppliers.disclosures.rows.rules import Confidentiality, DisclosureSource, RowBasis, Tier
from suppliers.disclosures.rules import DisclosureStatus
from suppliers.exposures.rules import Statement, Window, is_stale
from suppliers.exposures.versions.queries import LAST_CONFIRMED_ON, in_force
from suppliers.tables import Disclosure, DisclosureAcceptance, DisclosureRow, Product


async def statements(
    session: AsyncSession,
    caller: Caller,
    facility_ids: Iterable[UUID],
    window: Window,
    *,
    levels: Collection[Confidentiality],
) -> list[Statement]:
    """The statements about a facility around some days, in versions that the caller or the platform accepted.

    Only rows of these levels of confidentiality count.
    """
    first, last = window.widened
    statement = (
        _rows(visibility.DISCLOSURE_ROWS[caller.org_kind])
        .where(
            col(DisclosureRow.facility_id).in_(list(facility_ids)),
            col(DisclosureRow.is_entered),
            col(DisclosureRow.confidentiality).in_(levels),
            func.coalesce(col(DisclosureRow.valid_from), last) <= last,
            func.coalesce(col(DisclosureRow.valid_to), first) >= first,
            or_(col(DisclosureAcceptance.owner_id) == ORG, col(DisclosureAcceptance.is_open)),
            in_force(first, last),
        )
        .order_by(col(DisclosureRow.id))
    )
    rows = (await (await session.connection()).execute(statement, binds(caller))).all()
    return [_statement(row, window) for row in rows]


def _rows(visible: Clause) -> Select[*tuple[Any, ...]]:
    """Rows of versions with a decision; `visible` is whether the caller may see the row."""
    return (
        select_columns(
            col(DisclosureRow.facility_id),
            col(DisclosureRow.tier),
            col(DisclosureRow.relation),
            col(DisclosureRow.basis),
            col(DisclosureRow.valid_from),
            col(DisclosureRow.valid_to),
            visible.label("is_visible"),
            col(Disclosure.id).label("disclosure_id"),
            col(Disclosure.supplier_id),
            col(Disclosure.product_id),
            col(Disclosure.product_family),
            col(Disclosure.version_no),
            col(Disclosure.source),
            col(Product.category),
            col(DisclosureAcceptance.status),
            col(DisclosureAcceptance.in_force),
            LAST_CONFIRMED_ON.label("confirmed_on"),
        )
        .select_from(DisclosureRow)
        .join(Disclosure, col(Disclosure.id) == col(DisclosureRow.disclosure_id))
        .join(DisclosureAcceptance, col(DisclosureAcceptance.disclosure_id) == col(Disclosure.id))
        .outerjoin(Product, col(Product.id) == col(Disclosure.product_id))
    )


def _statement(row: Any, window: Window) -> Statement:
    runs = [(run.lower, shifted(run.upper, days=-1) if run.upper else None) for run in row.in_force]
    own = window.is_met_by(row.valid_from or date.min, row.valid_to)
    is_estimate = row.basis is RowBasis.ESTIMATE or row.source is DisclosureSource.PUBLIC
    return Statement(
        supplier_id=row.supplier_id,
        product_id=row.product_id,
        category=row.category,
        family=row.product_family,
        facility_id=row.facility_id if row.is_visible else None,
        tier=Tier(row.tier) if row.is_visible else Tier.TX,
        relation=row.relation if row.is_visible else None,
        disclosure_id=row.disclosure_id,
        version_no=row.version_no,
        is_direct=own and any(window.is_met_by(first, last) for first, last in runs),
        is_doubtful=is_estimate or row.status is DisclosureStatus.CONTESTED,
        is_stale=is_stale(row.confirmed_on, window.first),
    )
