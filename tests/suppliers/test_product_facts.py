"""What is said about a product: condition and original, warranty, spare parts, repair, materials, the GTIN."""

from typing import Any

import pytest

from suppliers.products.facts.rules import HIGHEST, RepairabilityScheme, has_check_digit
from support.cast import Actor, Cast
from support.market import linked_user, made, product_of, supplier_of

FACTS: dict[str, Any] = {
    "warranty_years": 3,
    "spare_parts_years": 7,
    "spare_parts_price_list": "https://parts.meridiaan.example/book",
    "upgradeable": ["memory", "battery"],
    "battery_cycles": 1000,
    "recycled_content_pct": "32.5",
    "materials": ["cobalt", "tin"],
    "main_components": [{"component": "battery", "risk_note": "Cobalt of unknown origin.", "value_note": None}],
}
EMPTY = dict.fromkeys(FACTS) | {"upgradeable": [], "materials": [], "main_components": []}
SCORE = {"scheme": "fr_index", "score": "7.4", "assessed_on": "2026-03-02"}


async def sold_by(buyer: Actor, **facts: Any) -> dict[str, Any]:
    return await product_of(buyer, (await supplier_of(buyer))["id"], **facts)


async def refused(buyer: Actor, **facts: Any) -> tuple[int, str]:
    """The status and the pointer with which a product with these facts is refused."""
    body = {"brand": "Meridiaan", "model_name": "Book", "model_number": "Refused-1", "category": "laptop", **facts}
    answer = await buyer.post("/v1/products", json=body)
    return answer.status_code, answer.json()["errors"][0]["pointer"]


async def test_a_product_says_how_long_it_lasts_and_what_it_is_made_of(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    product = await sold_by(buyer, **FACTS, repairability=SCORE)
    assert product.items() >= FACTS.items()
    assert product["repairability"] == {**SCORE, "max": "10.0"} | {"max": product["repairability"]["max"]}
    assert float(product["repairability"]["max"]) == 10
    address = f"/v1/products/{product['id']}"
    assert (await buyer.get(address)).json() == product
    [item] = (await buyer.get("/v1/products", params={"q": product["model_number"]})).json()["items"]
    assert item == {name: product[name] for name in item}
    assert (item["warranty_years"], item["spare_parts_years"]) == (3, 7)
    emptied = made(
        await buyer.patch(address, json={**EMPTY, "repairability": None}, headers={"If-Match": '"1."'}), 200
    )
    assert emptied.items() >= {**EMPTY, "repairability": None}.items()


async def test_what_is_not_said_stays_as_it_was(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    product = await sold_by(buyer, **FACTS)
    changes = {"warranty_years": 5, "materials": ["gold"]}
    changed = made(
        await buyer.patch(f"/v1/products/{product['id']}", json=changes, headers={"If-Match": '"1."'}), 200
    )
    assert changed.items() >= (FACTS | changes).items()


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({"warranty_years": -1}, "/warranty_years"),
        ({"warranty_years": 31}, "/warranty_years"),
        ({"spare_parts_years": "1.5"}, "/spare_parts_years"),
        ({"spare_parts_price_list": "ask us"}, "/spare_parts_price_list"),
        ({"upgradeable": ["wheels"]}, "/upgradeable/0"),
        ({"battery_cycles": -1}, "/battery_cycles"),
        ({"recycled_content_pct": "100.1"}, "/recycled_content_pct"),
        ({"materials": ["unobtainium"]}, "/materials/0"),
        ({"main_components": [{"component": "engine"}]}, "/main_components/0/component"),
        ({"gtin": "05412345000014"}, "/gtin"),
        ({"gtin": "0541234500001"}, "/gtin"),
        ({"status": "discontinued"}, "/status"),
        ({"repairability": {"scheme": "ifixit", "score": "11"}}, "/repairability/score"),
        ({"repairability": {"scheme": "eu_index", "score": "3.355"}}, "/repairability/score"),
        ({"repairability": {"scheme": "eu_index", "score": "5.01"}}, "/repairability/score"),
        ({"repairability": {"scheme": "ifixit", "score": "4", "max": "5"}}, "/repairability/max"),
        ({"repairability": {"scheme": "other", "score": "4"}}, "/repairability/max"),
        ({"repairability": {"scheme": "other", "score": "0", "max": "0"}}, "/repairability/max"),
        ({"repairability": {"scheme": "other", "score": "4", "max": "3"}}, "/repairability/score"),
    ],
)
async def test_a_wrong_value_is_pointed_at(suppliers: Cast, facts: dict[str, Any], pointer: str) -> None:
    assert await refused(suppliers.buyer(), **facts) == (422, pointer)


@pytest.mark.parametrize("scheme", RepairabilityScheme)
async def test_a_score_is_on_the_scale_of_its_scheme(suppliers: Cast, scheme: RepairabilityScheme) -> None:
    buyer = suppliers.buyer()
    most = HIGHEST.get(scheme)
    score: dict[str, Any] = {"scheme": scheme, "score": str(most or 4)} | ({} if most else {"max": "4"})
    product = await sold_by(buyer, repairability=score)
    assert float(product["repairability"]["score"]) == float(product["repairability"]["max"]) == (most or 4)


@pytest.mark.parametrize(("written", "kept"), [("3.35", "3.35"), ("4.00", "4.0"), ("4", "4.0")])
async def test_a_score_of_the_eu_index_has_two_decimals(suppliers: Cast, written: str, kept: str) -> None:
    product = await sold_by(suppliers.buyer(), repairability={"scheme": "eu_index", "score": written})
    assert product["repairability"]["score"] == kept


@pytest.mark.parametrize("gtin", ["96385074", "614141999996", "4006381333931", "05412345000013"])
def test_each_length_of_gtin_has_its_check_digit(gtin: str) -> None:
    others = [f"{gtin[:-1]}{digit}" for digit in range(10) if str(digit) != gtin[-1]]
    assert has_check_digit(gtin)
    assert not any(has_check_digit(other) for other in others)


async def test_a_stored_gtin_without_a_right_check_digit_is_still_read(suppliers: Cast) -> None:
    """Numbers were not checked before."""
    buyer = suppliers.buyer()
    product = await sold_by(buyer, gtin="05412345000013")
    assert (await buyer.get(f"/v1/products/{product['id']}")).json()["gtin"] == "05412345000013"


async def test_a_used_product_is_a_product_of_its_own_with_the_new_one_as_its_original(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    seller = (await supplier_of(buyer))["id"]
    new = await product_of(buyer, seller)
    same = {"brand": new["brand"], "model_number": new["model_number"], "model_name": new["model_name"]}
    used = await product_of(buyer, seller, **same, condition="refurbished", original_product_id=new["id"])
    assert (used["condition"], used["original_product_id"]) == ("refurbished", new["id"])
    assert used["id"] != new["id"]
    body = {**same, "category": "laptop", "condition": "refurbished"}
    again = await buyer.post("/v1/products", json=body)
    assert (again.status_code, again.json()["id"]) == (200, used["id"])
    twin = await buyer.patch(
        f"/v1/products/{used['id']}",
        json={"condition": "new", "original_product_id": None},
        headers={"If-Match": '"1."'},
    )
    assert (twin.status_code, twin.json()["code"]) == (409, "product_known")


async def test_an_original_stays_new_while_a_used_product_names_it(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    seller = (await supplier_of(buyer))["id"]
    new = await product_of(buyer, seller)
    address = f"/v1/products/{new['id']}"
    used = await product_of(buyer, seller, condition="refurbished", original_product_id=new["id"])
    changed = await buyer.patch(address, json={"condition": "second_hand"}, headers={"If-Match": '"1."'})
    assert (changed.status_code, changed.json()["code"]) == (422, "not_an_original")
    assert changed.json()["errors"][0]["pointer"] == "/condition"
    own = {"original_product_id": None}
    made(await buyer.patch(f"/v1/products/{used['id']}", json=own, headers={"If-Match": '"1."'}), 200)
    made(await buyer.patch(address, json={"condition": "second_hand"}, headers={"If-Match": '"1."'}), 200)


async def test_what_is_no_original(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    seller = (await supplier_of(buyer))["id"]
    new = await product_of(buyer, seller)
    used = await product_of(buyer, seller, condition="second_hand")
    person = await linked_user(suppliers, seller, buyer)
    unlisted = await product_of(person, seller)
    for condition, original in (("new", new), ("refurbished", used), ("refurbished", unlisted)):
        assert await refused(buyer, condition=condition, original_product_id=original["id"]) == (
            422,
            "/original_product_id",
        )
    unknown = {"condition": "refurbished", "original_product_id": str(buyer.org)}
    body = {"brand": "Meridiaan", "model_name": "Book", "model_number": "X", "category": "laptop", **unknown}
    answer = await buyer.post("/v1/products", json=body)
    assert (answer.status_code, answer.json()["code"]) == (404, "product_not_found")
    address, tag = f"/v1/products/{used['id']}", {"If-Match": '"1."'}
    itself = await buyer.patch(address, json={"original_product_id": used["id"]}, headers=tag)
    assert (itself.status_code, itself.json()["code"]) == (422, "not_an_original")
    linked = made(await buyer.patch(address, json={"original_product_id": new["id"]}, headers=tag), 200)
    assert linked["original_product_id"] == new["id"]
    as_new = await buyer.patch(address, json={"condition": "new"}, headers={"If-Match": '"2."'})
    assert (as_new.status_code, as_new.json()["code"]) == (422, "not_an_original")


async def test_a_product_is_announced_and_then_put_on_the_market(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    product = await sold_by(buyer, status="announced")
    assert (product["status"], product["allowed_transitions"]) == ("announced", ["active"])
    on_sale = made(await buyer.post(f"/v1/products/{product['id']}/transitions", json={"to": "active"}), 200)
    assert (on_sale["status"], on_sale["allowed_transitions"]) == ("active", ["discontinued"])
