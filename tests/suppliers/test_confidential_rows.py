"""Rows that are more confidential than `parties` take no part in the register: nobody finds their sites there."""

from typing import Any

import pytest

from chassis.rows import fetch_rows
from chassis.state import state_of
from support.cast import Actor, Cast
from support.market import contract_of, delivered, linked_user, made, product_of, supplier_of
from support.sites import accepted, entered, move, site

LEVELS = ["buyer_only", "restricted"]


async def names_in_register(reader: Actor, name: str) -> list[str]:
    return [item["name"] for item in made(await reader.get("/v1/facilities", params={"q": name}), 200)["items"]]


async def matches_of(reader: Actor, listed: dict[str, Any]) -> list[str]:
    query = {name: listed[name] for name in ("name", "address", "country")}
    found = made(await reader.post("/v1/facilities/match", json={"queries": {"a": query}}), 200)
    return [result["facility"]["name"] for result in found["responses"]["a"]["results"]]


async def list_of(writer: Actor, supplier_id: str, *rows: dict[str, Any], **terms: Any) -> dict[str, Any]:
    """A list that its writer drafts."""
    body = {"supplier_id": supplier_id, "product_family": "laptop", "valid_from": "2026-01-01", **terms}
    if "product_id" in terms:
        del body["product_family"]
    return made(
        await writer.post("/v1/disclosures", json={**body, "rows": [{"tier": "T0", **row} for row in rows]})
    )


async def rows_of(reader: Actor, version: dict[str, Any], **params: Any) -> list[dict[str, Any]]:
    answer = await reader.get(f"/v1/disclosures/{version['id']}/rows", params=params)
    return list(made(answer, 200)["items"])


@pytest.mark.parametrize("level", LEVELS)
async def test_their_sites_are_not_in_the_register(suppliers: Cast, level: str) -> None:
    buyer, stranger = suppliers.buyer(), suppliers.buyer()
    supplier = await supplier_of(buyer)
    secret, open_ = site(confidentiality=level), site()
    version = await accepted(buyer, (await list_of(buyer, supplier["id"], secret, open_))["id"])
    assert (version["rows"]["resolved"], version["rows"]["waiting"]) == (1, 0)
    for reader in (buyer, stranger, suppliers.monitor(), suppliers.platform()):
        assert await names_in_register(reader, secret["name"]) == []
        assert await names_in_register(reader, open_["name"]) == [open_["name"]]
        assert secret["name"] not in await matches_of(reader, secret)
    hidden, shown = await rows_of(buyer, version)
    assert (hidden["facility_id"], shown["facility_id"] is not None) == (None, True)
    assert [row["id"] for row in await rows_of(buyer, version, facility_id=shown["facility_id"])] == [shown["id"]]


@pytest.mark.parametrize("level", LEVELS)
async def test_a_site_of_the_register_does_not_show_that_they_name_it(suppliers: Cast, level: str) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    known = await entered(buyer)
    before = await suppliers.monitor().get(f"/v1/facilities/{known['id']}")
    named = {name: known[name] for name in ("name", "address", "country")}
    version = await accepted(
        buyer, (await list_of(buyer, supplier["id"], {**named, "confidentiality": level}))["id"]
    )
    after = await suppliers.monitor().get(f"/v1/facilities/{known['id']}")
    assert (after.json(), after.headers["ETag"]) == (before.json(), before.headers["ETag"])
    assert await rows_of(buyer, version, facility_id=known["id"]) == []
    mine = made(await buyer.get("/v1/facilities", params={"supplier_id": supplier["id"]}), 200)
    assert mine["items"] == []
    answer = await suppliers.machine("dialogue").post(
        "/internal/facility-suppliers", json={"facility_id": known["id"]}
    )
    assert made(answer, 200)["items"] == []


@pytest.mark.parametrize("level", LEVELS)
async def test_no_buyer_finds_the_site_of_a_confidential_row_by_asking_for_exposure(
    suppliers: Cast, level: str
) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, clauses=[])
    product = await product_of(buyer, contract["supplier_id"])
    await delivered(buyer, contract["id"], product["id"])
    person = await linked_user(suppliers, contract["supplier_id"], buyer)
    known = await entered(buyer)
    row = {name: known[name] for name in ("name", "address", "country")} | {"confidentiality": level}
    draft = await list_of(person, contract["supplier_id"], row, product_id=product["id"])
    made(await move(person, draft["id"], "submitted"), 200)
    made(await move(buyer, draft["id"], "accepted"), 200)
    shown = made(await buyer.get(f"/v1/facilities/{known['id']}/exposure"), 200)
    assert shown["items"] == []

    asked = {"facility_id": known["id"], "from": "2026-02-01", "to": "2026-02-28"}
    told = made(await buyer.post("/internal/exposure-lookups", json=asked), 200)["items"]
    assert [(item["product_id"], item["facility_id"], item["tier"]) for item in told] == [
        (product["id"], None, "TX")
    ]


async def test_a_buyer_is_told_of_its_exposure_through_its_own_confidential_row(suppliers: Cast) -> None:
    """A monitor registers the site for a finding; the row that named it before is linked to it."""
    buyer, monitor = suppliers.buyer(), suppliers.monitor()
    contract = await contract_of(buyer, clauses=[])
    product = await product_of(buyer, contract["supplier_id"])
    await delivered(buyer, contract["id"], product["id"])
    secret = site()
    row = {**secret, "confidentiality": "restricted"}
    await accepted(buyer, (await list_of(buyer, contract["supplier_id"], row, product_id=product["id"]))["id"])
    entry = made(await monitor.post("/v1/facilities", json={**secret, "name": secret["name"].upper()}))
    asked = {"facility_id": entry["id"], "from": "2026-02-01", "to": "2026-02-28"}
    told = made(await buyer.post("/internal/exposure-lookups", json=asked), 200)["items"]
    assert [(item["product_id"], item["facility_id"]) for item in told] == [(product["id"], entry["id"])]
    assert made(await buyer.get(f"/v1/facilities/{entry['id']}/exposure"), 200)["items"] == []


async def test_what_a_confidential_row_says_of_a_site_is_not_what_the_register_says(suppliers: Cast) -> None:
    """Whoever registers the site afterwards meets nothing of the row: no refusal, words, sources or numbers."""
    buyer, other = suppliers.buyer(), suppliers.buyer()
    supplier = await supplier_of(buyer)
    number = [{"scheme": "RBA", "value": "SECRET-1"}]
    secret = site(city="Shenzhen", identifiers=number, confidentiality="restricted")
    await accepted(buyer, (await list_of(buyer, supplier["id"], secret))["id"])
    named = {"name": secret["name"].upper(), "address": secret["address"], "country": "CN", "identifiers": number}
    entry = made(await other.post("/v1/facilities", json=named))
    assert (entry["name"], entry["city"], entry["version"]) == (named["name"], None, 1)
    assert [source["kind"] for source in entry["sources"]] == ["platform"]
    assert entry["possible_duplicate_of"] is None


async def test_a_list_that_others_may_read_brings_the_site_into_the_register(suppliers: Cast) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    secret = site()
    supplier = await supplier_of(buyer)
    row = {**secret, "confidentiality": "buyer_only"}
    await accepted(buyer, (await list_of(buyer, supplier["id"], row))["id"])
    await accepted(other, (await list_of(other, (await supplier_of(other))["id"], secret))["id"])
    assert await names_in_register(buyer, secret["name"]) == [secret["name"]]


async def test_the_event_of_an_acceptance_names_no_site_of_a_confidential_row(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    known = await entered(buyer)
    row = {name: known[name] for name in ("name", "address", "country")} | {"confidentiality": "restricted"}
    draft = await list_of(person, supplier["id"], row)
    made(await move(person, draft["id"], "submitted"), 200)
    made(await move(buyer, draft["id"], "accepted"), 200)
    async with state_of(suppliers.app).worker_sessions() as session:
        said = await fetch_rows(
            session,
            "select p.payload from journal j join journal_payloads p on p.journal_id = j.id"
            " where j.subject_id = :version and j.verb = 'disclosure.accepted'",
            version=draft["id"],
        )
    assert [payload["facility_ids"] for (payload,) in said] == [[]]
