"""While the suppliers service is asked, no request of the dialogue service holds a connection of its database."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from chassis.clock import today
from chassis.connections import OneConnection, SecondConnection, WaitsWithConnection, taken_turn
from chassis.http import ask
from chassis.state import state_of
from support.cast import Cast
from support.chains import Chain, chain_of, dialogue_of
from support.feeds import ScriptedFeed
from support.findings import Monitor, affiliate
from support.market import day, made


@pytest.fixture
async def chain(dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed) -> Chain:
    return await chain_of(dialogue, suppliers, gateway_feed)


@pytest.fixture
def held(dialogue_app: FastAPI) -> Iterator[list[bool]]:
    """For each question to suppliers, whether the request that asks holds a connection."""
    found: list[bool] = []

    async def look(question: httpx.Request) -> None:
        if question.url.path == "/internal/feed":  # the follower asks beside the requests
            return
        try:
            turn = taken_turn()
        except SecondConnection:
            found.append(True)
            return
        found.append(False)
        if turn is not None:
            turn.give_back()

    hooks = state_of(dialogue_app).clients["suppliers"].event_hooks["request"]
    hooks.append(look)
    yield found
    hooks.remove(look)


def assert_none_held(held: list[bool]) -> None:
    assert held, "suppliers was not asked"
    assert not any(held)


async def review_of(chain: Chain, talk: str, **headers: str) -> httpx.Response:
    body = {"dialogue_id": talk, "year": today().year}
    return await chain.officer.post("/v1/annual-reviews", json=body, headers=headers)


async def test_opening_and_changing_a_dialogue_holds_none(chain: Chain, held: list[bool]) -> None:
    talk = await dialogue_of(chain)
    address = f"/v1/dialogues/{talk}"
    etag = (await chain.officer.get(address)).headers["ETag"]
    body = {"contract_ids": [chain.contract], "depth_level": 0}
    changed = made(await chain.officer.patch(address, json=body, headers={"If-Match": etag}), 200)
    assert [contract["id"] for contract in changed["contracts"]] == [chain.contract]
    assert_none_held(held)


async def test_proposing_an_action_point_about_a_site_holds_none(chain: Chain, held: list[bool]) -> None:
    talk = await dialogue_of(chain)
    held.clear()
    body = {
        "dialogue_id": talk,
        "owner_side": "buyer",
        "title": "Visit the site",
        "success_criterion": "There is a report.",
        "due_date": day(30),
        "facility_ids": [chain.site],
    }
    made(await chain.officer.post("/v1/action-points", json=body))
    assert_none_held(held)


async def test_a_review_and_its_agenda_hold_none(chain: Chain, held: list[bool]) -> None:
    talk = await dialogue_of(chain)
    held.clear()
    address = f"/v1/annual-reviews/{made(await review_of(chain, talk))['id']}"
    assert_none_held(held)
    held.clear()
    made(await chain.officer.get(f"{address}/agenda"), 200)
    assert_none_held(held)
    made(await chain.officer.post(f"{address}/transitions", json={"to": "agenda_draft"}), 200)
    held.clear()
    made(await chain.officer.post(f"{address}/transitions", json={"to": "agenda_shared"}), 200)
    assert_none_held(held)


async def test_exposures_and_figures_hold_none(
    dialogue: Cast, gateway_feed: ScriptedFeed, chain: Chain, held: list[bool]
) -> None:
    monitor = Monitor(dialogue)
    await affiliate(gateway_feed, chain.officer.org, monitor.org)
    period = {"period_from": (today() - timedelta(days=40)).isoformat(), "period_to": today().isoformat()}
    finding = await monitor.shared(chain.site, "affiliates", **period)
    held.clear()
    assert made(await chain.officer.get("/v1/exposures", params={"finding_id": finding}), 200)["items"]
    assert_none_held(held)
    held.clear()
    made(await chain.officer.get("/internal/figures"), 200)
    assert_none_held(held)


async def test_drafting_changing_previewing_and_releasing_a_finding_hold_none(
    dialogue: Cast, gateway_feed: ScriptedFeed, chain: Chain, held: list[bool]
) -> None:
    monitor = Monitor(dialogue)
    await affiliate(gateway_feed, chain.officer.org, monitor.org)
    finding = await monitor.validated()
    assert_none_held(held)
    held.clear()
    assert (await monitor.confirm_site(finding, chain.site)).status_code == 200
    assert_none_held(held)
    held.clear()
    assert await monitor.candidates(finding)
    assert_none_held(held)
    held.clear()
    await monitor.share(finding, chain.site, "affiliates", "supplier")
    assert_none_held(held)


async def test_a_site_that_the_register_lacks_is_refused_after_the_question(
    dialogue: Cast, chain: Chain, held: list[bool]
) -> None:
    monitor = Monitor(dialogue)
    finding = await monitor.validated()
    held.clear()
    refused = await monitor.confirm_site(finding, str(uuid4()))
    assert (refused.status_code, refused.json()["code"]) == (422, "facility_unknown")
    assert_none_held(held)


async def test_a_request_that_would_ask_while_it_holds_a_connection_is_a_mistake_of_the_program(
    dialogue_app: FastAPI,
) -> None:
    client = state_of(dialogue_app).clients["suppliers"]

    async def asks_within_a_transaction(*_: Any) -> None:
        async with state_of(dialogue_app).sessions() as session, session.begin():
            await session.connection()
            await ask(client, "GET", "/health/live", token="", service="suppliers")

    with pytest.raises(WaitsWithConnection, match="the service suppliers"):
        await OneConnection(asks_within_a_transaction)({"type": "http"}, None, None)  # type: ignore[arg-type]


async def test_a_connection_that_is_held_would_be_found(chain: Chain, held: list[bool]) -> None:
    """A request with an Idempotency-Key holds the lock of its key from its start to its end."""
    talk = await dialogue_of(chain)
    held.clear()
    made(await review_of(chain, talk, **{"Idempotency-Key": talk}))
    assert held
    assert all(held)


async def test_a_repeated_request_gives_the_first_answer(chain: Chain) -> None:
    """With an Idempotency-Key the request has one transaction, which keeps the answer."""
    talk = await dialogue_of(chain)
    first, again = [await review_of(chain, talk, **{"Idempotency-Key": talk}) for _ in range(2)]
    assert (again.status_code, again.content) == (201, first.content)
    address = f"/v1/annual-reviews/{first.json()['id']}/transitions"
    for to in ("agenda_draft", "agenda_shared", "held"):
        moved: list[Any] = [
            await chain.officer.post(address, json={"to": to}, headers={"Idempotency-Key": to + talk})
            for _ in range(2)
        ]
        assert [answer.status_code for answer in moved] == [200, 200], moved[0].text
        assert moved[0].content == moved[1].content
        assert moved[1].headers["Idempotent-Replayed"] == "true"


async def test_a_stored_agenda_calls_its_items_what_they_are(chain: Chain) -> None:
    """Also those that are about the review itself, and so have the same subject."""
    talk = await dialogue_of(chain)
    address = f"/v1/annual-reviews/{made(await review_of(chain, talk))['id']}"
    collected = made(await chain.officer.get(f"{address}/agenda"), 200)["items"]
    for to in ("agenda_draft", "agenda_shared"):
        made(await chain.officer.post(f"{address}/transitions", json={"to": to}), 200)
    shared = made(await chain.voice.get(f"{address}/agenda"), 200)["items"]
    own = {item["kind"]: item["title"] for item in collected if item["subject_id"] == address.rpartition("/")[2]}
    assert len(own) == 3
    assert {item["kind"]: item["title"] for item in shared if item["kind"] in own} == own
