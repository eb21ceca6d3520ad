"""One workbook becomes a working file: what is valid is registered, and the rest waits to be repaired."""

from typing import Any

import pytest
from sqlalchemy import text

from chassis.state import state_of
from chassis.vocabulary import Role
from support.cast import Cast
from support.market import contact_of, contract_of, day, delivered, made, obligations_of, product_of, supplier_of
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal
from support.workbooks import (
    CONTACT,
    CONTRACT,
    DELIVERY,
    PRODUCT,
    SPEND,
    SUPPLIER,
    contact_row,
    contract_row,
    imported,
    only_row,
    outcomes,
    refused,
    rows_of,
    send,
    supplier_row,
    word,
    xlsx,
)

PATH = "/v1/data-imports"


def whole_workbook() -> bytes:
    supplier, reference, number = word(), word(), word()
    return xlsx(
        suppliers=[SUPPLIER, supplier_row(supplier)],
        contacts=[CONTACT, contact_row(supplier, "Noor Verhulst")],
        products=[PRODUCT, ("Meridiaan", "Slate", number, "laptop", supplier)],
        contracts=[CONTRACT, contract_row(reference, supplier)],
        deliveries=[DELIVERY, (reference, number, day(-10), 12)],
        spend=[SPEND, (reference, day(-180), day(-90), "1.234,50", "EUR", "yes")],
    )


async def test_forty_contracts_and_sixty_contacts_become_a_working_file_in_one_upload(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    names = [f"{word()} Systems" for _ in range(20)]
    references = [f"ICT-{word()}" for _ in range(40)]
    file = xlsx(
        suppliers=[SUPPLIER, *map(supplier_row, names)],
        contacts=[CONTACT, *(contact_row(names[n % 20], f"Person {word()}") for n in range(60))],
        contracts=[CONTRACT, *(contract_row(reference, names[n % 20]) for n, reference in enumerate(references))],
    )
    done = await imported(buyer, file)
    assert (done["status"], outcomes(done)) == ("done", {"new": 120}), await rows_of(buyer, done, status="invalid")
    contracts = made(await buyer.get("/v1/contracts", params={"limit": 200}), 200)["items"]
    assert {contract["reference"] for contract in contracts} == set(references)
    assert {contract["status"] for contract in contracts} == {"active"}
    contacts = made(await buyer.get("/v1/contact-points", params={"limit": 200}), 200)["items"]
    assert len(contacts) == 60
    assert sum(contact["is_primary"] for contact in contacts) == 20
    (duty,) = await obligations_of(buyer, contracts[0]["id"], "CONTACT")
    assert duty["status"] == "fulfilled"


async def test_rows_refer_to_rows_of_other_sheets_by_the_users_own_keys(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    done = await imported(buyer, whole_workbook())
    assert outcomes(done) == {"new": 6}, await rows_of(buyer, done)
    (contract,) = made(await buyer.get("/v1/contracts"), 200)["items"]
    (delivery,) = made(await buyer.get(f"/v1/contracts/{contract['id']}/deliveries"), 200)["items"]
    (spend,) = made(await buyer.get(f"/v1/contracts/{contract['id']}/spend"), 200)["items"]
    assert (delivery["units"], spend["money"]["amount"]) == (12, "1234.50")


async def test_a_dry_run_has_the_same_outcomes_and_saves_nothing(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    file = whole_workbook()
    dry = made(await send(buyer, file, dry_run="true"), 200)
    assert (dry["id"], dry["dry_run"], outcomes(dry)) == (None, True, {"new": 6})
    assert {row["record_id"] for row in dry["items"]} == {None}
    for path in (PATH, "/v1/contracts", "/v1/contact-points"):
        assert made(await buyer.get(path), 200)["items"] == []
    wet = await imported(buyer, file)
    stored = await rows_of(buyer, wet)
    assert [(row["row"], row["status"]) for row in stored] == [(row["row"], row["status"]) for row in dry["items"]]


async def test_importing_the_same_workbook_again_changes_nothing(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    file = whole_workbook()
    await imported(buyer, file)
    again = await imported(buyer, file)
    assert outcomes(again) == {"unchanged": 6}, await rows_of(buyer, again)


async def test_a_row_that_differs_is_an_update_and_says_what_changes(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier, reference = word(), word()
    await imported(buyer, xlsx(suppliers=[SUPPLIER, supplier_row(supplier)]))
    await imported(buyer, xlsx(contracts=[CONTRACT, contract_row(reference, supplier)]))
    changed = xlsx(contracts=[CONTRACT, contract_row(reference, supplier, title="Laptops and docks")])
    dry = made(await send(buyer, changed, dry_run="true"), 200)
    change = [{"column": "title", "before": "Laptops", "after": "Laptops and docks"}]
    assert (outcomes(dry), dry["items"][0]["changes"]) == ({"updated": 1}, change)
    await imported(buyer, changed)
    (contract,) = made(await buyer.get("/v1/contracts"), 200)["items"]
    assert (contract["title"], contract["version"]) == ("Laptops and docks", 2)


async def test_an_empty_cell_changes_nothing(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer, name=word())
    contract = await contract_of(buyer, supplier["id"], reference=word(), estimated_units_per_year=700)
    done = await imported(buyer, xlsx(contracts=[("Reference", "Units per year"), (contract["reference"], None)]))
    assert outcomes(done) == {"unchanged": 1}


async def test_a_bad_row_loses_no_good_one_and_leaves_nothing_behind(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier, good, bad = word(), word(), word()
    rows = [contract_row(good, supplier), contract_row(bad, supplier, end=day(-200))]
    done = await imported(buyer, xlsx(suppliers=[SUPPLIER, supplier_row(supplier)], contracts=[CONTRACT, *rows]))
    assert outcomes(done) == {"new": 2, "invalid": 1}
    (row,) = await rows_of(buyer, done, status="invalid")
    assert (row["sheet"], row["title"], row["sheet_row"], row["record_id"]) == ("contracts", "contracts", 3, None)
    assert [(each["column"], each["code"]) for each in row["messages"]] == [("end", "period_reversed")]
    (contract,) = made(await buyer.get("/v1/contracts"), 200)["items"]
    assert contract["reference"] == good


async def test_a_clause_contact_from_sales_is_refused_as_everywhere(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer, name=word()))["name"]
    said = await refused(buyer, CONTACT, contact_row(supplier, "Jo Sels", area="verkoop"), "contacts")
    assert [(each["column"], each["code"], each["value"]) for each in said] == [
        ("function_area", "contact_is_sales", "verkoop")
    ]
    said = await refused(buyer, CONTACT, contact_row(supplier, "Jo Sels", declared=""), "contacts")
    assert [(each["column"], each["code"]) for each in said] == [("declared_not_sales", "contact_is_sales")]


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"start": "31/02/2026"}, "start", "unreadable_date"),
        ({"start": "someday"}, "start", "unreadable_date"),
        ({"kind": "handshake"}, "kind", "unknown_code"),
        ({"categories": "laptop; teapot"}, "product_categories", "unknown_code"),
        ({"title": ""}, "title", "missing"),
        ({"title": "x" * 201}, "title", "string_too_long"),
        ({"clauses": "no-such-clause"}, "clauses", "unknown_clause_template"),
    ],
)
async def test_each_fault_of_a_cell_is_named_with_its_column(
    suppliers: Cast, changes: dict[str, Any], column: str, code: str
) -> None:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer, name=word()))["name"]
    said = await refused(buyer, CONTRACT, contract_row(word(), supplier, **changes), "contracts")
    assert [(each["column"], each["code"]) for each in said] == [(column, code)]


async def test_a_reference_that_names_nothing_is_invalid(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    said = await refused(buyer, CONTRACT, contract_row(word(), word()), "contracts")
    assert said[0]["code"] == "unknown_supplier"
    said = await refused(buyer, DELIVERY, (word(), word(), day(-1), 3), "deliveries")
    assert [each["code"] for each in said] == ["unknown_contract", "unknown_product"]


async def test_a_name_that_several_suppliers_have_is_a_question(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    name = word()
    twins = [await supplier_of(buyer, name=name) for _ in range(2)]
    done = await imported(buyer, xlsx(contracts=[CONTRACT, contract_row(word(), name)]))
    row = await only_row(buyer, done)
    assert (row["status"], row["messages"][0]["code"]) == ("question", "several_records")
    assert {each["record_id"] for each in row["candidates"]} == {twin["id"] for twin in twins}


async def test_a_supplier_is_found_by_its_company_number_however_it_is_written(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    name, number = word(), "BE 0" + "403.170.701"
    row = (*supplier_row(name), number.removeprefix("BE "))
    await imported(buyer, xlsx(suppliers=[(*SUPPLIER, "Company number (KBO/BCE)"), row]))
    reference = word()
    done = await imported(buyer, xlsx(contracts=[CONTRACT, contract_row(reference, number.replace(".", ""))]))
    assert outcomes(done) == {"new": 1}, await rows_of(buyer, done)


async def test_a_buyers_own_number_of_a_supplier_counts_in_later_workbooks_too(suppliers: Cast) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    name = word()
    await imported(buyer, xlsx(suppliers=[("Own number", *SUPPLIER), ("004711", *supplier_row(name))]))
    done = await imported(buyer, xlsx(contracts=[CONTRACT, contract_row(word(), "004711")]))
    assert outcomes(done) == {"new": 1}
    elsewhere = await imported(other, xlsx(contracts=[CONTRACT, contract_row(word(), "004711")]))
    assert outcomes(elsewhere) == {"invalid": 1}


async def test_a_call_off_may_stand_above_its_framework(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer, name=word()))["name"]
    framework, call_off = word(), word()
    rows = [
        (*contract_row(call_off, supplier, kind="call-off", clauses=""), framework),
        (*contract_row(framework, supplier), None),
    ]
    done = await imported(buyer, xlsx(contracts=[(*CONTRACT, "Framework contract"), *rows]))
    assert outcomes(done) == {"new": 2}, await rows_of(buyer, done)
    contracts = {each["reference"]: each for each in made(await buyer.get("/v1/contracts"), 200)["items"]}
    assert contracts[call_off]["parent_contract_id"] == contracts[framework]["id"]
    assert contracts[call_off]["clauses"][0]["inherited"] is True


async def test_the_same_record_twice_in_a_workbook_is_a_question(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, reference=word())
    product = await product_of(buyer, contract["supplier_id"])
    row = (contract["reference"], product["model_number"], day(-3), 5)
    done = await imported(buyer, xlsx(deliveries=[DELIVERY, row, row]))
    assert outcomes(done) == {"new": 1, "question": 1}
    (second,) = await rows_of(buyer, done, status="question")
    assert second["messages"][0]["code"] == "same_as_row"


async def test_two_equal_deliveries_that_are_recorded_stay_two(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, reference=word())
    product = await product_of(buyer, contract["supplier_id"])
    for _ in range(2):
        await delivered(buyer, contract["id"], product["id"], delivered_from=day(-3), units=5)
    row = (contract["reference"], product["model_number"], day(-3), 5)
    assert outcomes(await imported(buyer, xlsx(deliveries=[DELIVERY, row, row]))) == {"unchanged": 2}


async def test_a_contact_with_the_address_of_another_is_a_question(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer, name=word())
    known = await contact_of(buyer, supplier["id"])
    row = list(contact_row(supplier["name"], "Ann Peeters"))
    row[4] = known["email"]
    done = await imported(buyer, xlsx(contacts=[CONTACT, row]))
    found = await only_row(buyer, done)
    assert (found["status"], found["messages"][0]["code"]) == ("question", "other_name")
    assert found["candidates"][0]["record_id"] == known["id"]


async def test_nothing_is_kept_of_what_a_settled_row_says_about_a_person(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer, name=word()))["name"]
    row = await only_row(buyer, await imported(buyer, xlsx(contacts=[CONTACT, contact_row(supplier, "Noor Lam")])))
    assert (row["status"], row["cells"], row["messages"]) == ("new", {}, [])


async def test_every_record_has_the_journal_entries_of_its_own_route(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    await imported(buyer, whole_workbook())
    verbs = await verbs_of(suppliers, buyer.org)
    assert {"contract.registered", "contact_point.accepted", "delivery.recorded", "spend.recorded"} <= verbs
    assert "workbook.imported" in verbs


async def verbs_of(suppliers: Cast, org: Any) -> set[str]:
    async with state_of(suppliers.app).worker_sessions() as session, session.begin():
        connection = await session.connection()
        found = await connection.execute(text("select verb from journal where actor_org = :org"), {"org": org})
        return set(found.scalars())


async def test_who_may_not_import(suppliers: Cast) -> None:
    file = whole_workbook()
    assert refusal(await send(suppliers.anonymous, file)) == UNAUTHENTICATED
    for stranger in (suppliers.buyer(Role.BUYER_VIEWER), suppliers.monitor(), suppliers.expert()):
        assert refusal(await send(stranger, file)) == FORBIDDEN
    for path in (PATH, f"{PATH}/template", "/v1/data-exports"):
        assert refusal(await suppliers.anonymous.get(path)) == UNAUTHENTICATED
        assert refusal(await suppliers.monitor().get(path)) == FORBIDDEN


async def test_another_organisation_sees_nothing_of_an_import(suppliers: Cast) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    done = await imported(buyer, whole_workbook())
    assert made(await other.get(PATH), 200)["items"] == []
    for path in ("", "/rows", "/rows/1", "/report"):
        assert (await other.get(f"{PATH}/{done['id']}{path}")).json()["code"] == "data_import_not_found"
    retry = await other.post(f"{PATH}/{done['id']}/rows/1/retry")
    assert (retry.status_code, retry.json()["code"]) == (404, "data_import_not_found")


@pytest.mark.parametrize(
    ("registered", "written"),
    [
        ("{} NV", "{} N.V."),
        ("{} B.V.", "{} bv"),
        ("D’{} S.A.", "d'{} SA"),
        ("{} Staal NV", "{}\u00a0 Staal  NV"),
    ],
)
async def test_a_supplier_is_named_however_its_initials_and_spaces_are_written(
    suppliers: Cast, registered: str, written: str
) -> None:
    buyer = suppliers.buyer()
    name = word()
    sheet = [SUPPLIER, supplier_row(registered.format(name))]
    file = xlsx(suppliers=sheet, contracts=[CONTRACT, contract_row(word(), written.format(name))])
    done = await imported(buyer, file)
    assert outcomes(done) == {"new": 2}, await rows_of(buyer, done)
    again = xlsx(
        suppliers=[SUPPLIER, supplier_row(written.format(name))],
        contracts=[CONTRACT, contract_row(word(), written.format(name))],
    )
    done = await imported(buyer, again)
    assert outcomes(done) == {"unchanged": 1, "new": 1}, await rows_of(buyer, done)


async def test_a_name_without_its_accents_or_apostrophe_is_a_question(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    name = word()
    for registered, written in (
        (f"'Ster{name} SA", f"Ster{name}"),
        (f"Bèta{name} SA", f"BETA{name} SA"),
        (f"Beta{name} Oost SA", f"Bêta{name} Oost SA"),
    ):
        known = await supplier_of(buyer, name=registered)
        done = await imported(buyer, xlsx(contracts=[CONTRACT, contract_row(word(), written)]))
        row = await only_row(buyer, done)
        assert (row["status"], row["messages"][0]["code"]) == ("question", "similar_supplier"), row
        assert [each["record_id"] for each in row["candidates"]] == [known["id"]]
