"""Contracts: registered in their state, moved by transitions, read only by both parties."""

from typing import Any

import pytest

from chassis.vocabulary import Role
from support.cast import Actor, Cast
from support.market import (
    contract_facts,
    contract_of,
    day,
    linked_user,
    made,
    obligations_of,
    speaks_for,
    supplier_of,
)
from support.refusals import FORBIDDEN, refusal

OF_THE_CLAUSE = {"DIALOGUE", "REPORT", "ANNUAL_REVIEW", "CONTACT"}
OF_THE_CLAUSE |= {"DISCLOSURE_ASSEMBLY", "DISCLOSURE_COMPONENTS", "DISCLOSURE_SUBSUPPLIERS"}


async def pair(suppliers: Cast, **facts: Any) -> tuple[Actor, dict[str, Any], Actor]:
    """A buyer, its contract, and a user of the supplier who was invited before."""
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    return buyer, await contract_of(buyer, supplier["id"], **facts), person


async def test_a_contract_that_runs_today_is_active_and_so_is_its_supplier(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    contract = await contract_of(buyer, supplier["id"])
    assert (contract["status"], contract["supplier_name"]) == ("active", "Meridiaan Systems")
    [clause] = contract["clauses"]
    assert (clause["template"], clause["template_version"], clause["kind"]) == (
        "human-rights-clause",
        2,
        "human_rights",
    )
    assert (await buyer.get(f"/v1/suppliers/{supplier['id']}")).json()["status"] == "active"


@pytest.mark.parametrize(
    ("start", "end", "status"),
    [(1, 100, "awarded"), (0, 0, "active"), (-100, 0, "active"), (-100, -1, "expired")],
)
async def test_its_dates_decide_its_state(suppliers: Cast, start: int, end: int, status: str) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start=day(start), end=day(end))
    assert contract["status"] == status
    found = (await buyer.get("/v1/contracts", params={"status": status})).json()["items"]
    assert [item["id"] for item in found] == [contract["id"]]


async def test_a_clause_creates_obligations_with_their_due_dates(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start="2024-03-01", end=day(700))
    rows = await obligations_of(buyer, contract["id"])
    assert {row["type"] for row in rows} == OF_THE_CLAUSE
    assert rows == sorted(rows, key=lambda row: row["due_at"])
    first = {row["type"]: row["due_at"] for row in reversed(rows)}
    assert first == {
        "DIALOGUE": "2024-03-31",
        "CONTACT": "2024-03-31",
        "DISCLOSURE_ASSEMBLY": "2024-03-31",
        "DISCLOSURE_COMPONENTS": "2024-08-28",
        "DISCLOSURE_SUBSUPPLIERS": "2024-08-28",
        "REPORT": "2024-09-01",
        "ANNUAL_REVIEW": "2025-03-01",
    }
    reviews = [row for row in rows if row["type"] == "ANNUAL_REVIEW"]
    assert (reviews[0]["grace_days"], reviews[0]["status"]) == (60, "not_tracked")
    tracked = [row for row in reviews if row["status"] != "not_tracked"]
    assert tracked[0]["due_at"] >= day(-60)


async def test_a_contract_without_a_clause_has_no_duties_and_is_flagged(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, clauses=[])
    assert await obligations_of(buyer, contract["id"]) == []
    assert contract["flags"] == ["no_human_rights_clause"]


async def test_an_unknown_clause_is_refused_with_a_pointer_to_it(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    facts = contract_facts(supplier["id"], clauses=[{"template": "no-such-clause"}])
    answer = await buyer.post("/v1/contracts", json=facts)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_clause_template")
    assert answer.json()["errors"][0]["pointer"] == "/clauses/0/template"


async def test_a_contract_does_not_end_before_it_starts(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    answer = await buyer.post("/v1/contracts", json=contract_facts(supplier["id"], start=day(2), end=day(1)))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/end")


@pytest.mark.parametrize(("start", "end"), [("0001-01-01", day(10)), (day(-10), "9999-12-31")])
async def test_a_contract_does_not_run_for_thousands_of_years(suppliers: Cast, start: str, end: str) -> None:
    buyer = suppliers.buyer()
    body = contract_facts((await supplier_of(buyer))["id"], start=start, end=end)
    answer = await buyer.post("/v1/contracts", json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/start" if start < "1900" else "/end"]


async def test_an_amendment_needs_the_day_of_the_agreement_and_counts_from_it(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, clauses=[])
    address = f"/v1/contracts/{contract['id']}/clauses"
    clause = {"template": "human-rights-clause", "included_at": "amendment"}
    undated = await buyer.post(address, json=clause)
    assert (undated.status_code, undated.json()["errors"][0]["pointer"]) == (422, "/agreed_on")
    answer = await buyer.post(address, json={**clause, "agreed_on": day(-10)})
    amended = made(answer)
    assert (await buyer.get(answer.headers["Location"])).json()["id"] == amended["clauses"][0]["id"]
    assert (amended["version"], amended["flags"]) == (2, [])
    [contact] = await obligations_of(buyer, contract["id"], "CONTACT")
    assert contact["due_at"] == day(20)
    again = await buyer.post(address, json={**clause, "agreed_on": day(-10)})
    assert (again.status_code, again.json()["code"]) == (409, "clause_included")


async def test_a_call_off_inherits_the_clauses_of_its_framework(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    framework = await contract_of(buyer)
    call_off = await contract_of(
        buyer, framework["supplier_id"], kind="call_off", parent_contract_id=framework["id"], clauses=[]
    )
    assert [(clause["template"], clause["inherited"]) for clause in call_off["clauses"]] == [
        ("human-rights-clause", True)
    ]
    other = await supplier_of(buyer)
    answer = await buyer.post("/v1/contracts", json=contract_facts(other["id"], parent_contract_id=framework["id"]))
    assert (answer.status_code, answer.json()["code"]) == (422, "parent_does_not_fit")


async def test_only_both_parties_can_read_a_contract(suppliers: Cast) -> None:
    buyer, contract, person = await pair(suppliers)
    address = f"/v1/contracts/{contract['id']}"
    assert (await person.get(address)).json()["reference"] == contract["reference"]
    assert [item["id"] for item in (await person.get("/v1/contracts")).json()["items"]] == [contract["id"]]
    assert len(await obligations_of(person, contract["id"])) == len(await obligations_of(buyer, contract["id"]))

    second_buyer, _, second_person = await pair(suppliers)
    unlinked = suppliers.supplier(contract["supplier_id"])
    for stranger in (second_buyer, second_person, unlinked):
        for below in ("", "/obligations", "/deliveries"):
            assert (await stranger.get(address + below)).status_code == 404
        listed = (await stranger.get("/v1/contracts", params={"count": "exact"})).json()
        assert contract["id"] not in [item["id"] for item in listed["items"]]
        assert listed["total"] == len(listed["items"])
    assert (await suppliers.monitor().get(address)).status_code == 403
    assert (await suppliers.anonymous.get(address)).status_code == 401


async def test_a_supplier_invited_later_reads_what_is_there_already(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    person = suppliers.supplier(contract["supplier_id"])
    assert refusal(await person.get(f"/v1/contracts/{contract['id']}")) == (404, "contract_not_found")
    await speaks_for(suppliers.app, org=person.org, supplier_id=contract["supplier_id"], buyer=buyer.org)
    assert (await person.get(f"/v1/contracts/{contract['id']}")).status_code == 200


async def test_a_supplier_changes_nothing_of_a_contract(suppliers: Cast) -> None:
    _, contract, person = await pair(suppliers)
    address = f"/v1/contracts/{contract['id']}"
    patched = await person.patch(address, json={"title": "Mine"}, headers={"If-Match": '"1."'})
    moved = await person.post(f"{address}/transitions", json={"to": "closed"})
    assert (refusal(patched), refusal(moved)) == (FORBIDDEN, FORBIDDEN)
    assert made(await person.get(address), 200)["version"] == contract["version"]
    assert refusal(await suppliers.buyer(Role.BUYER_VIEWER).post("/v1/contracts", json={})) == FORBIDDEN


async def test_a_supplier_does_not_see_a_tender_in_preparation(suppliers: Cast) -> None:
    buyer, contract, person = await pair(suppliers, status="planned", start=day(90))
    address = f"/v1/contracts/{contract['id']}"
    assert contract["status"] == "planned"
    assert (await person.get(address)).status_code == 404
    assert await obligations_of(buyer, contract["id"]) == []
    assert made(await buyer.post(f"{address}/transitions", json={"to": "tendering"}), 200)["version"] == 2
    officer = await buyer.post(f"{address}/transitions", json={"to": "awarded"})
    assert (officer.status_code, officer.json()["code"]) == (403, "forbidden")
    manager = suppliers.buyer(Role.BUYER_MANAGER, org=buyer.org)
    awarded = made(await manager.post(f"{address}/transitions", json={"to": "awarded"}), 200)
    assert awarded["status"] == "awarded"
    assert (await person.get(address)).status_code == 200
    assert {row["type"] for row in await obligations_of(buyer, contract["id"])} == OF_THE_CLAUSE


async def test_the_supplier_does_not_see_the_date_of_the_next_tender(suppliers: Cast) -> None:
    _, contract, person = await pair(suppliers, end=day(200), next_tender_date=day(50))
    assert contract["next_tender_date"] == day(50)
    assert (await person.get(f"/v1/contracts/{contract['id']}")).json()["next_tender_date"] is None


async def test_an_extension_creates_the_obligations_of_another_year(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start=day(-300), end=day(100), max_end=day(900))
    address = f"/v1/contracts/{contract['id']}/transitions"
    manager = suppliers.buyer(Role.BUYER_MANAGER, org=buyer.org)
    assert len(await obligations_of(buyer, contract["id"], "ANNUAL_REVIEW")) == 1
    bare = await manager.post(address, json={"to": "extended"})
    assert (bare.status_code, bare.json()["errors"][0]["pointer"]) == (422, "/end")
    beyond = await manager.post(address, json={"to": "extended", "end": day(901)})
    assert (beyond.status_code, beyond.json()["code"]) == (422, "max_end_exceeded")
    extended = made(await manager.post(address, json={"to": "extended", "end": day(465)}), 200)
    assert (extended["status"], extended["end"]) == ("extended", day(465))
    assert len(await obligations_of(buyer, contract["id"], "ANNUAL_REVIEW")) == 2


async def test_a_termination_needs_its_effect_on_workers_and_ends_future_obligations(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    address = f"/v1/contracts/{contract['id']}/transitions"
    manager = suppliers.buyer(Role.BUYER_MANAGER, org=buyer.org)
    bare = await manager.post(address, json={"to": "terminated", "reason": "breach of contract"})
    assert (bare.status_code, bare.json()["errors"][0]["pointer"]) == (422, "/effect_on_workers")
    over = {"to": "terminated", "reason": "breach of contract", "effect_on_workers": "None that we know of."}
    terminated = made(await manager.post(address, json=over), 200)
    assert (terminated["status"], terminated["terminated_on"]) == ("terminated", day(0))
    assert terminated["allowed_transitions"] == ["closed"]
    reviews = await obligations_of(buyer, contract["id"], "ANNUAL_REVIEW")
    assert {row["status"] for row in reviews[1:]} == {"not_tracked"}
    waiting = await buyer.post(address, json={"to": "closed"})
    assert (waiting.status_code, waiting.json()["code"]) == (409, "obligations_open")
    assert len(waiting.json()["open"]) > 0
    assert made(await buyer.post(address, json={"to": "closed", "carry_over": True}), 200)["status"] == "closed"


async def test_an_impossible_transition_is_refused_with_the_possible_ones(suppliers: Cast) -> None:
    manager = suppliers.buyer(Role.BUYER_MANAGER)
    contract = await contract_of(manager)
    answer = await manager.post(f"/v1/contracts/{contract['id']}/transitions", json={"to": "planned"})
    assert (answer.status_code, answer.json()["allowed"]) == (409, ["extended", "terminated"])


async def test_a_patch_keeps_the_fields_it_does_not_name(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    address = f"/v1/contracts/{contract['id']}"
    assert (await buyer.patch(address, json={"title": "New"})).status_code == 428
    tag = (await buyer.get(address)).headers["ETag"]
    amended = made(await buyer.patch(address, json={"title": "New"}, headers={"If-Match": tag}), 200)
    assert {**contract, "title": "New", "version": 2, "updated_at": amended["updated_at"]} == amended
    stale = await buyer.patch(address, json={"title": "Late"}, headers={"If-Match": tag})
    assert (stale.status_code, stale.json()["current"]) == (412, 2)


async def test_only_a_manager_changes_the_dates_of_a_running_contract(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    address = f"/v1/contracts/{contract['id']}"
    change = {"start": day(-10)}
    assert (await buyer.patch(address, json=change, headers={"If-Match": '"1."'})).status_code == 403
    manager = suppliers.buyer(Role.BUYER_MANAGER, org=buyer.org)
    made(await manager.patch(address, json=change, headers={"If-Match": '"1."'}), 200)
    assert (await obligations_of(buyer, contract["id"], "DIALOGUE"))[0]["due_at"] == day(20)


@pytest.mark.parametrize(
    "change", [{"end": day(900)}, {"max_end": day(2000)}, {"max_end": None}, {"title": "New", "max_end": day(2000)}]
)
async def test_only_a_manager_changes_the_last_days_of_a_running_contract(
    suppliers: Cast, change: dict[str, str | None]
) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, max_end=day(1500))
    address = f"/v1/contracts/{contract['id']}"
    refused = await buyer.patch(address, json=change, headers={"If-Match": '"1."'})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    manager = suppliers.buyer(Role.BUYER_MANAGER, org=buyer.org)
    amended = made(await manager.patch(address, json=change, headers={"If-Match": '"1."'}), 200)
    assert {name: amended[name] for name in change} == change


async def test_an_officer_changes_the_dates_of_a_contract_that_has_not_started(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start=day(30))
    change = {"max_end": day(2000)}
    address = f"/v1/contracts/{contract['id']}"
    amended = made(await buyer.patch(address, json=change, headers={"If-Match": '"1."'}), 200)
    assert amended["max_end"] == day(2000)


async def test_a_list_shows_the_same_as_the_single_resource(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    [only] = (await buyer.get("/v1/contracts", params={"q": "laptops", "category": "monitor"})).json()["items"]
    assert only == {name: contract[name] for name in only}


async def test_contracts_are_found_by_supplier(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract, _ = await contract_of(buyer), await contract_of(buyer)
    found = await buyer.get("/v1/contracts", params={"supplier_id": contract["supplier_id"]})
    assert [item["id"] for item in found.json()["items"]] == [contract["id"]]


async def test_clause_templates_are_there_for_everyone_signed_in(suppliers: Cast) -> None:
    listed = made(await suppliers.monitor().get("/v1/clause-templates"), 200)["items"]
    [template] = [item for item in listed if item["code"] == "human-rights-clause"]
    assert {duty["type"] for duty in template["duties"]} == OF_THE_CLAUSE
    one = await suppliers.buyer().get("/v1/clause-templates/human-rights-clause", params={"version": 2})
    assert one.json() == template
    before = await suppliers.buyer().get("/v1/clause-templates/human-rights-clause", params={"version": 1})
    duties = {duty["type"] for duty in made(before, 200)["duties"]}
    assert duties == OF_THE_CLAUSE - {"DISCLOSURE_SUBSUPPLIERS"}, "what landed stays as it is"
    assert (await suppliers.buyer().get("/v1/clause-templates/none")).status_code == 404
    assert (await suppliers.anonymous.get("/v1/clause-templates")).status_code == 401
