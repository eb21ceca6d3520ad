"""SQL that is injected into a request leads nobody into another organisation, and rewrites no agreement."""

import hashlib
import secrets
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from chassis.vocabulary import OrgKind, Role
from gateway.app import Gateway
from support.accounts import Account, Accounts
from support.injection import as_worker, injected, refused

OWN_PEOPLE = "invites its own people"
KEPT = "stays as it was written"
NO_RIGHT = "permission denied"
INVITE = """
insert into invitations (id, version, created_at, created_by, updated_at, updated_by, owner_id, email, role,
  organisation_id, supplier_id, supplier_name, token_hash, opens_at, expires_at)
select gen_random_uuid(), 1, now(), person_id, now(), person_id, owner_id, 'a@b.example', $1, $2, $3, 'Ours', $4,
  now() + cast(cast($5 as text) as interval), now() + interval '30 days'
from members where owner_id = caller_org() limit 1"""
FOUND = """
insert into organisations (id, version, created_at, created_by, updated_at, updated_by, name, kind, country,
  supplier_id) values ($1, 1, now(), gen_random_uuid(), now(), gen_random_uuid(), 'Ours', $2, 'BE', $3)"""
LINK = """
insert into supplier_links (id, version, created_at, created_by, updated_at, updated_by, owner_id, supplier_id,
  organisation_id, status) values
  (gen_random_uuid(), 1, now(), gen_random_uuid(), now(), gen_random_uuid(), caller_org(), $1, $2, $3)"""


@pytest.fixture
def own(gateway_app: Gateway) -> FastAPI:
    return gateway_app.own


def token() -> tuple[str, bytes]:
    words = secrets.token_urlsafe(32)
    return words, hashlib.sha256(words.encode()).digest()


async def founded(accounts: Accounts, buyer: Account, supplier_id: str) -> UUID:
    """The organisation that a buyer's invitation founds."""
    invitation = {"email": "a@b.example", "role": "supplier_admin", "supplier_id": supplier_id}
    sent = (await buyer.post("/v1/invitations", json=invitation)).json()["token"]
    account = {"token": sent, "username": f"n{uuid4().hex}", "password": "correct horse"}
    joined = await accounts.anonymous.post("/v1/invitations/accept", json=account)
    assert joined.status_code == 201, joined.text
    (link,) = (await buyer.get("/v1/supplier-links")).json()["items"]
    return UUID(link["organisation_id"])


@pytest.mark.parametrize("opens", ["-1 day", "8 days", None])
@pytest.mark.parametrize("role", ["buyer_manager", "monitor_editor", "buyer_viewer"])
async def test_a_stranger_joins_no_other_organisation(
    own: FastAPI, accounts: Accounts, opens: str | None, role: str
) -> None:
    attacker = await accounts.buyer(Role.BUYER_MANAGER)
    victims = [await accounts.buyer(), await accounts.monitor()]
    async with injected(own, attacker.org, OrgKind.BUYER) as session:
        for victim in victims:
            await refused(session, INVITE, role, victim.org, None, token()[1], opens, match=OWN_PEOPLE)


async def test_an_organisation_without_people_is_founded_by_the_platform_only(
    own: FastAPI, accounts: Accounts
) -> None:
    attacker = await accounts.buyer(Role.BUYER_MANAGER)
    empty = uuid4()
    async with injected(own, attacker.org, OrgKind.BUYER) as session:
        await session.execute(FOUND, empty, "supplier", uuid4())
        await refused(session, INVITE, "supplier_admin", empty, None, token()[1], None, match=OWN_PEOPLE)


async def test_a_token_that_was_written_before_leads_nowhere(own: FastAPI, accounts: Accounts) -> None:
    """An invitation of a buyer into another organisation is none, whoever wrote it and when."""
    attacker, victim = await accounts.buyer(Role.BUYER_MANAGER), await accounts.buyer()
    words, digest = token()
    async with injected(own, attacker.org, OrgKind.BUYER) as session:
        await session.execute(INVITE, "buyer_manager", attacker.org, None, digest, None)
    await as_worker(own, "update invitations set organisation_id = $1 where token_hash = $2", victim.org, digest)
    account = {"token": words, "username": f"n{uuid4().hex}", "password": "correct horse"}
    answer = await accounts.anonymous.post("/v1/invitations/accept", json=account)
    assert (answer.status_code, answer.json()["code"]) == (404, "invitation_not_found")


async def test_the_platform_waits_before_it_helps(
    own: FastAPI, accounts: Accounts, gateway_platform: Account
) -> None:
    victim = await accounts.buyer()
    async with injected(own, gateway_platform.org, OrgKind.PLATFORM) as session:
        for opens in ("-1 day", "6 days", None):
            await refused(session, INVITE, "buyer_manager", victim.org, None, token()[1], opens, match=OWN_PEOPLE)
        await refused(session, INVITE, "buyer_officer", victim.org, None, token()[1], "8 days", match=OWN_PEOPLE)
        await session.execute(INVITE, "buyer_manager", victim.org, None, token()[1], "8 days")
        for change in ("opens_at = now()", "organisation_id = owner_id", "role = 'buyer_officer'"):
            await refused(session, f"update invitations set {change}", match=NO_RIGHT)


async def test_an_invitation_has_a_role_of_its_organisation_and_is_accepted_once(
    own: FastAPI, accounts: Accounts
) -> None:
    buyer = await accounts.buyer(Role.BUYER_MANAGER)
    async with injected(own, buyer.org, OrgKind.BUYER) as session:
        await refused(session, INVITE, "platform_admin", buyer.org, None, token()[1], None, match=OWN_PEOPLE)
        await refused(session, INVITE, "buyer_manager", None, uuid4(), token()[1], None, match=OWN_PEOPLE)
        await session.execute(INVITE, "buyer_viewer", buyer.org, None, token()[1], None)
        person = "(select person_id from members limit 1)"
        await session.execute(f"update invitations set accepted_at = now(), accepted_by = {person}")
        await refused(session, "update invitations set accepted_at = null, accepted_by = null", match=KEPT)
        await refused(session, "update invitations set token_hash = ''", match=NO_RIGHT)


@pytest.mark.parametrize("kind", ["platform", "buyer", "monitor", "expert"])
async def test_a_buyer_makes_organisations_of_suppliers_only(own: FastAPI, accounts: Accounts, kind: str) -> None:
    buyer = await accounts.buyer()
    async with injected(own, buyer.org, OrgKind.BUYER) as session:
        await refused(session, FOUND, uuid4(), kind, None, match="organisations of suppliers only")


async def test_a_link_begins_with_the_consent_of_the_suppliers_people(
    own: FastAPI, accounts: Accounts, supplier_id: str
) -> None:
    buyer, other = await accounts.buyer(), await accounts.buyer()
    organisation = await founded(accounts, buyer, supplier_id)
    async with injected(own, other.org, OrgKind.BUYER) as session:
        for status in ("pending", "requested"):
            await refused(session, LINK, UUID(supplier_id), organisation, status, match="both sides agree")
        await refused(session, LINK, uuid4(), organisation, "pending", match="both sides agree")
        await refused(session, LINK, UUID(supplier_id), other.org, "pending", match="both sides agree")


async def test_a_link_keeps_its_parties_and_its_decision(
    own: FastAPI, accounts: Accounts, supplier_id: str, gateway_platform: Account
) -> None:
    buyer = await accounts.buyer()
    organisation = await founded(accounts, buyer, supplier_id)
    (link,) = (await buyer.get("/v1/supplier-links")).json()["items"]
    confirm = {"to": "confirmed", "basis": "domain"}
    confirmed = await gateway_platform.post(f"/v1/supplier-links/{link['id']}/transitions", json=confirm)
    assert confirmed.status_code == 200, confirmed.text
    for org, kind in ((buyer.org, OrgKind.BUYER), (organisation, OrgKind.SUPPLIER)):
        async with injected(own, org, kind) as session:
            for column in ("organisation_id", "supplier_id", "owner_id", "created_by"):
                await refused(session, f"update supplier_links set {column} = gen_random_uuid()", match=NO_RIGHT)
            for change in ("basis = 'document'", "decided_at = null", "reason = 'Nothing.'"):
                await refused(session, f"update supplier_links set {change}", match=KEPT)


async def test_an_affiliation_keeps_its_parties_and_is_shortened_only(own: FastAPI, accounts: Accounts) -> None:
    buyer, monitor = await accounts.buyer(), await accounts.monitor()
    await accounts.affiliate(buyer, monitor, valid_from="2026-01-01", valid_to="2099-06-30")
    for org, kind in ((buyer.org, OrgKind.BUYER), (monitor.org, OrgKind.MONITOR)):
        async with injected(own, org, kind) as session:
            for column in ("proposed_by", "buyer_id", "owner_id", "created_by"):
                await refused(session, f"update affiliations set {column} = caller_org()", match=NO_RIGHT)
            await refused(session, "update affiliations set valid_from = '2020-01-01'", match=NO_RIGHT)
            for day in ("'2099-07-01'", "null"):
                await refused(session, f"update affiliations set valid_to = {day}", match=KEPT)
            await session.execute("update affiliations set valid_to = valid_to - 1")


async def test_the_proposer_of_an_affiliation_does_not_become_the_other_side(
    own: FastAPI, accounts: Accounts
) -> None:
    buyer, monitor = await accounts.buyer(Role.BUYER_MANAGER), await accounts.monitor()
    proposal = {"buyer_id": str(buyer.org), "valid_to": "2099-06-30"}
    assert (await monitor.post("/v1/affiliations", json=proposal)).status_code == 201
    async with injected(own, monitor.org, OrgKind.MONITOR) as session:
        swap = "update affiliations set proposed_by = buyer_id"
        await refused(session, swap, match=NO_RIGHT)
        await refused(session, "update affiliations set valid_to = '2099-06-29'", match=KEPT)
        insert = (
            "insert into affiliations select (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(),"
            " 'buyer_id', owner_id, 'valid_from', date '2050-01-01'))).* from affiliations as a"
        )
        await refused(session, insert, match="of a buyer to a monitor")


async def test_keys_and_members_are_not_handed_over(own: FastAPI, accounts: Accounts) -> None:
    buyer = await accounts.buyer()
    async with injected(own, buyer.org, OrgKind.BUYER) as session:
        await session.execute("update api_keys set revoked_at = now()")
        await refused(session, "update api_keys set revoked_at = null", match=KEPT)
        for change in ("members set person_id = gen_random_uuid()", "api_keys set secret_hash = ''"):
            await refused(session, f"update {change}", match=NO_RIGHT)
