"""Reading the rows of versions in force that name a facility."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, not_, or_
from sqlalchemy import select as select_columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import ORG, Clause, binds
from suppliers import visibility
from suppliers.disclosures.queries import VERSION_NO
from suppliers.disclosures.rows.rules import Confidentiality
from suppliers.disclosures.rules import IN_FORCE, days_in
from suppliers.exposures.statements.rules import DisclosedRow, Window
from suppliers.exposures.versions.queries import LAST_CONFIRMED_ON, in_force
from suppliers.tables import Disclosure, DisclosureAcceptance, DisclosureRow, Product


async def disclosed_rows(
    session: AsyncSession,
    caller: Caller,
    facility_ids: Iterable[UUID],
    window: Window,
    *,
    levels: Collection[Confidentiality],
) -> list[DisclosedRow]:
    """The rows that name a facility around some days, in versions that the caller or the platform accepted.

    Only rows of these levels of confidentiality count.
    """
    first, last = window.widened
    counting = and_(
        in_force(first, last),
        func.coalesce(col(DisclosureRow.valid_from), last) <= last,
        func.coalesce(col(DisclosureRow.valid_to), first) >= first,
    )
    return await _naming(session, caller, facility_ids, counting, levels=levels)


async def earlier_rows(
    session: AsyncSession,
    caller: Caller,
    facility_ids: Iterable[UUID],
    window: Window,
    *,
    levels: Collection[Confidentiality],
) -> list[DisclosedRow]:
    """The rows that name a facility in accepted versions that began before a window ends and do not count in it."""
    first, last = window.widened
    earlier = and_(
        col(DisclosureAcceptance.status).in_(IN_FORCE),
        col(Disclosure.valid_from) <= window.last,
        not_(func.coalesce(in_force(first, last), False)),
    )
    return await _naming(session, caller, facility_ids, earlier, levels=levels)


async def _naming(
    session: AsyncSession,
    caller: Caller,
    facility_ids: Iterable[UUID],
    counting: Clause,
    *,
    levels: Collection[Confidentiality],
) -> list[DisclosedRow]:
    statement = (
        _rows(visibility.DISCLOSURE_ROWS[caller.org_kind])
        .where(
            col(DisclosureRow.facility_id).in_(list(facility_ids)),
            col(DisclosureRow.is_entered),
            col(DisclosureRow.confidentiality).in_(levels),
            or_(col(DisclosureAcceptance.owner_id) == ORG, col(DisclosureAcceptance.is_open)),
            counting,
        )
        .order_by(col(DisclosureRow.id))
    )
    rows = (await (await session.connection()).execute(statement, binds(caller))).all()
    return [DisclosedRow(**{**row._mapping, "in_force": days_in(row.in_force or ())}) for row in rows]


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
            VERSION_NO,
            col(Disclosure.source),
            col(Product.category),
            col(DisclosureAcceptance.status),
            col(DisclosureAcceptance.in_force),
            LAST_CONFIRMED_ON.label("confirmed_on"),
            col(DisclosureAcceptance.owner_id).label("accepted_by"),
            col(DisclosureAcceptance.subject),
        )
        .select_from(DisclosureRow)
        .join(Disclosure, col(Disclosure.id) == col(DisclosureRow.disclosure_id))
        .join(DisclosureAcceptance, col(DisclosureAcceptance.disclosure_id) == col(Disclosure.id))
        .outerjoin(Product, col(Product.id) == col(Disclosure.product_id))
    )
