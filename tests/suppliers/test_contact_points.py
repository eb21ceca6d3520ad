"""Contact points: not salespeople, checked by the buyer, and a vacancy is always noticed."""

import json
from uuid import UUID

import httpx
import pytest

from chassis.calendar_arithmetic import working_days_after
from chassis.state import state_of
from support.cast import Cast
from support.market import (
    TODAY,
    contact_facts,
    contact_of,
    contract_of,
    day,
    linked_user,
    made,
    obligations_of,
    supplier_of,
)
from support.refusals import refusal


async def test_what_a_buyer_enters_is_accepted_and_the_first_is_primary(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    first = await contact_of(buyer, supplier["id"])
    second = await contact_of(buyer, supplier["id"], person_name="Second Person")
    assert (first["status"], first["is_primary"], second["is_primary"]) == ("accepted", True, False)
    assert first["buyer_id"] == str(buyer.org)
    assert first["allowed_transitions"] == ["ended"]


@pytest.mark.parametrize("area", ["sales", "account_management", "marketing"])
async def test_a_salesperson_cannot_be_a_clause_contact(suppliers: Cast, area: str) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    answer = await buyer.post("/v1/contact-points", json=contact_facts(supplier["id"], function_area=area))
    assert (answer.status_code, answer.json()["code"]) == (422, "contact_is_sales")
    assert answer.json()["errors"][0]["pointer"] == "/function_area"


async def test_it_must_be_declared_that_a_clause_contact_does_not_sell(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    answer = await buyer.post("/v1/contact-points", json=contact_facts(supplier["id"], declared_not_sales=False))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/declared_not_sales")


async def test_a_salesperson_can_be_a_contact_for_other_purposes(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    contact = await contact_of(
        buyer,
        supplier["id"],
        function_area="sales",
        purpose="dialogue_participant",
        declared_not_sales=False,
    )
    assert contact["is_primary"] is False


async def test_a_contact_cannot_be_changed_into_a_salesperson(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contact = await contact_of(buyer, (await supplier_of(buyer))["id"])
    answer = await buyer.patch(
        f"/v1/contact-points/{contact['id']}", json={"function_area": "sales"}, headers={"If-Match": '"1."'}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "contact_is_sales")


async def test_a_patch_changes_only_the_fields_it_names(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contact = await contact_of(buyer, (await supplier_of(buyer))["id"], phone="+32 2 000 00 00")
    address, tag = f"/v1/contact-points/{contact['id']}", {"If-Match": '"1."'}
    cleared = made(await buyer.patch(address, json={"phone": None}, headers=tag), 200)
    assert (cleared["phone"], cleared["email"], cleared["version"]) == (None, contact["email"], 2)
    refused = await buyer.patch(address, json={"person_name": None}, headers={"If-Match": '"2."'})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/person_name")


async def test_another_may_be_made_primary(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    first = await contact_of(buyer, supplier["id"])
    second = await contact_of(buyer, supplier["id"])
    address = f"/v1/contact-points/{second['id']}"
    changed = await buyer.patch(address, json={"is_primary": True}, headers={"If-Match": '"1."'})
    assert made(changed, 200)["is_primary"] is True
    assert (await buyer.get(f"/v1/contact-points/{first['id']}")).json()["is_primary"] is False


async def test_a_supplier_proposes_and_the_buyer_decides(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    proposal = made(await person.post("/v1/contact-points", json=contact_facts(supplier["id"])))
    assert (proposal["status"], proposal["buyer_id"]) == ("proposed", str(buyer.org))
    assert proposal["allowed_transitions"] == []
    address = f"/v1/contact-points/{proposal['id']}"
    own = await person.post(f"{address}/transitions", json={"to": "accepted"})
    assert (own.status_code, own.json()["code"]) == (403, "forbidden")
    bare = await buyer.post(f"{address}/transitions", json={"to": "rejected"})
    assert (bare.status_code, bare.json()["errors"][0]["pointer"]) == (422, "/rejection")
    accepted = made(await buyer.post(f"{address}/transitions", json={"to": "accepted"}), 200)
    assert (accepted["status"], accepted["is_primary"]) == ("accepted", True)
    assert (await person.get(address)).json()["status"] == "accepted"
    late = await person.patch(address, json={"email": "other@meridiaan.example"}, headers={"If-Match": '"2."'})
    assert (late.status_code, late.json()["code"]) == (409, "contact_is_settled")


async def test_a_proposal_names_its_buyer_where_there_are_several(suppliers: Cast) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer, other)
    unnamed = await person.post("/v1/contact-points", json=contact_facts(supplier["id"]))
    assert (unnamed.status_code, unnamed.json()["code"]) == (422, "unknown_buyer")
    named = contact_facts(supplier["id"], buyer_id=str(other.org))
    assert made(await person.post("/v1/contact-points", json=named))["buyer_id"] == str(other.org)
    stranger = contact_facts(supplier["id"], buyer_id=str(suppliers.buyer().org))
    assert (await person.post("/v1/contact-points", json=stranger)).status_code == 422


async def test_a_supplier_without_a_link_cannot_propose_a_contact(suppliers: Cast) -> None:
    supplier = await supplier_of(suppliers.buyer())
    person = suppliers.supplier(supplier["id"])
    answer = await person.post("/v1/contact-points", json=contact_facts(supplier["id"]))
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_buyer")


async def test_no_other_organisation_sees_a_contact(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    contact = await contact_of(buyer, supplier["id"])
    second_buyer = suppliers.buyer()
    unlinked = suppliers.supplier(supplier["id"])
    elsewhere = await linked_user(suppliers, (await supplier_of(second_buyer))["id"], second_buyer)
    for stranger in (second_buyer, unlinked, elsewhere):
        assert (await stranger.get(f"/v1/contact-points/{contact['id']}")).status_code == 404
        assert (await stranger.get("/v1/contact-points", params={"count": "exact"})).json() == {
            "items": [],
            "next": None,
            "total": 0,
        }
        answer = await stranger.post(f"/v1/contact-points/{contact['id']}/transitions", json={"to": "ended"})
        assert answer.status_code == 404
    assert (await suppliers.anonymous.get("/v1/contact-points")).status_code == 401
    assert (await suppliers.monitor().get("/v1/contact-points")).status_code == 403


async def test_a_supplier_reads_what_was_there_before_it_came(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    contact = await contact_of(buyer, supplier["id"])
    person = await linked_user(suppliers, supplier["id"], buyer)
    assert [item["id"] for item in (await person.get("/v1/contact-points")).json()["items"]] == [contact["id"]]


async def test_a_list_shows_the_same_as_the_single_resource(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contact = await contact_of(buyer, (await supplier_of(buyer))["id"], languages=["nl", "en"])
    only = (await buyer.get("/v1/contact-points", params={"status": "accepted", "q": "noor"})).json()["items"]
    assert only == [{name: contact[name] for name in only[0]}]


async def test_a_contact_ends_on_the_day_after_its_last_day(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    last_day = await contact_of(buyer, supplier["id"], active_from=day(-9), active_to=day(0))
    gone = await contact_of(buyer, supplier["id"], active_from=day(-9), active_to=day(-1))
    assert (last_day["status"], gone["status"]) == ("accepted", "ended")
    ended = (await buyer.get("/v1/contact-points", params={"status": "ended"})).json()["items"]
    assert [item["id"] for item in ended] == [gone["id"]]


async def test_the_last_clause_contact_leaves_a_vacancy(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    contract = await contract_of(buyer, supplier["id"], contact_replacement_days=5)
    contact, successor = [await contact_of(buyer, supplier["id"]) for _ in range(2)]
    [met] = await obligations_of(buyer, contract["id"], "CONTACT")
    assert (met["status"], met["flags"]) == ("fulfilled", [])
    assert met["evidence"][0]["reference"] == contact["id"]

    ended = await buyer.post(f"/v1/contact-points/{contact['id']}/transitions", json={"to": "ended"})
    assert (made(ended, 200)["active_to"], ended.json()["is_primary"]) == (day(0), False)
    assert (await buyer.get(f"/v1/contact-points/{successor['id']}")).json()["is_primary"] is True
    assert (await obligations_of(buyer, contract["id"], "CONTACT"))[0]["flags"] == []

    await buyer.post(f"/v1/contact-points/{successor['id']}/transitions", json={"to": "ended"})
    [vacant] = await obligations_of(buyer, contract["id"], "CONTACT")
    replace_by = working_days_after(TODAY, 5).isoformat()
    assert (vacant["status"], vacant["flags"], vacant["due_at"]) == ("due", ["at_risk"], replace_by)
    shown = (await buyer.get(f"/v1/contracts/{contract['id']}")).json()
    assert shown["contact_vacancy"] == {"vacated_on": day(0), "replace_by": replace_by}

    await contact_of(buyer, supplier["id"])
    assert [(row["status"], row["flags"]) for row in await obligations_of(buyer, contract["id"], "CONTACT")] == [
        ("fulfilled", [])
    ]
    assert (await buyer.get(f"/v1/contracts/{contract['id']}")).json()["contact_vacancy"] is None


async def test_both_sides_see_the_event_of_a_vacancy(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    contract = await contract_of(buyer, supplier["id"])
    contact = await contact_of(buyer, supplier["id"])
    await person.post(f"/v1/contact-points/{contact['id']}/transitions", json={"to": "ended"})
    async with state_of(suppliers.app).worker_sessions() as session, session.begin():
        connection = await session.connection()
        rows = await connection.exec_driver_sql(
            "select audience from journal where verb = 'contact_vacancy.opened' and subject_id = $1",
            (UUID(contract["id"]),),
        )
        [(audience,)] = rows.all()
    assert set(audience) == {buyer.org, person.org}


async def test_a_refused_item_of_a_batch_does_not_stop_the_others(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    contract = await contract_of(buyer, supplier["id"])
    batch = [
        contact_facts(supplier["id"]),
        contact_facts(supplier["id"], function_area="sales"),
        contact_facts(supplier["id"], email="no address"),
        contact_facts(contract["id"]),
        contact_facts(supplier["id"], purpose="auditor", languages=["nl", "fr"]),
    ]
    results = made(await buyer.post("/v1/contact-points/batch", json=batch), 200)["items"]
    assert [result["status"] for result in results] == [201, 422, 422, 404, 201]
    assert [(result["problem"] or {}).get("code") for result in results] == [
        None,
        "contact_is_sales",
        "invalid",
        "supplier_not_found",
        None,
    ]
    assert results[2]["problem"]["errors"][0]["pointer"] == "/email"
    assert results[0]["resource"]["is_primary"] is True
    listed = (await buyer.get("/v1/contact-points")).json()["items"]
    assert [item["id"] for item in listed] == [results[4]["resource"]["id"], results[0]["resource"]["id"]]
    assert listed[0]["languages"] == ["nl", "fr"]
    assert [row["status"] for row in await obligations_of(buyer, contract["id"], "CONTACT")] == ["fulfilled"]


async def test_an_atomic_batch_is_accepted_as_a_whole_or_refused(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    batch = [contact_facts(supplier["id"]), contact_facts(supplier["id"], function_area="sales")]
    answer = await buyer.post("/v1/contact-points/batch", params={"atomic": True}, json=batch)
    assert (answer.status_code, answer.json()["code"]) == (422, "batch_refused")
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/1/function_area"]
    assert (await buyer.get("/v1/contact-points")).json()["items"] == []


async def test_a_batch_can_be_sent_as_json_lines(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    lines = "\n".join(json.dumps(contact_facts(supplier["id"])) for _ in range(3))
    headers = {"Content-Type": "application/x-ndjson"}
    answer = await buyer.post("/v1/contact-points/batch", content=lines, headers=headers)
    assert [result["status"] for result in made(answer, 200)["items"]] == [201, 201, 201]


async def batch_of(suppliers: Cast, body: bytes) -> httpx.Response:
    headers = {"Content-Type": "application/json"}
    return await suppliers.buyer().post("/v1/contact-points/batch", content=body, headers=headers)


@pytest.mark.parametrize(
    ("body", "refused"), [(b"[", (400, "bad_request")), (b"{}", (422, "invalid")), (b"[]", (422, "invalid"))]
)
async def test_a_batch_is_an_array_of_something(suppliers: Cast, body: bytes, refused: tuple[int, str]) -> None:
    assert refusal(await batch_of(suppliers, body)) == refused


async def test_an_item_that_is_no_object_is_refused_in_its_place(suppliers: Cast) -> None:
    answer = await batch_of(suppliers, b"[1]")
    assert [result["status"] for result in made(answer, 200)["items"]] == [422]


async def test_a_batch_of_unknown_fields_is_refused_as_a_whole(suppliers: Cast) -> None:
    batch = [{f"k{number}": 1 for number in range(60)}] * 1000
    answer = await suppliers.buyer().post("/v1/contact-points/batch", json=batch)
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_values")


@pytest.mark.parametrize("path", ["/v1/suppliers", "/v1/facilities/match", "/v1/disclosures"])
async def test_a_body_of_unknown_fields_is_one_fault(suppliers: Cast, path: str) -> None:
    for body in (
        {f"k{number}": 1 for number in range(65_000)},
        {"queries": {str(number): {"n": 1} for number in range(50_000)}},
        {"rows": [{f"z{number}": 1 for number in range(60)}] * 1000},
    ):
        answer = await suppliers.buyer().post(path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "too_many_values")
        assert len(answer.json()["errors"]) == 1


async def test_a_batch_of_more_than_a_thousand_items_is_refused(suppliers: Cast) -> None:
    answer = await suppliers.buyer().post("/v1/contact-points/batch", json=[{}] * 1001)
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_items")


async def test_a_supplier_proposes_many_to_its_buyer(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    batch = [contact_facts(supplier["id"]) for _ in range(2)]
    results = made(await person.post("/v1/contact-points/batch", json=batch), 200)["items"]
    assert [result["resource"]["status"] for result in results] == ["proposed", "proposed"]
    assert len((await buyer.get("/v1/contact-points", params={"status": "proposed"})).json()["items"]) == 2


async def test_a_contact_does_not_end_before_it_begins(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    facts = contact_facts(supplier["id"], active_from=day(10), active_to=day(9))
    refused = await buyer.post("/v1/contact-points", json=facts)
    assert (refused.status_code, refused.json()["code"]) == (422, "period_reversed")
    contact = await contact_of(buyer, supplier["id"], active_from=day(10))
    tag = {"If-Match": '"1."'}
    refused = await buyer.patch(f"/v1/contact-points/{contact['id']}", json={"active_to": day(9)}, headers=tag)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/active_to")
