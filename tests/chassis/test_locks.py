"""Advisory locks: named once, and taken in one order."""

from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from chassis.locks import Lock, OutOfOrder, hold, holding, try_hold
from chassis.migrations import environment
from chassis.state import state_of
from local_stack import provisioning
from support.notebook.app import Transactions

ORG = UUID(int=1)


def test_no_two_locks_share_a_number() -> None:
    numbers = [lock.number for lock in Lock]
    assert len(numbers) == len(set(numbers))


def test_the_locks_of_the_launcher_and_of_migrations_are_those_of_the_registry() -> None:
    assert (Lock.PROVISIONING.number, Lock.MIGRATION.number) == (provisioning.PROVISIONING, environment.LOCK)


async def test_a_lock_that_comes_earlier_is_not_taken_later(transaction_of: Transactions) -> None:
    async with transaction_of(ORG) as session:
        await hold(session, Lock.CONTACT_POST, uuid4())
        with pytest.raises(OutOfOrder, match="FEED is taken after CONTACT_POST"):
            await hold(session, Lock.FEED, uuid4())


async def test_several_keys_of_a_lock_are_taken_in_ascending_order(transaction_of: Transactions) -> None:
    async with transaction_of(ORG) as session:
        await hold(session, Lock.CONTACT_POST, "a")
        await hold(session, Lock.CONTACT_POST, "b")
        await hold(session, Lock.CONTACT_POST, "a")
        with pytest.raises(OutOfOrder, match="CONTACT_POST of 0 is taken after that of b"):
            await hold(session, Lock.CONTACT_POST, "0")


async def test_a_lock_that_says_why_is_taken_in_any_order(transaction_of: Transactions) -> None:
    async with transaction_of(ORG) as session:
        for key in ("b", "a"):
            await hold(session, Lock.SUPPLIER_READERS, key)


async def test_the_next_transaction_begins_the_order_again(notebook_app: FastAPI) -> None:
    async with state_of(notebook_app).sessions() as session:
        for lock in (Lock.CONTACT_POST, Lock.FEED):
            async with session.begin():
                await hold(session, lock, uuid4())


async def test_one_transaction_has_a_key_at_a_time(transaction_of: Transactions) -> None:
    key = uuid4()
    async with transaction_of(ORG) as first, transaction_of(ORG) as second:
        await hold(first, Lock.PRODUCT_NUMBER, "brand", key)
        assert not await try_hold(second, Lock.PRODUCT_NUMBER, "brand", key)
        assert await try_hold(second, Lock.PRODUCT_NUMBER, "other brand", key)
        assert await try_hold(second, Lock.DISCLOSURE_VERSION, "brand", key)


async def test_who_shares_a_lock_waits_only_for_who_holds_it_alone(transaction_of: Transactions) -> None:
    key = uuid4()
    async with transaction_of(ORG) as first, transaction_of(ORG) as second, transaction_of(ORG) as third:
        await hold(first, Lock.SUPPLIER_READERS, key, shared=True)
        await hold(second, Lock.SUPPLIER_READERS, key, shared=True)
        assert not await try_hold(third, Lock.SUPPLIER_READERS, key)


async def test_a_connection_holds_a_lock_over_its_transactions(notebook_app: FastAPI) -> None:
    engine, key = state_of(notebook_app).worker_engine, uuid4()
    async with engine.connect() as first, engine.connect() as second:
        async with holding(first, Lock.UNFINISHED, key) as is_first:
            await first.commit()
            async with holding(second, Lock.UNFINISHED, key) as is_second:
                assert (is_first, is_second) == (True, False)
        async with holding(second, Lock.UNFINISHED, key) as is_second:
            assert is_second
