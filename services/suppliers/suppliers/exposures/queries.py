"""Reading what a site works for, and what is not disclosed. Why it was asked is not recorded."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from suppliers.contracts import queries as contract_queries
from suppliers.disclosures.rows.rules import Confidentiality
from suppliers.exposures.purchases.queries import contracts_requiring_disclosure, purchases
from suppliers.exposures.rules import Exposure, Purchase, links
from suppliers.exposures.statements.queries import disclosed_rows
from suppliers.exposures.statements.rules import Window, last_year, statement_of
from suppliers.exposures.versions.queries import versions
from suppliers.exposures.versions.rules import (
    DisclosedProducts,
    GapKind,
    count_disclosed,
    disclosed_among,
    disclosing,
    gaps,
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
    disclosed = disclosed_among(bought, await versions(session, [caller.org], first, last))
    return Exposure(links([statement_of(row, window) for row in rows], bought, disclosed), bought, disclosed)


async def disclosure_gaps(
    session: AsyncSession, caller: Caller, contract_ids: Iterable[UUID], day: date
) -> list[tuple[Purchase, GapKind]]:
    """What is not disclosed on a day of what was bought under these contracts in the year before.

    Raises ContractNotFound.
    """
    rows = [
        await contract_queries.contract(session, caller, contract_id) for contract_id in dict.fromkeys(contract_ids)
    ]
    bought = await purchases(session, caller, *last_year(day), contracts=[row.id for row in rows])
    owners = {row.id: row.owner_id for row in rows}
    accepted = {owner: await versions(session, [owner], day, day) for owner in sorted(set(owners.values()))}
    return [
        (purchase, kind)
        for purchase in bought
        for kind in gaps(disclosing(purchase, accepted[owners[purchase.contract_id]]), day)
    ]


async def disclosed_products(session: AsyncSession, caller: Caller, as_of: date) -> DisclosedProducts:
    """The disclosed products of the year that ends on a day, counted."""
    days = last_year(as_of)
    bought = await purchases(session, caller, *days)
    requiring = await contracts_requiring_disclosure(session, {each.contract_id for each in bought})
    accepted = await versions(session, [caller.org], *days, known_on=as_of)
    return count_disclosed(days, bought, accepted, requiring)
