"""Reading the versions that count for some days."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, literal, or_
from sqlalchemy import select as select_columns
from sqlalchemy.dialects.postgresql import DATERANGE, Range, array
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.listing import Clause
from suppliers.disclosures.rows.rules import Tier
from suppliers.disclosures.rules import IN_FORCE
from suppliers.exposures.versions.rules import Version
from suppliers.matching.normalisation.sites import SITE_SCHEMES
from suppliers.tables import Disclosure, DisclosureAcceptance, DisclosureRow


def in_force(first: date, last: date) -> Clause:
    """Whether an acceptance counts on any of these days."""
    days = literal(Range(first, last, bounds="[]"), DATERANGE)
    overlap = col(DisclosureAcceptance.in_force).op("&&", is_comparison=True)(days)
    return and_(overlap, col(DisclosureAcceptance.status).in_(IN_FORCE))


LAST_CONFIRMED_ON: Any = func.greatest(
    col(DisclosureAcceptance.decided_on), col(DisclosureAcceptance.confirmed_on), col(Disclosure.confirmed_on)
)


async def versions(
    session: AsyncSession, owners: Iterable[UUID], first: date, last: date, *, known_on: date | None = None
) -> list[Version]:
    """Versions that these organisations accepted themselves and that count in these days.

    Public lists accepted by the platform are left out: they say nothing about a product. `known_on` leaves out what
    was decided later.
    """
    statement = (
        select_columns(
            col(Disclosure.id),
            col(Disclosure.supplier_id),
            col(Disclosure.product_id),
            col(Disclosure.product_family),
            LAST_CONFIRMED_ON,
        )
        .join(DisclosureAcceptance, col(DisclosureAcceptance.disclosure_id) == col(Disclosure.id))
        .where(
            col(DisclosureAcceptance.owner_id).in_(list(owners)),
            in_force(first, last),
            col(DisclosureAcceptance.decided_on) <= (known_on or date.max),
        )
    )
    rows = (await (await session.connection()).execute(statement)).all()
    tiers = await _tiers(session, [row[0] for row in rows])
    return [
        Version(disclosure_id, supplier_id, product_id, family, frozenset(tiers[disclosure_id]), confirmed_on)
        for disclosure_id, supplier_id, product_id, family, confirmed_on in rows
    ]


async def _tiers(session: AsyncSession, disclosure_ids: list[UUID]) -> dict[UUID, set[Tier]]:
    """The tiers of each version with a site whose place is known: by an address or by a number of the site."""
    statement = (
        select(DisclosureRow.disclosure_id, DisclosureRow.tier)
        .where(
            col(DisclosureRow.disclosure_id).in_(disclosure_ids),
            or_(
                func.coalesce(col(DisclosureRow.address), "") != "",
                col(DisclosureRow.site)["identifiers"].has_any(array(sorted(SITE_SCHEMES))),
            ),
        )
        .distinct()
    )
    tiers: dict[UUID, set[Tier]] = defaultdict(set)
    for disclosure_id, tier in (await session.exec(statement)).all():
        tiers[disclosure_id].add(Tier(tier))
    return tiers
