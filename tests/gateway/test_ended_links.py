"""Either side ends a link; what the platform has confirmed does not end with one buyer."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from chassis.vocabulary import Role
from support.accounts import Account, Accounts
from support.events import heard
from support.invitations import Founded, account, confirmed, founded, invited, moved, signed_in

REASON = "We no longer buy from them."


@pytest.fixture
async def supplier(accounts: Accounts, supplier_id: str, gateway_platform: Account) -> Founded:
    """The organisation that the platform has confirmed for a supplier."""
    return await confirmed(accounts, supplier_id, gateway_platform)


async def tried(who: httpx.AsyncClient, link: str, to: str, **given: str) -> tuple[int, str]:
    answer = await who.post(f"/v1/supplier-links/{link}/transitions", json={"to": to, **given})
    return answer.status_code, answer.json().get("code", "")


async def asked(buyer: Account, supplier_id: str) -> tuple[int, dict[str, Any]]:
    answer = await buyer.post("/v1/supplier-links", json={"supplier_id": supplier_id})
    return answer.status_code, answer.json()


@pytest.mark.parametrize("side", ["buyer", "founder"])
async def test_each_side_ends_a_link_with_a_reason_that_both_read(supplier: Founded, side: str) -> None:
    who = getattr(supplier, side)
    assert await tried(who, supplier.link, "ended") == (422, "move_incomplete")
    ended = await moved(who, supplier.link, "ended", reason=REASON)
    assert (ended["status"], ended["reason"], ended["basis"], ended["allowed_transitions"]) == (
        "ended", REASON, None, [],
    )  # fmt: skip
    for reader in (supplier.buyer, supplier.founder):
        assert (await reader.get(f"/v1/supplier-links/{supplier.link}")).json()["status"] == "ended"
    assert (await heard(supplier.buyer, "supplier_link.ended")) == ["supplier_link.ended"]
    assert await tried(supplier.buyer, supplier.link, "ended", reason=REASON) == (409, "illegal_transition")


async def test_an_unchecked_link_is_ended_as_well_and_the_buyer_can_invite_again(
    accounts: Accounts, supplier_id: str
) -> None:
    made = await founded(accounts, supplier_id)
    await moved(made.buyer, made.link, "ended", reason=REASON)
    again = await founded(accounts, supplier_id, made.buyer)
    assert again.org != made.org


async def test_who_may_not_end_a_link(accounts: Accounts, supplier: Founded, gateway_platform: Account) -> None:
    given = {"reason": REASON}
    assert await tried(await supplier.colleague(accounts), supplier.link, "ended", **given) == (403, "forbidden")
    assert await tried(gateway_platform, supplier.link, "ended", **given) == (403, "forbidden")
    viewer = await accounts.buyer(Role.BUYER_VIEWER)
    assert await tried(viewer, supplier.link, "ended", **given) == (403, "forbidden")
    assert await tried(await accounts.buyer(), supplier.link, "ended", **given) == (404, "link_not_found")
    anonymous = accounts.anonymous
    assert await tried(anonymous, supplier.link, "ended", **given) == (401, "unauthenticated")


async def test_a_buyer_that_leaves_does_not_take_away_what_the_platform_confirmed(
    accounts: Accounts, supplier: Founded, gateway_platform: Account
) -> None:
    """Otherwise one buyer could silence a supplier towards all others."""
    await moved(supplier.buyer, supplier.link, "ended", reason=REASON)
    other = await accounts.buyer()
    status, link = await asked(other, supplier.supplier_id)
    assert (status, link["organisation_id"]) == (201, str(supplier.org))
    seen = (await supplier.founder.get("/v1/supplier-links", params={"status": "confirmed"})).json()["items"]
    (kept,) = seen
    keeper = (await gateway_platform.get(f"/v1/organisations/{kept['buyer_id']}")).json()
    assert keeper["kind"] == "platform"
    assert supplier.link not in {each["id"] for each in (await other.get("/v1/supplier-links")).json()["items"]}
    await moved(gateway_platform, kept["id"], "refused", reason="They are somebody else.")
    assert (await asked(await accounts.buyer(), supplier.supplier_id))[1]["code"] == "no_organisation_to_link"


async def test_an_organisation_that_the_platform_creates_can_be_confirmed_and_linked(
    accounts: Accounts, supplier_id: str, gateway_platform: Account
) -> None:
    body = {"name": "Meridiaan Devices", "kind": "supplier", "supplier_id": supplier_id}
    made = await gateway_platform.post("/v1/organisations", json=body)
    assert made.status_code == 201, made.text
    org = made.json()["id"]
    first = account(await invited(gateway_platform, {"email": "a@b.example", "role": "supplier_admin",
                                                     "organisation_id": org}))  # fmt: skip
    assert (await accounts.anonymous.post("/v1/invitations/accept", json=first)).status_code == 201
    founder = await signed_in(accounts, first)
    buyer = await accounts.buyer()
    assert (await asked(buyer, supplier_id))[1]["code"] == "no_organisation_to_link"
    (own,) = (await founder.get("/v1/supplier-links")).json()["items"]
    assert (own["status"], own["buyer_id"]) == ("pending", str(gateway_platform.org))
    await moved(gateway_platform, own["id"], "confirmed", basis="document")
    status, link = await asked(buyer, supplier_id)
    assert (status, link["organisation_id"]) == (201, org)
    await moved(founder, link["id"], "pending")
    await moved(gateway_platform, link["id"], "confirmed", basis="document")


async def test_two_organisations_of_one_supplier_are_not_both_linked_to_the_platform(
    supplier_id: str, gateway_platform: Account
) -> None:
    body = {"name": f"Meridiaan {uuid4().hex}", "kind": "supplier", "supplier_id": supplier_id}
    assert (await gateway_platform.post("/v1/organisations", json=body)).status_code == 201
    again = await gateway_platform.post("/v1/organisations", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "supplier_has_organisation")
