"""Recognising a site as it was written: the facilities that it may be are found by its rarest keys, then judged.

`facility_keys` lists the facilities of a key, `key_frequencies` how many they are; `actions` writes both.
"""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, func, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import NOBODY, Caller
from chassis.listing import Clause, binds
from suppliers import visibility
from suppliers.matching.decision import Matches, Record, judge_all
from suppliers.matching.keys import BUDGET, candidate_keys
from suppliers.matching.normalisation.sites import Normalised
from suppliers.tables import Facility

UNLISTED: Clause = and_(~col(Facility.is_listed), col(Facility.registered_by) == NOBODY)
"""Records that only confidential rows name: no organisation sees them."""

CANDIDATES = 50
CANDIDATES_IN_LISTS = 20
"""In a long list each further candidate costs time, and beyond these hardly a true match is found."""

BATCH = 50
"""Sites that are looked up in one statement: a larger answer would block other requests while it is read."""

# Each LATERAL with a LIMIT is a nested loop over an index, whatever the planner estimates: after a long list was
# added, the statistics are old, and the planner would otherwise read whole tables.
FIND = text("""
with asked as (
  select q.query, q.key, ln(cast(1e7 as float8) / f.n) as evidence,
    sum(f.n) over (partition by q.query order by f.n, q.key) - f.n as cheaper
  from unnest(cast(:queries as int[]), cast(:keys as int[])) as q (query, key)
  cross join lateral (select n from key_frequencies where key = q.key and n > 0 limit 1) f
), followed as materialized (
  select query, array_agg(key) as keys, array_agg(evidence) as evidences
  from asked where cheaper < :budget group by query
)
select f.query, found.facility_id
from followed f
cross join lateral (
  select k.facility_id, sum(a.evidence) as evidence
  from unnest(f.keys, f.evidences) as a (key, evidence)
  cross join lateral (select facility_id from facility_keys where key = a.key limit :budget) k
  group by k.facility_id order by evidence desc, k.facility_id limit :limit
) found
order by f.query, found.evidence desc, found.facility_id
""")


async def candidate_records(
    session: AsyncSession, sites: Sequence[Normalised], most: int, among: Clause, *, viewer: Caller | None = None
) -> list[list[Record]]:
    """The records to judge for each site, at most so many; `among` says which, for the `viewer` if there is one."""
    ids = await find_candidates(await session.connection(), sites, limit=most)
    records = await _records(session, {facility_id for each in ids for facility_id in each}, among, viewer)
    return [[records[facility_id] for facility_id in each if facility_id in records] for each in ids]


async def _records(
    session: AsyncSession, ids: set[UUID], among: Clause, viewer: Caller | None
) -> dict[UUID, Record]:
    statement = select(
        Facility.id, func.coalesce(col(Facility.merged_into), col(Facility.id)), Facility.normalised
    ).where(col(Facility.id) == func.any(list(ids)), among)
    rows = (await session.exec(statement, params=binds(viewer) if viewer else None)).all()
    return {own: Record(canonical, Normalised.from_json(site)) for own, canonical, site in rows}


async def has_unlisted(session: AsyncSession) -> bool:
    """Whether there are records outside the register that only hold rows together."""
    return (await session.exec(select(Facility.id).where(UNLISTED).limit(1))).first() is not None


async def find_candidates(
    connection: AsyncConnection, sites: Sequence[Normalised], *, limit: int = CANDIDATES
) -> list[list[UUID]]:
    """For each site the facilities that share its rarest keys, the likeliest first; one statement for all."""
    if not sites:
        return []
    keys = [(place, key) for place, site in enumerate(sites) for key in candidate_keys(site)]
    rows = await connection.execute(
        FIND,
        {
            "queries": [place for place, _ in keys],
            "keys": [key for _, key in keys],
            "budget": BUDGET,
            "limit": limit,
        },
    )
    candidates: list[list[UUID]] = [[] for _ in sites]
    for place, facility_id in rows:
        candidates[place].append(facility_id)
    return candidates


async def recognise(
    session: AsyncSession,
    sites: Sequence[Normalised],
    *,
    limit: int = 5,
    most: int = CANDIDATES,
    viewer: Caller | None = None,
) -> Matches:
    """For each site the likeliest facilities of the register.

    With a `viewer`, only facilities that this caller may see: others do not even count as rivals. The judging runs
    outside the event loop, while the database looks up the next sites.
    """
    among = visibility.FACILITIES[viewer.org_kind] if viewer else visibility.is_listed
    return await _recognise(session, sites, among, limit=limit, most=most, viewer=viewer)


async def recognise_unlisted(session: AsyncSession, sites: Sequence[Normalised]) -> Matches:
    """For each site the likeliest record outside the register, which only rows name that others may not know of."""
    if not sites or not await has_unlisted(session):
        return [[] for _ in sites]
    return await _recognise(session, sites, UNLISTED, limit=1, most=CANDIDATES)


async def _recognise(  # noqa: PLR0913
    session: AsyncSession,
    sites: Sequence[Normalised],
    among: Clause,
    *,
    limit: int,
    most: int,
    viewer: Caller | None = None,
) -> Matches:
    matches: Matches = []
    judging: asyncio.Future[Matches] | None = None
    for start in range(0, len(sites), BATCH):
        batch = sites[start : start + BATCH]
        records = await candidate_records(session, batch, most, among, viewer=viewer)
        matches += await judging if judging else []
        judging = asyncio.ensure_future(asyncio.to_thread(judge_all, batch, records, limit))
    return matches + (await judging if judging else [])
