"""Products: registered once for all, sold by suppliers, delivered under contracts."""

from typing import Any

from chassis.vocabulary import Role
from support.cast import Actor, Cast
from support.market import contract_of, day, linked_user, made, speaks_for, supplier_of
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal


def slate(**facts: Any) -> dict[str, Any]:
    return {
        "brand": "Meridiaan",
        "model_name": "Meridiaan Slate 14",
        "model_number": "MS14-2026",
        "category": "laptop",
        **facts,
    }


async def product_of(buyer: Actor, **facts: Any) -> dict[str, Any]:
    return made(await buyer.post("/v1/products", json=slate(**facts)), 201, 200)


async def test_the_same_brand_and_number_are_the_same_product(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    seller, reseller = await supplier_of(buyer), await supplier_of(buyer, kinds=["reseller"])
    facts = slate(model_number="Once-1", supplier_id=seller["id"])
    first = await buyer.post("/v1/products", json=facts)
    assert (first.status_code, first.headers["Location"]) == (201, f"/v1/products/{first.json()['id']}")
    other_writing = {**facts, "brand": "MERIDIAAN", "model_number": "once 1", "supplier_id": reseller["id"]}
    again = await suppliers.buyer().post("/v1/products", json=other_writing)
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    for supplier in (seller, reseller):
        found = (await buyer.get("/v1/products", params={"supplier_id": supplier["id"]})).json()["items"]
        assert [item["id"] for item in found] == [first.json()["id"]]


async def test_a_name_that_grows_when_its_case_is_folded_is_no_fault(suppliers: Cast) -> None:
    product = await product_of(suppliers.buyer(), brand="\u1e9e" * 199, model_number="\u0130" * 199)
    assert len(product["brand"]) == 199


async def test_a_brand_may_be_a_market_party(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    brand = await supplier_of(buyer, name="Northlight Devices", kinds=["brand"])
    facts = slate(model_number="NL-1", brand_id=brand["id"])
    del facts["brand"]
    product = made(await buyer.post("/v1/products", json=facts))
    assert (product["brand"], product["brand_id"]) == ("Northlight Devices", brand["id"])


async def test_a_product_is_moved_as_it_was_read_and_not_as_it_is_now(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    product = await product_of(buyer, model_number="Read-1")
    address = f"/v1/products/{product['id']}"
    read = {"If-Match": (await buyer.get(address)).headers["ETag"]}
    to = f"{address}/transitions"
    assert made(await buyer.post(to, json={"to": "discontinued"}, headers=read), 200)["version"] == 2
    platform = suppliers.platform()
    late = await platform.post(to, json={"to": "archived"}, headers=read)
    assert (late.status_code, late.json()["code"], late.json()["current"]) == (412, "stale", 2)
    no_tag = await platform.post(to, json={"to": "archived"}, headers={"If-Match": "yesterday"})
    assert (no_tag.status_code, no_tag.json()["code"]) == (412, "stale")
    assert made(await platform.post(to, json={"to": "archived"}, headers={"If-Match": "*"}), 200)["version"] == 3


async def test_a_product_has_a_brand(suppliers: Cast) -> None:
    facts = slate()
    del facts["brand"]
    answer = await suppliers.buyer().post("/v1/products", json=facts)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_an_unknown_category_is_refused_with_a_pointer_to_it(suppliers: Cast) -> None:
    answer = await suppliers.buyer().post("/v1/products", json=slate(category="toaster"))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/category")


async def test_users_of_a_supplier_see_the_products_it_sells_or_makes(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    offered = await product_of(buyer, model_number="Offered-1", supplier_id=supplier["id"])
    other = await product_of(buyer, model_number="Other-1")
    person = suppliers.supplier(supplier["id"])
    assert [item["id"] for item in (await person.get("/v1/products")).json()["items"]] == [offered["id"]]
    assert (await person.get(f"/v1/products/{other['id']}")).status_code == 404
    own = made(await person.post("/v1/products", json=slate(model_number="Own-1")))
    assert (await person.get(f"/v1/products/{own['id']}")).status_code == 200
    foreign = slate(model_number="Foreign-1", supplier_id=(await supplier_of(buyer))["id"])
    assert (await person.post("/v1/products", json=foreign)).status_code == 404


async def test_who_may_not_register_products(suppliers: Cast) -> None:
    assert refusal(await suppliers.anonymous.post("/v1/products", json=slate())) == UNAUTHENTICATED
    assert refusal(await suppliers.monitor().post("/v1/products", json=slate())) == FORBIDDEN


async def test_all_products_are_counted(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    for number in range(2):
        await product_of(buyer, model_number=f"Counted-{number}")
    page = (await buyer.get("/v1/products", params={"count": "exact", "limit": 1})).json()
    assert page["total"] >= 2


async def test_only_the_organisation_that_registered_a_product_changes_it(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    product = await product_of(buyer, model_number="Kept-1")
    address, tag = f"/v1/products/{product['id']}", {"If-Match": '"1."'}
    other = await suppliers.buyer().patch(address, json={"model_name": "Mine"}, headers=tag)
    assert other.status_code == 403
    amended = made(await buyer.patch(address, json={"model_name": "Slate 14 G2"}, headers=tag), 200)
    assert (amended["model_name"], amended["version"]) == ("Slate 14 G2", 2)
    gone = made(await buyer.post(f"{address}/transitions", json={"to": "discontinued"}), 200)
    assert gone["allowed_transitions"] == []
    back = await buyer.post(f"{address}/transitions", json={"to": "active"})
    assert (back.status_code, back.json()["code"]) == (409, "illegal_transition")


async def test_only_who_can_move_a_product_is_shown_its_transitions(suppliers: Cast) -> None:
    buyer, other, viewer = suppliers.buyer(), suppliers.buyer(), suppliers.buyer(Role.BUYER_VIEWER)
    address = f"/v1/products/{(await product_of(buyer, model_number='Moved-1'))['id']}"
    for reader in (other, viewer, suppliers.buyer(Role.BUYER_VIEWER, org=buyer.org), suppliers.monitor()):
        assert made(await reader.get(address), 200)["allowed_transitions"] == []
        moved = await reader.post(f"{address}/transitions", json={"to": "discontinued"})
        assert refusal(moved) == FORBIDDEN
    again = await other.post("/v1/products", json=slate(model_number="Moved-1"))
    assert (again.status_code, again.json()["allowed_transitions"]) == (200, [])
    assert made(await buyer.get(address), 200)["allowed_transitions"] == ["discontinued"]


async def test_the_brand_can_change_its_products_once_the_platform_confirmed_it(suppliers: Cast) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    brand = await supplier_of(buyer)
    product = await product_of(buyer, brand_id=brand["id"], model_number=f"Branded-{brand['id']}")
    stranger = await linked_user(suppliers, brand["id"], other)
    address, tag = f"/v1/products/{product['id']}", {"If-Match": '"1."'}
    refused = [
        await stranger.patch(address, json={"model_name": "Defaced"}, headers=tag),
        await stranger.post(f"{address}/transitions", json={"to": "discontinued"}),
    ]
    assert [refusal(answer) for answer in refused] == [FORBIDDEN, FORBIDDEN]
    assert made(await buyer.get(address), 200)["version"] == 1
    await speaks_for(suppliers.app, org=stranger.org, supplier_id=brand["id"], buyer=other.org, is_confirmed=True)
    changed = await stranger.patch(address, json={"model_name": "Slate 15"}, headers=tag)
    assert made(changed, 200)["model_name"] == "Slate 15"


async def test_a_delivery_names_product_day_and_units(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    person = await linked_user(suppliers, contract["supplier_id"], buyer)
    product = await product_of(buyer, model_number="Delivered-1")
    assert (await person.get(f"/v1/products/{product['id']}")).status_code == 404
    address = f"/v1/contracts/{contract['id']}/deliveries"
    facts = {"product_id": product["id"], "delivered_from": day(-30), "units": 1200}
    delivery = made(await buyer.post(address, json=facts))
    assert (delivery["units"], delivery["delivered_to"]) == (1200, None)
    assert (await person.get(address)).json()["items"] == [delivery]
    assert (await person.get(f"/v1/products/{product['id']}")).status_code == 200
    assert (await person.post(address, json=facts)).status_code == 403
    assert (await suppliers.buyer().post(address, json=facts)).status_code == 404


async def test_a_delivery_has_no_negative_units_and_does_not_end_before_it_starts(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract, product = await contract_of(buyer), await product_of(buyer)
    address = f"/v1/contracts/{contract['id']}/deliveries"
    facts = {"product_id": product["id"], "delivered_from": day(-30), "units": 0}
    assert (await buyer.post(address, json=facts)).status_code == 201
    for wrong, pointer in (({"units": -1}, "/units"), ({"delivered_to": day(-31)}, "/delivered_to")):
        answer = await buyer.post(address, json={**facts, **wrong})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    unknown = await buyer.post(address, json={**facts, "product_id": contract["id"]})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "product_not_found")


async def test_a_delivery_is_corrected_by_the_buyer(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract, product = await contract_of(buyer), await product_of(buyer)
    facts = {"product_id": product["id"], "delivered_from": day(-30), "units": 12}
    answer = await buyer.post(f"/v1/contracts/{contract['id']}/deliveries", json=facts)
    address, tag = answer.headers["Location"], {"If-Match": answer.headers["ETag"]}
    assert (await buyer.get(address)).json() == answer.json()
    early = await buyer.patch(address, json={"delivered_to": day(-40)}, headers=tag)
    assert (early.status_code, early.json()["code"]) == (422, "period_reversed")
    corrected = made(await buyer.patch(address, json={"units": 21}, headers=tag), 200)
    assert (corrected["units"], corrected["version"], corrected["delivered_from"]) == (21, 2, day(-30))
    other = await contract_of(buyer)
    elsewhere = address.replace(contract["id"], other["id"])
    assert (await buyer.get(elsewhere)).status_code == 404
    assert (await suppliers.buyer().patch(address, json={"units": 1}, headers=tag)).status_code == 404
