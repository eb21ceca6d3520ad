"""What has happened is recorded when it has: a day that is still to come is refused, with the place."""

from typing import Any

import pytest

from chassis.vocabulary import Role
from support.cast import Actor, Cast
from support.market import contract_facts, contract_of, day, made, product_of, supplier_of

TOMORROW = day(1)
QUOTE: dict[str, Any] = {"quoted_on": day(0), "warranty_years": 3}
PRICES = {"title": "Spare parts", "received_on": TOMORROW}
SCORE = {"scheme": "fr_index", "score": "7.4", "assessed_on": TOMORROW}
MONEY = {"amount": "10.00", "currency": "EUR", "vat_included": True}
FIRST = {"If-Match": '"1."'}


async def pointed_at(buyer: Actor, address: str, body: dict[str, Any]) -> tuple[int, str, str]:
    answer = await buyer.post(address, json=body)
    return answer.status_code, answer.json()["code"], answer.json()["errors"][0]["pointer"]


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({"quoted_on": TOMORROW}, "/quoted_on"),
        ({"spare_parts_prices": PRICES}, "/spare_parts_prices/received_on"),
    ],
)
async def test_a_quote_and_its_price_list_have_been_received(
    suppliers: Cast, facts: dict[str, Any], pointer: str
) -> None:
    buyer = suppliers.buyer()
    seller = (await supplier_of(buyer))["id"]
    address = f"/v1/products/{(await product_of(buyer, seller))['id']}/quotes"
    body = {"supplier_id": seller, **QUOTE}
    assert await pointed_at(buyer, address, {**body, **facts}) == (422, "day_to_come", pointer)
    quote = made(await buyer.post(address, json=body))
    changed = await buyer.patch(f"{address}/{quote['id']}", json=facts, headers=FIRST)
    assert (changed.status_code, changed.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_a_repairability_score_was_given(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    body = {"brand": "Meridiaan", "model_name": "Book", "model_number": "To-come", "category": "laptop"}
    refused = await pointed_at(buyer, "/v1/products", {**body, "repairability": SCORE})
    assert refused == (422, "day_to_come", "/repairability/assessed_on")
    made(await buyer.post("/v1/products", json={**body, "repairability": {**SCORE, "assessed_on": day(0)}}))


async def test_an_award_can_be_planned_and_is_in_the_past_when_it_happened(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    seller = (await supplier_of(buyer))["id"]
    awarded = contract_facts(seller, reference="A-1", award_date=TOMORROW, clauses=[])
    assert await pointed_at(buyer, "/v1/contracts", awarded) == (422, "day_to_come", "/award_date")
    contract = await contract_of(
        buyer, seller, reference="A-2", status="tendering", award_date=TOMORROW, clauses=[]
    )
    address, manager = f"/v1/contracts/{contract['id']}", suppliers.buyer(Role.BUYER_MANAGER, org=buyer.org)
    early = await manager.post(f"{address}/transitions", json={"to": "awarded"})
    assert (early.status_code, early.json()["code"]) == (422, "day_to_come")
    made(await buyer.patch(address, json={"award_date": day(0)}, headers=FIRST), 200)
    made(await manager.post(f"{address}/transitions", json={"to": "awarded"}), 200)
    tag = {"If-Match": (await buyer.get(address)).headers["ETag"]}
    later = await buyer.patch(address, json={"award_date": TOMORROW}, headers=tag)
    assert (later.status_code, later.json()["errors"][0]["pointer"]) == (422, "/award_date")


async def test_payments_of_a_period_that_is_not_over_are_not_complete(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start=day(-400), end=day(400))
    address = f"/v1/contracts/{contract['id']}/spend"
    body: dict[str, Any] = {"period_start": day(-30), "period_end": TOMORROW, "money": MONEY}
    assert await pointed_at(buyer, address, body) == (422, "period_not_over", "/period_end")
    so_far = await buyer.post(address, json={**body, "complete": False})
    made(so_far)
    made(await buyer.post(address, json={**body, "kind": "budget"}))
    whole = await buyer.patch(so_far.headers["Location"], json={"complete": True}, headers=FIRST)
    assert (whole.status_code, whole.json()["code"]) == (422, "period_not_over")
    made(
        await buyer.patch(so_far.headers["Location"], json={"complete": True, "period_end": day(0)}, headers=FIRST),
        200,
    )
