"""What is refused with the reason and the place, where it would be stored and mislead."""

from typing import Any
from uuid import uuid4

import pytest

from support.cast import Actor, Cast
from support.market import contract_facts, contract_of, made, product_of, supplier_of
from support.sites import site, word

HIDDEN = ["\u200b", "\u202e", "\u2066", "\ufeff", "\u00ad", "\u2028", "\u3164", "\u0007"]


async def refused(actor: Actor, address: str, body: dict[str, Any]) -> tuple[int, str, str]:
    """Status, pointer and code of the first fault."""
    answer = await actor.post(address, json=body)
    fault = answer.json()["errors"][0]
    return answer.status_code, fault["pointer"], fault["code"]


async def test_after_the_award_a_clause_is_an_amendment(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, clauses=[])
    address = f"/v1/contracts/{contract['id']}/clauses"
    clause = {"template": "human-rights-clause", "included_at": "tender"}
    assert await refused(buyer, address, clause) == (422, "/included_at", "clause_after_award")
    made(await buyer.post(address, json={**clause, "included_at": "amendment", "agreed_on": "2026-10-01"}))
    planned = await contract_of(buyer, contract["supplier_id"], reference="P-1", status="planned", clauses=[])
    made(await buyer.post(f"/v1/contracts/{planned['id']}/clauses", json=clause))


@pytest.mark.parametrize(
    ("first", "last", "is_start"),
    [("2023-12-31", "2024-06-30", True), ("2026-06-01", "2027-01-01", False), ("2010-01-01", "2010-12-31", True)],
)
async def test_spend_and_deliveries_lie_within_the_contract(
    suppliers: Cast, first: str, last: str, is_start: bool
) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start="2024-01-01", end="2026-12-31")
    product = await product_of(buyer, contract["supplier_id"])
    money = {"amount": "1.00", "currency": "EUR", "vat_included": True}
    spend = {"period_start": first, "period_end": last, "money": money, "kind": "actual"}
    names = ("period", "start", "end"), ("delivered", "from", "to")
    places = [f"/{name}_{begin if is_start else end}" for name, begin, end in names]
    address = f"/v1/contracts/{contract['id']}"
    assert await refused(buyer, f"{address}/spend", spend) == (422, places[0], "outside_contract")
    delivery = {"product_id": product["id"], "delivered_from": first, "delivered_to": last, "units": 1}
    assert await refused(buyer, f"{address}/deliveries", delivery) == (422, places[1], "outside_contract")


async def test_a_contract_is_monitored_by_monitors_of_the_buyer(suppliers: Cast) -> None:
    monitor = uuid4()
    buyer = suppliers.buyer()
    facts = contract_facts((await supplier_of(buyer))["id"], monitored_by=[str(monitor)])
    assert await refused(buyer, "/v1/contracts", facts) == (422, "/monitored_by/0", "unknown_monitor")
    contract = await contract_of(buyer, facts["supplier_id"])
    match = {"If-Match": str(contract["version"])}
    changed = await buyer.patch(
        f"/v1/contracts/{contract['id']}", json={"monitored_by": [str(monitor)]}, headers=match
    )
    assert (changed.status_code, changed.json()["code"]) == (422, "unknown_monitor")


@pytest.mark.parametrize(
    "website", ["javascript:alert(1)", "data:text/html,x", "meridiaan", "ftp://x.example", "http://"]
)
async def test_a_website_is_a_web_address(suppliers: Cast, website: str) -> None:
    body = {"name": "Meridiaan Systems", "country": "BE", "kinds": ["brand"], "website": website}
    assert await refused(suppliers.buyer(), "/v1/suppliers", body) == (422, "/website", "value_error")


@pytest.mark.parametrize("reference", ["javascript:alert(1)", " JavaScript : x", "vbscript:x", "data:text/html,x"])
async def test_a_reference_is_no_program(suppliers: Cast, reference: str) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    rows = made(await buyer.get(f"/v1/contracts/{contract['id']}/obligations"), 200)["items"]
    body = {"to": "submitted", "evidence": [{"kind": "report", "title": "Report", "reference": reference}]}
    address = f"/v1/contracts/{contract['id']}/obligations/{rows[0]['id']}/transitions"
    assert await refused(buyer, address, body) == (422, "/evidence/0/reference", "value_error")


@pytest.mark.parametrize("country", ["XX", "EU", "UK", "EL", "ZZ", "uk"])
async def test_a_country_is_one_of_the_standard(suppliers: Cast, country: str) -> None:
    body = {"name": "Meridiaan Systems", "country": country, "kinds": ["brand"]}
    answer = await suppliers.buyer().post("/v1/suppliers", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/country")
    if country == "UK":
        assert 'write "GB"' in answer.json()["errors"][0]["detail"]
    listed = await suppliers.buyer().get("/v1/facilities", params={"country": country})
    assert listed.status_code == 422


@pytest.mark.parametrize("written", [1767225600, 1767225600.0, "1767225600", True])
async def test_a_number_is_no_date(suppliers: Cast, written: Any) -> None:
    buyer = suppliers.buyer()
    facts = contract_facts((await supplier_of(buyer))["id"], start=written)
    assert await refused(buyer, "/v1/contracts", facts) == (422, "/start", "date_type")
    listed = await buyer.get("/v1/contracts", params={"updated_since": "1767225600"})
    assert (listed.status_code, listed.json()["errors"][0]["code"]) == (422, "datetime_type")


@pytest.mark.parametrize("hidden", HIDDEN, ids=[f"U+{ord(char):04X}" for char in HIDDEN])
async def test_a_name_has_no_character_that_cannot_be_seen(suppliers: Cast, hidden: str) -> None:
    buyer = suppliers.buyer()
    body = {"name": f"Meri{hidden}diaan", "country": "BE", "kinds": ["brand"]}
    assert await refused(buyer, "/v1/suppliers", body) == (422, "/name", "value_error")
    place = site(address=f"Straat{hidden} 7, Antwerpen")
    assert await refused(buyer, "/v1/facilities", place) == (422, "/address", "value_error")


async def test_names_of_scripts_that_are_written_with_joiners_are_kept(suppliers: Cast) -> None:
    name = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    body = {"name": name, "country": "IR", "kinds": ["brand"]}
    assert made(await suppliers.buyer().post("/v1/suppliers", json=body))["name"] == name


@pytest.mark.parametrize("body", ["{}", " { } "])
async def test_a_patch_without_a_field_is_refused(suppliers: Cast, body: str) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    headers = {"If-Match": str(supplier["version"]), "Content-Type": "application/json"}
    answer = await buyer.patch(f"/v1/suppliers/{supplier['id']}", content=body, headers=headers)
    fault = answer.json()["errors"][0]
    assert (answer.status_code, fault["pointer"], fault["code"]) == (422, "", "empty_patch")
    again = made(await buyer.get(f"/v1/suppliers/{supplier['id']}"), 200)
    assert again["version"] == supplier["version"]


async def test_a_supplier_of_a_known_name_and_country_is_found(suppliers: Cast) -> None:
    buyer, name = suppliers.buyer(), f"{word()} {word()}"
    body = {"name": f"{name} NV", "country": "BE", "kinds": ["brand"]}
    known = made(await buyer.post("/v1/suppliers", json=body))
    for alike in (name, name.upper(), f"{name} N.V.", f" {name}  nv "):
        again = await suppliers.buyer().post("/v1/suppliers", json={**body, "name": alike})
        said = again.json()
        assert (again.status_code, said["code"], said["candidates"]) == (409, "supplier_known", [known["id"]])
    legal = await buyer.post("/v1/suppliers", json={**body, "name": word(), "legal_name": name})
    assert legal.status_code == 409
    made(await buyer.post("/v1/suppliers", json={**body, "country": "NL"}))
    made(await buyer.post("/v1/suppliers", json=body, params={"allow_duplicate": True}))
    other = made(await buyer.post("/v1/suppliers", json={**body, "name": f"{name} Two"}))
    address, match = f"/v1/suppliers/{other['id']}", {"If-Match": "1"}
    assert (await buyer.patch(address, json={"name": name}, headers=match)).status_code == 409
    made(await buyer.patch(address, json={"name": name}, headers=match, params={"allow_duplicate": True}), 200)


async def test_a_reference_names_one_contract_of_a_buyer(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    facts = contract_facts((await supplier_of(buyer))["id"], reference="ICT-1")
    first = made(await buyer.post("/v1/contracts", json=facts))
    again = await buyer.post("/v1/contracts", json={**facts, "reference": "ict-1 "})
    said = again.json()
    assert (again.status_code, said["code"], said["candidates"]) == (409, "reference_used", [first["id"]])
    made(await suppliers.buyer().post("/v1/contracts", json=facts))
    made(await buyer.post("/v1/contracts", json=facts, params={"allow_duplicate": True}))
    other = made(await buyer.post("/v1/contracts", json={**facts, "reference": "ICT-2"}))
    address, match = f"/v1/contracts/{other['id']}", {"If-Match": str(other["version"])}
    assert (await buyer.patch(address, json={"reference": "ICT-1"}, headers=match)).status_code == 409
    made(await buyer.patch(address, json={"reference": "ICT-2", "title": "x"}, headers=match), 200)
