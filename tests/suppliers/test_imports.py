"""Lists of sites as files: every row has an outcome with its reasons, and no row is lost."""

import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import Workbook

from suppliers.imports.rules import AT_ONCE
from support.cast import Actor, Cast
from support.market import linked_user, made, supplier_of
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal
from support.sites import csv_of, entered, move, send, site, until, word

LISTS = Path(__file__).parent / "lists"


async def rows_of(reader: Actor, imported: dict[str, Any], **filters: Any) -> list[dict[str, Any]]:
    answer = await reader.get(f"/v1/disclosure-imports/{imported['id']}/rows", params={"limit": 200, **filters})
    return list(made(answer, 200)["items"])


async def test_every_row_has_the_outcome_new_matched_review_or_invalid(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    known, alike = await entered(buyer), await entered(buyer)
    rows = [
        site(),
        {**site(), **{name: known[name] for name in ("name", "address", "country")}},
        site(address=alike["address"], name=word()),
        site(name=""),
    ]
    answer = await send(buyer, csv_of(*rows), supplier["id"])
    imported = made(answer)
    assert imported["status"] == "done"
    assert imported["rows"] == {"new": 1, "matched": 1, "review": 1, "invalid": 1}
    assert answer.headers["Location"] == f"/v1/disclosure-imports/{imported['id']}"

    new, matched, review, invalid = await rows_of(buyer, imported)
    assert [row["row"] for row in (new, matched, review, invalid)] == [2, 3, 4, 5]
    assert (matched["status"], matched["facility_id"]) == ("matched", known["id"])
    assert (review["facility_id"], review["candidates"][0]["facility_id"]) == (None, alike["id"])
    assert "the_name_differs" in review["candidates"][0]["doubts"]
    ended = [row["reasons"][0]["code"] for row in (new, matched, review, invalid)]
    assert ended == ["new_site", "known_site", "resembles_known_site", "no_name"]
    assert "the name differs" in review["reasons"][0]["detail"]
    assert new["raw"] == rows[0]


async def test_a_list_becomes_a_draft_and_adds_no_facility(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    listed = site()
    imported = made(await send(buyer, csv_of(listed, site(name="")), (await supplier_of(buyer))["id"]))
    draft = made(await buyer.get(f"/v1/disclosures/{imported['disclosure_id']}"), 200)
    assert (draft["status"], draft["entered_by_buyer"], draft["rows"]["total"]) == ("draft", True, 1)
    row = made(await buyer.get(f"/v1/disclosures/{draft['id']}/rows"), 200)["items"][0]
    assert (row["tier"], row["relation"], row["facility_id"]) == ("T0", "assembles", None)
    assert {name: row[name] for name in listed} == listed
    match = {"queries": {"a": {name: listed[name] for name in ("name", "address", "country")}}}
    results = made(await buyer.post("/v1/facilities/match", json=match), 200)["responses"]["a"]["results"]
    assert {result["decision"] for result in results} <= {"different"}


async def test_a_dry_run_has_the_same_outcomes_and_saves_nothing(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    file = csv_of(site(), site(name=""))
    dry = made(await send(buyer, file, supplier["id"], dry_run="true"), 200)
    assert (dry["id"], dry["disclosure_id"], dry["dry_run"]) == (None, None, True)
    drafts = await buyer.get("/v1/disclosures", params={"supplier_id": supplier["id"]})
    assert made(drafts, 200)["items"] == []
    assert made(await buyer.get("/v1/disclosure-imports"), 200)["items"] == []
    wet = made(await send(buyer, file, supplier["id"]))
    (listed,) = made(await buyer.get("/v1/disclosure-imports"), 200)["items"]
    assert wet["rows"] == dry["rows"] == listed["rows"]
    told = [{**row, "id": None} for row in await rows_of(buyer, wet)]
    assert told == dry["items"]


async def test_a_workbook_is_read_as_well(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    listed = site()
    for line in (["Factory name", "Address", "Country", "Tier"], [*listed.values(), 1]):
        sheet.append(line)
    file = io.BytesIO()
    book.save(file)
    imported = made(await send(buyer, file.getvalue(), (await supplier_of(buyer))["id"], filename="sites.xlsx"))
    rows = made(await buyer.get(f"/v1/disclosures/{imported['disclosure_id']}/rows"), 200)["items"]
    assert [(row["name"], row["tier"]) for row in rows] == [(listed["name"], "T1")]


async def test_a_real_list_is_read_whole(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    file = (LISTS / "2.csv").read_bytes()
    imported = made(await send(buyer, file, (await supplier_of(buyer))["id"], source="public"))
    assert sum(imported["rows"].values()) == imported["total"] == 83
    assert imported["rows"]["invalid"] == 0


async def test_a_long_list_is_read_after_the_answer(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    sites = [site() for _ in range(1205)]
    answer = await send(buyer, csv_of(*sites), (await supplier_of(buyer))["id"])
    assert (answer.status_code, answer.json()["status"]) == (202, "processing")
    done = await until(buyer, answer.headers["Location"], lambda state: state["status"] != "processing")
    assert (done["status"], done["rows"]["new"], done["total"]) == ("done", 1205, 1205)
    rows = made(await buyer.get(f"/v1/disclosures/{done['disclosure_id']}/rows", params={"limit": 1}), 200)
    assert rows["items"][0]["name"] == sites[0]["name"]


@pytest.mark.parametrize(
    ("terms", "code", "pointer"),
    [
        ({"valid_to": "2025-12-31"}, "period_reversed", "/valid_to"),
        ({"product_id": str(uuid4())}, "product_not_found", None),
        ({"confidentiality": "public"}, "consent_missing", "/confidentiality"),
        ({"tier": "T9"}, "invalid", "/tier"),
        ({"valid_from": "soon"}, "invalid", "/valid_from"),
    ],
)
async def test_invalid_terms_are_refused(
    suppliers: Cast, terms: dict[str, Any], code: str, pointer: str | None
) -> None:
    buyer = suppliers.buyer()
    answer = await send(buyer, csv_of(site()), (await supplier_of(buyer))["id"], **terms)
    assert (answer.status_code, answer.json()["code"]) == (404 if pointer is None else 422, code)
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ([pointer] if pointer else [])


async def test_a_list_is_about_a_product_or_a_family(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    product = made(
        await buyer.post(
            "/v1/products",
            json={
                "supplier_id": supplier["id"],
                "brand": "Meridiaan",
                "model_name": "Book",
                "model_number": word(),
                "category": "laptop",
            },
        )
    )
    both = {"product_id": product["id"], "product_family": "laptop"}
    answer = await send(buyer, csv_of(site()), supplier["id"], **both)
    assert (answer.status_code, answer.json()["code"]) == (422, "product_or_family")
    made(await send(buyer, csv_of(site()), supplier["id"], product_id=product["id"]))


@pytest.mark.parametrize(
    ("file", "filename", "status", "code"),
    [
        (b"", "sites.csv", 422, "unreadable_list"),
        (b"one,two\n1,2\n", "sites.csv", 422, "unreadable_list"),
        (b"%PDF-1.7", "sites.pdf", 415, "unsupported_list"),
    ],
)
async def test_a_file_that_is_no_list_is_refused(
    suppliers: Cast, file: bytes, filename: str, status: int, code: str
) -> None:
    buyer = suppliers.buyer()
    answer = await send(buyer, file, (await supplier_of(buyer))["id"], filename=filename)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_file_beyond_the_limit_is_refused(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    answer = await send(buyer, b"x" * (26 << 20), str(uuid4()))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_a_person_decides_on_a_doubtful_row_and_the_draft_follows(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    one, other = await entered(buyer), await entered(buyer)
    rows = [site(address=known["address"], name=word()) for known in (one, other)]
    imported = made(await send(buyer, csv_of(*rows), (await supplier_of(buyer))["id"]))
    address = f"/v1/disclosure-imports/{imported['id']}/rows"
    decided = made(await buyer.post(f"{address}/2/decision", json={"facility_id": one["id"]}), 200)
    assert (decided["status"], decided["facility_id"]) == ("matched", one["id"])
    assert made(await buyer.post(f"{address}/3/decision", json={"new": True}), 200)["status"] == "new"
    counts = made(await buyer.get(f"/v1/disclosure-imports/{imported['id']}"), 200)["rows"]
    assert counts == {"new": 1, "matched": 1, "review": 0, "invalid": 0}
    drafted = made(await buyer.get(f"/v1/disclosures/{imported['disclosure_id']}/rows"), 200)["items"]
    assert [row["facility_id"] for row in drafted] == [one["id"], None]

    again = await buyer.post(f"{address}/2/decision", json={"new": True})
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_decide")
    both = await buyer.post(f"{address}/3/decision", json={"new": True, "facility_id": one["id"]})
    assert (both.status_code, both.json()["code"]) == (422, "facility_or_new")
    missing = await buyer.post(f"{address}/9/decision", json={"new": True})
    assert (missing.status_code, missing.json()["code"]) == (404, "import_row_not_found")


async def test_rows_are_filtered_by_their_outcome(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    imported = made(await send(buyer, csv_of(site(), site(name="")), (await supplier_of(buyer))["id"]))
    assert [row["row"] for row in await rows_of(buyer, imported, status="invalid")] == [3]


async def test_only_its_owner_sees_an_import(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    imported = made(await send(buyer, csv_of(site()), supplier["id"]))
    address = f"/v1/disclosure-imports/{imported['id']}"
    for stranger in (suppliers.buyer(), suppliers.supplier(supplier["id"]), suppliers.platform()):
        assert (await stranger.get(address)).status_code == 404
        assert (await stranger.get(f"{address}/rows")).status_code == 404
        assert made(await stranger.get("/v1/disclosure-imports"), 200)["items"] == []
    stranger = suppliers.buyer()
    assert (await stranger.post(f"{address}/rows/2/decision", json={"new": True})).status_code == 404


async def test_an_import_needs_a_credential_and_the_role(suppliers: Cast) -> None:
    assert refusal(await send(suppliers.anonymous, csv_of(site()), str(uuid4()))) == UNAUTHENTICATED
    assert refusal(await suppliers.anonymous.get("/v1/disclosure-imports")) == UNAUTHENTICATED
    assert refusal(await send(suppliers.monitor(), csv_of(site()), str(uuid4()))) == FORBIDDEN
    assert refusal(await suppliers.monitor().get("/v1/disclosure-imports")) == FORBIDDEN


async def test_a_supplier_imports_only_its_own_lists(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    own, other = await supplier_of(buyer), await supplier_of(buyer)
    person = suppliers.supplier(own["id"])
    made(await send(person, csv_of(site()), own["id"]))
    assert refusal(await send(person, csv_of(site()), other["id"])) == (404, "supplier_not_found")


async def test_the_same_key_and_list_is_imported_once(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    buyer.headers["Idempotency-Key"] = "once"
    file = csv_of(site())
    first, again = [await send(buyer, file, supplier["id"]) for _ in range(2)]
    assert (first.json(), again.headers["Idempotent-Replayed"]) == (again.json(), "true")


@pytest.mark.parametrize("dry_run", [True, False])
async def test_a_supplier_cannot_search_the_register_with_a_list(suppliers: Cast, dry_run: bool) -> None:
    buyer = suppliers.buyer()
    supplier, known = await supplier_of(buyer), await entered(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    listed = csv_of({name: known[name] for name in ("name", "address", "country")})
    answer = await send(person, listed, supplier["id"], dry_run=str(dry_run).lower())
    imported = made(answer, 200, 201)
    assert imported["rows"] == {"new": 1, "matched": 0, "review": 0, "invalid": 0}
    if not dry_run:
        made(await move(person, imported["disclosure_id"], "submitted"), 200)
        made(await move(buyer, imported["disclosure_id"], "accepted"), 200)
        rows = made(await person.get(f"/v1/disclosures/{imported['disclosure_id']}/rows"), 200)["items"]
        assert [(row["facility_id"], row["possible_duplicate_of"]) for row in rows] == [(known["id"], None)]
        again = made(await send(person, listed, supplier["id"]))
        assert again["rows"]["matched"] == 1, "what stands in its own lists it may recognise"


async def test_a_supplier_cannot_search_the_register_with_a_long_list(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier, known = await supplier_of(buyer), await entered(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    sites = [{name: known[name] for name in ("name", "address", "country")}, *(site() for _ in range(AT_ONCE))]
    imported = made(await send(person, csv_of(*sites), supplier["id"]), 202)
    done = await until(person, f"/v1/disclosure-imports/{imported['id']}", lambda it: it["status"] == "done")
    assert (done["rows"]["new"], done["rows"]["matched"]) == (len(sites), 0)


async def test_an_import_says_how_its_file_was_understood(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    lines = ["Factory name;Adres;Land;Colour", f"{word()} Завод;ул. Примерная 5;Belarus;red", "Total;;Belarus;"]
    file = "\n".join(lines).encode("cp1251")
    expected = {
        "kind": "csv",
        "encoding": {"name": "cp1251", "certainty": "assumed", "alternatives": []},
        "delimiter": ";",
        "sheets": [{"title": None, "headings_row": 1, "rows": 2, "country": None}],
        "sheets_left_out": [],
        "columns": [
            {"column": "A", "heading": "Factory name", "field": "name"},
            {"column": "B", "heading": "Adres", "field": "address"},
            {"column": "C", "heading": "Land", "field": "country"},
            {"column": "D", "heading": "Colour", "field": None},
        ],
        "dates": [],
        "total_rows": 1,
    }
    dry = made(await send(buyer, file, supplier["id"], dry_run="true"), 200)
    assert dry["reading"] == expected
    assert [item["row"] for item in dry["items"]] == [2, 3]
    imported = made(await send(buyer, file, supplier["id"]))
    read = made(await buyer.get(f"/v1/disclosure-imports/{imported['id']}"), 200)
    assert imported["reading"] == read["reading"] == expected


async def test_a_caller_can_state_the_encoding_that_the_letters_do_not_tell(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer))["id"]
    file = f"Factory name;Address;City;Country\n{word()};Road 5;Čakovec;Croatia\n".encode("cp1250")
    guessed = made(await send(buyer, file, supplier, dry_run="true"), 200)
    assert guessed["reading"]["encoding"]["certainty"] == "guessed"
    assert "cp1250" in {guessed["reading"]["encoding"]["name"], *guessed["reading"]["encoding"]["alternatives"]}
    doubts = [reason for reason in guessed["items"][0]["reasons"] if reason["code"] == "encoding_guessed"]
    assert [doubt["column"] for doubt in doubts] == ["City"]
    assert "Čakovec" in doubts[0]["detail"]
    stated = made(await send(buyer, file, supplier, dry_run="true", encoding="windows-1250"), 200)
    assert stated["reading"]["encoding"] == {"name": "cp1250", "certainty": "stated", "alternatives": []}
    assert stated["items"][0]["raw"]["City"] == "Čakovec"
    assert "encoding_guessed" not in {reason["code"] for reason in stated["items"][0]["reasons"]}


@pytest.mark.parametrize(("encoding", "code"), [("klingon", "unknown_encoding"), ("utf-8", "encoding_not_fit")])
async def test_an_encoding_that_cannot_be_right_is_refused_with_its_field(
    suppliers: Cast, encoding: str, code: str
) -> None:
    buyer = suppliers.buyer()
    file = f"Factory name;Address;Country\nČakovec {word()};Road 5;Croatia\n".encode("cp1250")
    answer = await send(buyer, file, (await supplier_of(buyer))["id"], dry_run="true", encoding=encoding)
    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] == code
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/encoding"]


async def test_the_rows_of_several_sheets_are_in_one_list(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    book = Workbook()
    for title in ("Malta", "Belgium"):
        sheet = book.create_sheet(title)
        sheet.append(["Factory name", "Address", "Country"])
        for _ in range(2):
            sheet.append([f"{word()} Works", f"7 {word()} Straat", title])
    book.create_sheet("Notes").append(["Please read this."])
    out = io.BytesIO()
    book.save(out)
    imported = made(await send(buyer, out.getvalue(), (await supplier_of(buyer))["id"], filename="list.xlsx"))
    assert (imported["total"], imported["rows"]["new"]) == (4, 4)
    assert [sheet["title"] for sheet in imported["reading"]["sheets"]] == ["Malta", "Belgium"]
    assert imported["reading"]["sheets_left_out"] == [{"title": "Notes", "reason": "no_headings", "rows": 1}]
    rows = await rows_of(buyer, imported)
    assert [(row["row"], row["sheet"], row["sheet_row"]) for row in rows] == [
        (2, "Malta", 2),
        (3, "Malta", 3),
        (5, "Belgium", 2),
        (6, "Belgium", 3),
    ]
    drafted = made(await buyer.get(f"/v1/disclosures/{imported['disclosure_id']}/rows"), 200)["items"]
    assert sorted((row["number"], row["country"]) for row in drafted) == [
        (2, "MT"),
        (3, "MT"),
        (5, "BE"),
        (6, "BE"),
    ]
