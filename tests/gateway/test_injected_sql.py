"""SQL that is injected into a request confirms no link, and agrees to no affiliation for the other side."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from chassis.vocabulary import OrgKind, Role
from gateway.app import Gateway
from support.accounts import Account, Accounts
from support.cast import Cast
from support.injection import injected, refused

NO_MOVE = "do not make the transition"
CLAIM = "says who wrote it"
PROPOSE = """
insert into affiliations (id, version, created_at, created_by, updated_at, updated_by, owner_id, buyer_id,
  proposed_by, status, valid_from) values (gen_random_uuid(), 1, now(), gen_random_uuid(), now(), gen_random_uuid(),
  $1, $2, $3, $4, current_date)"""


@pytest.fixture
def own(gateway_app: Gateway) -> FastAPI:
    return gateway_app.own


@pytest.fixture
async def link(accounts: Accounts, suppliers: Cast) -> tuple[Account, UUID]:
    """A buyer and the supplier's organisation whose link the platform has not confirmed."""
    body = {"name": "Meridiaan Systems", "country": "BE", "kinds": ["supplier"]}
    supplier = (await suppliers.buyer().post("/v1/suppliers?allow_duplicate=true", json=body)).json()["id"]
    buyer = await accounts.buyer()
    invitation = {"email": "a@b.example", "role": "supplier_admin", "supplier_id": supplier}
    token = (await buyer.post("/v1/invitations", json=invitation)).json()["token"]
    account = {"token": token, "username": f"n{supplier}", "password": "correct horse"}
    assert (await accounts.anonymous.post("/v1/invitations/accept", json=account)).status_code == 201
    made = (await buyer.get("/v1/supplier-links")).json()["items"][0]
    return buyer, UUID(made["organisation_id"])


async def test_neither_side_confirms_its_link(own: FastAPI, link: tuple[Account, UUID]) -> None:
    buyer, organisation = link
    for org, kind in ((buyer.org, OrgKind.BUYER), (organisation, OrgKind.SUPPLIER)):
        async with injected(own, org, kind) as session:
            assert await session.fetchval("select count(*) from supplier_links") == 1
            for status in ("confirmed", "refused"):
                await refused(session, f"update supplier_links set status = '{status}'", match=NO_MOVE)
            copied = (
                "(jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(), 'status', 'confirmed'))).*"
            )
            await refused(session, f"insert into supplier_links select {copied} from supplier_links as l")
            await refused(session, "delete from supplier_links", match="permission denied")


async def test_a_side_proposes_in_its_own_name_and_does_not_agree_to_that(own: FastAPI, accounts: Accounts) -> None:
    for is_monitors in (True, False):
        monitor, buyer = await accounts.monitor(), await accounts.buyer(Role.BUYER_MANAGER)
        sides = {monitor.org: OrgKind.MONITOR, buyer.org: OrgKind.BUYER}
        org, other = (monitor.org, buyer.org) if is_monitors else (buyer.org, monitor.org)
        async with injected(own, org, sides[org]) as session:
            pair = (monitor.org, buyer.org)
            await refused(session, PROPOSE, *pair, other, "proposed", match=CLAIM)
            await refused(session, PROPOSE, *pair, org, "active", match=NO_MOVE)
            await session.execute(PROPOSE, *pair, org, "proposed")
            await refused(session, "update affiliations set status = 'active'", match=CLAIM)
            await refused(session, "update affiliations set status = 'refused'", match=CLAIM)
        async with injected(own, other, sides[other]) as session:
            await refused(session, "update affiliations set status = 'withdrawn'", match=CLAIM)
            await session.execute("update affiliations set status = 'refused'")
            await refused(session, "update affiliations set status = 'active'", match=NO_MOVE)
            await refused(session, "delete from affiliations", match="permission denied")


async def test_the_other_side_agrees(own: FastAPI, accounts: Accounts) -> None:
    monitor, buyer = await accounts.monitor(), await accounts.buyer(Role.BUYER_MANAGER)
    async with injected(own, monitor.org, OrgKind.MONITOR) as session:
        await session.execute(PROPOSE, monitor.org, buyer.org, monitor.org, "proposed")
    async with injected(own, buyer.org, OrgKind.BUYER) as session:
        assert await session.execute("update affiliations set status = 'active'") == "UPDATE 1"


async def test_nobody_deletes_members_keys_or_organisations(own: FastAPI, accounts: Accounts) -> None:
    buyer = await accounts.buyer()
    async with injected(own, buyer.org, OrgKind.BUYER) as session:
        for table in ("members", "api_keys", "organisations", "affiliations"):
            await refused(session, f"delete from {table}", match="permission denied")
        await refused(session, "update organisations set name = 'Another'", match="permission denied")
        await refused(session, "update organisations set updated_at = now()", match="not changed by others")
