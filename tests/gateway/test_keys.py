"""API keys act as the person who created them, with no more than their rights."""

import pytest

from chassis.vocabulary import OrgKind, Role
from support.accounts import Accounts
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal


async def test_a_key_is_shown_once_and_works_at_once(accounts: Accounts) -> None:
    amina = await accounts.buyer(Role.BUYER_OFFICER, Role.BUYER_VIEWER)
    made = await amina.post("/v1/api-keys", json={"name": "nightly import", "roles": ["buyer_viewer"]})
    assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
    key = made.json()
    assert key["api_key"] == f"{key['client_id']}.{key['client_secret']}"
    me = (await accounts.client(key["api_key"]).get("/v1/me")).json()
    assert (me["person"]["username"], me["roles"]) == (amina.username, ["buyer_viewer"])
    listed = (await amina.get("/v1/api-keys")).json()["items"]
    assert key["client_id"] in {item["client_id"] for item in listed}
    assert "client_secret" not in listed[0]


async def test_a_key_without_roles_gets_all_roles_of_its_creator(accounts: Accounts) -> None:
    amina = await accounts.buyer(Role.BUYER_OFFICER, Role.BUYER_VIEWER)
    made = await amina.post("/v1/api-keys", json={"name": "all"})
    assert made.json()["roles"] == ["buyer_officer", "buyer_viewer"]


async def test_a_key_never_has_more_roles_than_its_creator(accounts: Accounts) -> None:
    answer = await (await accounts.buyer()).post("/v1/api-keys", json={"name": "x", "roles": ["buyer_manager"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "role_not_given")
    assert answer.json()["errors"][0]["pointer"] == "/roles"


async def test_a_secret_is_not_repeated_for_an_idempotency_key(accounts: Accounts) -> None:
    answer = await (await accounts.buyer()).post(
        "/v1/api-keys", json={"name": "x"}, headers={"Idempotency-Key": "once"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "secret_not_repeatable")


async def test_a_key_needs_a_name(accounts: Accounts) -> None:
    answer = await (await accounts.buyer()).post("/v1/api-keys", json={"roles": []})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/name")


async def test_keys_of_another_organisation_are_not_listed_and_cannot_be_revoked(accounts: Accounts) -> None:
    amina, other = await accounts.buyer(), await accounts.buyer(Role.BUYER_MANAGER)
    key = (await amina.post("/v1/api-keys", json={"name": "mine"})).json()
    assert key["id"] not in [item["id"] for item in (await other.get("/v1/api-keys")).json()["items"]]
    assert (await other.delete(f"/v1/api-keys/{key['id']}")).status_code == 404


async def test_only_an_administrator_revokes_the_key_of_a_colleague(accounts: Accounts) -> None:
    amina = await accounts.buyer()
    officer = await accounts.colleague(amina, OrgKind.BUYER, Role.BUYER_OFFICER)
    manager = await accounts.colleague(amina, OrgKind.BUYER, Role.BUYER_MANAGER)
    address = f"/v1/api-keys/{(await amina.post('/v1/api-keys', json={'name': 'mine'})).json()['id']}"
    assert refusal(await officer.delete(address)) == FORBIDDEN
    assert (await manager.delete(address)).status_code == 204
    assert refusal(await amina.delete(address)) == (404, "key_not_found")


@pytest.mark.parametrize("credential", ["no-dot", "unknown.secret", ".", "a.b.c", "a" * 9000])
async def test_text_that_is_not_a_key_is_401(accounts: Accounts, credential: str) -> None:
    assert refusal(await accounts.client(credential).get("/v1/me")) == UNAUTHENTICATED


async def test_the_right_client_with_a_wrong_secret_is_401(accounts: Accounts) -> None:
    amina = await accounts.buyer()
    client = amina.api_key.partition(".")[0]
    assert refusal(await accounts.client(f"{client}.wrong").get("/v1/me")) == UNAUTHENTICATED


async def test_a_dashboard_client_creates_a_key_and_sees_no_other(accounts: Accounts) -> None:
    manager = await accounts.buyer(Role.BUYER_MANAGER)
    dashboard = await accounts.colleague(manager, OrgKind.BUYER, Role.DASHBOARD_CLIENT)
    assert (await dashboard.post("/v1/api-keys", json={"name": "wall"})).status_code == 201
    assert refusal(await dashboard.get("/v1/api-keys")) == FORBIDDEN


async def test_a_person_who_returns_has_none_of_the_old_keys(accounts: Accounts) -> None:
    manager = await accounts.buyer(Role.BUYER_MANAGER)
    officer = await accounts.colleague(manager, OrgKind.BUYER, Role.BUYER_OFFICER)
    form = {"grant_type": "password", "username": officer.username, "password": officer.password}
    refresh = (await accounts.anonymous.post("/v1/token", data=form)).json()["refresh_token"]
    elsewhere = await accounts.buyer(Role.BUYER_MANAGER)
    invited = (
        await elsewhere.post("/v1/invitations", json={"email": "a@b.example", "role": "buyer_viewer"})
    ).json()
    assert (await officer.post("/v1/invitations/join", json={"token": invited["token"]})).status_code == 201
    listed = (await manager.get("/v1/members")).json()["items"]
    member = next(item["id"] for item in listed if item["username"] == officer.username)
    assert (await manager.delete(f"/v1/members/{member}")).status_code == 204
    again = (await manager.post("/v1/invitations", json={"email": "a@b.example", "role": "buyer_officer"})).json()
    token = (await accounts.anonymous.post("/v1/token", data=form)).json()["access_token"]
    joined = await accounts.client(token).post("/v1/invitations/join", json={"token": again["token"]})
    assert joined.status_code == 201, joined.text
    renewed = await accounts.anonymous.post(
        "/v1/token", data={"grant_type": "refresh_token", "refresh_token": refresh}
    )
    client, _, secret = officer.api_key.partition(".")
    with_key = await accounts.anonymous.post(
        "/v1/token", data={"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
    )
    assert (refusal(renewed), refusal(with_key)) == ((400, "invalid_grant"), (401, "invalid_client"))
