"""Repairing single rows of an imported workbook, and trying them again."""

from typing import Any

from chassis.vocabulary import Role
from support.cast import Actor, Cast
from support.market import contract_of, day, made, product_of, supplier_of
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal
from support.workbooks import (
    CONTACT,
    CONTRACT,
    DELIVERY,
    PRODUCT,
    SUPPLIER,
    contact_row,
    contract_row,
    imported,
    only_row,
    outcomes,
    rows_of,
    supplier_row,
    word,
    xlsx,
)


def path_of(done: dict[str, Any], row: dict[str, Any]) -> str:
    return f"/v1/data-imports/{done['id']}/rows/{row['row']}"


async def repair(actor: Actor, done: dict[str, Any], row: dict[str, Any], **body: Any) -> dict[str, Any]:
    """The row after the repair, before it is tried again."""
    headers = {"If-Match": f'"{row["version"]}"'}
    return made(await actor.patch(path_of(done, row), json=body, headers=headers), 200)


async def retried(actor: Actor, done: dict[str, Any], row: dict[str, Any], **body: Any) -> dict[str, Any]:
    """The row after a repair and another try."""
    await repair(actor, done, row, **body)
    return made(await actor.post(f"{path_of(done, row)}/retry"), 200)


async def one_invalid(buyer: Actor, **changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """An import of one contract that is invalid, and its row."""
    supplier = (await supplier_of(buyer, name=word()))["name"]
    done = await imported(buyer, xlsx(contracts=[CONTRACT, contract_row(word(), supplier, **changes)]))
    return done, await only_row(buyer, done)


async def test_a_repaired_row_is_applied_and_the_counts_follow(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    done, row = await one_invalid(buyer, end="someday")
    assert row["status"] == "invalid"
    repaired = await repair(buyer, done, row, cells={"end": day(300)})
    assert (repaired["status"], repaired["cells"]["end"], repaired["version"]) == ("invalid", day(300), 2)
    applied = made(await buyer.post(f"{path_of(done, row)}/retry"), 200)
    assert (applied["status"], applied["messages"]) == ("new", [])
    (contract,) = made(await buyer.get("/v1/contracts"), 200)["items"]
    assert (contract["id"], contract["end"]) == (applied["record_id"], day(300))
    now = made(await buyer.get(f"/v1/data-imports/{done['id']}"), 200)
    assert (outcomes(now), now["version"]) == ({"new": 1}, 2)


async def test_a_row_that_is_still_wrong_says_so_again(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    done, row = await one_invalid(buyer, end="someday")
    again = await retried(buyer, done, row, cells={"end": day(-300)})
    assert (again["status"], again["messages"][0]["code"]) == ("invalid", "period_reversed")
    assert made(await buyer.get("/v1/contracts"), 200)["items"] == []


async def test_with_a_repaired_row_the_rows_that_it_blocked_are_applied(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier, reference = word(), word()
    product = await product_of(buyer, (await supplier_of(buyer, name=word()))["id"])
    file = xlsx(
        suppliers=[SUPPLIER, (supplier, "Atlantis", "supplier")],
        contacts=[CONTACT, contact_row(supplier, "Noor Lam")],
        contracts=[CONTRACT, contract_row(reference, supplier)],
        deliveries=[DELIVERY, (reference, product["model_number"], day(-3), 7)],
    )
    done = await imported(buyer, file)
    assert outcomes(done) == {"invalid": 1, "blocked": 3}
    row = (await rows_of(buyer, done))[0]
    await retried(buyer, done, row, cells={"country": "Malta"})
    assert outcomes(made(await buyer.get(f"/v1/data-imports/{done['id']}"), 200)) == {"new": 4}


async def test_a_person_says_which_record_a_row_is_about(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    name = word()
    known = await supplier_of(buyer, name=f"{name} NV")
    done = await imported(
        buyer, xlsx(suppliers=[(*SUPPLIER, "Website"), (*supplier_row(name), "https://a.example")])
    )
    row = await only_row(buyer, done)
    assert (row["status"], row["candidates"][0]["record_id"]) == ("question", known["id"])
    settled = await retried(buyer, done, row, record_id=known["id"])
    assert (settled["status"], settled["record_id"]) == ("updated", known["id"])
    assert {change["column"] for change in settled["changes"]} == {"name", "website"}


async def test_a_person_says_that_a_row_is_another_record(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    name = word()
    known = await supplier_of(buyer, name=f"{name} NV")
    done = await imported(buyer, xlsx(suppliers=[SUPPLIER, supplier_row(name)]))
    settled = await retried(buyer, done, await only_row(buyer, done), as_new=True)
    assert settled["status"] == "new"
    assert settled["record_id"] != known["id"]


async def test_the_second_of_two_equal_rows_can_be_another_delivery(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, reference=word())
    product = await product_of(buyer, contract["supplier_id"])
    row = (contract["reference"], product["model_number"], day(-3), 5)
    done = await imported(buyer, xlsx(deliveries=[DELIVERY, row, row]))
    (second,) = await rows_of(buyer, done, status="question")
    assert (await retried(buyer, done, second, as_new=True))["status"] == "new"
    path = f"/v1/contracts/{contract['id']}/deliveries"
    assert len(made(await buyer.get(path), 200)["items"]) == 2


async def test_a_settled_row_is_changed_no_more(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    done = await imported(buyer, xlsx(suppliers=[SUPPLIER, supplier_row(word())]))
    row = await only_row(buyer, done)
    answer = await buyer.patch(
        path_of(done, row), json={"cells": {"name": "Other"}}, headers={"If-Match": f'"{row["version"]}"'}
    )
    assert refusal(answer) == (409, "row_is_settled")
    assert refusal(await buyer.post(f"{path_of(done, row)}/retry")) == (409, "row_is_settled")


async def test_a_repair_needs_the_version_that_was_read(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    done, row = await one_invalid(buyer, end="someday")
    path, body = path_of(done, row), {"cells": {"end": day(300)}}
    assert (await buyer.patch(path, json=body)).status_code == 428
    assert (await buyer.patch(path, json=body, headers={"If-Match": '"9"'})).status_code == 412
    assert (await buyer.post(f"{path}/retry", headers={"If-Match": '"9."'})).status_code == 412
    shown = await buyer.get(path)
    assert (await buyer.patch(path, json=body, headers={"If-Match": shown.headers["ETag"]})).status_code == 200


async def test_what_is_wrong_with_a_repair_is_pointed_at(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    done, row = await one_invalid(buyer, end="someday")
    for body, code, pointer in (
        ({"cells": {"colour": "red"}}, "unknown_column", "/cells/colour"),
        ({"record_id": str(buyer.org), "as_new": True}, "record_or_new", "/record_id"),
    ):
        answer = await buyer.patch(path_of(done, row), json=body, headers={"If-Match": '"1"'})
        assert (*refusal(answer), answer.json()["errors"][0]["pointer"]) == (422, code, pointer)


async def test_who_may_not_repair(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    done, row = await one_invalid(buyer, end="someday")
    path, body, tag = path_of(done, row), {"cells": {"end": day(300)}}, {"If-Match": '"1"'}
    viewer, other = suppliers.buyer(Role.BUYER_VIEWER, org=buyer.org), suppliers.buyer()
    assert refusal(await suppliers.anonymous.patch(path, json=body, headers=tag)) == UNAUTHENTICATED
    assert refusal(await viewer.patch(path, json=body, headers=tag)) == FORBIDDEN
    assert refusal(await viewer.post(f"{path}/retry")) == FORBIDDEN
    assert refusal(await other.patch(path, json=body, headers=tag)) == (404, "data_import_not_found")
    missing = await buyer.get(f"/v1/data-imports/{done['id']}/rows/99")
    assert refusal(missing) == (404, "data_row_not_found")


async def test_the_report_has_a_line_for_each_message_and_no_formulas(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    done, _ = await one_invalid(buyer, start="@someday", kind="handshake")
    answer = await buyer.get(f"/v1/data-imports/{done['id']}/report")
    assert answer.headers["content-type"].startswith("text/csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "row;sheet;sheet_row;status;column;code;detail;value"
    assert [line.split(";")[3:6] for line in lines[1:]] == [
        ["invalid", "kind", "unknown_code"],
        ["invalid", "start", "unreadable_date"],
    ]
    assert lines[2].endswith(";'@someday")


async def test_only_a_manager_moves_the_dates_of_a_running_contract_also_by_a_workbook(suppliers: Cast) -> None:
    officer = suppliers.buyer()
    supplier, reference = word(), word()
    await imported(officer, xlsx(suppliers=[SUPPLIER, supplier_row(supplier)]))
    await imported(officer, xlsx(contracts=[CONTRACT, contract_row(reference, supplier)]))
    file = xlsx(contracts=[CONTRACT, contract_row(reference, supplier, end=day(1000))])
    done = await imported(officer, file)
    row = await only_row(officer, done)
    assert (row["status"], row["messages"][0]["code"]) == ("invalid", "forbidden")
    manager = suppliers.buyer(Role.BUYER_MANAGER, org=officer.org)
    assert outcomes(await imported(manager, file)) == {"updated": 1}


async def test_an_answer_about_a_supplier_counts_for_every_row_that_names_it_so(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    name = word()
    known = await supplier_of(buyer, name=f"{name} NV")
    other = await supplier_of(buyer, name=f"{word()} NV")
    file = xlsx(
        contacts=[
            CONTACT,
            contact_row(f"{name} SA", "Noor Lam"),
            contact_row(f"{name} SA", "Jo Peel", purpose="auditor"),
        ],
        products=[PRODUCT, ("Sample", "Model", word(), "laptop", f"{other['name']}; {name} SA")],
        contracts=[CONTRACT, contract_row(word(), f"{name} SA"), contract_row(word(), f"{name} GmbH")],
    )
    done = await imported(buyer, file)
    assert outcomes(done) == {"question": 5}
    row = (await rows_of(buyer, done))[0]
    assert [each["record_id"] for each in row["candidates"]] == [known["id"]]
    await repair(buyer, done, row, record_id=known["id"])
    assert outcomes(made(await buyer.get(f"/v1/data-imports/{done['id']}"), 200)) == {"question": 2, "blocked": 3}
    applied = made(await buyer.post(f"{path_of(done, row)}/retry"), 200)
    assert applied["status"] == "new"
    left = await rows_of(buyer, done, status="question")
    assert [each["messages"][0]["value"] for each in left] == [f"{name} GmbH"]
    contract = made(await buyer.get("/v1/contracts"), 200)["items"][0]
    assert contract["supplier_id"] == known["id"]


async def test_an_answer_about_the_framework_of_a_call_off_is_not_about_the_call_off(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier, reference, call_off = (await supplier_of(buyer, name=word())), word(), word()
    twins = [await contract_of(buyer, reference=reference, supplier_id=supplier["id"]) for _ in range(2)]
    row = (*contract_row(call_off, supplier["name"], kind="call-off", clauses=""), reference)
    done = await imported(buyer, xlsx(contracts=[(*CONTRACT, "Framework contract"), row]))
    asked = await only_row(buyer, done)
    assert (asked["status"], asked["messages"][0]["column"]) == ("question", "parent_contract")
    settled = await retried(buyer, done, asked, record_id=twins[1]["id"])
    assert settled["status"] == "new", settled
    made_of_it = made(await buyer.get(f"/v1/contracts/{settled['record_id']}"), 200)
    assert (made_of_it["reference"], made_of_it["parent_contract_id"]) == (call_off, twins[1]["id"])


async def test_an_answer_of_another_buyer_is_none(suppliers: Cast) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    name = word()
    await supplier_of(buyer, name=f"{name} NV")
    foreign = await contract_of(other, reference=word())
    done = await imported(buyer, xlsx(contacts=[CONTACT, contact_row(f"{name} SA", "Noor Lam")]))
    again = await retried(buyer, done, await only_row(buyer, done), record_id=foreign["id"])
    assert (again["status"], again["messages"][0]["code"]) == ("question", "similar_supplier")
