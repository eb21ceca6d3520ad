"""Recognising a site as it was written, and entering facilities into the index by which they are found.

A key with `COMMON` facilities says too little: it is no longer followed and takes no more. This keeps both tables
small, and writers do not wait for each other on words that every site has.
"""

import asyncio
from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Clause
from suppliers import visibility
from suppliers.facilities.recognition.queries import (
    CANDIDATES,
    UNLISTED,
    candidate_records,
    has_unlisted,
)
from suppliers.matching.decision import Matches, judge_all
from suppliers.matching.keys import COMMON, candidate_keys
from suppliers.matching.normalisation.sites import Normalised

BATCH = 50
"""Sites that are looked up in one statement: a larger answer would block other requests while it is read."""

# Rows of `key_frequencies` are locked in the order of their keys, so that two writers cannot deadlock.
ENTER = text("""
with offered as (
  select o.key, o.facility_id
  from unnest(cast(:keys as int[]), cast(:facilities as uuid[])) as o (key, facility_id)
  where not exists (select from key_frequencies f where f.key = o.key and f.n >= :common)
), entered as (
  insert into facility_keys (key, facility_id) select key, facility_id from offered order by key, facility_id
  on conflict do nothing returning key
)
insert into key_frequencies as f (key, n)
select key, count(*) from entered group by key order by key
on conflict (key) do update set n = f.n + excluded.n
""")


class IndexEntry(NamedTuple):
    """A facility as it is indexed."""

    facility_id: UUID
    site: Normalised


async def recognise(
    session: AsyncSession,
    sites: Sequence[Normalised],
    *,
    limit: int = 5,
    candidates: int = CANDIDATES,
    viewer: Caller | None = None,
) -> Matches:
    """For each site the likeliest facilities of the register; reads only.

    With a `viewer`, only facilities that this caller may see: others do not even count as rivals. The judging runs
    outside the event loop, while the database looks up the next sites.
    """
    among = visibility.FACILITIES[viewer.org_kind] if viewer else visibility.is_listed
    return await _recognise(session, sites, among, limit=limit, candidates=candidates, viewer=viewer)


async def recognise_unlisted(session: AsyncSession, sites: Sequence[Normalised]) -> Matches:
    """For each site the likeliest record outside the register, which only rows name that others may not know of."""
    if not sites or not await has_unlisted(session):
        return [[] for _ in sites]
    return await _recognise(session, sites, UNLISTED, limit=1, candidates=CANDIDATES)


async def _recognise(
    session: AsyncSession,
    sites: Sequence[Normalised],
    among: Clause,
    *,
    limit: int,
    candidates: int,
    viewer: Caller | None = None,
) -> Matches:
    matches: Matches = []
    judging: asyncio.Future[Matches] | None = None
    for start in range(0, len(sites), BATCH):
        batch = sites[start : start + BATCH]
        records = await candidate_records(session, batch, candidates, among, viewer)
        matches += await judging if judging else []
        judging = asyncio.ensure_future(asyncio.to_thread(judge_all, batch, records, limit))
    return matches + (await judging if judging else [])


async def index_facilities(connection: AsyncConnection, entries: Collection[IndexEntry]) -> None:
    """Add facilities to the index; adding one twice changes nothing."""
    pairs = [(key, entry.facility_id) for entry in entries for key in candidate_keys(entry.site)]
    if pairs:
        keys, facilities = zip(*pairs, strict=True)
        await connection.execute(ENTER, {"keys": list(keys), "facilities": list(facilities), "common": COMMON})
