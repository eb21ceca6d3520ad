"""Invitations, the people who accept them, and the organisations of suppliers that they found."""

import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from support.accounts import Account, Accounts
from support.cast import Cast


def to_supplier(supplier_id: str, role: str = "supplier_contact") -> dict[str, str]:
    return {"email": "rights@meridiaan.example", "role": role, "supplier_id": supplier_id}


async def invited(who: httpx.AsyncClient, body: dict[str, str]) -> str:
    """The token of a new invitation."""
    answer = await who.post("/v1/invitations", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


def account(token: str, **facts: str) -> dict[str, str]:
    return {"token": token, "username": f"n{secrets.token_hex(6)}", "password": "correct horse", **facts}


async def accepted(accounts: Accounts, token: str) -> dict[str, Any]:
    answer = await accounts.anonymous.post("/v1/invitations/accept", json=account(token))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def signed_in(accounts: Accounts, person: dict[str, str]) -> httpx.AsyncClient:
    """A client of this person, for the first organisation they joined."""
    form = {"grant_type": "password", "username": person["username"], "password": person["password"]}
    answer = await accounts.anonymous.post("/v1/token", data=form)
    if "organisations" in answer.json():
        form["organisation"] = answer.json()["organisations"][0]["id"]
        answer = await accounts.anonymous.post("/v1/token", data=form)
    assert answer.status_code == 200, answer.text
    return accounts.client(answer.json()["access_token"])


@dataclass(frozen=True)
class Founded:
    """A supplier's organisation: the buyer that invited its founder, and the founder, who administers it."""

    supplier_id: str
    buyer: Account
    org: UUID
    link: str
    founder: httpx.AsyncClient
    person: dict[str, str]

    async def members(self) -> dict[str, list[str]]:
        """Roles by user name."""
        listed = (await self.founder.get("/v1/members")).json()["items"]
        return {item["username"]: item["roles"] for item in listed}

    async def colleague(self, accounts: Accounts, role: str = "supplier_contact") -> httpx.AsyncClient:
        """A further member, invited by the founder."""
        person = account(await invited(self.founder, {"email": "a@b.example", "role": role}))
        assert (await accounts.anonymous.post("/v1/invitations/accept", json=person)).status_code == 201
        return await signed_in(accounts, person)


async def registered_supplier(suppliers: Cast) -> str:
    body = {"name": "Meridiaan Systems", "country": "BE", "kinds": ["supplier"]}
    return str((await suppliers.buyer().post("/v1/suppliers?allow_duplicate=true", json=body)).json()["id"])


async def founded(accounts: Accounts, supplier_id: str, buyer: Account | None = None) -> Founded:
    """A buyer invites the first person of a supplier, who accepts."""
    buyer = buyer or await accounts.buyer()
    person = account(await invited(buyer, to_supplier(supplier_id)))
    joined = await accounts.anonymous.post("/v1/invitations/accept", json=person)
    assert joined.status_code == 201, joined.text
    org = joined.json()["organisation"]["id"]
    links = (await buyer.get("/v1/supplier-links")).json()["items"]
    link = next(link["id"] for link in links if link["organisation_id"] == org)
    return Founded(supplier_id, buyer, UUID(org), link, await signed_in(accounts, person), person)


async def moved(who: httpx.AsyncClient, link: str, to: str, **given: str) -> dict[str, Any]:
    answer = await who.post(f"/v1/supplier-links/{link}/transitions", json={"to": to, **given})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def confirmed(accounts: Accounts, supplier_id: str, platform: Account) -> Founded:
    """An organisation that the platform has confirmed for its supplier."""
    made = await founded(accounts, supplier_id)
    await moved(platform, made.link, "confirmed", basis="domain")
    return made
