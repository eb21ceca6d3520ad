"""Organisations and members: who sees whom, and who gives which role."""

import asyncio
from uuid import uuid4

import pytest

from chassis.vocabulary import OrgKind, Role
from support.accounts import Account, Accounts
from support.refusals import refusal

NEW_BUYER = {"name": "City of Voorbeeld", "kind": "buyer", "country": "be"}


async def ids(who: Account, path: str) -> list[str]:
    return [item["id"] for item in (await who.get(path, params={"limit": 200})).json()["items"]]


@pytest.mark.parametrize("path", ["/v1/me", "/v1/organisations", "/v1/members", "/v1/api-keys", "/v1/invitations"])
async def test_nobody_reads_accounts_without_a_credential(accounts: Accounts, path: str) -> None:
    answer = await accounts.anonymous.get(path)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_an_api_key_is_a_bearer_token(accounts: Accounts) -> None:
    monitor = await accounts.monitor()
    me = (await monitor.get("/v1/me")).json()
    assert (me["organisation"]["kind"], me["roles"]) == ("monitor", ["monitor_editor"])


async def test_the_platform_creates_an_organisation(accounts: Accounts) -> None:
    answer = await (await accounts.platform()).post("/v1/organisations", json=NEW_BUYER)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/v1/organisations/{answer.json()['id']}"
    assert (answer.json()["kind"], answer.json()["country"]) == ("buyer", "BE")


async def test_only_the_platform_creates_organisations(accounts: Accounts) -> None:
    answer = await (await accounts.buyer(Role.BUYER_MANAGER)).post("/v1/organisations", json=NEW_BUYER)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"kind": "supplier"}, "supplier_id_misplaced"),
        ({"supplier_id": str(uuid4())}, "supplier_id_misplaced"),
        ({"name": " "}, "invalid"),
        ({"kind": "bank"}, "invalid"),
        ({"boss": "me"}, "invalid"),
    ],
)
async def test_an_invalid_organisation_is_refused(accounts: Accounts, facts: dict[str, str], code: str) -> None:
    answer = await (await accounts.platform()).post("/v1/organisations", json={**NEW_BUYER, **facts})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"]


async def test_a_buyer_sees_itself_and_the_monitors_but_no_other_buyer(accounts: Accounts) -> None:
    amina, other, monitor = await accounts.buyer(), await accounts.buyer(), await accounts.monitor()
    seen = (await amina.get("/v1/organisations", params={"kind": "buyer"})).json()["items"]
    assert [item["id"] for item in seen] == [str(amina.org)]
    assert (await amina.get(f"/v1/organisations/{monitor.org}")).status_code == 200
    hidden = await amina.get(f"/v1/organisations/{other.org}")
    unknown = await amina.get(f"/v1/organisations/{uuid4()}")
    assert (hidden.status_code, hidden.json()["code"]) == (404, "organisation_not_found")
    assert {**hidden.json(), "instance": "", "request_id": ""} == {
        **unknown.json(), "instance": "", "request_id": "",
    }  # fmt: skip


async def test_an_expert_sees_only_itself(accounts: Accounts) -> None:
    expert = await accounts.create(OrgKind.EXPERT, Role.EXPERT)
    assert await ids(expert, "/v1/organisations") == [str(expert.org)]


async def test_an_unknown_filter_is_refused_in_a_list_of_organisations(accounts: Accounts) -> None:
    answer = await (await accounts.buyer()).get("/v1/organisations", params={"name": "x"})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_query_field")


async def test_members_see_only_the_members_of_their_organisation(accounts: Accounts) -> None:
    manager = await accounts.buyer(Role.BUYER_MANAGER)
    viewer = await accounts.colleague(manager, OrgKind.BUYER, Role.BUYER_VIEWER)
    await accounts.buyer()
    listed = (await viewer.get("/v1/members")).json()["items"]
    assert {item["username"] for item in listed} == {manager.username, viewer.username}
    one = await viewer.get(f"/v1/members/{listed[0]['id']}")
    assert one.json() == listed[0]


async def member_of(who: Account, username: str) -> tuple[str, str]:
    """The address and the ETag of a membership."""
    listed = (await who.get("/v1/members")).json()["items"]
    address = "/v1/members/" + next(item["id"] for item in listed if item["username"] == username)
    return address, (await who.get(address)).headers["etag"]


async def test_a_manager_changes_the_roles_of_a_colleague(accounts: Accounts) -> None:
    manager = await accounts.buyer(Role.BUYER_MANAGER)
    viewer = await accounts.colleague(manager, OrgKind.BUYER, Role.BUYER_VIEWER)
    address, tag = await member_of(manager, viewer.username)
    body = {"roles": ["buyer_officer"]}
    assert (await manager.patch(address, json=body)).status_code == 428
    changed = await manager.patch(address, json=body, headers={"If-Match": tag})
    assert (changed.status_code, changed.json()["roles"]) == (200, ["buyer_officer"])
    assert (await manager.patch(address, json=body, headers={"If-Match": tag})).status_code == 412


async def test_a_role_that_the_caller_may_not_give_is_refused(accounts: Accounts) -> None:
    manager = await accounts.buyer(Role.BUYER_MANAGER)
    viewer = await accounts.colleague(manager, OrgKind.BUYER, Role.BUYER_VIEWER)
    address, tag = await member_of(manager, viewer.username)
    for role in ("platform_admin", "monitor_editor", "supplier_contact", "system"):
        answer = await manager.patch(address, json={"roles": [role]}, headers={"If-Match": tag})
        assert (answer.status_code, answer.json()["code"]) == (422, "role_not_given")
    own, own_tag = await member_of(viewer, viewer.username)
    assert (
        await viewer.patch(own, json={"roles": ["buyer_manager"]}, headers={"If-Match": own_tag})
    ).status_code == 403


async def test_members_of_another_organisation_are_404(accounts: Accounts) -> None:
    manager, other = await accounts.buyer(Role.BUYER_MANAGER), await accounts.buyer(Role.BUYER_MANAGER)
    address, tag = await member_of(manager, manager.username)
    assert refusal(await other.get(address)) == (404, "member_not_found")
    patched = await other.patch(address, json={"roles": ["buyer_viewer"]}, headers={"If-Match": tag})
    assert refusal(patched) == (404, "member_not_found")
    assert refusal(await other.delete(address)) == (404, "member_not_found")


async def test_an_ended_membership_is_no_longer_listed(accounts: Accounts) -> None:
    manager = await accounts.buyer(Role.BUYER_MANAGER)
    viewer = await accounts.colleague(manager, OrgKind.BUYER, Role.BUYER_VIEWER)
    address, _ = await member_of(manager, viewer.username)
    assert (await manager.delete(address)).status_code == 204
    assert [item["username"] for item in (await manager.get("/v1/members")).json()["items"]] == [manager.username]
    form = {"grant_type": "password", "username": viewer.username, "password": viewer.password}
    assert (await accounts.anonymous.post("/v1/token", data=form)).json()["error"] == "invalid_grant"


async def test_an_unknown_path_is_404_with_a_problem(accounts: Accounts) -> None:
    for client in (accounts.anonymous, await accounts.buyer()):
        answer = await client.get("/v1/unheard-of")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_path")
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["x-request-id"] == answer.json()["request_id"]


@pytest.mark.parametrize(
    ("kind", "role", "less"),
    [
        (OrgKind.BUYER, Role.BUYER_MANAGER, "buyer_officer"),
        (OrgKind.MONITOR, Role.MONITOR_EDITOR, "monitor_author"),
    ],
)
async def test_the_last_administrator_of_an_organisation_stays(
    accounts: Accounts, kind: OrgKind, role: Role, less: str
) -> None:
    only = await accounts.create(kind, role)
    address, tag = await member_of(only, only.username)
    for answer in (
        await only.patch(address, json={"roles": [less]}, headers={"If-Match": tag}),
        await only.delete(address),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "last_administrator")
    await accounts.colleague(only, kind, role)
    assert (await only.patch(address, json={"roles": [less]}, headers={"If-Match": tag})).status_code == 200


async def test_two_administrators_who_remove_each_other_at_once_do_not_both_go(accounts: Accounts) -> None:
    first = await accounts.buyer(Role.BUYER_MANAGER)
    second = await accounts.colleague(first, OrgKind.BUYER, Role.BUYER_MANAGER)
    theirs = [(await member_of(first, who.username))[0] for who in (second, first)]
    answers = await asyncio.gather(first.delete(theirs[0]), second.delete(theirs[1]))
    assert sorted(answer.status_code for answer in answers) in ([204, 401], [204, 404], [204, 409])


async def test_no_organisation_can_be_of_the_kind_of_the_services(gateway_platform: Account) -> None:
    answer = await gateway_platform.post("/v1/organisations", json={"name": "Machine", "kind": "system"})
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["pointer"]) == (422, "/kind")
    assert fault["detail"].endswith("Known values: buyer, monitor, supplier, expert, platform.")
