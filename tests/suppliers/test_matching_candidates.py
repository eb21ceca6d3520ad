"""Candidates from the real database: for misspelt names and wrong countries, and only while indexed."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database import driver_of
from chassis.state import state_of
from chassis.vocabulary import OrgKind
from suppliers.facilities.recognition.actions import IndexEntry, index_facilities
from suppliers.facilities.recognition.queries import find_candidates
from suppliers.matching.keys import COMMON, candidate_keys
from suppliers.matching.normalisation.sites import Normalised, Site, normalise

BRIGHTWELL = Site("Kunshan Brightwell Electronics Co., Ltd.", "No. 18 Xinfeng Road, Kunshan, Jiangsu", "CN")
NEIGHBOURS = [
    Site(f"Harbour Star {word} Ltd", f"No. {number} Xinfeng Road, Kunshan, Jiangsu", "CN")
    for number, word in enumerate(("Amber", "Basalt", "Cedar", "Delta", "Ember", "Fjord"), 20)
]


@pytest.fixture
async def connection(suppliers_app: FastAPI) -> AsyncIterator[AsyncConnection]:
    """One transaction of a buyer, who may register sites; it is rolled back."""
    async with state_of(suppliers_app).sessions() as session:
        await (await driver_of(session)).act_for(uuid4(), kind=OrgKind.BUYER)
        yield await session.connection()
        await session.rollback()


async def indexed(connection: AsyncConnection, *sites: Site) -> list[UUID]:
    entries = [IndexEntry(uuid4(), normalise(site)) for site in sites]
    await index_facilities(connection, entries)
    return [entry.facility_id for entry in entries]


async def candidates_of(connection: AsyncConnection, *asked: Site) -> list[list[UUID]]:
    return await find_candidates(connection, [normalise(site) for site in asked])


@pytest.mark.parametrize(
    "asked",
    [
        BRIGHTWELL,
        Site("Brightwell", "Kunshan", "CN"),
        Site("KUNSHAN BRIGHT WELL ELECTRONIC", "18 Xin Feng Rd", "China"),
        Site("Kunshan Brightwel Electronics", "Xinfeng Raod 18", "CN"),
        Site("Brigthwell", "", ""),
        Site(BRIGHTWELL.name, BRIGHTWELL.address, "VN"),
        Site(BRIGHTWELL.name, BRIGHTWELL.address, ""),
    ],
)
async def test_a_site_is_found_however_it_is_asked_for(connection: AsyncConnection, asked: Site) -> None:
    wanted, *_ = await indexed(connection, BRIGHTWELL, *NEIGHBOURS)
    assert (await candidates_of(connection, asked))[0][0] == wanted


async def test_each_query_of_a_batch_gets_its_own_candidates(connection: AsyncConnection) -> None:
    ids = await indexed(connection, BRIGHTWELL, *NEIGHBOURS)
    answers = await candidates_of(connection, NEIGHBOURS[0], Site("Zzxqy Wvqtz"), BRIGHTWELL)
    assert [answer[:1] for answer in answers] == [[ids[1]], [], [ids[0]]]


async def test_a_match_without_queries_is_refused(connection: AsyncConnection) -> None:
    assert await find_candidates(connection, []) == []


async def test_a_match_returns_at_most_the_limit(connection: AsyncConnection) -> None:
    await indexed(connection, *NEIGHBOURS)
    answers = await find_candidates(connection, [normalise(BRIGHTWELL)], limit=3)
    assert len(answers[0]) == 3


async def frequency(connection: AsyncConnection, site: Normalised) -> set[int]:
    rows = await connection.execute(
        text("select n from key_frequencies where key = any (:keys)"), {"keys": list(candidate_keys(site))}
    )
    return {n for (n,) in rows}


async def test_entering_a_facility_twice_counts_it_once(connection: AsyncConnection) -> None:
    odd = normalise(Site("Zyxwvut Qrstuvx", "Mnbvcxz"))
    entry = IndexEntry(uuid4(), odd)
    await index_facilities(connection, [entry])
    await index_facilities(connection, [entry])
    assert await frequency(connection, odd) == {1}


async def test_a_key_of_too_many_facilities_takes_no_more(connection: AsyncConnection) -> None:
    odd = normalise(Site("Zyxwvut"))
    await connection.execute(
        text("insert into key_frequencies select unnest(cast(:keys as int[])), :n"),
        {"keys": list(candidate_keys(odd)), "n": COMMON},
    )
    await index_facilities(connection, [IndexEntry(uuid4(), odd)])
    assert await frequency(connection, odd) == {COMMON}
    assert await find_candidates(connection, [odd]) == [[]]
