"""A buyer asks the organisation of a supplier to work with it: nothing opens before that organisation agrees."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlmodel import col, select

from chassis.callers import machine
from chassis.database import switch_tenant
from chassis.state import state_of
from chassis.vocabulary import OrgKind, Role
from gateway.accounts.actions import add_member
from gateway.tables import Person
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


async def member_of(accounts: Accounts, buyer: Account, person: httpx.AsyncClient) -> int:
    """What comes of an invitation into the buyer's organisation."""
    token = await invited(buyer, {"email": "a@b.example", "role": "buyer_viewer"})
    return (await person.post("/v1/invitations/join", json={"token": token})).status_code


async def added(accounts: Accounts, made: Founded, buyer: Account) -> UUID:
    """A membership of the supplier's founder in the buyer's organisation, past the check of invitations."""
    async with state_of(accounts.gateway.own).worker_sessions() as session, session.begin():
        await switch_tenant(session, buyer.org)
        found = select(Person).where(col(Person.username) == made.person["username"])
        person = (await session.exec(found)).one()
        row = await add_member(
            session,
            machine("gateway"),
            person=person,
            organisation_id=buyer.org,
            roles=[Role.BUYER_VIEWER],
        )
        return row.id


async def test_a_refused_link_still_keeps_its_two_sides_apart(
    accounts: Accounts, supplier_id: str, gateway_platform: Account
) -> None:
    """The platform can confirm it again, and would open the buyer's dossiers to a person of both sides."""
    buyer = await accounts.buyer(Role.BUYER_MANAGER)
    made = await founded(accounts, supplier_id, buyer)
    await moved(gateway_platform, made.link, "refused", reason="The supplier does not know them.")
    assert await member_of(accounts, buyer, await signed_in(accounts, made.person)) == 409
    token = await invited(made.founder, {"email": "a@b.example", "role": "supplier_contact"})
    joined = await buyer.post("/v1/invitations/join", json={"token": token})
    assert (joined.status_code, joined.json()["code"]) == (409, "both_sides")


async def test_a_declined_or_withdrawn_link_keeps_nobody_out(accounts: Accounts, supplier: Founded) -> None:
    for who, end in (("supplier", "declined"), ("buyer", "withdrawn")):
        buyer = await accounts.buyer(Role.BUYER_MANAGER)
        link = (await asked(buyer, supplier))["id"]
        await moved(supplier.founder if who == "supplier" else buyer, link, end)
        assert await member_of(accounts, buyer, supplier.founder) == 201


@pytest.mark.parametrize("origin", ["pending", "refused"])
async def test_a_link_is_not_confirmed_while_a_person_belongs_to_both_sides(
    accounts: Accounts, supplier_id: str, gateway_platform: Account, origin: str
) -> None:
    """However the person got there: earlier versions let people join while the link was refused."""
    buyer = await accounts.buyer(Role.BUYER_MANAGER)
    made = await founded(accounts, supplier_id, buyer)
    if origin == "refused":
        await moved(gateway_platform, made.link, "refused", reason="The supplier does not know them.")
    shared = await added(accounts, made, buyer)
    assert await tried(gateway_platform, made.link, "confirmed", basis="domain") == (409, "both_sides")
    assert (await buyer.get(f"/v1/supplier-links/{made.link}")).json()["status"] == origin
    assert (await buyer.delete(f"/v1/members/{shared}")).status_code == 204
    assert (await moved(gateway_platform, made.link, "confirmed", basis="domain"))["status"] == "confirmed"


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
