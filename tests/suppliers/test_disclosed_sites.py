"""Sites of disclosures in the register."""

from support.cast import Cast
from support.disclosures import draft_of, ids, rows_of
from support.market import made, supplier_of
from support.sites import accepted, csv_of, disclosed, entered, move, send, site, until, word


async def test_acceptance_registers_the_sites(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    known = await entered(buyer)
    listed = [site(), {name: known[name] for name in ("name", "address", "country")}]
    version = await disclosed(buyer, supplier["id"], *listed)
    assert (version["status"], version["rows"]["resolved"], version["rows"]["waiting"]) == ("accepted", 2, 0)
    assert version["in_force"] == [{"from": "2026-01-01", "to": None}]

    new, matched = await rows_of(buyer, version)
    assert matched["facility_id"] == known["id"]
    facility = made(await buyer.get(f"/v1/facilities/{new['facility_id']}"), 200)
    assert (facility["name"], facility["verification"]) == (listed[0]["name"], "unverified")
    assert [source["kind"] for source in facility["sources"]] == ["supplier list"]
    again = made(await buyer.get(f"/v1/facilities/{known['id']}"), 200)
    assert [source["kind"] for source in again["sources"]] == ["platform", "supplier list"]
    assert again["version"] == known["version"], "that a list names it does not show in its version"
    found = await ids(buyer, "/v1/facilities", supplier_id=supplier["id"])
    assert sorted(found) == sorted([new["facility_id"], known["id"]])


async def test_the_register_does_not_reveal_who_buys_where(suppliers: Cast) -> None:
    buyer, stranger = suppliers.buyer(), suppliers.buyer()
    supplier = await supplier_of(buyer)
    version = await disclosed(buyer, supplier["id"], site())
    facility_id = (await rows_of(buyer, version))[0]["facility_id"]
    assert (await stranger.get(f"/v1/facilities/{facility_id}")).status_code == 200
    assert await ids(stranger, "/v1/facilities", supplier_id=supplier["id"]) == []
    assert (await stranger.get(f"/v1/disclosures/{version['id']}")).status_code == 404
    assert (await stranger.get(f"/v1/disclosures/{version['id']}/rows")).status_code == 404
    assert await ids(stranger, "/v1/disclosures", supplier_id=supplier["id"]) == []
    assert (await move(stranger, version["id"], "contested", reason="?")).status_code == 404


async def test_two_lists_that_name_one_new_site_register_it_once(suppliers: Cast) -> None:
    listed = site()
    versions = []
    for buyer in (suppliers.buyer(), suppliers.buyer()):
        imported = made(await send(buyer, csv_of(listed), (await supplier_of(buyer))["id"]))
        versions.append((buyer, imported["disclosure_id"]))
    named = [(await rows_of(buyer, await accepted(buyer, each)))[0]["facility_id"] for buyer, each in versions]
    assert named[0] == named[1]


async def test_a_site_that_resembles_a_known_one_becomes_a_new_facility(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    known = await entered(buyer)
    version = await disclosed(buyer, (await supplier_of(buyer))["id"], site(address=known["address"], name=word()))
    assert version["rows"]["possible_duplicates"] == 1
    row = (await rows_of(buyer, version))[0]
    assert row["facility_id"] != known["id"]
    facility = made(await buyer.get(f"/v1/facilities/{row['facility_id']}"), 200)
    assert facility["possible_duplicate_of"] == known["id"]


async def test_a_row_decided_to_be_new_stays_new(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    known = await entered(buyer)
    doubtful = site(address=known["address"], name=word())
    imported = made(await send(buyer, csv_of(doubtful), (await supplier_of(buyer))["id"]))
    decision = f"/v1/disclosure-imports/{imported['id']}/rows/2/decision"
    made(await buyer.post(decision, json={"new": True}), 200)
    version = await accepted(buyer, imported["disclosure_id"])
    assert (version["rows"]["resolved"], version["rows"]["possible_duplicates"]) == (1, 0)
    row = (await rows_of(buyer, version))[0]
    assert made(await buyer.get(f"/v1/facilities/{row['facility_id']}"), 200)["possible_duplicate_of"] is None


async def test_a_list_that_names_a_site_twice_registers_it_once(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    listed = site()
    version = await disclosed(
        buyer, (await supplier_of(buyer))["id"], {"tier": "0", **listed}, {"tier": "1", **listed}
    )
    rows = await rows_of(buyer, version)
    assert [row["tier"] for row in rows] == ["T0", "T1"]
    assert rows[0]["facility_id"] == rows[1]["facility_id"]


async def test_a_very_long_version_is_registered_step_by_step(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    sites = [site() for _ in range(620)]
    draft = await draft_of(buyer, supplier["id"], *sites)
    version = await accepted(buyer, draft["id"])
    assert version["status"] == "accepted"
    version = await until(buyer, f"/v1/disclosures/{version['id']}", lambda shown: not shown["rows"]["waiting"])
    assert version["rows"] == {"total": 620, "resolved": 620, "waiting": 0, "possible_duplicates": 0}
