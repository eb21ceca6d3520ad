"""The platform founds organisations; into one that has members it gets nobody silently, and never itself."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from chassis.clock import now
from chassis.state import state_of
from chassis.vocabulary import OrgKind, Role
from gateway.app import Gateway
from support.accounts import Account, Accounts
from support.events import heard
from support.invitations import accepted, account, confirmed, founded, invited, signed_in

ADMINISTRATORS = {
    OrgKind.BUYER: Role.BUYER_MANAGER,
    OrgKind.MONITOR: Role.MONITOR_EDITOR,
    OrgKind.EXPERT: Role.EXPERT,
}


def into(organisation: Any, role: str, email: str = "a@b.example") -> dict[str, str]:
    return {"email": email, "role": role, "organisation_id": str(organisation)}


async def organisation(platform: Account, kind: str, **facts: str) -> str:
    answer = await platform.post("/v1/organisations", json={"name": f"New {kind}", "kind": kind, **facts})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def refused(who: httpx.AsyncClient, body: dict[str, str], path: str = "/v1/invitations") -> tuple[int, str]:
    answer = await who.post(path, json=body)
    return answer.status_code, answer.json()["code"]


async def offered(platform: Account, organisation: Any, role: str) -> dict[str, Any]:
    answer = await platform.post("/v1/invitations", json=into(organisation, role))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def let_pass(gateway: Gateway, invitation: str) -> None:
    """As if the waiting period were over."""
    async with state_of(gateway.own).worker_sessions() as session, session.begin():
        connection = await session.connection()
        await connection.execute(
            text("update invitations set opens_at = platform_now() where id = :id"), {"id": invitation}
        )


@pytest.mark.parametrize("kind", ADMINISTRATORS)
async def test_the_platform_invites_the_first_member_of_an_organisation(accounts: Accounts, kind: OrgKind) -> None:
    platform, role = await accounts.platform(), ADMINISTRATORS[kind].value
    new = await organisation(platform, kind.value)
    made = await offered(platform, new, role)
    assert made["opens_at"] is None
    joined = await accepted(accounts, made["token"])
    assert (joined["organisation"]["id"], joined["roles"]) == (new, [role])


async def test_the_first_member_is_an_administrator(accounts: Accounts) -> None:
    platform = await accounts.platform()
    for kind, role in {
        "buyer": "buyer_officer",
        "monitor": "monitor_author",
        "supplier": "supplier_contact",
    }.items():
        supplier = {"supplier_id": str(uuid4())} if kind == "supplier" else {}
        new = await organisation(platform, kind, **supplier)
        assert await refused(platform, into(new, role)) == (422, "role_not_given")


async def test_only_the_platform_invites_into_another_organisation(accounts: Accounts) -> None:
    buyer = await accounts.buyer()
    for who in (await accounts.buyer(Role.BUYER_MANAGER), await accounts.monitor()):
        assert await refused(who, into(buyer.org, "buyer_manager")) == (404, "organisation_not_found")


async def test_of_two_first_members_the_second_is_refused(accounts: Accounts) -> None:
    platform = await accounts.platform()
    new = await organisation(platform, "buyer")
    first, second = [await invited(platform, into(new, "buyer_manager")) for _ in range(2)]
    await accepted(accounts, first)
    late = account(second)
    assert await refused(accounts.anonymous, late, "/v1/invitations/accept") == (409, "invites_for_itself")
    form = {"grant_type": "password", "username": late["username"], "password": late["password"]}
    assert (await accounts.anonymous.post("/v1/token", data=form)).status_code == 400


@pytest.mark.parametrize("role", [Role.BUYER_OFFICER, Role.BUYER_VIEWER])
async def test_the_platform_invites_nobody_but_an_administrator_into_an_organisation_with_members(
    accounts: Accounts, role: Role
) -> None:
    platform, buyer = await accounts.platform(), await accounts.buyer()
    assert await refused(platform, into(buyer.org, role.value)) == (409, "invites_for_itself")


async def test_a_monitor_that_has_an_editor_is_closed_to_the_platform(
    accounts: Accounts, gateway_app: Gateway
) -> None:
    platform, monitor = await accounts.platform(), await accounts.monitor()
    for role in ("monitor_author", "monitor_editor"):
        assert await refused(platform, into(monitor.org, role)) == (409, "invites_for_itself")
    author = await accounts.monitor(Role.MONITOR_AUTHOR)
    made = await offered(platform, author.org, "monitor_editor")
    await let_pass(gateway_app, made["id"])
    await accounts.colleague(author, OrgKind.MONITOR, Role.MONITOR_EDITOR)
    late = await refused(accounts.anonymous, account(made["token"]), "/v1/invitations/accept")
    assert late == (409, "invites_for_itself"), "it found an editor of its own meanwhile"


async def test_an_offered_administrator_waits_and_everybody_concerned_is_told(
    accounts: Accounts, supplier_id: str, gateway_platform: Account, gateway_app: Gateway
) -> None:
    supplier = await confirmed(accounts, supplier_id, gateway_platform)
    contact = await supplier.colleague(accounts)
    made = await offered(gateway_platform, supplier.org, "supplier_admin")
    waits = datetime.fromisoformat(made["opens_at"]) - now()
    assert timedelta(days=6, hours=23) < waits <= timedelta(days=7)
    for who in (supplier.founder, contact, supplier.buyer):
        assert await heard(who, "administrator.offered") == ["administrator.offered"]
    early = await refused(accounts.anonymous, account(made["token"]), "/v1/invitations/accept")
    assert early == (409, "invitation_waits")
    assert len(await supplier.members()) == 2
    await let_pass(gateway_app, made["id"])
    joined = await accepted(accounts, made["token"])
    assert (joined["organisation"]["id"], joined["roles"]) == (str(supplier.org), ["supplier_admin"])
    for who in (contact, supplier.buyer):
        assert await heard(who, "administrator.offered", "administrator.admitted") == [
            "administrator.offered", "administrator.admitted",
        ]  # fmt: skip
    unrelated = await accounts.buyer()
    events = (await unrelated.get("/v1/events", params={"types": "administrator.offered"})).json()
    assert events["items"] == []


async def test_an_administrator_refuses_what_the_platform_offers(
    accounts: Accounts, supplier_id: str, gateway_platform: Account, gateway_app: Gateway
) -> None:
    supplier = await founded(accounts, supplier_id)
    made = await offered(gateway_platform, supplier.org, "supplier_admin")
    address = f"/v1/invitations/{made['id']}"
    seen = (await supplier.founder.get(address)).json()
    assert (seen["invited_by"], seen["opens_at"]) == (str(gateway_platform.org), made["opens_at"])
    listed = (await supplier.founder.get("/v1/invitations")).json()["items"]
    assert [item["id"] for item in listed] == [made["id"]]
    for outsider in (supplier.buyer, await accounts.buyer(Role.BUYER_MANAGER)):
        assert (await outsider.get(address)).status_code == (await outsider.delete(address)).status_code == 404
    assert (await (await supplier.colleague(accounts)).delete(address)).status_code == 403
    assert (await supplier.founder.delete(address)).status_code == 204
    assert await heard(supplier.buyer, "administrator.offered", "administrator.refused")
    gone = await refused(accounts.anonymous, account(made["token"]), "/v1/invitations/accept")
    assert gone == (404, "invitation_not_found")
    assert (await gateway_platform.get(address)).status_code == 404


async def test_the_platform_does_not_invite_its_own_people(accounts: Accounts) -> None:
    platform = await accounts.platform()
    colleague = await accounts.colleague(platform, OrgKind.PLATFORM, Role.PLATFORM_ADMIN)
    by_mail = await invited(platform, {"email": "Operator@Platform.example", "role": "platform_admin"})
    named = f"{colleague.username}@b.example"
    await accounts.anonymous.post("/v1/invitations/accept", json=account(by_mail, username=named))
    new = await organisation(platform, "buyer")
    for email in ("operator@platform.EXAMPLE", named.upper()):
        for target in (new, (await accounts.buyer()).org):
            assert await refused(platform, into(target, "buyer_manager", email)) == (409, "invites_itself")
    assert await accepted(accounts, await invited(platform, into(new, "buyer_manager", "manager@b.example")))


@pytest.mark.parametrize("kind", [OrgKind.BUYER, OrgKind.MONITOR, OrgKind.EXPERT])
async def test_a_person_of_the_platform_joins_no_other_organisation(accounts: Accounts, kind: OrgKind) -> None:
    platform = await accounts.platform()
    new = await organisation(platform, kind.value)
    token = await invited(platform, into(new, ADMINISTRATORS[kind].value))
    own = await refused(platform, {"token": token}, "/v1/invitations/join")
    assert own == (409, "operators_stay_outside")
    colleague = await accounts.colleague(platform, OrgKind.PLATFORM, Role.PLATFORM_ADMIN)
    assert await refused(colleague, {"token": token}, "/v1/invitations/join") == (409, "operators_stay_outside")


async def test_a_person_of_the_platform_speaks_for_no_supplier_and_a_buyers_person_does_not_join_the_platform(
    accounts: Accounts, supplier_id: str
) -> None:
    platform, buyer = await accounts.platform(), await accounts.buyer()
    body = {"email": "a@b.example", "role": "supplier_contact", "supplier_id": supplier_id}
    token = await invited(buyer, body)
    assert await refused(platform, {"token": token}, "/v1/invitations/join") == (409, "operators_stay_outside")
    supplier = await founded(accounts, supplier_id)
    token = await invited(supplier.founder, {"email": "a@b.example", "role": "supplier_admin"})
    assert await refused(platform, {"token": token}, "/v1/invitations/join") == (409, "operators_stay_outside")
    token = await invited(platform, {"email": "a@b.example", "role": "platform_admin"})
    for who in (buyer, await signed_in(accounts, supplier.person)):
        assert await refused(who, {"token": token}, "/v1/invitations/join") == (409, "operators_stay_outside")
    assert await accepted(accounts, token)


async def test_an_organisation_reads_the_event_when_the_platform_invites_into_it(accounts: Accounts) -> None:
    platform, buyer = await accounts.platform(), await accounts.buyer()
    made = await offered(platform, buyer.org, "buyer_manager")
    await heard(buyer, "invitation.made", "administrator.offered")
    page = (await buyer.get("/v1/events", params={"types": "invitation.made,administrator.offered"})).json()
    subjects = [event["subject"] for event in page["items"]]
    assert subjects == [f"invitation/{made['id']}", f"organisation/{buyer.org}"]
