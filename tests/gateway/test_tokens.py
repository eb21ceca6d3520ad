"""The token endpoint: what it accepts and what it returns."""

import base64

import pytest

from chassis.rows import fetch_rows
from chassis.state import state_of
from chassis.vocabulary import OrgKind, Role
from gateway.tokens.jobs import delete_expired_tokens
from support.accounts import Account, Accounts


async def signed_in(accounts: Accounts, who: Account) -> dict[str, str]:
    form = {"grant_type": "password", "username": who.username, "password": who.password}
    answer = await accounts.anonymous.post("/v1/token", data=form)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_password_gives_an_access_token_for_the_person(accounts: Accounts) -> None:
    amina = await accounts.buyer()
    tokens = await signed_in(accounts, amina)
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 900)
    me = (await accounts.client(tokens["access_token"]).get("/v1/me")).json()
    assert me["person"]["username"] == amina.username
    assert me["organisation"] == {"id": str(amina.org), "name": amina.org_name, "kind": "buyer"}
    assert (me["roles"], me["supplier_id"]) == (["buyer_officer"], None)


async def test_a_username_is_the_same_in_any_case(accounts: Accounts) -> None:
    amina = await accounts.buyer()
    amina.username = f" {amina.username.upper()} "
    assert (await signed_in(accounts, amina))["access_token"]


@pytest.mark.parametrize("wrong", [{"password": "wrong horse"}, {"username": "nobody-at-all"}])
async def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    accounts: Accounts, wrong: dict[str, str]
) -> None:
    amina = await accounts.buyer()
    form = {"grant_type": "password", "username": amina.username, "password": amina.password, **wrong}
    answer = await accounts.anonymous.post("/v1/token", data=form)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["error"]) == (400, "invalid_grant", "invalid_grant")
    assert problem["detail"].startswith("The username or password is wrong, or")


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "password", "username": "amina"}, "invalid_request"),
        ({"grant_type": "authorization_code"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "made-up"}, "invalid_grant"),
    ],
)
async def test_an_invalid_token_request_is_refused_with_the_codes_of_the_rfc(
    accounts: Accounts, form: dict[str, str], code: str
) -> None:
    answer = await accounts.anonymous.post("/v1/token", data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, code)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_guessing_is_slowed_down_for_the_guesser_only(accounts: Accounts) -> None:
    amina, ben = await accounts.buyer(), await accounts.buyer()
    form = {"grant_type": "password", "username": amina.username, "password": "wrong horse"}
    codes = [(await accounts.anonymous.post("/v1/token", data=form)).status_code for _ in range(11)]
    assert codes == [400] * 10 + [429]
    answer = await accounts.anonymous.post("/v1/token", data=form)
    assert int(answer.headers["retry-after"]) > 0
    assert "ratelimit" in answer.headers
    assert (await signed_in(accounts, ben))["access_token"]


async def test_the_halves_of_an_api_key_are_client_credentials(accounts: Accounts) -> None:
    amina = await accounts.buyer()
    client, _, secret = amina.api_key.partition(".")
    grant = {"grant_type": "client_credentials"}
    in_form = await accounts.anonymous.post(
        "/v1/token", data={**grant, "client_id": client, "client_secret": secret}
    )
    in_header = await accounts.anonymous.post("/v1/token", data=grant, auth=(client, secret))
    for answer in (in_form, in_header):
        assert "refresh_token" not in answer.json()
        me = await accounts.client(answer.json()["access_token"]).get("/v1/me")
        assert me.json()["person"]["username"] == amina.username


async def test_a_wrong_client_secret_is_401(accounts: Accounts) -> None:
    amina = await accounts.buyer()
    client = amina.api_key.partition(".")[0]
    form = {"grant_type": "client_credentials", "client_id": client, "client_secret": "wrong"}
    answer = await accounts.anonymous.post("/v1/token", data=form)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_a_refresh_token_renews_once(accounts: Accounts) -> None:
    amina = await accounts.buyer()
    first = await signed_in(accounts, amina)
    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    renewed = (await accounts.anonymous.post("/v1/token", data=form)).json()
    assert renewed["refresh_token"] != first["refresh_token"]
    assert (await accounts.client(renewed["access_token"]).get("/v1/me")).status_code == 200


async def test_a_refresh_token_used_twice_revokes_its_whole_family(accounts: Accounts) -> None:
    amina = await accounts.buyer()
    stolen = {
        "grant_type": "refresh_token",
        "refresh_token": (await signed_in(accounts, amina))["refresh_token"],
    }
    renewed = (await accounts.anonymous.post("/v1/token", data=stolen)).json()
    assert (await accounts.anonymous.post("/v1/token", data=stolen)).status_code == 400
    form = {"grant_type": "refresh_token", "refresh_token": renewed["refresh_token"]}
    answer = await accounts.anonymous.post("/v1/token", data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert (await signed_in(accounts, amina))["access_token"]


async def test_an_expired_token_in_the_header_does_not_prevent_its_renewal(accounts: Accounts) -> None:
    amina = await accounts.buyer()
    form = {"grant_type": "refresh_token", "refresh_token": (await signed_in(accounts, amina))["refresh_token"]}
    answer = await accounts.client("worn.out.token").post("/v1/token", data=form)
    assert answer.status_code == 200
    me = await accounts.client(answer.json()["access_token"]).get("/v1/me")
    assert me.json()["person"]["username"] == amina.username


async def test_the_answer_must_not_be_stored_or_repeated(accounts: Accounts) -> None:
    amina = await accounts.buyer()
    form = {"grant_type": "password", "username": amina.username, "password": amina.password}
    answer = await accounts.anonymous.post("/v1/token", data=form)
    assert answer.headers["cache-control"] == "no-store"
    repeated = await accounts.anonymous.post("/v1/token", data=form, headers={"Idempotency-Key": "again"})
    assert (repeated.status_code, repeated.json()["code"]) == (422, "secret_not_repeatable")


async def test_a_person_of_two_organisations_names_the_one_to_sign_in_for(accounts: Accounts) -> None:
    manager, other = await accounts.buyer(Role.BUYER_MANAGER), await accounts.buyer(Role.BUYER_MANAGER)
    invitation = await other.post("/v1/invitations", json={"email": "a@b.example", "role": "buyer_viewer"})
    joined = await manager.post("/v1/invitations/join", json={"token": invitation.json()["token"]})
    assert joined.status_code == 201, joined.text
    form = {"grant_type": "password", "username": manager.username, "password": manager.password}
    unsaid = await accounts.anonymous.post("/v1/token", data=form)
    assert (unsaid.status_code, unsaid.json()["error"]) == (400, "invalid_request")
    assert {item["id"] for item in unsaid.json()["organisations"]} == {str(manager.org), str(other.org)}
    answer = await accounts.anonymous.post("/v1/token", data={**form, "organisation": str(other.org)})
    me = (await accounts.client(answer.json()["access_token"]).get("/v1/me")).json()
    assert (me["organisation"]["id"], me["roles"]) == (str(other.org), ["buyer_viewer"])
    assert len(me["memberships"]) == 2
    stranger = await accounts.create(OrgKind.EXPERT, Role.EXPERT)
    elsewhere = await accounts.anonymous.post("/v1/token", data={**form, "organisation": str(stranger.org)})
    assert elsewhere.json()["error"] == "invalid_grant"


async def test_a_changed_password_revokes_all_refresh_tokens(accounts: Accounts) -> None:
    amina = await accounts.buyer()
    before = await signed_in(accounts, amina)
    body = {"current": "wrong horse", "new": "battery staple"}
    wrong = await amina.post("/v1/me/password", json=body)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_password")
    assert wrong.json()["errors"][0]["pointer"] == "/current"
    assert (await amina.post("/v1/me/password", json={**body, "current": amina.password})).status_code == 204
    form = {"grant_type": "refresh_token", "refresh_token": before["refresh_token"]}
    assert (await accounts.anonymous.post("/v1/token", data=form)).json()["error"] == "invalid_grant"
    old = {"grant_type": "password", "username": amina.username, "password": amina.password}
    assert (await accounts.anonymous.post("/v1/token", data=old)).json()["error"] == "invalid_grant"
    amina.password = "battery staple"
    assert (await signed_in(accounts, amina))["access_token"]


async def test_a_password_change_needs_a_credential_and_a_long_password(accounts: Accounts) -> None:
    body = {"current": "correct horse", "new": "short"}
    assert (await accounts.anonymous.post("/v1/me/password", json=body)).status_code == 401
    answer = await (await accounts.buyer()).post("/v1/me/password", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/new")


async def test_expired_refresh_tokens_are_deleted(accounts: Accounts) -> None:
    amina = await accounts.buyer()
    form = {"grant_type": "refresh_token", "refresh_token": (await signed_in(accounts, amina))["refresh_token"]}
    state = state_of(accounts.gateway.own)
    async with state.worker_sessions() as session, session.begin():
        await fetch_rows(session, "update refresh_tokens set expires_at = now() - interval '1 second'")
    await delete_expired_tokens(state)
    async with state.worker_sessions() as session:
        assert not await fetch_rows(session, "select 1 from refresh_tokens where expires_at <= now()")
    assert (await accounts.anonymous.post("/v1/token", data=form)).json()["error"] == "invalid_grant"


async def test_invalid_basic_credentials_are_401(accounts: Accounts) -> None:
    for wrong in (b"\x00:secret", b"\xff\xfe:secret", b":", b"a" * 5000 + b":secret"):
        header = {"Authorization": "Basic " + base64.b64encode(wrong).decode()}
        answer = await accounts.anonymous.post(
            "/v1/token", data={"grant_type": "client_credentials"}, headers=header
        )
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_client")
