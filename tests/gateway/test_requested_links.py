"""A buyer asks the organisation of a supplier to work with it: nothing opens before that organisation agrees."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from chassis.vocabulary import OrgKind, Role
from support.accounts import Account, Accounts
from support.events import heard
from support.invitations import Founded, confirmed, founded, invited, moved, signed_in


@pytest.fixture
async def supplier(accounts: Accounts, supplier_id: str, gateway_platform: Account) -> Founded:
    """The organisation that the platform has confirmed for a supplier."""
    return await confirmed(accounts, supplier_id, gateway_platform)


async def asked(buyer: Account, supplier: Founded) -> dict[str, Any]:
    answer = await buyer.post("/v1/supplier-links", json={"supplier_id": supplier.supplier_id})
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/v1/supplier-links/{answer.json()['id']}"
    return dict(answer.json())


async def tried(who: httpx.AsyncClient, link: str, to: str, **given: str) -> tuple[int, str]:
    answer = await who.post(f"/v1/supplier-links/{link}/transitions", json={"to": to, **given})
    return answer.status_code, answer.json()["code"]


async def test_a_buyer_asks_and_the_supplier_agrees(
    accounts: Accounts, supplier: Founded, gateway_platform: Account
) -> None:
    buyer = await accounts.buyer()
    before = await supplier.members()
    link = await asked(buyer, supplier)
    assert (link["status"], link["organisation_id"], link["allowed_transitions"]) == (
        "requested", str(supplier.org), ["withdrawn"],
    )  # fmt: skip
    seen = (await supplier.founder.get(f"/v1/supplier-links/{link['id']}")).json()
    assert (seen["buyer_name"], seen["allowed_transitions"]) == (buyer.org_name, ["pending", "declined"])
    agreed = await moved(supplier.founder, link["id"], "pending")
    assert (agreed["status"], agreed["basis"]) == ("pending", None)
    done = await moved(gateway_platform, link["id"], "confirmed", basis="identifier")
    assert done["status"] == "confirmed"
    verbs = ("supplier_link.requested", "supplier_link.made", "supplier_link.confirmed")
    assert await heard(buyer, *verbs) == list(verbs)
    assert await supplier.members() == before, "a link admits nobody"


async def test_nobody_but_the_suppliers_administrator_agrees(
    accounts: Accounts, supplier: Founded, gateway_platform: Account
) -> None:
    """A supplier that submits a list to all its buyers must know who they are."""
    buyer = await accounts.buyer(Role.BUYER_OFFICER, Role.BUYER_MANAGER)
    link = (await asked(buyer, supplier))["id"]
    assert await tried(buyer, link, "pending") == (403, "forbidden")
    assert await tried(await supplier.colleague(accounts), link, "pending") == (403, "forbidden")
    assert await tried(gateway_platform, link, "pending") == (403, "forbidden")
    assert await tried(gateway_platform, link, "confirmed", basis="domain") == (409, "illegal_transition")
    assert await tried(gateway_platform, link, "refused", reason="No.") == (409, "illegal_transition")
    for stranger in (await accounts.buyer(), supplier.buyer):
        assert await tried(stranger, link, "withdrawn") == (404, "link_not_found")
    assert (await accounts.anonymous.post(f"/v1/supplier-links/{link}/transitions", json={})).status_code == 401
    assert await tried(await accounts.monitor(), link, "pending") == (403, "forbidden")


async def test_a_request_is_declined_or_withdrawn_and_may_be_repeated(
    accounts: Accounts, supplier: Founded
) -> None:
    buyer = await accounts.buyer()
    first = (await asked(buyer, supplier))["id"]
    again = await buyer.post("/v1/supplier-links", json={"supplier_id": supplier.supplier_id})
    assert (again.status_code, again.json()["code"]) == (409, "link_exists")
    declined = await moved(supplier.founder, first, "declined", reason="We do not know you.")
    assert (declined["status"], declined["reason"]) == ("declined", "We do not know you.")
    assert await tried(supplier.founder, first, "pending") == (409, "illegal_transition")
    second = (await asked(buyer, supplier))["id"]
    assert (await moved(buyer, second, "withdrawn"))["allowed_transitions"] == []
    assert (await asked(buyer, supplier))["status"] == "requested"


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (OrgKind.BUYER, Role.BUYER_VIEWER),
        (OrgKind.MONITOR, Role.MONITOR_EDITOR),
        (OrgKind.PLATFORM, Role.PLATFORM_ADMIN),
        (OrgKind.EXPERT, Role.EXPERT),
    ],
)
async def test_who_may_not_ask_for_a_link(accounts: Accounts, kind: OrgKind, role: Role) -> None:
    who = await accounts.create(kind, role)
    answer = await who.post("/v1/supplier-links", json={"supplier_id": str(uuid4())})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert (await accounts.anonymous.post("/v1/supplier-links", json={})).status_code == 401


@pytest.mark.parametrize("body", [{}, {"supplier_id": "x"}, {"supplier_id": str(uuid4()), "status": "confirmed"}])
async def test_an_invalid_request_for_a_link_is_422(accounts: Accounts, body: dict[str, str]) -> None:
    answer = await (await accounts.buyer()).post("/v1/supplier-links", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"] in ("/supplier_id", "/status")


async def test_a_buyer_that_shares_a_person_with_the_supplier_is_not_linked_to_it(
    accounts: Accounts, supplier: Founded
) -> None:
    buyer, later = await accounts.buyer(Role.BUYER_MANAGER), await accounts.buyer(Role.BUYER_MANAGER)
    link = (await asked(later, supplier))["id"]
    for side in (buyer, later):
        token = await invited(side, {"email": "a@b.example", "role": "buyer_viewer"})
        assert (await supplier.founder.post("/v1/invitations/join", json={"token": token})).status_code == (
            201 if side is buyer else 409
        ), "one whose request is open counts as a buyer already"
    refused = await buyer.post("/v1/supplier-links", json={"supplier_id": supplier.supplier_id})
    assert (refused.status_code, refused.json()["code"]) == (409, "both_sides")
    assert (await moved(supplier.founder, link, "pending"))["status"] == "pending"


async def test_the_refusal_of_one_buyers_link_leaves_a_confirmed_organisation_its_voice(
    accounts: Accounts, supplier: Founded, gateway_platform: Account
) -> None:
    buyer = await accounts.buyer()
    link = (await asked(buyer, supplier))["id"]
    await moved(supplier.founder, link, "pending")
    await moved(gateway_platform, link, "refused", reason="Not a customer.")
    again = await signed_in(accounts, supplier.person)
    assert (await again.get("/v1/me")).json()["supplier_id"] == supplier.supplier_id
    own = (await supplier.founder.get(f"/v1/supplier-links/{supplier.link}")).json()
    assert own["status"] == "confirmed"


async def test_an_organisation_that_is_no_longer_confirmed_loses_all_its_links(
    accounts: Accounts, supplier: Founded, gateway_platform: Account
) -> None:
    """Nothing is left behind that speaks for the supplier, or that an accomplice could still open."""
    linked, asking = await accounts.buyer(), await accounts.buyer()
    pending, requested = (await asked(linked, supplier))["id"], (await asked(asking, supplier))["id"]
    await moved(supplier.founder, pending, "pending")
    await moved(gateway_platform, supplier.link, "refused", reason="The supplier does not know them.")
    statuses = {
        item["id"]: item["status"] for item in (await supplier.founder.get("/v1/supplier-links")).json()["items"]
    }
    assert statuses == {supplier.link: "refused", pending: "refused", requested: "declined"}
    assert await heard(linked, "supplier_link.made", "supplier_link.refused")
    assert (await (await signed_in(accounts, supplier.person)).get("/v1/me")).json()["supplier_id"] is None
    assert await tried(supplier.founder, requested, "pending") == (409, "illegal_transition")
    made = await founded(accounts, supplier.supplier_id, linked)
    assert made.org != supplier.org
