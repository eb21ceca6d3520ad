"""The clause contact to contact first about a contract: its own, or that of the supplier."""

from typing import Any
from uuid import uuid4

import pytest

from support.cast import Actor, Cast
from support.market import contact_of, contract_of, day, linked_user, made, supplier_of
from support.refusals import refusal


async def name_contact(buyer: Actor, contract: dict[str, Any], contact_id: str | None) -> Any:
    address = f"/v1/contracts/{contract['id']}"
    tag = {"If-Match": (await buyer.get(address)).headers["ETag"]}
    return await buyer.patch(address, json={"primary_contact_id": contact_id}, headers=tag)


async def shown(reader: Actor, contract: dict[str, Any]) -> tuple[str | None, bool]:
    answer = made(await reader.get(f"/v1/contracts/{contract['id']}"), 200)
    return answer["primary_contact_id"], answer["has_own_contact"]


async def test_a_contract_has_a_primary_contact_of_its_own_as_long_as_that_is_in_force(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer))["id"]
    person = await linked_user(suppliers, supplier, buyer)
    contract, other = await contract_of(buyer, supplier), await contract_of(buyer, supplier)
    assert await shown(buyer, contract) == (None, False)
    first, second = [(await contact_of(buyer, supplier))["id"] for _ in range(2)]
    assert await shown(buyer, contract) == (first, False)
    assert made(await name_contact(buyer, contract, second), 200)["primary_contact_id"] == second
    for reader in (buyer, person):
        assert (await shown(reader, contract), await shown(reader, other)) == ((second, True), (first, False))
    made(await buyer.post(f"/v1/contact-points/{second}/transitions", json={"to": "ended"}), 200)
    assert await shown(buyer, contract) == (first, False)
    made(await buyer.post(f"/v1/contact-points/{first}/transitions", json={"to": "ended"}), 200)
    assert await shown(buyer, contract) == (None, False)


async def test_the_contact_of_a_contract_is_taken_back(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer))["id"]
    contract = await contract_of(buyer, supplier)
    first, second = [(await contact_of(buyer, supplier))["id"] for _ in range(2)]
    made(await name_contact(buyer, contract, second), 200)
    made(await name_contact(buyer, contract, None), 200)
    assert await shown(buyer, contract) == (first, False)


@pytest.mark.parametrize("kind", ["auditor", "not begun", "of another supplier"])
async def test_only_a_clause_contact_of_the_supplier_in_force_is_named(suppliers: Cast, kind: str) -> None:
    buyer = suppliers.buyer()
    supplier, other = [(await supplier_of(buyer))["id"] for _ in range(2)]
    contract = await contract_of(buyer, supplier)
    facts: dict[str, Any] = {"auditor": {"purpose": "auditor"}, "not begun": {"active_from": day(3)}}.get(kind, {})
    contact = await contact_of(buyer, other if kind == "of another supplier" else supplier, **facts)
    answer = await name_contact(buyer, contract, contact["id"])
    assert refusal(answer) == (422, "not_a_clause_contact")
    assert answer.json()["errors"][0]["pointer"] == "/primary_contact_id"


async def test_a_contact_of_another_buyer_does_not_exist(suppliers: Cast) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    supplier = (await supplier_of(buyer))["id"]
    contract = await contract_of(buyer, supplier)
    foreign = await contact_of(other, supplier)
    for contact_id in (foreign["id"], str(uuid4())):
        assert refusal(await name_contact(buyer, contract, contact_id)) == (404, "contact_not_found")
