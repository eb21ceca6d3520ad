"""People join with an invitation, whose token works once."""

import json
import secrets
from uuid import uuid4

import httpx
import pytest

from chassis.state import state_of
from chassis.vocabulary import OrgKind, Role
from gateway.app import Gateway
from support.accounts import Accounts
from support.invitations import accepted, account, invited, signed_in, to_supplier
from support.refusals import FORBIDDEN, refusal


async def invited_contact(accounts: Accounts, supplier_id: str) -> str:
    """The token of an invitation by another buyer."""
    return await invited(await accounts.buyer(), to_supplier(supplier_id))


async def test_an_invited_person_of_a_supplier_accepts_and_signs_in(accounts: Accounts, supplier_id: str) -> None:
    buyer = await accounts.buyer()
    made = await buyer.post("/v1/invitations", json=to_supplier(supplier_id))
    assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
    wanted = account(made.json()["token"], name="Contact of Meridiaan")
    joined = await accounts.anonymous.post("/v1/invitations/accept", json=wanted)
    assert joined.status_code == 201, joined.text
    assert joined.json()["organisation"]["name"] == "Meridiaan Systems"
    form = {"grant_type": "password", "username": wanted["username"], "password": wanted["password"]}
    token = (await accounts.anonymous.post("/v1/token", data=form)).json()["access_token"]
    me = (await accounts.client(token).get("/v1/me")).json()
    assert (me["organisation"]["kind"], me["roles"]) == ("supplier", ["supplier_admin", "supplier_contact"])
    assert (me["supplier_id"], me["person"]["name"]) == (supplier_id, "Contact of Meridiaan")


async def test_no_transaction_is_open_while_the_suppliers_service_is_asked(
    accounts: Accounts, gateway_app: Gateway, supplier_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, held = state_of(gateway_app.own), list[str]()

    async def note(_: httpx.Request) -> None:
        held.append(state.engine.pool.status())

    monkeypatch.setitem(state.clients["suppliers"].event_hooks, "request", [note])
    assert await invited_contact(accounts, supplier_id)
    assert len(held) == 1
    assert "checked out connections: 0" in held[0].lower()


async def test_a_token_works_once(accounts: Accounts, supplier_id: str) -> None:
    token = await invited(await accounts.buyer(), to_supplier(supplier_id))
    await accepted(accounts, token)
    answer = await accounts.anonymous.post("/v1/invitations/accept", json=account(token))
    assert (answer.status_code, answer.json()["code"]) == (404, "invitation_not_found")


async def test_an_unknown_token_is_404(accounts: Accounts) -> None:
    answer = await accounts.anonymous.post("/v1/invitations/accept", json=account(secrets.token_urlsafe(32)))
    assert (answer.status_code, answer.json()["code"]) == (404, "invitation_not_found")


async def test_a_taken_user_name_is_409_and_the_token_still_works(accounts: Accounts, supplier_id: str) -> None:
    buyer = await accounts.buyer()
    token = await invited(buyer, to_supplier(supplier_id))
    answer = await accounts.anonymous.post(
        "/v1/invitations/accept", json=account(token, username=buyer.username.upper())
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "username_taken")
    await accepted(accounts, token)


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [({"password": "short"}, "/password"), ({"username": "a b"}, "/username"), ({"token": "?"}, "/token")],
)
async def test_an_invalid_account_is_422(accounts: Accounts, facts: dict[str, str], pointer: str) -> None:
    answer = await accounts.anonymous.post(
        "/v1/invitations/accept", json={**account(secrets.token_urlsafe(32)), **facts}
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_the_invitation_of_another_buyer_creates_another_organisation(
    accounts: Accounts, supplier_id: str
) -> None:
    buyer, second_buyer = await accounts.buyer(), await accounts.buyer()
    first = await accepted(accounts, await invited(buyer, to_supplier(supplier_id)))
    second = await accepted(accounts, await invited(second_buyer, to_supplier(supplier_id)))
    assert first["organisation"]["id"] != second["organisation"]["id"]
    assert first["supplier_id"] == second["supplier_id"] == supplier_id
    links = (await buyer.get("/v1/supplier-links")).json()["items"]
    assert [(link["buyer_id"], link["organisation_id"]) for link in links] == [
        (str(buyer.org), first["organisation"]["id"])
    ]
    hidden = await buyer.get(f"/v1/organisations/{second['organisation']['id']}")
    assert hidden.status_code == 404


async def test_an_unknown_supplier_is_422(accounts: Accounts) -> None:
    answer = await (await accounts.buyer()).post("/v1/invitations", json=to_supplier(str(uuid4())))
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_supplier")
    assert answer.json()["errors"][0]["pointer"] == "/supplier_id"


@pytest.mark.parametrize(
    ("kind", "role", "invites", "refused"),
    [
        (OrgKind.BUYER, Role.BUYER_OFFICER, "buyer_viewer", None),
        (OrgKind.BUYER, Role.BUYER_OFFICER, "buyer_manager", (422, "role_not_given")),
        (OrgKind.BUYER, Role.BUYER_OFFICER, "supplier_contact", (422, "supplier_id_misplaced")),
        (OrgKind.BUYER, Role.BUYER_OFFICER, "platform_admin", (422, "role_not_given")),
        (OrgKind.BUYER, Role.BUYER_MANAGER, "buyer_manager", None),
        (OrgKind.BUYER, Role.BUYER_MANAGER, "monitor_editor", (422, "role_not_given")),
        (OrgKind.BUYER, Role.BUYER_VIEWER, "buyer_viewer", FORBIDDEN),
        (OrgKind.MONITOR, Role.MONITOR_EDITOR, "monitor_author", None),
        (OrgKind.MONITOR, Role.MONITOR_EDITOR, "buyer_officer", (422, "role_not_given")),
        (OrgKind.MONITOR, Role.MONITOR_AUTHOR, "monitor_author", FORBIDDEN),
        (OrgKind.PLATFORM, Role.PLATFORM_ADMIN, "platform_admin", None),
        (OrgKind.PLATFORM, Role.PLATFORM_ADMIN, "buyer_manager", (422, "role_not_given")),
        (OrgKind.PLATFORM, Role.PLATFORM_ADMIN, "system", (422, "role_not_given")),
        (OrgKind.EXPERT, Role.EXPERT, "expert", FORBIDDEN),
    ],
)
async def test_colleagues_are_invited_with_roles_that_the_inviter_may_give(
    accounts: Accounts, kind: OrgKind, role: Role, invites: str, refused: tuple[int, str] | None
) -> None:
    who = await accounts.create(kind, role)
    answer = await who.post("/v1/invitations", json={"email": "a@b.example", "role": invites})
    if refused:
        assert refusal(answer) == refused
    else:
        assert (answer.status_code, answer.json()["role"]) == (201, invites)


async def test_an_administrator_of_a_supplier_invites_into_the_own_organisation(
    accounts: Accounts, supplier_id: str
) -> None:
    buyer = await accounts.buyer()
    token = await invited(buyer, to_supplier(supplier_id, "supplier_admin"))
    wanted = account(token)
    joined = (await accounts.anonymous.post("/v1/invitations/accept", json=wanted)).json()
    form = {"grant_type": "password", "username": wanted["username"], "password": wanted["password"]}
    access = (await accounts.anonymous.post("/v1/token", data=form)).json()["access_token"]
    colleague = await accounts.client(access).post(
        "/v1/invitations", json={"email": "a@b.example", "role": "supplier_contact"}
    )
    assert colleague.status_code == 201, colleague.text
    assert (await accepted(accounts, colleague.json()["token"]))["organisation"] == joined["organisation"]


async def test_invitations_are_seen_and_withdrawn_by_the_organisation_that_made_them(
    accounts: Accounts,
) -> None:
    buyer, other = await accounts.buyer(), await accounts.buyer()
    made = await buyer.post("/v1/invitations", json={"email": "a@b.example", "role": "buyer_viewer"})
    address = made.headers["location"]
    assert "token" not in (await buyer.get(address)).json()
    assert [item["id"] for item in (await buyer.get("/v1/invitations")).json()["items"]] == [made.json()["id"]]
    assert (await other.get("/v1/invitations")).json()["items"] == []
    assert (await other.get(address)).status_code == 404
    assert (await other.delete(address)).status_code == 404
    assert (await buyer.delete(address)).status_code == 204
    answer = await accounts.anonymous.post("/v1/invitations/accept", json=account(made.json()["token"]))
    assert answer.status_code == 404


async def test_a_person_with_an_account_joins_with_it_and_only_once(accounts: Accounts) -> None:
    buyer, ben = await accounts.buyer(Role.BUYER_MANAGER), await accounts.buyer()
    body = {"email": "a@b.example", "role": "buyer_viewer"}
    joined = await ben.post("/v1/invitations/join", json={"token": await invited(buyer, body)})
    assert (joined.status_code, joined.json()["organisation"]["id"]) == (201, str(buyer.org))
    again = await ben.post("/v1/invitations/join", json={"token": await invited(buyer, body)})
    assert (again.status_code, again.json()["code"]) == (409, "already_member")
    unsigned = await accounts.anonymous.post("/v1/invitations/join", json={"token": await invited(buyer, body)})
    assert unsigned.status_code == 401


async def test_joining_may_be_repeated_with_an_idempotency_key(accounts: Accounts) -> None:
    buyer, ben = await accounts.buyer(Role.BUYER_MANAGER), await accounts.buyer()
    body = {"token": await invited(buyer, {"email": "a@b.example", "role": "buyer_viewer"})}
    first = await ben.post("/v1/invitations/join", json=body, headers={"Idempotency-Key": "join-1"})
    again = await ben.post("/v1/invitations/join", json=body, headers={"Idempotency-Key": "join-1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.headers["idempotent-replayed"], again.json()) == ("true", first.json())


async def test_an_officer_of_a_buyer_cannot_join_its_supplier(accounts: Accounts, supplier_id: str) -> None:
    officer = await accounts.buyer()
    answer = await officer.post(
        "/v1/invitations/join", json={"token": await invited(officer, to_supplier(supplier_id))}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "both_sides")


async def test_a_person_of_a_supplier_cannot_join_its_buyer(accounts: Accounts, supplier_id: str) -> None:
    manager, contact = (
        await accounts.buyer(Role.BUYER_MANAGER),
        account(await invited_contact(accounts, supplier_id)),
    )
    answer = await accounts.anonymous.post("/v1/invitations/accept", json=contact)
    assert answer.status_code == 201, answer.text
    own = await (await signed_in(accounts, contact)).post(
        "/v1/invitations/join", json={"token": await invited(manager, to_supplier(supplier_id))}
    )
    assert own.status_code == 201, "with another buyer it may speak for the supplier as well"
    colleague = await invited(manager, {"email": "a@b.example", "role": "buyer_viewer"})
    answer = await (await signed_in(accounts, contact)).post("/v1/invitations/join", json={"token": colleague})
    assert (answer.status_code, answer.json()["code"]) == (409, "both_sides")


async def test_a_stranger_sends_only_a_small_body_and_few_unknown_fields(accounts: Accounts) -> None:
    headers = {"Content-Type": "application/json"}
    for count, refused in ((65_000, (413, "too_large")), (1_000, (422, "too_many_values"))):
        body = json.dumps({f"k{number}": 1 for number in range(count)}).encode()
        answer = await accounts.anonymous.post("/v1/invitations/accept", content=body, headers=headers)
        assert refusal(answer) == refused
        assert len(answer.json()["errors"]) <= 1
