"""The feed as server-sent events over a real connection, continued after the last received id."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest

from chassis.events import PublishedEvent
from gateway.events.rules import FEED_START, JOURNALS, FeedPosition, merged, position_after, position_from
from gateway.limits.counters.open_streams import OpenStreams
from gateway.limits.rules import TooManyStreams
from support.accounts import Account, Accounts
from support.cast import Cast
from support.clients import async_client_at
from support.market import contract_of

Received = tuple[str, dict[str, Any]]
"""An event and its id in the stream."""


@asynccontextmanager
async def listening(address: str, who: Account, last: str | None = None) -> AsyncIterator[AsyncIterator[Received]]:
    headers = {"Authorization": f"Bearer {who.api_key}", "Accept": "text/event-stream"}
    if last:
        headers["Last-Event-ID"] = last
    async with (
        asyncio.timeout(20),
        async_client_at(address) as client,
        client.stream("GET", "/v1/events", headers=headers) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield _events(answer)


async def _events(answer: httpx.Response) -> AsyncIterator[Received]:
    last = ""
    async for line in answer.aiter_lines():
        if line.startswith("id: "):
            last = line.removeprefix("id: ")
        elif line.startswith("data: "):
            yield last, json.loads(line.removeprefix("data: "))


async def until(stream: AsyncIterator[Received], *verbs: str) -> list[Received]:
    """The events up to the first one at which all these verbs have been received."""
    received: list[Received] = []
    while not set(verbs) <= {event["type"] for _, event in received}:
        received.append(await anext(stream))
    return received


async def work(accounts: Accounts, suppliers: Cast, buyer: Account) -> None:
    """Create an event of suppliers and one of the gateway for the buyer."""
    await contract_of(suppliers.buyer(org=buyer.org))
    await accounts.affiliate(buyer, await accounts.monitor())


async def test_a_stream_sends_existing_events_and_then_new_ones(
    accounts: Accounts, suppliers: Cast, gateway_address: str
) -> None:
    buyer, other = await accounts.buyer(), await accounts.buyer()
    await contract_of(suppliers.buyer(org=buyer.org))
    async with listening(gateway_address, buyer) as stream:
        received = await until(stream, "contract.registered")
        await work(accounts, suppliers, other)
        await work(accounts, suppliers, buyer)
        received += await until(stream, "contract.registered", "affiliation.started")
    counted = Counter(event["type"] for _, event in received)
    assert (counted["contract.registered"], counted["affiliation.started"]) == (2, 1)
    assert len({event["id"] for _, event in received}) == len(received)


async def test_a_stream_resumes_after_the_last_event_that_was_seen(
    accounts: Accounts, suppliers: Cast, gateway_address: str
) -> None:
    buyer = await accounts.buyer()
    await work(accounts, suppliers, buyer)
    async with listening(gateway_address, buyer) as stream:
        whole = await until(stream, "contract.registered", "affiliation.started")
    async with listening(gateway_address, buyer, last=whole[0][0]) as stream:
        rest = [await anext(stream) for _ in whole[1:]]
    assert {event["id"] for _, event in rest} == {event["id"] for _, event in whole[1:]}
    page = await buyer.get("/v1/events", params={"after": rest[-1][0]})
    assert page.json()["items"] == []


def entry(position: int, second: int) -> PublishedEvent:
    at = datetime(2026, 1, 1, 0, 0, second, tzinfo=UTC)
    return PublishedEvent(position=position, id=uuid4(), at=at, verb="a.b", subject_type="a", subject_id=uuid4())


def test_journals_are_merged_by_time_and_each_keeps_its_own_order() -> None:
    journals = {
        "suppliers": [entry(1, 5), entry(2, 4), entry(3, 9)],  # its clock went back once
        "dialogue": [entry(7, 6), entry(8, 7)],
        "gateway": [],
    }
    entries = merged(journals, 4)
    assert [(service, entry.position) for service, entry in entries] == [
        ("suppliers", 1), ("suppliers", 2), ("dialogue", 7), ("dialogue", 8),
    ]  # fmt: skip
    assert position_after(FEED_START, entries).positions == {"gateway": 0, "suppliers": 2, "dialogue": 8}


def test_a_position_always_has_the_same_length_and_can_be_read_back() -> None:
    far = FeedPosition(dict(zip(JOURNALS, (3, 2**40, 0), strict=True)))
    assert len(far.as_text()) == len(FEED_START.as_text())
    assert position_from(far.as_text()) == far


def test_open_streams_are_limited_per_organisation_and_in_total() -> None:
    streams, busy = OpenStreams(most=3, most_each=2), uuid4()
    with streams.counted(busy), streams.counted(busy):
        with pytest.raises(TooManyStreams) as refusal:
            streams.check(busy)
        assert (refusal.value.status, "Retry-After" in refusal.value.headers) == (429, True)
        streams.check(uuid4())
        with streams.counted(uuid4()), pytest.raises(TooManyStreams):
            streams.check(uuid4())
    streams.check(busy)
