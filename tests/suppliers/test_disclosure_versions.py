"""Versions of one list: which days each counts for, and what changed between them."""

import asyncio

from sqlalchemy import text

from chassis.state import state_of
from suppliers.disclosures.rules import subject_of
from support.cast import Cast
from support.market import made, supplier_of
from support.sites import csv_of, disclosed, move, send, site

BLOCKED_BY_US = text(
    "select count(*), pg_sleep(0.01) from pg_locks"
    " where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))"
)


def test_families_are_one_subject_however_they_are_written() -> None:
    assert subject_of(None, "Laptops") == subject_of(None, "laptops") != subject_of(None, None)


async def test_a_later_version_takes_its_days_away_from_the_earlier_one(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    first = await disclosed(buyer, supplier["id"], site(), valid_from="2024-01-01")
    second = await disclosed(buyer, supplier["id"], site(), valid_from="2025-01-01")
    assert (second["version_no"], second["supersedes"]) == (2, first["id"])
    first = made(await buyer.get(f"/v1/disclosures/{first['id']}"), 200)
    assert (first["status"], first["in_force"]) == (
        "superseded",
        [{"from": "2024-01-01", "to": "2024-12-31"}],
    )
    assert second["in_force"] == [{"from": "2025-01-01", "to": None}]


async def test_of_two_versions_accepted_for_the_same_days_at_once_one_is_told_to_try_again(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    first = await disclosed(buyer, supplier["id"], site(), valid_from="2024-01-01")
    imported = made(await send(buyer, csv_of(site()), supplier["id"], valid_from="2024-01-01"))
    made(await move(buyer, imported["disclosure_id"], "submitted"), 200)
    take_days = text(
        "update disclosure_acceptances set in_force = cast(cast(:days as text) as datemultirange)"
        " where disclosure_id = cast(:id as uuid)"
    ).bindparams(id=first["id"])
    sessions = state_of(suppliers.app).worker_sessions
    async with sessions() as session, session.begin():
        await (await session.connection()).execute(take_days, {"days": None})
    async with sessions() as session, session.begin(), asyncio.timeout(20):
        connection = await session.connection()
        await connection.execute(take_days, {"days": "{[2024-01-01,)}"})
        accepting = asyncio.create_task(move(buyer, imported["disclosure_id"], "accepted"))
        while not (await connection.execute(BLOCKED_BY_US)).scalar_one():
            pass
    refused = await accepting
    assert (refused.status_code, refused.json()["code"]) == (503, "concurrent_change")
    made(await move(buyer, imported["disclosure_id"], "accepted"), 200)


async def test_a_version_for_some_days_leaves_the_others_to_the_earlier_one(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    first = await disclosed(buyer, supplier["id"], site(), valid_from="2024-01-01")
    await disclosed(buyer, supplier["id"], site(), valid_from="2024-06-01", valid_to="2024-08-31")
    first = made(await buyer.get(f"/v1/disclosures/{first['id']}"), 200)
    assert (first["status"], first["in_force"]) == (
        "accepted",
        [{"from": "2024-01-01", "to": "2024-05-31"}, {"from": "2024-09-01", "to": None}],
    )


async def test_a_version_for_later_days_leaves_the_previous_one_accepted(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    first = await disclosed(buyer, supplier["id"], site(), valid_from="2024-01-01", valid_to="2024-12-31")
    await disclosed(buyer, supplier["id"], site(), valid_from="2025-01-01")
    assert made(await buyer.get(f"/v1/disclosures/{first['id']}"), 200)["status"] == "accepted"


async def test_a_diff_lists_the_sites_that_were_added_removed_and_changed(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    stays, goes, changes, comes = site(), site(), site(), site()
    await disclosed(buyer, supplier["id"], stays, goes, {**changes, "tier": "T1"}, valid_from="2024-01-01")
    second = await disclosed(
        buyer, supplier["id"], stays, {**changes, "tier": "T2"}, comes, valid_from="2025-01-01"
    )
    diff = made(await buyer.get(f"/v1/disclosures/{second['id']}/diff"), 200)
    assert [item["name"] for item in diff["added"]] == [comes["name"]]
    assert [item["name"] for item in diff["removed"]] == [goes["name"]]
    assert [item["name"] for item in diff["changed"]] == [changes["name"]]
    assert [row["tier"] for row in diff["changed"][0]["before"] + diff["changed"][0]["after"]] == ["T1", "T2"]
    assert diff["unchanged"] == 1
