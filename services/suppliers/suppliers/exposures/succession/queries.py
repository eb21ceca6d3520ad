"""Reading the versions after one that named a facility, as far as they count for the caller."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, tuple_
from sqlalchemy import select as select_columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import ORG, binds
from suppliers.disclosures.rows.rules import Confidentiality, Tier
from suppliers.disclosures.rows.sites import is_located
from suppliers.disclosures.rules import IN_FORCE
from suppliers.exposures.statements.rules import Lineage
from suppliers.exposures.succession.rules import ListedVersion, NamedSite
from suppliers.tables import Disclosure, DisclosureAcceptance, DisclosureRow, Facility


async def versions_of(
    session: AsyncSession,
    caller: Caller,
    lineages: Iterable[Lineage],
    last: date,
    *,
    levels: Collection[Confidentiality],
) -> dict[Lineage, list[ListedVersion]]:
    """The accepted versions about each subject that begin by a day, in order; with their rows of these levels."""
    lineage = (
        col(DisclosureAcceptance.owner_id),
        col(DisclosureAcceptance.supplier_id),
        col(DisclosureAcceptance.subject),
    )
    statement = (
        select_columns(*lineage, col(Disclosure.id), col(Disclosure.valid_from), col(Disclosure.valid_to))
        .select_from(DisclosureAcceptance)
        .join(Disclosure, col(Disclosure.id) == col(DisclosureAcceptance.disclosure_id))
        .where(
            tuple_(*lineage).in_(list(lineages)),
            col(DisclosureAcceptance.status).in_(IN_FORCE),
            or_(col(DisclosureAcceptance.owner_id) == ORG, col(DisclosureAcceptance.is_open)),
            col(Disclosure.valid_from) <= last,
        )
        .order_by(col(Disclosure.valid_from), col(DisclosureAcceptance.decided_on), col(DisclosureAcceptance.id))
    )
    rows = (await (await session.connection()).execute(statement, binds(caller))).all()
    sites = await _sites(session, [row[3] for row in rows], levels)
    versions: dict[Lineage, list[ListedVersion]] = defaultdict(list)
    for accepted_by, supplier_id, subject, disclosure_id, valid_from, valid_to in rows:
        version = ListedVersion(disclosure_id, valid_from, valid_to, sites[disclosure_id])
        versions[Lineage(accepted_by, supplier_id, subject)].append(version)
    return versions


async def _sites(
    session: AsyncSession, disclosure_ids: Iterable[UUID], levels: Collection[Confidentiality]
) -> dict[UUID, list[NamedSite]]:
    statement = (
        select_columns(
            col(DisclosureRow.disclosure_id),
            func.coalesce(col(Facility.merged_into), col(Facility.id)),
            col(DisclosureRow.tier),
            col(DisclosureRow.country),
            col(DisclosureRow.address),
            col(DisclosureRow.city),
            col(DisclosureRow.region),
            col(DisclosureRow.postal_code),
            col(DisclosureRow.site),
        )
        .select_from(DisclosureRow)
        .outerjoin(Facility, col(Facility.id) == col(DisclosureRow.facility_id))
        .where(
            col(DisclosureRow.disclosure_id).in_(list(disclosure_ids)),
            col(DisclosureRow.confidentiality).in_(levels),
        )
    )
    sites: dict[UUID, list[NamedSite]] = defaultdict(list)
    for disclosure_id, facility_id, tier, country, *place, stored in (
        await (await session.connection()).execute(statement)
    ).all():
        located = facility_id is not None and is_located(country, place, stored)
        sites[disclosure_id].append(NamedSite(facility_id, Tier(tier), country, located))
    return sites
