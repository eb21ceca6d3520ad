"""A pair of buyer and supplier with 10,000 clause contacts costs a change no more than one with a few."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.clock import today
from chassis.state import state_of
from suppliers.contacts.posts.queries import deciding_contacts
from suppliers.contacts.posts.rules import post_on
from support.cast import Actor, Cast
from support.market import contact_of, supplier_of

MANY = 10_000
MOST_READ = 50
"""Rows of contact points that one decision may read."""

COPY = text("""
insert into contact_points (id, version, created_at, created_by, updated_at, updated_by, owner_id, supplier_id,
  person_name, function_title, function_area, email, phone, languages, purpose, is_primary, declared_not_sales,
  declared_at, declared_by, active_from, active_to, status, reason)
select gen_random_uuid(), version, created_at, created_by, updated_at, updated_by, owner_id, supplier_id,
  person_name, function_title, function_area, email, phone, languages, purpose, false, declared_not_sales,
  declared_at, declared_by, cast(:first as date), cast(:last as date), status, reason
from contact_points, generate_series(1, :many) where id = :id""")
READ = text("""
select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relname = 'contact_points'""")


class Pair:
    """A buyer, a supplier, and their first clause contact."""

    def __init__(self, app: FastAPI, buyer: Actor, supplier: str, contact: str) -> None:
        self.sessions = state_of(app).worker_sessions
        self.buyer, self.supplier, self.contact = buyer, UUID(supplier), UUID(contact)

    async def add(self, many: int, *, until: date | None) -> None:
        values = {"many": many, "id": self.contact, "first": today() - timedelta(days=90), "last": until}
        async with self.sessions() as session, session.begin():
            await (await session.connection()).execute(COPY, values)

    async def until(self, day: date) -> None:
        """The first contact is the primary one no more, and leaves on that day."""
        change = text("update contact_points set active_to = :day, active_from = :day where id = :id")
        async with self.sessions() as session, session.begin():
            await (await session.connection()).execute(change, {"day": day, "id": self.contact})

    async def decided(self, session: AsyncSession) -> tuple[bool, date | None, int]:
        """Whether the post is held, its last day, and how many rows were read to find out."""
        found = await deciding_contacts(session, buyer_id=self.buyer.org, supplier_id=self.supplier, on=today())
        read = (await (await session.connection()).execute(READ)).scalar_one()
        post = post_on(today(), found)
        return not post.is_vacant, post.vacated_on, int(read)


@pytest.fixture
async def pair(suppliers: Cast) -> Pair:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer))["id"]
    return Pair(suppliers.app, buyer, supplier, (await contact_of(buyer, supplier))["id"])


@pytest.fixture
async def session(pair: Pair) -> AsyncIterator[AsyncSession]:
    async with pair.sessions() as session, session.begin():
        yield session


async def test_a_post_that_is_held_is_decided_by_its_primary_contact(pair: Pair, session: AsyncSession) -> None:
    await pair.add(MANY, until=None)
    is_held, _, read = await pair.decided(session)
    assert is_held
    assert read <= MOST_READ


async def test_a_post_whose_holders_have_left_is_vacant_since_the_last_day(
    pair: Pair, session: AsyncSession
) -> None:
    yesterday = today() - timedelta(days=1)
    await pair.add(MANY, until=today() - timedelta(days=30))
    await pair.until(yesterday)
    is_held, vacated_on, read = await pair.decided(session)
    assert (is_held, vacated_on) == (False, yesterday)
    assert read <= MOST_READ


async def test_a_holder_is_found_among_those_that_have_left(pair: Pair, session: AsyncSession) -> None:
    await pair.add(MANY, until=today() - timedelta(days=30))
    await pair.add(3, until=None)
    await pair.until(today() - timedelta(days=1))
    is_held, _, read = await pair.decided(session)
    assert is_held
    assert read <= MOST_READ
