"""What was born from a credential ends with it, also where it is in use at that moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest

from chassis.problems import Unauthenticated
from chassis.state import state_of
from chassis.tokens import Verifier
from chassis.vocabulary import OrgKind, Role
from gateway.app import Gateway
from gateway.tokens.credentials.verifier import CredentialVerifier
from gateway.tokens.rules import PUBLIC_AUDIENCE, REVOCATION_DELAY, STREAM_CHECK
from support.accounts import Account, Accounts
from support.clients import async_client_at
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal
from support.services import Keys

PATIENCE = 30
"""The promise is five seconds; a busy machine may take longer to notice."""


@pytest.fixture
def door(gateway_app: Gateway, keys: Keys) -> CredentialVerifier:
    """The verifier without its cache."""
    state = state_of(gateway_app.own)
    public = Verifier(keys.trusted, audience=PUBLIC_AUDIENCE, from_clients=True)
    return CredentialVerifier(state.sessions, public, state.signer)


async def signed_in(accounts: Accounts, who: Account) -> dict[str, str]:
    form = {"grant_type": "password", "username": who.username, "password": who.password}
    return dict((await accounts.anonymous.post("/v1/token", data=form)).json())


async def refused(door: CredentialVerifier, *credentials: str) -> None:
    for credential in credentials:
        with pytest.raises(Unauthenticated):
            await door(credential)


async def made_with(accounts: Accounts, credential: str) -> dict[str, str]:
    """A key that was made with that credential."""
    made = await accounts.client(credential).post("/v1/api-keys", json={"name": "made with another"})
    assert made.status_code == 201, made.text
    return dict(made.json())


async def test_keys_end_with_the_key_that_they_were_made_with(accounts: Accounts, door: CredentialVerifier) -> None:
    amina = await accounts.buyer()
    stolen = await made_with(accounts, amina.api_key)
    first = await made_with(accounts, stolen["api_key"])
    form = {"grant_type": "client_credentials", "client_id": first["client_id"]}
    token = (
        await accounts.anonymous.post("/v1/token", data={**form, "client_secret": first["client_secret"]})
    ).json()
    second = await made_with(accounts, token["access_token"])
    assert (first["parent_id"], second["parent_id"]) == (stolen["id"], first["id"])
    for credential in (first["api_key"], token["access_token"], second["api_key"]):
        await door(credential)
    assert (await amina.delete(f"/v1/api-keys/{stolen['id']}")).status_code == 204
    await refused(door, stolen["api_key"], first["api_key"], token["access_token"], second["api_key"])
    left = [key["id"] for key in (await amina.get("/v1/api-keys")).json()["items"]]
    assert {stolen["id"], first["id"], second["id"]}.isdisjoint(left)
    await door(amina.api_key)


async def test_a_key_that_is_made_while_its_parent_is_revoked_is_of_no_use(
    accounts: Accounts, door: CredentialVerifier
) -> None:
    amina = await accounts.buyer()
    for _ in range(5):
        parent = await made_with(accounts, amina.api_key)
        maker = accounts.client(parent["api_key"])
        made, revoked = await asyncio.gather(
            maker.post("/v1/api-keys", json={"name": "in a hurry"}), amina.delete(f"/v1/api-keys/{parent['id']}")
        )
        assert revoked.status_code == 204
        if made.status_code == 201:
            await refused(door, made.json()["api_key"])
        else:
            assert refusal(made) == UNAUTHENTICATED


async def test_a_key_that_was_made_in_a_session_does_not_end_with_it(
    accounts: Accounts, door: CredentialVerifier
) -> None:
    amina = await accounts.buyer()
    key = await made_with(accounts, (await signed_in(accounts, amina))["access_token"])
    assert key["parent_id"] is None
    body = {"current": amina.password, "new": "battery staple"}
    assert (await amina.post("/v1/me/password", json=body)).status_code == 204
    await door(key["api_key"])


async def test_a_refresh_token_that_is_used_twice_ends_the_access_tokens_of_its_family(
    accounts: Accounts, door: CredentialVerifier
) -> None:
    amina = await accounts.buyer()
    first, other = await signed_in(accounts, amina), await signed_in(accounts, amina)
    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    renewed = (await accounts.anonymous.post("/v1/token", data=form)).json()
    for tokens in (first, renewed, other):
        await door(tokens["access_token"])
    assert refusal(await accounts.anonymous.post("/v1/token", data=form)) == (400, "invalid_grant")
    await refused(door, first["access_token"], renewed["access_token"])
    await door(other["access_token"])


async def test_a_changed_password_ends_all_access_tokens(accounts: Accounts, door: CredentialVerifier) -> None:
    amina = await accounts.buyer()
    tokens = [(await signed_in(accounts, amina))["access_token"] for _ in range(2)]
    body = {"current": amina.password, "new": "battery staple"}
    assert (await accounts.client(tokens[0]).post("/v1/me/password", json=body)).status_code == 204
    await refused(door, *tokens)
    await door(amina.api_key)


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "no UUID"},
        {"sub": ""},
        {"org": "no UUID"},
        {"org": 17},
        {"org": None},
        {"sign_in": "no UUID"},
        {"sign_in": ["list"]},
        {"sign_in": None},
        {"key": {"an": "object"}},
        {"key": "x" * 3000},
        {"key": "a\x00b"},
    ],
    ids=str,
)
async def test_a_token_with_strange_claims_is_refused_like_any_other(
    accounts: Accounts, keys: Keys, claims: dict[str, object]
) -> None:
    known = Verifier(keys.trusted, audience=PUBLIC_AUDIENCE).claims(
        (await signed_in(accounts, await accounts.buyer()))["access_token"]
    )
    usual = {name: known[name] for name in ("sub", "org", "sign_in")}
    for said in ({**usual, **claims}, {key: value for key, value in usual.items() if key not in claims}):
        if said == usual:
            continue
        token = keys.gateway.sign(said, audience=[PUBLIC_AUDIENCE], lifetime=60)
        for path in ("/v1/me", "/v1/suppliers"):
            answer = await accounts.client(token).get(path)
            assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


@asynccontextmanager
async def listening(address: str, credential: str) -> AsyncIterator[AsyncIterator[bytes]]:
    headers = {"Authorization": f"Bearer {credential}", "Accept": "text/event-stream"}
    async with (
        async_client_at(address, timeout=PATIENCE) as client,
        client.stream("GET", "/v1/events", headers=headers) as answer,
    ):
        assert answer.status_code == 200
        pieces = answer.aiter_raw()
        await anext(pieces)
        yield pieces


async def until_it_ends(stream: AsyncIterator[bytes]) -> None:
    async with asyncio.timeout(PATIENCE):
        async for _ in stream:
            pass


def test_a_stream_and_a_session_end_within_five_seconds_by_their_figures() -> None:
    assert max(REVOCATION_DELAY, STREAM_CHECK) < 5


async def test_an_open_stream_ends_with_its_key(accounts: Accounts, gateway_address: str) -> None:
    amina = await accounts.buyer()
    key = await made_with(accounts, amina.api_key)
    child = await made_with(accounts, key["api_key"])
    async with listening(gateway_address, child["api_key"]) as stream:
        await amina.delete(f"/v1/api-keys/{key['id']}")
        await until_it_ends(stream)


async def test_an_open_stream_ends_with_its_sign_in(accounts: Accounts, gateway_address: str) -> None:
    amina = await accounts.buyer()
    token = (await signed_in(accounts, amina))["access_token"]
    async with listening(gateway_address, token) as stream:
        await amina.post("/v1/me/password", json={"current": amina.password, "new": "battery staple"})
        await until_it_ends(stream)


@pytest.mark.parametrize("ends", ["membership", "role"])
async def test_an_open_stream_and_session_end_with_the_membership_and_the_role(
    accounts: Accounts, gateway_address: str, ends: str
) -> None:
    manager = await accounts.buyer(Role.BUYER_MANAGER)
    viewer = await accounts.colleague(manager, OrgKind.BUYER, Role.BUYER_VIEWER)
    token = (await signed_in(accounts, viewer))["access_token"]
    listed = (await manager.get("/v1/members")).json()["items"]
    member = "/v1/members/" + next(item["id"] for item in listed if item["username"] == viewer.username)
    async with listening(gateway_address, token) as stream:
        if ends == "membership":
            assert (await manager.delete(member)).status_code == 204
        else:
            tag = (await manager.get(member)).headers["etag"]
            changed = {"roles": ["dashboard_client"]}
            assert (await manager.patch(member, json=changed, headers={"If-Match": tag})).status_code == 200
        await until_it_ends(stream)
    async with asyncio.timeout(PATIENCE), async_client_at(gateway_address) as client:
        headers = {"Authorization": f"Bearer {token}"}
        while (answer := await client.get("/v1/events", headers=headers)).status_code == 200:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert refusal(answer) == (UNAUTHENTICATED if ends == "membership" else FORBIDDEN)


async def test_an_open_stream_of_somebody_else_goes_on(accounts: Accounts, gateway_address: str) -> None:
    amina, ben = await accounts.buyer(), await accounts.buyer(Role.BUYER_MANAGER)
    key = await made_with(accounts, ben.api_key)
    async with listening(gateway_address, amina.api_key) as stream:
        await ben.delete(f"/v1/api-keys/{key['id']}")
        async with asyncio.timeout(PATIENCE):
            for _ in range(3):
                assert await anext(stream)


async def test_of_many_streams_at_once_no_more_open_than_are_allowed(
    accounts: Accounts, gateway_address: str
) -> None:
    amina = await accounts.buyer()
    headers = {"Authorization": f"Bearer {amina.api_key}", "Accept": "text/event-stream"}
    async with async_client_at(gateway_address, timeout=PATIENCE, headers=headers) as client:
        requests = [client.build_request("GET", "/v1/events") for _ in range(30)]
        answers = await asyncio.gather(*(client.send(request, stream=True) for request in requests))
        assert sorted({answer.status_code for answer in answers}) == [200, 429]
        assert [answer.status_code for answer in answers].count(200) == 8
        for answer in answers:
            await answer.aclose()


async def test_a_made_up_key_is_refused_in_a_stream_too(gateway_address: str) -> None:
    headers = {"Authorization": f"Bearer {uuid4().hex}.secret", "Accept": "text/event-stream"}
    async with async_client_at(gateway_address) as client:
        assert refusal(await client.get("/v1/events", headers=headers)) == UNAUTHENTICATED
