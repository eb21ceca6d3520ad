"""Registering the sites of an accepted version: known sites are recognised, the others become new facilities.

A site that may be a known one is registered beside it, and says so: nothing is merged automatically.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.journal import Entry, record
from chassis.locks import Lock, hold
from suppliers.disclosures.registration import queries
from suppliers.disclosures.rows.rules import DisclosureSource
from suppliers.disclosures.rows.sites import site_of, stated_site
from suppliers.disclosures.rules import DisclosureStatus
from suppliers.facilities.actions import NewSite, add_source, register_sites
from suppliers.facilities.recognition.queries import CANDIDATES_IN_LISTS, recognise, recognise_unlisted
from suppliers.facilities.rules import SourceKind
from suppliers.matching.decision import Match, possible_matches, same_site
from suppliers.matching.normalisation.sites import SITE_SCHEMES, Normalised, normalise
from suppliers.tables import Disclosure, DisclosureRow

AT_ONCE = 500
"""Rows that are registered within the request that accepts them, and in each later step of a longer list."""
FACILITIES_PER_EVENT = 1000
SOURCE_KINDS = {
    DisclosureSource.SUPPLIER: SourceKind.SUPPLIER_LIST,
    DisclosureSource.PUBLIC: SourceKind.PUBLIC_SOURCE,
}

MARK_REGISTERED = text("""
update disclosure_rows r
set is_entered = true, facility_id = entered.facility_id, possible_duplicate_of = entered.possible_duplicate_of
from unnest(cast(:ids as uuid[]), cast(:facilities as uuid[]), cast(:duplicates as uuid[]))
  as entered (id, facility_id, possible_duplicate_of)
where r.id = entered.id
""")


class Plan(NamedTuple):
    """For each row its facility, or the key of a new site; and the facility that a new site may be."""

    facilities: dict[UUID, UUID]
    keys: dict[UUID, str]
    new_sites: dict[str, NewSite]
    duplicates: dict[UUID, UUID]


async def register_at_once(session: AsyncSession, caller: Caller, version: Disclosure) -> bool:
    """Register a short version's sites now. Return whether it is long, and its sites are registered by a job."""
    await hold(session, Lock.FACILITY_REGISTER)
    rows = await queries.waiting_rows(session, version.id, most=AT_ONCE + 1)
    if len(rows) > AT_ONCE:
        return True
    await _register(session, caller, version, rows)
    return False


async def register_next(session: AsyncSession, caller: Caller, version: Disclosure) -> bool:
    """Register and journal the next sites of a long version; return whether there were any."""
    await hold(session, Lock.FACILITY_REGISTER)
    rows = await queries.waiting_rows(session, version.id, most=AT_ONCE)
    if rows:
        await journal_accepted(session, caller, version, await _register(session, caller, version, rows))
    return bool(rows)


async def _register(
    session: AsyncSession, caller: Caller, version: Disclosure, rows: Sequence[DisclosureRow]
) -> list[UUID]:
    """Register these rows' sites; return the facilities of those that take part in the register.

    Sites that only more confidential rows name get records outside the register, so that the rows can be linked to
    what is said about the same site later (see `docs/decisions/0045-*`).

    The register may have grown since the list was read, so rows that no person decided are looked up again. All
    reading comes before the first write.
    """
    plan = await _plan(session, rows)
    kind = SOURCE_KINDS[version.source]
    new_ids = await register_sites(session, caller, list(plan.new_sites.values()), kind)
    id_of_key = dict(zip(plan.new_sites, new_ids, strict=True))
    facilities = {row.id: plan.facilities.get(row.id) or id_of_key[plan.keys[row.id]] for row in rows}
    connection = await session.connection()
    await connection.execute(
        MARK_REGISTERED,
        {
            "ids": list(facilities),
            "facilities": list(facilities.values()),
            "duplicates": [plan.duplicates.get(row_id) for row_id in facilities],
        },
    )
    shared = {row.id for row in rows if row.is_of_the_register}
    await add_source(session, {site for row_id, site in plan.facilities.items() if row_id in shared}, kind)
    return sorted({facilities[row_id] for row_id in shared})


async def _plan(session: AsyncSession, rows: Sequence[DisclosureRow]) -> Plan:
    plan = Plan({row.id: row.facility_id for row in rows if row.facility_id}, {}, {}, {})
    unknown = [(row, normalise(site_of(row))) for row in rows if row.facility_id is None]
    undecided = [(row, site) for row, site in unknown if not row.is_decided]
    sites = [site for _, site in undecided]
    matches_of_rows = await recognise(session, sites, most=CANDIDATES_IN_LISTS)
    for (row, _), matches in zip(undecided, matches_of_rows, strict=True):
        if same := same_site(matches):
            plan.facilities[row.id] = same.facility_id
        elif possible := possible_matches(matches):
            plan.duplicates[row.id] = possible[0].facility_id
    new = [(row, site) for row, site in unknown if row.id not in plan.facilities]
    records = await recognise_unlisted(session, [site for _, site in new])
    for (row, normalised), matches in sorted(zip(new, records, strict=True), key=_the_register_first):
        plan.keys[row.id] = key = _key(normalised)
        record = None if row.is_decided else same_site(matches)
        if record and not row.is_of_the_register and key not in plan.new_sites:
            plan.facilities[row.id] = record.facility_id
            continue
        site = NewSite(
            site_of(row),
            normalised,
            plan.duplicates.get(row.id) if row.is_of_the_register else None,
            stated_site(row).details,
            record_id=record.facility_id if record else None,
            is_listed=row.is_of_the_register,
        )
        plan.new_sites.setdefault(key, site)
    return plan


def _the_register_first(found: tuple[tuple[DisclosureRow, Normalised], Sequence[Match]]) -> tuple[bool, int]:
    """A site that a row of the register and a confidential one name enters it, in the words of the first."""
    (row, _), _ = found
    return not row.is_of_the_register, row.number


def _key(site: Normalised) -> str:
    """Rows of one list with the same site number, or with the same words throughout, name one site."""
    numbers = [each for each in site.identifiers if each.split(":", 1)[0] in SITE_SCHEMES]
    return numbers[0] if numbers else repr(site)


async def journal_accepted(
    session: AsyncSession, caller: Caller, version: Disclosure, facility_ids: Sequence[UUID]
) -> None:
    """Journal an acceptance with these facilities; a long list takes several entries."""
    for start in range(0, max(len(facility_ids), 1), FACILITIES_PER_EVENT):
        batch = facility_ids[start : start + FACILITIES_PER_EVENT]
        await record(
            session,
            caller,
            Entry(
                "disclosure.accepted",
                ("disclosure", version.id),
                moved=(DisclosureStatus.SUBMITTED, DisclosureStatus.ACCEPTED),
                audience={caller.org, version.owner_id},
                followed=True,
                payload={
                    "supplier_id": str(version.supplier_id),
                    "facility_ids": [str(facility_id) for facility_id in batch],
                },
            ),
        )
