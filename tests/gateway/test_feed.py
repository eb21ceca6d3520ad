"""The feed of the gateway for the other services, and that new members need not wait for it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from chassis.follower_progress import Progress
from chassis.state import state_of
from chassis.tokens import Signer
from gateway.app import Gateway
from support.accounts import Account, Accounts
from support.cast import Cast
from support.invitations import confirmed, moved
from support.refusals import UNAUTHENTICATED, refusal
from support.services import Keys


@pytest.fixture
def dialogue(accounts: Accounts, keys: Keys) -> httpx.AsyncClient:
    """The dialogue service, with its own token."""
    signer = Signer(keys.private["dialogue"], issuer="dialogue")
    return accounts.client(signer.as_system(audience="gateway"))


class Follower:
    """Follows the feed as a service does: it asks for what comes after its last position."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.position = 0
        self.events: list[dict[str, Any]] = []

    async def catch_up(self, *, wait: float = 0) -> None:
        answer = await self.client.get("/internal/feed", params={"after": self.position, "wait": wait})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        self.events += page["items"]
        self.position = page["head"]

    async def follow(self) -> None:
        while True:
            await self.catch_up(wait=5)

    def of(self, verb: str) -> list[dict[str, Any]]:
        return [event["payload"] for event in self.events if event["verb"] == verb]


@pytest.fixture
async def follower(dialogue: httpx.AsyncClient) -> AsyncIterator[Follower]:
    """A follower that is active during the test."""
    follower = Follower(dialogue)
    task = asyncio.create_task(follower.follow())
    yield follower
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture(autouse=True)
def _forget_followers(gateway_app: Gateway) -> Iterator[None]:
    """Later tests must not wait for a follower that has ended."""
    yield
    state_of(gateway_app.own).progress = Progress()


async def invited(accounts: Accounts, suppliers: Cast) -> tuple[str, str, str]:
    """A buyer's invitation for a new supplier: its token, the buyer's id and the supplier's."""
    body = {"name": "Meridiaan Systems", "country": "BE", "kinds": ["supplier"]}
    supplier = (await suppliers.buyer().post("/v1/suppliers?allow_duplicate=true", json=body)).json()["id"]
    buyer = await accounts.buyer()
    invitation = {"email": "a@b.example", "role": "supplier_contact", "supplier_id": supplier}
    made = await buyer.post("/v1/invitations", json=invitation)
    return made.json()["token"], str(buyer.org), supplier


async def test_after_an_accepted_invitation_the_other_services_are_informed(
    accounts: Accounts, suppliers: Cast, follower: Follower
) -> None:
    token, buyer, supplier = await invited(accounts, suppliers)
    account = {"token": token, "username": f"n{uuid4().hex}", "password": "correct horse"}
    joined = (await accounts.anonymous.post("/v1/invitations/accept", json=account)).json()
    assert follower.of("supplier_link.made")[-1] == {
        "buyer_id": buyer,
        "supplier_id": supplier,
        "org_id": joined["organisation"]["id"],
        "org_name": "Meridiaan Systems",
        "status": "pending",
        "is_confirmed": False,
        "is_of_buyer": True,
    }
    registered = follower.of("organisation.registered")[-1]
    assert (registered["organisation_id"], registered["kind"]) == (joined["organisation"]["id"], "supplier")


async def test_the_other_services_hear_what_keeps_a_confirmation_before_its_link_ends(
    accounts: Accounts, supplier_id: str, gateway_platform: Account, dialogue: httpx.AsyncClient
) -> None:
    """The link to the platform opens nothing, but it can be confirmed again, and the services must hear that."""
    follower = Follower(dialogue)
    supplier = await confirmed(accounts, supplier_id, gateway_platform)
    await moved(supplier.founder, supplier.link, "ended", reason="We no longer work with them.")
    asked = {"supplier_id": supplier_id, "status": "confirmed"}
    (kept,) = (await gateway_platform.get("/v1/supplier-links", params=asked)).json()["items"]
    await moved(gateway_platform, kept["id"], "confirmed", basis="identifier")

    def said() -> list[dict[str, Any]]:
        return [event for event in follower.events if event["payload"].get("org_id") == str(supplier.org)]

    while len(said()) < 5:
        await follower.catch_up(wait=1)
    assert [(event["verb"], event["payload"]["is_of_buyer"]) for event in said()] == [
        ("supplier_link.made", True),
        ("supplier_link.confirmed", True),
        ("supplier_link.kept", False),
        ("supplier_link.ended", True),
        ("supplier_link.confirmed", False),
    ]
    assert said()[-1]["payload"]["buyer_id"] == kept["buyer_id"]


async def test_the_feed_has_affiliations_with_both_names_and_days(
    accounts: Accounts, dialogue: httpx.AsyncClient
) -> None:
    follower = Follower(dialogue)
    monitor, buyer = await accounts.monitor(), await accounts.buyer()
    await accounts.affiliate(buyer, monitor, valid_from="2026-01-01", valid_to="2026-12-31")
    while buyer.org_name not in [payload["buyer_name"] for payload in follower.of("affiliation.started")]:
        await follower.catch_up(wait=5)
    assert follower.of("affiliation.started")[-1] == {
        "buyer_id": str(buyer.org), "buyer_name": buyer.org_name,
        "monitor_id": str(monitor.org), "monitor_name": monitor.org_name,
        "from": "2026-01-01", "to": "2026-12-31",
    }  # fmt: skip


async def test_entries_for_the_gateway_only_are_not_in_the_feed(
    accounts: Accounts, dialogue: httpx.AsyncClient
) -> None:
    await (await accounts.buyer()).post("/v1/api-keys", json={"name": "x"})
    follower = Follower(dialogue)
    while not follower.events or (await _more(follower)):
        await follower.catch_up(wait=1)
    assert {event["verb"].split(".")[0] for event in follower.events} <= {
        "organisation", "affiliation", "supplier_link",
    }  # fmt: skip


async def _more(follower: Follower) -> bool:
    before = follower.position
    await follower.catch_up()
    return follower.position > before


async def test_the_feed_cannot_be_followed_from_outside(accounts: Accounts) -> None:
    assert refusal(await accounts.anonymous.get("/internal/feed")) == UNAUTHENTICATED
    for who in (await accounts.buyer(), await accounts.platform()):
        assert refusal(await who.get("/internal/feed")) == UNAUTHENTICATED
