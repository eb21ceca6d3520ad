"""How often the true site is among fifty candidates, and how long that takes, on PostgreSQL.

`.venv/bin/python bench/matching_candidates.py [ROWS]`: a throw-away server takes in the real sites and invented
ones made of them (30,000 unless said otherwise; 1,000,000 need about 4 GB of disk and seven minutes).
"""

import asyncio
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from chassis.settings import for_sqlalchemy
from local_stack.testing import cluster
from matching_lists import all_sites, noisy, varied
from suppliers.facilities.recognition.actions import IndexEntry, index_facilities
from suppliers.facilities.recognition.queries import find_candidates
from suppliers.matching.decision import judge
from suppliers.matching.normalisation.sites import Normalised, Site, normalise

ROWS = 30_000
ASKED = 500
BATCH = 1000
SEED = 20261122
COUNTRIES = ("BE", "BR", "KE", "MX", "VN")
TABLES = (
    "create table facility_keys (key int, facility_id uuid, primary key (key, facility_id))",
    "create table key_frequencies (key int primary key, n int not null) with (fillfactor = 70)",
)


async def fill(connection: AsyncConnection, sites: Sequence[Site]) -> None:
    for statement in TABLES:
        await connection.execute(text(statement))
    started = time.perf_counter()
    for start in range(0, len(sites), BATCH):
        batch = enumerate(sites[start : start + BATCH], start)
        await index_facilities(connection, [IndexEntry(UUID(int=at), normalise(site)) for at, site in batch])
    await connection.commit()
    print(f"indexed {len(sites) / (time.perf_counter() - started):,.0f} sites a second, reading included")
    await connection.execute(text("analyze"))
    sizes = await connection.execute(text("select pg_size_pretty(pg_database_size(current_database()))"))
    print(f"database {sizes.scalar_one()}")


async def ask(connection: AsyncConnection, label: str, sites: Sequence[Site], places: Sequence[int]) -> None:
    asked = [normalise(site) for site in sites]
    hits = 0
    milliseconds = []
    for site, place in zip(asked, places, strict=True):
        started = time.perf_counter()
        (found,) = await find_candidates(connection, [site])
        milliseconds.append((time.perf_counter() - started) * 1000)
        hits += UUID(int=place) in found
    milliseconds.sort()
    p50, p95 = milliseconds[len(asked) // 2], milliseconds[len(asked) * 19 // 20]
    started = time.perf_counter()
    await find_candidates(connection, asked[:100])
    batch = (time.perf_counter() - started) * 1000
    print(
        f"{label:<24} recall@50 {hits / len(asked):.3f}   p50 {p50:.1f} ms  p95 {p95:.1f} ms  100: {batch:.0f} ms"
    )


def time_judge(asked: Sequence[Normalised], candidates: Sequence[Normalised]) -> None:
    started = time.perf_counter()
    for site in asked:
        judge(site, candidates[:50], limit=5)
    print(f"judging fifty candidates: {(time.perf_counter() - started) / len(asked) * 1000:.1f} ms")


async def measure(url: str, rows: int) -> None:
    rng = random.Random(SEED)  # noqa: S311
    sites = list(varied(all_sites(), rows, rng))
    places = rng.sample(range(rows), ASKED)
    engine = create_async_engine(for_sqlalchemy(url))
    async with engine.connect() as connection:
        await connection.execute(text("set jit = off"))
        await fill(connection, sites)
        chosen = [sites[place] for place in places]
        await ask(connection, "as it stands", chosen, places)
        for times, noise in ((1, "ordinary noise"), (4, "fourfold noise")):
            await ask(connection, noise, [noisy(site, rng, times=times) for site in chosen], places)
        elsewhere = [replace(noisy(site, rng), country=rng.choice(COUNTRIES)) for site in chosen]
        await ask(connection, "another country, noise", elsewhere, places)
        await ask(connection, "no country, noise", [replace(site, country="") for site in elsewhere], places)
        time_judge([normalise(site) for site in chosen], [normalise(site) for site in sites[:50]])
    await engine.dispose()


if __name__ == "__main__":
    with cluster() as url:
        asyncio.run(measure(url, int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
