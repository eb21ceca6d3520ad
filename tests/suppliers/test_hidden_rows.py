"""What a reader of a list can tell about rows and versions that are hidden from it: nothing."""

from typing import Any

import pytest

from support.cast import Actor, Cast
from support.disclosures import draft_of, rows_of
from support.market import contract_of, delivered, linked_user, made, product_of, supplier_of
from support.sites import csv_of, move, send, site

SHARED = {"confidentiality": "parties"}
HIDDEN = {"confidentiality": "restricted"}
OF_EACH_VERSION = {"id", "supplier_id", "created_at", "updated_at"}
"""Each is the list of another supplier, made at another moment."""
OF_EACH_ROW = {"id", "facility_id", "name", "address"}
"""Each is a row of its own about another site."""


def without(answer: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in names}


async def submitted_to(person: Actor, supplier_id: str, *buyers: Actor, rows: list[dict[str, Any]]) -> str:
    draft = await draft_of(person, supplier_id, *rows, addressed_to=[str(buyer.org) for buyer in buyers])
    return str(made(await move(person, draft["id"], "submitted"), 200)["id"])


async def read_of(reader: Actor, version_id: str) -> dict[str, Any]:
    return made(await reader.get(f"/v1/disclosures/{version_id}"), 200)


async def test_numbers_of_rows_show_no_gap_to_a_reader_that_does_not_see_all(suppliers: Cast) -> None:
    """Two lists that differ in a hidden row only are the same for the buyer, but for ids and names."""
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer, is_confirmed=True)
    with_gap = await submitted_to(
        person, supplier["id"], buyer, rows=[site(**SHARED), site(**HIDDEN), site(**SHARED)]
    )
    without = await submitted_to(person, supplier["id"], buyer, rows=[site(**SHARED), site(**SHARED)])

    async def numbers(reader: Actor, version_id: str) -> list[int | None]:
        return [row["number"] for row in await rows_of(reader, {"id": version_id})]

    assert await numbers(buyer, with_gap) == await numbers(buyer, without)
    assert await numbers(person, with_gap) == [1, 2, 3]


async def test_the_author_of_an_imported_list_still_sees_its_numbers(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    imported = made(await send(buyer, csv_of(site(), site()), supplier["id"]))
    rows = await rows_of(buyer, {"id": imported["disclosure_id"]})
    items = made(await buyer.get(f"/v1/disclosure-imports/{imported['id']}/rows"), 200)["items"]
    assert [row["number"] for row in rows] == [item["row"] for item in items]


async def test_numbers_of_versions_show_no_gap_to_a_reader_that_does_not_see_all(suppliers: Cast) -> None:
    """Neither a version for another buyer nor a draft of the supplier can be counted."""
    buyer, other = suppliers.buyer(), suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer, other, is_confirmed=True)
    rows = [site(**SHARED)]
    first = await submitted_to(person, supplier["id"], buyer, rows=rows)
    await submitted_to(person, supplier["id"], other, rows=rows)
    await draft_of(person, supplier["id"], *rows)
    last = await submitted_to(person, supplier["id"], buyer, rows=rows)
    listed = made(await buyer.get("/v1/disclosures", params={"supplier_id": supplier["id"]}), 200)["items"]
    assert {item["id"]: item["version_no"] for item in listed} == {first: 1, last: 2}
    assert [(await read_of(buyer, each))["version_no"] for each in (first, last)] == [1, 2]
    assert [(await read_of(person, each))["version_no"] for each in (first, last)] == [1, 4]


async def test_exposure_names_the_number_of_a_version_that_the_buyer_reads_there(suppliers: Cast) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    contract = await contract_of(buyer, clauses=[])
    product = await product_of(buyer, contract["supplier_id"])
    await delivered(buyer, contract["id"], product["id"])
    person = await linked_user(suppliers, contract["supplier_id"], buyer, other, is_confirmed=True)
    terms = {"product_id": product["id"], "product_family": None, "valid_from": "2025-01-01"}
    for reader in (other, buyer):
        draft = await draft_of(person, contract["supplier_id"], site(), **terms, addressed_to=[str(reader.org)])
        made(await move(person, draft["id"], "submitted"), 200)
    made(await move(buyer, draft["id"], "accepted"), 200)
    facility = (await rows_of(buyer, draft))[0]["facility_id"]
    shown = made(await buyer.get(f"/v1/facilities/{facility}/exposure"), 200)["items"]
    assert {item["disclosure_version"] for item in shown} == {(await read_of(buyer, draft["id"]))["version_no"]}
    assert (await read_of(buyer, draft["id"]))["version_no"] == 1


@pytest.mark.parametrize("hidden", [[], [site(tier="T0", **HIDDEN)]], ids=["no other row", "a hidden row"])
async def test_a_hidden_row_answers_no_duty_and_no_refusal(suppliers: Cast, hidden: list[dict[str, Any]]) -> None:
    """A buyer that accepts a list without an assembly site that it may read is refused, whatever is hidden."""
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    person = await linked_user(suppliers, contract["supplier_id"], buyer, is_confirmed=True)
    rows = [site(tier="T1", **SHARED), *hidden]
    version = await submitted_to(person, contract["supplier_id"], buyer, rows=rows)
    refused = await move(buyer, version, "accepted")
    assert (refused.status_code, refused.json()["code"]) == (409, "assembly_site_missing")


@pytest.mark.parametrize("level", ["restricted", "parties"])
async def test_hidden_rows_before_public_ones_change_nothing_for_a_stranger(suppliers: Cast, level: str) -> None:
    """Neither numbers nor totals, neither the rows that it sees nor the version itself."""
    buyer, stranger = suppliers.buyer(), suppliers.buyer()
    hidden = {"confidentiality": level}
    shown: list[tuple[Any, ...]] = []
    for rows in ([], [site(**hidden)], [site(**hidden) for _ in range(4)]):
        supplier = await supplier_of(buyer)
        person = await linked_user(suppliers, supplier["id"], buyer, is_confirmed=True)
        public = [site(confidentiality="public"), site(confidentiality="public")]
        version = await submitted_to(
            person, supplier["id"], buyer, rows=[*rows[:2], public[0], *rows[2:], public[1]]
        )
        made(await move(buyer, version, "accepted"), 200)
        address = f"/v1/disclosures/{version}/rows"
        page = made(await stranger.get(address, params={"count": "exact"}), 200)
        seen = await read_of(stranger, version)
        items = [without(row, OF_EACH_ROW) for row in page["items"]]
        shown.append((page["total"], items, without(seen, OF_EACH_VERSION)))
    assert shown[0][0] == 2
    assert shown[0] == shown[1] == shown[2]
