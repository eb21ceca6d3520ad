"""What suppliers ask of a buyer for warranty and spare parts; and units of a product by year."""

from datetime import date
from typing import Any

import pytest

from chassis.vocabulary import Role
from suppliers.deliveries.units.rules import UnitsOfYears, units_of
from support.cast import Actor, Cast
from support.market import TODAY, contract_of, day, delivered, linked_user, made, product_of, supplier_of
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal

MONEY = {"amount": "24.50", "currency": "EUR", "vat_included": False}
LIST = {"title": "Spare parts, 2026", "reference": "SP-2026", "received_on": "2026-03-02"}
SAID: dict[str, Any] = {
    "warranty_years": 3,
    "extra_warranty_year": MONEY,
    "spare_parts_years": 7,
    "spare_parts_prices": LIST,
}


async def quoted(buyer: Actor, **facts: Any) -> tuple[str, dict[str, Any]]:
    """The address of the quotes of a product, and one of them."""
    seller = (await supplier_of(buyer))["id"]
    address = f"/v1/products/{(await product_of(buyer, seller))['id']}/quotes"
    body = {"supplier_id": seller, "quoted_on": "2026-03-02", **SAID, **facts}
    return address, made(await buyer.post(address, json=body))


async def test_a_quote_has_the_price_of_a_year_of_warranty_and_the_price_list_of_spare_parts(
    suppliers: Cast,
) -> None:
    buyer = suppliers.buyer()
    address, quote = await quoted(buyer)
    assert quote.items() >= SAID.items()
    assert (await buyer.get(f"{address}/{quote['id']}")).json() == quote
    assert (await buyer.get(address)).json()["items"] == [quote]
    by_seller = await buyer.get(address, params={"supplier_id": quote["supplier_id"]})
    assert by_seller.json()["items"] == [quote]
    assert (await buyer.get(address, params={"supplier_id": str(buyer.org)})).json()["items"] == []
    one, tag = f"{address}/{quote['id']}", {"If-Match": '"1."'}
    changed = made(
        await buyer.patch(one, json={"warranty_years": None, "valid_to": "2027-03-01"}, headers=tag), 200
    )
    assert (changed["warranty_years"], changed["valid_to"]) == (None, "2027-03-01")
    assert (await buyer.patch(one, json={"warranty_years": 1}, headers=tag)).status_code == 412


async def test_nobody_else_sees_what_a_buyer_was_asked(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    address, quote = await quoted(buyer)
    others = (suppliers.buyer(), suppliers.buyer(Role.BUYER_VIEWER))
    for other in others:
        assert (await other.get(address)).json()["items"] == []
        assert (await other.get(f"{address}/{quote['id']}")).status_code == 404
    patched = await others[0].patch(
        f"{address}/{quote['id']}", json={"warranty_years": 1}, headers={"If-Match": '"1."'}
    )
    assert (patched.status_code, patched.json()["code"]) == (404, "quote_not_found")
    seller = await linked_user(suppliers, quote["supplier_id"], buyer, is_confirmed=True)
    for actor in (seller, suppliers.monitor(), suppliers.expert(), suppliers.platform()):
        assert refusal(await actor.get(address)) == FORBIDDEN
    assert refusal(await suppliers.anonymous.get(address)) == UNAUTHENTICATED
    assert refusal(await suppliers.anonymous.post(address, json={})) == UNAUTHENTICATED
    assert refusal(await suppliers.buyer(Role.BUYER_VIEWER).post(address, json=quote)) == FORBIDDEN


@pytest.mark.parametrize(
    ("facts", "code", "pointer"),
    [
        ({"valid_to": "2026-03-01"}, "period_reversed", "/valid_to"),
        (dict.fromkeys(SAID), "quote_is_empty", None),
        ({"extra_warranty_year": {**MONEY, "amount": "-1"}}, "invalid", "/extra_warranty_year/amount"),
        ({"extra_warranty_year": {**MONEY, "currency": "euro"}}, "invalid", "/extra_warranty_year/currency"),
        ({"spare_parts_prices": {"title": "List"}}, "invalid", "/spare_parts_prices/received_on"),
        (
            {"spare_parts_prices": {**LIST, "reference": "javascript:alert(1)"}},
            "invalid",
            "/spare_parts_prices/reference",
        ),
        ({"warranty_years": 31}, "invalid", "/warranty_years"),
    ],
)
async def test_a_wrong_quote_is_refused(
    suppliers: Cast, facts: dict[str, Any], code: str, pointer: str | None
) -> None:
    buyer = suppliers.buyer()
    seller = (await supplier_of(buyer))["id"]
    address = f"/v1/products/{(await product_of(buyer, seller))['id']}/quotes"
    body = {"supplier_id": seller, "quoted_on": "2026-03-02", **SAID, **facts}
    answer = await buyer.post(address, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert [error["pointer"] for error in answer.json()["errors"]] == ([pointer] if pointer else [])
    assert (await buyer.get(address)).json()["items"] == []


async def test_a_quote_names_a_product_and_a_supplier_of_the_register(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    address, quote = await quoted(buyer)
    body = {"supplier_id": str(buyer.org), "quoted_on": "2026-03-02", **SAID}
    assert (await buyer.post(address, json=body)).json()["code"] == "supplier_not_found"
    nowhere = f"/v1/products/{buyer.org}/quotes"
    known = {**body, "supplier_id": quote["supplier_id"]}
    assert (await buyer.post(nowhere, json=known)).json()["code"] == "product_not_found"
    assert (await buyer.get(nowhere)).json()["code"] == "product_not_found"
    elsewhere = f"/v1/products/{(await product_of(buyer, quote['supplier_id']))['id']}/quotes/{quote['id']}"
    assert (await buyer.get(elsewhere)).json()["code"] == "quote_not_found"


def test_units_of_a_delivery_over_the_turn_of_a_year_are_not_divided() -> None:
    days = [
        (date(2026, 12, 31), None, 1),
        (date(2026, 1, 1), date(2026, 12, 31), 10),
        (date(2025, 12, 31), date(2026, 1, 1), 100),
        (date(2024, 5, 5), date(2024, 5, 6), 1000),
    ]
    assert units_of(days) == UnitsOfYears({2024: 1000, 2026: 11}, 100)
    assert units_of([]) == UnitsOfYears({}, 0)


async def test_units_by_year_are_those_of_deliveries_that_the_caller_may_see(suppliers: Cast) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    contract = await contract_of(buyer)
    product = await product_of(buyer, contract["supplier_id"])
    address = f"/v1/products/{product['id']}/units"
    for units in (5, 7):
        await delivered(buyer, contract["id"], product["id"], delivered_from=day(0), units=units)
    others = await contract_of(other, contract["supplier_id"])
    await delivered(other, others["id"], product["id"], delivered_from=day(0), units=100)
    counted = made(await buyer.get(address), 200)
    assert counted["items"] == [{"year": TODAY.year, "units": 12}]
    seller = await linked_user(suppliers, contract["supplier_id"], buyer)
    assert made(await seller.get(address), 200) == counted
    assert made(await suppliers.buyer().get(address), 200)["items"] == []
    assert refusal(await suppliers.monitor().get(address)) == FORBIDDEN
    assert refusal(await suppliers.anonymous.get(address)) == UNAUTHENTICATED
    assert (await buyer.get(f"/v1/products/{buyer.org}/units")).json()["code"] == "product_not_found"
