"""How organisations are related: affiliations, and who represents a supplier."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from chassis.clock import today
from support.accounts import Account, Accounts
from support.cast import Cast
from support.refusals import FORBIDDEN, refusal


def day(offset: int) -> str:
    return (today() + timedelta(days=offset)).isoformat()


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
    supplier = (await suppliers.buyer().post("/v1/suppliers?allow_duplicate=true", json=body)).json()["id"]
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
    assert (seen["status"], seen["basis"], seen["allowed_transitions"]) == ("confirmed", "domain", ["ended"])
    assert seen["decided_by"] == (await gateway_platform.get("/v1/me")).json()["person"]["id"]
    again = await gateway_platform.post(f"{address}/transitions", json=body)
    assert (again.status_code, again.json()["allowed_transitions"]) == (200, ["confirmed", "refused"])


async def test_a_buyer_cannot_confirm_a_link_and_another_buyer_cannot_see_it(
    accounts: Accounts, linked: tuple[Account, str]
) -> None:
    buyer, link = linked
    other = await accounts.buyer()
    body = {"to": "confirmed", "basis": "domain"}
    assert refusal(await buyer.post(f"/v1/supplier-links/{link}/transitions", json=body)) == FORBIDDEN
    assert refusal(await other.get(f"/v1/supplier-links/{link}")) == (404, "link_not_found")
    assert refusal(await (await accounts.monitor()).get("/v1/supplier-links")) == FORBIDDEN


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
