"""A version that says less than the one before it does not take a site out of exposure."""

from typing import Any, NamedTuple

import pytest

from support.cast import Actor, Cast
from support.disclosures import draft_of, rows_of
from support.market import contract_of, delivered, made, product_of
from support.sites import accepted, site

MAY = {"from": "2026-05-01", "to": "2026-05-31"}


class Bought(NamedTuple):
    """A buyer, and a product that is delivered to it since 2024."""

    buyer: Actor
    supplier_id: str
    product_id: str


async def bought(suppliers: Cast, **facts: Any) -> Bought:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start="2024-01-01", end="2029-12-31", **{"clauses": [], **facts})
    product = await product_of(buyer, contract["supplier_id"])
    await delivered(buyer, contract["id"], product["id"], delivered_from="2024-01-01")
    return Bought(buyer, contract["supplier_id"], product["id"])


async def version(here: Bought, *rows: dict[str, Any], **terms: Any) -> dict[str, Any]:
    facts = {"product_family": None, "product_id": here.product_id, **terms}
    return await accepted(here.buyer, (await draft_of(here.buyer, here.supplier_id, *rows, **facts))["id"])


async def links_of(here: Bought, facility_id: str, days: dict[str, str] = MAY) -> list[tuple[str, str, str]]:
    body = {"facility_id": facility_id, "margin_months": 0, **days}
    found = made(await here.buyer.post("/internal/exposure-lookups", json=body), 200)
    return [(item["match_kind"], item["confidence"], item["disclosure_id"]) for item in found["items"]]


async def diff_of(here: Bought, later: dict[str, Any]) -> dict[str, Any]:
    return made(await here.buyer.get(f"/v1/disclosures/{later['id']}/diff"), 200)


LESS: dict[str, dict[str, Any]] = {
    "the address is left out": {"address": None},
    "the address is withheld": {"address": "confidential"},
    "only the town is named": {"address": "Shenzhen"},
    "the name is left out": {"address": None, "name": "Undisclosed"},
    "only a country is named": {"address": None, "name": "China"},
    "only the brand is named, in its own country": {"address": None, "name": "Meridiaan", "country": "BE"},
    "the row moves to a higher tier without its place": {"address": None, "name": "A supplier", "tier": "T1"},
    "the row has no tier any more": {"address": None, "name": "A supplier", "country": "VN", "tier": "TX"},
}


@pytest.mark.parametrize("less", LESS.values(), ids=LESS)
@pytest.mark.parametrize("valid_from", ["2026-01-01", "2026-04-01"])
async def test_a_site_of_which_less_is_said_stays_exposed(
    suppliers: Cast, less: dict[str, Any], valid_from: str
) -> None:
    here = await bought(suppliers)
    known = site()
    first = await version(here, known)
    facility_id = (await rows_of(here.buyer, first))[0]["facility_id"]
    second = await version(here, {**known, **less}, valid_from=valid_from)
    row = (await rows_of(here.buyer, second))[0]
    assert await links_of(here, facility_id) == [("last_known_site", "low", first["id"])]
    diff = await diff_of(here, second)
    assert (diff["added"], diff["removed"], diff["changed"]) == ([], [], [])
    (vaguer,) = diff["became_vaguer"]
    assert (vaguer["facility_id"], vaguer["name"]) == (facility_id, known["name"])
    assert (vaguer["named_now"], vaguer["after"][0]["tier"]) == ([row["name"]], row["tier"])


async def test_a_site_that_is_dropped_without_a_word_stays_exposed(suppliers: Cast) -> None:
    here = await bought(suppliers)
    stays, dropped = site(), site()
    first = await version(here, stays, dropped)
    kept, gone = [row["facility_id"] for row in await rows_of(here.buyer, first)]
    second = await version(here, stays, valid_from="2026-04-01")
    assert await links_of(here, gone) == [("last_known_site", "low", first["id"])]
    assert await links_of(here, kept) == [("exact_product", "high", second["id"])]
    diff = await diff_of(here, second)
    assert ([each["facility_id"] for each in diff["removed"]], diff["became_vaguer"]) == ([gone], [])


async def test_a_version_that_ended_without_a_later_one_still_counts_a_little(suppliers: Cast) -> None:
    here = await bought(suppliers)
    first = await version(here, site(), valid_from="2025-01-01", valid_to="2025-12-31")
    facility_id = (await rows_of(here.buyer, first))[0]["facility_id"]
    assert await links_of(here, facility_id) == [("last_known_site", "low", first["id"])]


async def test_a_site_that_was_replaced_or_left_is_not_exposed(suppliers: Cast) -> None:
    here = await bought(suppliers)
    old = site()
    first = await version(here, old, valid_from="2025-01-01")
    facility_id = (await rows_of(here.buyer, first))[0]["facility_id"]
    await version(here, site(), valid_from="2026-01-01")
    assert await links_of(here, facility_id) == [], "a new site is named in its place"
    await version(here, site(name="A factory", address=None), valid_from="2026-03-01")
    assert await links_of(here, facility_id) == [], "what a later version leaves out is the site that replaced it"

    other = await bought(suppliers)
    first = await version(other, old, valid_from="2025-01-01")
    await version(other, {**old, "valid_to": "2026-02-28"}, valid_from="2026-01-01")
    await version(other, valid_from="2026-04-01")
    assert await links_of(other, facility_id) == [], "the supplier said until when it was used"


async def test_a_last_known_site_counts_for_two_years(suppliers: Cast) -> None:
    here = await bought(suppliers)
    first = await version(here, site(), valid_from="2024-01-01")
    facility_id = (await rows_of(here.buyer, first))[0]["facility_id"]
    await version(here, site(name="A factory", address=None), valid_from="2024-03-01")
    last, later = {"from": "2026-02-01", "to": "2026-02-28"}, {"from": "2026-03-01", "to": "2026-03-31"}
    assert await links_of(here, facility_id, last) == [("last_known_site", "low", first["id"])]
    assert await links_of(here, facility_id, later) == []


async def test_a_version_without_places_does_not_silence_what_is_known_of_the_supplier(suppliers: Cast) -> None:
    here = await bought(suppliers)
    general = await version(here, site(), product_id=None)
    facility_id = (await rows_of(here.buyer, general))[0]["facility_id"]
    assert await links_of(here, facility_id) == [("supplier_level", "low", general["id"])]
    await version(here, site(name="A factory", address=None))
    assert await links_of(here, facility_id) == [("supplier_level", "low", general["id"])]
    await version(here, site())
    assert await links_of(here, facility_id) == [], "the product has a place of its own now"


async def test_assembly_without_a_place_is_a_gap(suppliers: Cast) -> None:
    here = await bought(suppliers)
    await version(here, site(address=None))
    (contract,) = made(await here.buyer.get("/v1/contracts"), 200)["items"]
    found = await here.buyer.get("/internal/disclosure-gaps", params={"contract_id": contract["id"]})
    assert [gap["kind"] for gap in made(found, 200)["items"]] == ["no_assembly_site"]


# Contracts without deliveries in the days in question


async def test_an_old_delivery_does_not_take_a_running_contract_out_of_later_exposures(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start="2024-01-01", end="2029-12-31", clauses=[])
    product = await product_of(buyer, contract["supplier_id"])
    days = {"delivered_from": "2024-03-01", "delivered_to": "2024-06-30"}
    await delivered(buyer, contract["id"], product["id"], **days)
    here = Bought(buyer, contract["supplier_id"], product["id"])
    listed = await version(here, site(), valid_from="2024-01-01")
    facility_id = (await rows_of(buyer, listed))[0]["facility_id"]
    assert await links_of(here, facility_id, {"from": "2024-05-01", "to": "2024-05-31"}) == [
        ("exact_product", "high", listed["id"])
    ]
    assert await links_of(here, facility_id) == [("supplier_level", "low", listed["id"])]
    asked = {"facility_id": facility_id, "margin_months": 0, **MAY}
    found = made(await buyer.post("/internal/exposure-lookups", json=asked), 200)
    assert found["coverage"] == {
        "products_delivered": 0,
        "products_disclosed": 0,
        "contracts": 1,
        "contracts_without_deliveries": 1,
    }


async def test_a_resellers_contract_keeps_its_links_to_the_brands_it_delivered(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start="2024-01-01", end="2029-12-31", clauses=[])
    brand = made(
        await buyer.post(
            "/v1/suppliers?allow_duplicate=true", json={"name": "Havenkant", "country": "DE", "kinds": ["brand"]}
        )
    )
    product = await product_of(buyer, contract["supplier_id"], brand="Havenkant", brand_id=brand["id"])
    days = {"delivered_from": "2024-03-01", "delivered_to": "2024-06-30"}
    await delivered(buyer, contract["id"], product["id"], **days)
    here = Bought(buyer, brand["id"], product["id"])
    listed = await version(here, site(), product_id=None)
    facility_id = (await rows_of(buyer, listed))[0]["facility_id"]
    assert await links_of(here, facility_id) == [("supplier_level", "low", listed["id"])]
