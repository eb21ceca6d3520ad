"""A value that is said twice in a list says no more than once."""

from uuid import uuid4

from support.cast import Cast
from support.market import contact_of, contract_of, day, made, product_of, supplier_of


async def test_each_value_of_a_list_is_kept_once_and_in_order(suppliers: Cast) -> None:
    monitor = uuid4()
    buyer = suppliers.buyer(affiliated_to=(monitor,))
    seller = (await supplier_of(buyer))["id"]
    twice = {
        "product_categories": ["monitor", "laptop", "monitor"],
        "brands": ["Meridiaan", "Meridiaan"],
        "cpv": ["30213100", "30213100"],
        "monitored_by": [str(monitor)] * 2,
        "clauses": [],
        "status": "tendering",
    }
    contract = await contract_of(buyer, seller, **twice)
    assert contract["product_categories"] == ["monitor", "laptop"]
    assert (contract["brands"], contract["cpv"]) == (["Meridiaan"], ["30213100"])
    assert contract["monitored_by"] == [str(monitor)]
    address = f"/v1/contracts/{contract['id']}"
    changed = await buyer.patch(address, json={"cpv": ["30213300"] * 2}, headers={"If-Match": '"1."'})
    assert made(changed, 200)["cpv"] == ["30213300"]
    label = {"labels": [{"scheme": "EPEAT", "min_level": "gold"}], "exempt_conditions": ["refurbished"] * 2}
    required = made(await buyer.post(f"{address}/label-requirements", json=label))
    assert required["exempt_conditions"] == ["refurbished"]
    product = await product_of(buyer, seller, materials=["tin", "cobalt", "tin"], upgradeable=["memory"] * 2)
    assert (product["materials"], product["upgradeable"]) == (["tin", "cobalt"], ["memory"])
    claim = {"product_id": product["id"], "scheme": "TCO_CERTIFIED", "valid_from": day(-10)}
    claimed = made(await buyer.post("/v1/label-claims", json={**claim, "country_scope": ["BE", "be", "NL"]}))
    assert claimed["country_scope"] == ["BE", "NL"]
    contact = await contact_of(buyer, seller, languages=["nl", "fr", "nl"])
    assert contact["languages"] == ["nl", "fr"]
    target = {"metric": "contracts_with_clause", "value": "80", "year": 2030, "sdgs": [12, 8, 12]}
    assert made(await buyer.post("/v1/targets", json=target))["sdgs"] == [12, 8]
