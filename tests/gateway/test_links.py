"""How organisations are related: affiliations, and who represents a supplier."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from chassis.clock import today
from chassis.vocabulary import Role
from support.accounts import Account, Accounts
from support.cast import Cast


def day(offset: int) -> str:
    return (today() + timedelta(days=offset)).isoformat()


async def affiliated(monitor: Account, buyer: Account, **facts: str) -> dict[str, Any]:
    answer = await monitor.post("/v1/affiliations", json={"buyer_id": str(buyer.org), **facts})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_monitor_affiliates_a_buyer_and_both_see_it(accounts: Accounts) -> None:
    monitor, buyer, other = await accounts.monitor(), await accounts.buyer(), await accounts.buyer()
    made = await affiliated(monitor, buyer)
    assert (made["buyer_name"], made["monitor_name"]) == (buyer.org_name, monitor.org_name)
    assert (made["valid_from"], made["valid_to"]) == (today().isoformat(), None)
    for who in (monitor, buyer):
        assert [item["id"] for item in (await who.get("/v1/affiliations")).json()["items"]] == [made["id"]]
        assert (await who.get(f"/v1/affiliations/{made['id']}")).json() == made
    assert (await other.get("/v1/affiliations")).json()["items"] == []
    assert (await other.get(f"/v1/affiliations/{made['id']}")).status_code == 404


async def test_an_affiliation_shows_in_the_token_between_its_first_and_its_last_day(
    accounts: Accounts,
) -> None:
    monitor = await accounts.monitor()
    periods = {(-10, 0): True, (0, 0): True, (0, 9): True, (1, 9): False, (-9, -1): False}
    for (first, last), counts in periods.items():
        buyer = await accounts.buyer()
        await affiliated(monitor, buyer, valid_from=day(first), valid_to=day(last))
        seen = (await buyer.get("/v1/me")).json()["affiliated_to"]
        assert (seen == [str(monitor.org)]) is counts


async def test_affiliations_of_the_same_two_organisations_never_overlap(accounts: Accounts) -> None:
    monitor, buyer = await accounts.monitor(), await accounts.buyer()
    await affiliated(monitor, buyer, valid_from=day(-30), valid_to=day(0))
    body = {"buyer_id": str(buyer.org), "valid_from": day(0)}
    answer = await monitor.post("/v1/affiliations", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "affiliations_overlap")
    await affiliated(monitor, buyer, valid_from=day(1))
    await affiliated(await accounts.monitor(), buyer)


async def test_an_affiliation_ends_on_its_last_day(accounts: Accounts) -> None:
    monitor, buyer = await accounts.monitor(), await accounts.buyer()
    made = await affiliated(monitor, buyer, valid_from=day(-30))
    address = f"/v1/affiliations/{made['id']}/transitions"
    early = await monitor.post(address, json={"to": "ended", "valid_to": day(-31)})
    assert (early.status_code, early.json()["code"]) == (422, "period_reversed")
    ended = await monitor.post(address, json={"to": "ended", "valid_to": day(-1), "reason": "Left the scheme."})
    assert (ended.status_code, ended.json()["valid_to"]) == (200, day(-1))
    again = await monitor.post(address, json={"to": "ended"})
    assert (again.status_code, again.json()["code"]) == (409, "affiliation_ended")
    assert (await buyer.get("/v1/me")).json()["affiliated_to"] == []


async def test_a_monitor_affiliates_buyers_only_to_itself(accounts: Accounts) -> None:
    monitor, other, buyer = await accounts.monitor(), await accounts.monitor(), await accounts.buyer()
    body = {"buyer_id": str(buyer.org), "monitor_id": str(other.org)}
    answer = await monitor.post("/v1/affiliations", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_kind")
    made = await affiliated(other, buyer)
    assert (
        await monitor.post(f"/v1/affiliations/{made['id']}/transitions", json={"to": "ended"})
    ).status_code == 404


async def test_the_platform_affiliates_the_organisations_that_it_names(accounts: Accounts) -> None:
    platform, monitor, buyer = (
        await accounts.platform(),
        await accounts.monitor(),
        await accounts.buyer(),
    )
    body = {"buyer_id": str(buyer.org), "monitor_id": str(monitor.org)}
    headers = {"Idempotency-Key": "affiliate-1"}
    made = await platform.post("/v1/affiliations", json=body, headers=headers)
    assert made.status_code == 201, made.text
    assert (await platform.post("/v1/affiliations", json=body, headers=headers)).json() == made.json()
    assert made.json()["id"] in [item["id"] for item in (await monitor.get("/v1/affiliations")).json()["items"]]
    ended = await platform.post(f"/v1/affiliations/{made.json()['id']}/transitions", json={"to": "ended"})
    assert (ended.status_code, ended.json()["valid_to"]) == (200, today().isoformat())


@pytest.mark.parametrize("role", [Role.BUYER_MANAGER, Role.BUYER_OFFICER])
async def test_a_buyer_does_not_affiliate_itself(accounts: Accounts, role: Role) -> None:
    buyer = await accounts.buyer(role)
    assert (await buyer.post("/v1/affiliations", json={"buyer_id": str(buyer.org)})).status_code == 403


async def test_only_a_buyer_can_be_affiliated(accounts: Accounts) -> None:
    monitor, other = await accounts.monitor(), await accounts.monitor()
    for nobuyer in (other.org, uuid4()):
        answer = await monitor.post("/v1/affiliations", json={"buyer_id": str(nobuyer)})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/buyer_id")


@dataclass(frozen=True)
class Joined:
    """A buyer, the link its accepted invitation made, and the account of the supplier's person who accepted it."""

    buyer: Account
    link: str
    account: dict[str, str]

    async def signed_in(self, accounts: Accounts) -> httpx.AsyncClient:
        answer = await accounts.anonymous.post("/v1/token", data={"grant_type": "password", **self.account})
        return accounts.client(answer.json()["access_token"])


@pytest.fixture
async def joined(accounts: Accounts, suppliers: Cast, gateway_platform: Account) -> Joined:
    body = {"name": "Meridiaan Systems", "country": "BE", "kinds": ["supplier"]}
    supplier = (await suppliers.buyer().post("/v1/suppliers", json=body)).json()["id"]
    buyer = await accounts.buyer()
    invitation = {"email": "a@b.example", "role": "supplier_contact", "supplier_id": supplier}
    token = (await buyer.post("/v1/invitations", json=invitation)).json()["token"]
    account = {"username": f"n{uuid4().hex}", "password": "correct horse"}
    await accounts.anonymous.post("/v1/invitations/accept", json={"token": token, **account})
    link = (await buyer.get("/v1/supplier-links")).json()["items"][0]
    return Joined(buyer, str(link["id"]), account)


@pytest.fixture
def linked(joined: Joined) -> tuple[Account, str]:
    return joined.buyer, joined.link


async def test_a_link_is_pending_until_the_platform_confirms_it(
    accounts: Accounts, linked: tuple[Account, str], gateway_platform: Account
) -> None:
    buyer, link = linked
    address = f"/v1/supplier-links/{link}"
    assert (await buyer.get(address)).json()["status"] == "pending"
    bare = await gateway_platform.post(f"{address}/transitions", json={"to": "confirmed"})
    assert (bare.status_code, bare.json()["errors"][0]["pointer"]) == (422, "/basis")
    body = {"to": "confirmed", "basis": "domain", "reason": "Mail from the supplier's own domain."}
    assert (await gateway_platform.post(f"{address}/transitions", json=body)).status_code == 200
    seen = (await buyer.get(address)).json()
    assert (seen["status"], seen["basis"], seen["allowed_transitions"]) == ("confirmed", "domain", [])
    assert seen["decided_by"] == (await gateway_platform.get("/v1/me")).json()["person"]["id"]
    again = await gateway_platform.post(f"{address}/transitions", json=body)
    assert (again.status_code, again.json()["allowed"]) == (409, ["refused"])


async def test_a_buyer_cannot_confirm_a_link_and_another_buyer_cannot_see_it(
    accounts: Accounts, linked: tuple[Account, str]
) -> None:
    buyer, link = linked
    other = await accounts.buyer()
    body = {"to": "confirmed", "basis": "domain"}
    assert (await buyer.post(f"/v1/supplier-links/{link}/transitions", json=body)).status_code == 403
    assert (await other.get(f"/v1/supplier-links/{link}")).status_code == 404
    assert (await (await accounts.monitor()).get("/v1/supplier-links")).status_code == 403


async def test_a_refused_organisation_represents_no_supplier_until_it_is_confirmed(
    accounts: Accounts, joined: Joined, gateway_platform: Account
) -> None:
    refused = {"to": "refused", "reason": "Nobody at the supplier knows them."}
    confirmed = {"to": "confirmed", "basis": "document"}
    speaks_for = [(await (await joined.signed_in(accounts)).get("/v1/me")).json()["supplier_id"]]
    for decision in (refused, confirmed):
        decided = await gateway_platform.post(f"/v1/supplier-links/{joined.link}/transitions", json=decision)
        assert decided.status_code == 200, decided.text
        person = await joined.signed_in(accounts)
        assert (await person.get(f"/v1/supplier-links/{joined.link}")).json()["status"] == decision["to"]
        speaks_for.append((await person.get("/v1/me")).json()["supplier_id"])
    assert speaks_for == [speaks_for[0], None, speaks_for[0]] != [None] * 3
