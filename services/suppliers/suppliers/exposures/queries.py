"""Reading what a site works for, and what is not disclosed. Why it was asked is not recorded."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.calendar_arithmetic import year_until
from chassis.callers import Caller
from suppliers.contracts import queries as contract_queries
from suppliers.disclosures.rows.rules import Confidentiality
from suppliers.exposures.purchases.queries import contracts_requiring_disclosure, purchases
from suppliers.exposures.rules import Exposure, Purchase, links
from suppliers.exposures.statements.queries import disclosed_rows, earlier_rows
from suppliers.exposures.statements.rules import Statement, Window, statement_of
from suppliers.exposures.succession.queries import versions_of
from suppliers.exposures.succession.rules import is_left, last_known
from suppliers.exposures.versions.queries import versions
from suppliers.exposures.versions.rules import (
    DisclosedProducts,
    GapKind,
    count_disclosed,
    disclosed_among,
    disclosing,
    gaps,
    located_among,
)
from suppliers.facilities import queries as facility_queries


async def exposure(
    session: AsyncSession,
    caller: Caller,
    facility_id: UUID,
    window: Window,
    *,
    levels: Collection[Confidentiality],
) -> Exposure:
    """The caller's purchases around some days that a site works for; a merged facility counts under all its ids.

    Only rows of these levels of confidentiality count: a caller that chooses the facility itself could otherwise
    ask about each until it has found the one that a confidential row names.
    """
    first, last = window.widened
    records = await facility_queries.records_of(session, facility_id)
    rows = await disclosed_rows(session, caller, records, window, levels=levels)
    bought = await purchases(session, caller, first, last)
    accepted = await versions(session, [caller.org], first, last)
    statements = [statement_of(row, window) for row in rows]
    statements += await _last_known(session, caller, records, window, levels=levels)
    found = links(statements, bought, located_among(bought, accepted))
    return Exposure(found, bought, disclosed_among(bought, accepted))


async def _last_known(
    session: AsyncSession,
    caller: Caller,
    facility_ids: Collection[UUID],
    window: Window,
    *,
    levels: Collection[Confidentiality],
) -> list[Statement]:
    """What earlier versions said of a facility that later ones neither name nor replace."""
    rows = await earlier_rows(session, caller, facility_ids, window, levels=levels)
    if not rows:
        return []
    lineages = {row.lineage for row in rows}
    versions = await versions_of(session, caller, lineages, window.last, levels=levels)
    last = [known.version for each in lineages for known in last_known(facility_ids, versions[each], window)]
    of_version = {version.disclosure_id: version for version in last}
    return [
        statement_of(row, window, is_last_known=True)
        for row in rows
        if (version := of_version.get(row.disclosure_id)) and not is_left(row, version, window)
    ]


async def disclosure_gaps(
    session: AsyncSession, caller: Caller, contract_ids: Iterable[UUID], day: date
) -> list[tuple[Purchase, GapKind]]:
    """What is not disclosed on a day of what was bought under these contracts in the year before.

    Raises ContractNotFound.
    """
    rows = [
        await contract_queries.contract(session, caller, contract_id) for contract_id in dict.fromkeys(contract_ids)
    ]
    bought = await purchases(session, caller, *year_until(day), contracts=[row.id for row in rows])
    owners = {row.id: row.owner_id for row in rows}
    accepted = {owner: await versions(session, [owner], day, day) for owner in sorted(set(owners.values()))}
    return [
        (purchase, kind)
        for purchase in bought
        for kind in gaps(disclosing(purchase, accepted[owners[purchase.contract_id]]), day)
    ]


async def disclosed_products(session: AsyncSession, caller: Caller, as_of: date) -> DisclosedProducts:
    """The disclosed products of the year that ends on a day, counted."""
    days = year_until(as_of)
    bought = await purchases(session, caller, *days)
    requiring = await contracts_requiring_disclosure(session, {each.contract_id for each in bought})
    accepted = await versions(session, [caller.org], *days, known_on=as_of)
    return count_disclosed(days, bought, accepted, requiring)
