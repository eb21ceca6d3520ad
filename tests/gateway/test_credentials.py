"""Which credentials are exchanged for an internal token, and for how long."""

import time
from uuid import uuid4

import pytest

from chassis.problems import Unauthenticated
from chassis.state import state_of
from chassis.tokens import Verifier
from chassis.vocabulary import OrgKind, Role
from gateway.app import Gateway
from gateway.tokens.credentials.verifier import CredentialVerifier
from gateway.tokens.rules import PUBLIC_AUDIENCE
from support.accounts import Account, Accounts
from support.services import Keys


@pytest.fixture
def door(gateway_app: Gateway, keys: Keys) -> CredentialVerifier:
    """The verifier without its cache."""
    state = state_of(gateway_app.own)
    public = Verifier(keys.trusted, audience=PUBLIC_AUDIENCE, from_clients=True)
    return CredentialVerifier(state.sessions, public, state.signer)


async def token_of(accounts: Accounts, who: Account) -> str:
    form = {"grant_type": "password", "username": who.username, "password": who.password}
    return str((await accounts.anonymous.post("/v1/token", data=form)).json()["access_token"])


async def test_a_service_accepts_the_internal_token_of_a_credential(
    accounts: Accounts, door: CredentialVerifier, keys: Keys
) -> None:
    buyer, monitor = await accounts.buyer(Role.BUYER_MANAGER), await accounts.monitor()
    await accounts.affiliate(buyer, monitor)
    for credential in (buyer.api_key, await token_of(accounts, buyer)):
        admission = await door(credential)
        token = admission.authorization.removeprefix("Bearer ")
        for service in ("suppliers", "dialogue"):
            caller = Verifier(keys.trusted, audience=service)(token)
            assert (caller.org, caller.org_kind, caller.org_name) == (buyer.org, OrgKind.BUYER, buyer.org_name)
            assert (caller.roles, caller.affiliated_to) == ({Role.BUYER_MANAGER}, {monitor.org})
        claims = Verifier(keys.trusted, audience="dialogue").claims(token)
        assert claims["exp"] - claims["iat"] <= 300
        assert 0 < admission.seconds < 5


async def test_an_internal_token_is_not_accepted_from_callers(accounts: Accounts, door: CredentialVerifier) -> None:
    internal = (await door((await accounts.buyer()).api_key)).authorization.removeprefix("Bearer ")
    with pytest.raises(Unauthenticated):
        await door(internal)
    assert (await accounts.client(internal).get("/v1/me")).status_code == 401


async def test_a_token_signed_by_a_service_is_not_accepted_from_callers(
    door: CredentialVerifier, keys: Keys
) -> None:
    from chassis.tokens import Signer

    machine = Signer(keys.private["dialogue"], issuer="dialogue")
    with pytest.raises(Unauthenticated):
        await door(machine.as_system(audience=PUBLIC_AUDIENCE))


async def test_a_forged_token_or_one_of_an_unknown_person_is_refused(door: CredentialVerifier, keys: Keys) -> None:
    claims = {"sub": str(uuid4()), "org": str(uuid4())}
    unknown = keys.gateway.sign(claims, audience=[PUBLIC_AUDIENCE], lifetime=60)
    with pytest.raises(Unauthenticated):
        await door(unknown)
    with pytest.raises(Unauthenticated):
        await door(unknown[:-4] + "AAAA")


async def test_a_verified_credential_is_valid_no_longer_than_its_token(
    accounts: Accounts, door: CredentialVerifier, keys: Keys
) -> None:
    known = Verifier(keys.trusted, audience=PUBLIC_AUDIENCE).claims(
        await token_of(accounts, await accounts.buyer())
    )
    claims = {name: known[name] for name in ("sub", "org", "sign_in")}
    admission = await door(keys.gateway.sign(claims, audience=[PUBLIC_AUDIENCE], lifetime=2))
    assert admission.seconds <= 2
    internal = admission.authorization.removeprefix("Bearer ")
    assert Verifier(keys.trusted, audience="dialogue").claims(internal)["exp"] <= time.time() + 2


async def test_a_revoked_key_and_the_tokens_it_gave_are_refused(
    accounts: Accounts, door: CredentialVerifier
) -> None:
    amina = await accounts.buyer()
    key = (await amina.post("/v1/api-keys", json={"name": "soon gone"})).json()
    form = {
        "grant_type": "client_credentials",
        "client_id": key["client_id"],
        "client_secret": key["client_secret"],
    }
    token = (await accounts.anonymous.post("/v1/token", data=form)).json()["access_token"]
    await door(key["api_key"])
    await door(token)
    await amina.delete(f"/v1/api-keys/{key['id']}")
    for credential in (key["api_key"], token):
        with pytest.raises(Unauthenticated):
            await door(credential)


async def test_an_ended_membership_ends_every_credential(accounts: Accounts, door: CredentialVerifier) -> None:
    manager = await accounts.buyer(Role.BUYER_MANAGER)
    viewer = await accounts.colleague(manager, OrgKind.BUYER, Role.BUYER_VIEWER)
    token = await token_of(accounts, viewer)
    listed = (await manager.get("/v1/members")).json()["items"]
    member = next(item["id"] for item in listed if item["username"] == viewer.username)
    await manager.delete(f"/v1/members/{member}")
    for credential in (token, viewer.api_key):
        with pytest.raises(Unauthenticated):
            await door(credential)


async def test_rights_are_those_of_now_and_not_of_the_time_of_issue(
    accounts: Accounts, door: CredentialVerifier, keys: Keys
) -> None:
    manager = await accounts.buyer(Role.BUYER_MANAGER)
    viewer = await accounts.colleague(manager, OrgKind.BUYER, Role.BUYER_OFFICER)
    token = await token_of(accounts, viewer)
    listed = (await manager.get("/v1/members")).json()["items"]
    address = "/v1/members/" + next(item["id"] for item in listed if item["username"] == viewer.username)
    tag = (await manager.get(address)).headers["etag"]
    await manager.patch(address, json={"roles": ["buyer_viewer"]}, headers={"If-Match": tag})
    internal = (await door(token)).authorization.removeprefix("Bearer ")
    assert Verifier(keys.trusted, audience="suppliers")(internal).roles == {Role.BUYER_VIEWER}
    with pytest.raises(Unauthenticated):
        await door(viewer.api_key)


async def test_the_published_keys_verify_our_tokens(accounts: Accounts, keys: Keys) -> None:
    from jose import jwt

    token = await token_of(accounts, await accounts.buyer())
    published = (await accounts.anonymous.get("/.well-known/jwks.json")).json()["keys"]
    assert [key["kid"] for key in published] == ["gateway-1"]
    claims = jwt.decode(token, published[0], algorithms=["ES256"], audience=PUBLIC_AUDIENCE, issuer="gateway")
    assert claims["exp"] > time.time()


@pytest.mark.parametrize("path", ["/internal/events", "/%69nternal/events", "/internal/feed/"])
async def test_no_spelling_of_a_path_reaches_internal_routes(accounts: Accounts, path: str) -> None:
    answer = await (await accounts.buyer()).get(path)
    assert answer.status_code in (401, 404)
    assert "position" not in answer.text


async def test_a_trailing_slash_is_an_unknown_path_and_no_redirect(accounts: Accounts) -> None:
    answer = await (await accounts.buyer()).get("/v1/me/", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_path")
