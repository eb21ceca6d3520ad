"""The facilities that may be a site: an index of keys, the rarest key first.

`facility_keys` lists the facilities of a key, `key_frequencies` how many they are. A key with `COMMON` facilities
says too little: it is no longer followed and takes no more. This keeps both tables small, and writers do not wait
for each other on words that every site has.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from suppliers.matching.keys import Key, candidate_keys
from suppliers.matching.normalisation.sites import Normalised

BUDGET = 1000
COMMON = 5 * BUDGET
LIMIT = 50

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

LEAVE = text("""
with left_behind as (
  delete from facility_keys k
  using unnest(cast(:keys as int[]), cast(:facilities as uuid[])) as o (key, facility_id)
  where k.key = o.key and k.facility_id = o.facility_id
  returning k.key
)
insert into key_frequencies as f (key, n)
select key, count(*) from left_behind group by key order by key
on conflict (key) do update set n = greatest(f.n - excluded.n, 0)
""")


class IndexEntry(NamedTuple):
    """A facility as it is indexed."""

    facility_id: UUID
    site: Normalised


async def find_candidates(
    connection: AsyncConnection, sites: Sequence[Normalised], *, limit: int = LIMIT
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


async def index_facilities(connection: AsyncConnection, entries: Iterable[IndexEntry]) -> None:
    """Add facilities to the index; adding one twice changes nothing."""
    keys, facilities = _columns(entries)
    await connection.execute(ENTER, {"keys": keys, "facilities": facilities, "common": COMMON})


async def unindex_facilities(connection: AsyncConnection, entries: Iterable[IndexEntry]) -> None:
    """Remove facilities under their old data; a changed facility is then added again."""
    keys, facilities = _columns(entries)
    await connection.execute(LEAVE, {"keys": keys, "facilities": facilities})


def _columns(entries: Iterable[IndexEntry]) -> tuple[list[Key], list[UUID]]:
    pairs = [(key, entry.facility_id) for entry in entries for key in candidate_keys(entry.site)]
    return [key for key, _ in pairs], [facility_id for _, facility_id in pairs]
