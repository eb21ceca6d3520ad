"""Entering facilities into the index by which they are found.

A key with `COMMON` facilities says too little: it is no longer followed and takes no more. This keeps both tables
small, and writers do not wait for each other on words that every site has.
"""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from suppliers.matching.keys import COMMON, candidate_keys
from suppliers.matching.normalisation.sites import Normalised

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


async def index_facilities(connection: AsyncConnection, entries: Collection[IndexEntry]) -> None:
    """Add facilities to the index; adding one twice changes nothing."""
    pairs = [(key, entry.facility_id) for entry in entries for key in candidate_keys(entry.site)]
    if pairs:
        keys, facilities = zip(*pairs, strict=True)
        await connection.execute(ENTER, {"keys": list(keys), "facilities": list(facilities), "common": COMMON})
