"""Versions that count for some days: what they speak of, and when they were last said to hold."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, literal
from sqlalchemy import select as select_columns
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.listing import Clause
from chassis.months import shifted
from suppliers.disclosures.rules import IN_FORCE, Tier
from suppliers.exposures.rules import STALE_AFTER_MONTHS, Bought, family_fits
from suppliers.tables import Disclosure, DisclosureAcceptance, DisclosureRow


class Version(NamedTuple):
    """A version that counts for some of the asked days."""

    disclosure_id: UUID
    supplier_id: UUID
    product_id: UUID | None
    family: str | None
    tiers: frozenset[Tier]
    said_on: date

    def is_stale(self, day: date) -> bool:
        return shifted(self.said_on, months=STALE_AFTER_MONTHS) < day


def in_force(first: date, last: date) -> Clause:
    days = literal(Range(first, last, bounds="[]"), DATERANGE)
    overlap = col(DisclosureAcceptance.in_force).op("&&", is_comparison=True)(days)
    return and_(overlap, col(DisclosureAcceptance.status).in_(IN_FORCE))


said_on: Any = func.greatest(
    col(DisclosureAcceptance.decided_on), col(DisclosureAcceptance.confirmed_on), col(Disclosure.confirmed_on)
)


async def versions(
    session: AsyncSession, owners: Iterable[UUID], first: date, last: date, *, known_on: date | None = None
) -> list[Version]:
    """Versions these organisations accepted themselves that count in these days; public lists of the platform
    tell nothing of a product. `known_on` leaves out what was decided later."""
    statement = (
        select_columns(
            col(Disclosure.id),
            col(Disclosure.supplier_id),
            col(Disclosure.product_id),
            col(Disclosure.product_family),
            said_on,
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
        Version(disclosure_id, supplier_id, product_id, family, frozenset(tiers[disclosure_id]), said_on)
        for disclosure_id, supplier_id, product_id, family, said_on in rows
    ]


async def _tiers(session: AsyncSession, disclosure_ids: list[UUID]) -> dict[UUID, set[Tier]]:
    statement = (
        select(DisclosureRow.disclosure_id, DisclosureRow.tier)
        .where(col(DisclosureRow.disclosure_id).in_(disclosure_ids))
        .distinct()
    )
    found: dict[UUID, set[Tier]] = defaultdict(set)
    for disclosure_id, tier in (await session.exec(statement)).all():
        found[disclosure_id].add(Tier(tier))
    return found


def speaking_of(one: Bought, accepted: Iterable[Version]) -> list[Version]:
    """The versions that disclose what was bought: its own, else its family's; of a contract, its supplier's."""
    accepted = list(accepted)
    if one.product_id is None:
        return [version for version in accepted if version.supplier_id == one.supplier_id]
    own = [version for version in accepted if version.product_id == one.product_id]
    traders = {one.supplier_id, one.brand_id}
    return own or [
        version
        for version in accepted
        if version.family and version.supplier_id in traders and family_fits(version.family, one)
    ]
