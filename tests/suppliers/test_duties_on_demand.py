"""Every recurrence lays out its next instance: by dates, on request, after a breach or a change, per delivery."""

from typing import Any

import pytest

from chassis.vocabulary import Role
from suppliers.clauses.queries import published
from suppliers.clauses.rules import ObligationType
from support.cast import Actor, Cast
from support.events import events_for
from support.market import contract_of, day, delivered, linked_user, made, obligations_of, product_of, supplier_of
from support.refusals import FORBIDDEN, refusal
from support.sites import disclosed, site

WATCHED, CIRCULAR = "electronics-watch-outcomes", "circular-clause"


async def contract_with(buyer: Actor, *templates: str, **facts: Any) -> dict[str, Any]:
    clauses = [{"template": template} for template in templates]
    return await contract_of(buyer, facts.pop("supplier_id", None), clauses=clauses, **facts)


async def ask(buyer: Actor, contract: dict[str, Any], **body: Any) -> Any:
    return await buyer.post(f"/v1/contracts/{contract['id']}/obligations", json=body)


async def move(actor: Actor, duty: dict[str, Any], to: str, **facts: Any) -> Any:
    address = f"/v1/contracts/{duty['contract_id']}/obligations/{duty['id']}/transitions"
    return await actor.post(address, json={"to": to, **facts})


NOTE = [{"kind": "document", "title": "Inventory"}]


def test_shipped_templates_have_all_types_of_duties_in_three_languages() -> None:
    duties = [duty for template in published().values() for duty in template.duties]
    assert {duty.type for duty in duties} == {each.value for each in ObligationType}
    assert all(set(duty.text) == {"nl", "fr", "en"} for duty in duties)
    for template in published().values():
        keys = [duty.key for duty in template.duties]
        assert len(keys) == len(set(keys)), template.code


async def test_what_waits_for_a_request_or_a_breach_has_no_date_at_first(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_with(buyer, WATCHED, CIRCULAR)
    rows = await obligations_of(buyer, contract["id"])
    assert not {"on_breach", "on_request", "per_delivery"} & {row["recurrence"] for row in rows}
    findings = [row for row in rows if row["type"] == "COMPLIANCE_FINDINGS"]
    assert {row["recurrence"] for row in findings} == {"yearly"}


async def test_a_buyer_asks_and_the_duty_is_due_so_long_after_that(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_with(buyer, CIRCULAR)
    for number in (0, 1):
        asked = made(await ask(buyer, contract, type="DATA_WIPE"))
        facts = [asked[name] for name in ("instance", "asked_on", "due_at", "status", "cause")]
        assert facts == [number, day(0), day(30), "due", None]
        assert asked["verification_subject"] == "product"
    rows = await obligations_of(buyer, contract["id"], "DATA_WIPE")
    assert [row["instance"] for row in rows] == [0, 1]


async def test_after_a_breach_the_buyer_says_what_happened_and_the_supplier_hears_of_it(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer))["id"]
    person = await linked_user(suppliers, supplier, buyer)
    contract = await contract_with(buyer, WATCHED, supplier_id=supplier)
    bare = await ask(buyer, contract, type="FACTORY_ACCESS")
    assert (bare.status_code, bare.json()["code"], bare.json()["errors"][0]["pointer"]) == (
        422,
        "cause_missing",
        "/cause",
    )
    asked = made(await ask(buyer, contract, type="FACTORY_ACCESS", cause="Doors were locked."))
    [read] = await obligations_of(person, contract["id"], "FACTORY_ACCESS")
    assert (read["id"], read["cause"], read["due_at"]) == (asked["id"], "Doors were locked.", day(30))
    assert (await events_for(suppliers.app, person.org))[-1] == ("obligation.opened", asked["id"])
    assert made(await move(person, asked, "submitted", evidence=NOTE), 200)["status"] == "submitted"


async def test_a_type_that_recurs_in_two_ways_is_asked_for_by_the_one_that_can_be(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_with(buyer, WATCHED)
    asked = made(await ask(buyer, contract, type="COMPLIANCE_FINDINGS", cause="An audit."))
    assert (asked["recurrence"], asked["instance"]) == ("on_breach", 0)
    yearly = await ask(buyer, contract, type="COMPLIANCE_FINDINGS", recurrence="yearly", cause="x")
    assert (yearly.status_code, yearly.json()["code"]) == (422, "not_on_demand")


async def test_a_declared_breach_makes_evidence_of_the_remedy_due(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    manager = suppliers.buyer(Role.BUYER_MANAGER, org=buyer.org)
    contract = await contract_with(buyer, WATCHED)
    [duty] = await obligations_of(buyer, contract["id"], "DISCLOSURE_ASSEMBLY")
    wrong = await ask(buyer, contract, type="TRADING_CONDITIONS", cause="x", breach_id=duty["id"])
    assert (wrong.status_code, wrong.json()["code"]) == (422, "no_breach")
    made(await move(manager, duty, "breached", reason="No list in half a year."), 200)
    [remedy] = await obligations_of(buyer, contract["id"], "REMEDIATION_EVIDENCE")
    assert (remedy["breach_id"], remedy["cause"]) == (duty["id"], "No list in half a year.")
    assert await obligations_of(buyer, contract["id"], "CHEMICALS_INVENTORY") == []
    more = made(await ask(buyer, contract, type="TRADING_CONDITIONS", cause="x", breach_id=duty["id"]))
    assert (more["breach_id"], more["due_at"]) == (duty["id"], day(60))


async def test_each_delivery_brings_its_duty_once(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_with(buyer, CIRCULAR)
    product = (await product_of(buyer, contract["supplier_id"]))["id"]
    first = await delivered(buyer, contract["id"], product, delivered_from=day(-10), delivered_to=day(-5))
    second = await delivered(buyer, contract["id"], product, delivered_from=day(0))
    rows = await obligations_of(buyer, contract["id"], "WARRANTY")
    told = [(row["delivery_id"], row["instance"], row["due_at"]) for row in rows]
    assert told == [(first["id"], 0, day(25)), (second["id"], 1, day(30))]
    address = f"/v1/contracts/{contract['id']}/deliveries/{second['id']}"
    tag = (await buyer.get(address)).headers["ETag"]
    made(await buyer.patch(address, json={"delivered_to": day(4)}, headers={"If-Match": tag}), 200)
    rows = await obligations_of(buyer, contract["id"], "WARRANTY")
    assert [row["due_at"] for row in rows] == [day(25), day(34)]
    read = await buyer.get(f"/v1/contracts/{contract['id']}")
    body = {"end": day(1300)}
    manager = suppliers.buyer(Role.BUYER_MANAGER, org=buyer.org)
    address = f"/v1/contracts/{contract['id']}"
    made(await manager.patch(address, json=body, headers={"If-Match": read.headers["ETag"]}), 200)
    assert len(await obligations_of(buyer, contract["id"], "WARRANTY")) == 2


async def test_deliveries_before_the_award_bring_their_duties_with_it(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    manager = suppliers.buyer(Role.BUYER_MANAGER, org=buyer.org)
    contract = await contract_with(buyer, CIRCULAR, status="tendering")
    product = (await product_of(buyer, contract["supplier_id"]))["id"]
    delivery = await delivered(buyer, contract["id"], product)
    assert await obligations_of(buyer, contract["id"]) == []
    made(await manager.post(f"/v1/contracts/{contract['id']}/transitions", json={"to": "awarded"}), 200)
    rows = await obligations_of(buyer, contract["id"], "WARRANTY")
    assert [row["delivery_id"] for row in rows] == [delivery["id"]]


async def test_a_list_after_an_accepted_one_is_the_next_instance(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    await disclosed(buyer, contract["supplier_id"], site())
    [duty] = await obligations_of(buyer, contract["id"], "DISCLOSURE_ASSEMBLY")
    made(await move(buyer, duty, "fulfilled"), 200)
    newer = await disclosed(buyer, contract["supplier_id"], site(), valid_from=day(0))
    before, after = await obligations_of(buyer, contract["id"], "DISCLOSURE_ASSEMBLY")
    assert (before["status"], after["status"]) == ("fulfilled", "submitted")
    assert (after["instance"], after["evidence"][0]["reference"]) == (1, newer["id"])


async def test_a_continuous_duty_is_assessed_again_and_can_be_broken_later(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    manager = suppliers.buyer(Role.BUYER_MANAGER, org=buyer.org)
    contract = await contract_with(buyer, WATCHED)
    [duty] = await obligations_of(buyer, contract["id"], "NON_RETALIATION")
    for _ in range(2):
        made(await move(buyer, duty, "submitted", evidence=NOTE), 200)
        again = made(await move(buyer, duty, "fulfilled"), 200)
        assert (again["status"], again["assessed_on"]) == ("fulfilled", day(0))
    assert again["allowed_transitions"] == ["submitted"]
    assert made(await move(manager, duty, "breached", reason="Two people were dismissed."), 200)["instance"] == 0
    assert len(await obligations_of(buyer, contract["id"], "NON_RETALIATION")) == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"type": "REPORT"}, "/type"),
        ({"type": "DATA_WIPE", "recurrence": "once"}, "/type"),
        ({"type": "report"}, "/type"),
        ({"type": "DATA_WIPE", "due_at": "2027-01-01"}, "/due_at"),
        ({"type": "DATA_WIPE", "clause_id": "x"}, "/clause_id"),
    ],
)
async def test_only_what_the_contract_provides_for_is_asked_for(
    suppliers: Cast, body: dict[str, Any], pointer: str
) -> None:
    buyer = suppliers.buyer()
    contract = await contract_with(buyer, CIRCULAR)
    answer = await ask(buyer, contract, **body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_who_asks_for_an_obligation(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer))["id"]
    person = await linked_user(suppliers, supplier, buyer)
    contract = await contract_with(buyer, CIRCULAR, supplier_id=supplier)
    address = f"/v1/contracts/{contract['id']}/obligations"
    body = {"type": "DATA_WIPE"}
    assert (await suppliers.anonymous.post(address, json=body)).status_code == 401
    for wrong in (person, suppliers.buyer(Role.BUYER_VIEWER, org=buyer.org), suppliers.monitor()):
        assert refusal(await wrong.post(address, json=body)) == FORBIDDEN
    assert refusal(await suppliers.buyer().post(address, json=body)) == (404, "contract_not_found")
    planned = await contract_with(buyer, CIRCULAR, status="planned")
    assert refusal(await ask(buyer, planned, **body)) == (409, "not_in_force")


# Deadlines of a contract


async def clause_of(buyer: Actor, contract: dict[str, Any]) -> tuple[str, dict[str, Any], dict[str, str]]:
    [clause] = contract["clauses"]
    address = f"/v1/contracts/{contract['id']}/clauses/{clause['id']}"
    answer = await buyer.get(address)
    return address, made(answer, 200), {"If-Match": answer.headers["ETag"]}


OTHER = {"type": "SPARE_PARTS", "recurrence": "once", "offset_days": 200, "grace_days": 3, "notice_days": 10}


async def test_deadlines_are_agreed_in_each_contract(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract, same = await contract_with(buyer, CIRCULAR), await contract_with(buyer, CIRCULAR)
    address, _, tag = await clause_of(buyer, contract)
    alone = await buyer.patch(address, json={"duties": [OTHER]}, headers=tag)
    assert (alone.status_code, alone.json()["errors"][0]["pointer"]) == (422, "/agreed_on")
    later = {"duties": [OTHER], "agreed_on": day(1)}
    assert refusal(await buyer.patch(address, json=later, headers=tag)) == (422, "terms_not_agreed")
    agreed = made(await buyer.patch(address, json={"duties": [OTHER], "agreed_on": day(0)}, headers=tag), 200)
    [duty] = [each for each in agreed["duties"] if each["type"] == "SPARE_PARTS"]
    assert {name: duty[name] for name in OTHER} == OTHER
    assert agreed["terms_agreed_on"] == day(0)
    [row] = await obligations_of(buyer, contract["id"], "SPARE_PARTS")
    assert [row[name] for name in ("due_at", "grace_days", "notice_days", "status")] == [
        day(20),
        3,
        10,
        "scheduled",
    ]
    [other] = await obligations_of(buyer, same["id"], "SPARE_PARTS")
    assert other["due_at"] == day(-150), "other contracts keep their own"
    assert refusal(await buyer.patch(address, json={"duties": []}, headers=tag)) == (412, "stale")
    assert (await buyer.patch(address, json={"duties": []})).status_code == 428


async def test_before_the_award_one_side_sets_the_deadlines_and_a_call_off_takes_them_over(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    manager = suppliers.buyer(Role.BUYER_MANAGER, org=buyer.org)
    contract = await contract_with(buyer, CIRCULAR, status="tendering")
    address, _, tag = await clause_of(buyer, contract)
    made(await buyer.patch(address, json={"duties": [OTHER]}, headers=tag), 200)
    made(await manager.post(f"/v1/contracts/{contract['id']}/transitions", json={"to": "awarded"}), 200)
    [row] = await obligations_of(buyer, contract["id"], "SPARE_PARTS")
    assert row["due_at"] == day(20)
    call_off = await contract_with(
        buyer, supplier_id=contract["supplier_id"], kind="call_off", parent_contract_id=contract["id"]
    )
    [row] = await obligations_of(buyer, call_off["id"], "SPARE_PARTS")
    assert row["due_at"] == day(20)
    address, _, tag = await clause_of(buyer, call_off)
    refused = await buyer.patch(address, json={"duties": [], "agreed_on": day(0)}, headers=tag)
    assert refusal(refused) == (409, "clause_inherited")


@pytest.mark.parametrize(
    ("duty", "pointer"),
    [
        ({**OTHER, "type": "REPORT"}, "/duties/0/type"),
        ({**OTHER, "recurrence": "yearly"}, "/duties/0/type"),
        ({**OTHER, "offset_days": -1}, "/duties/0/offset_days"),
        ({**OTHER, "notice_days": 400}, "/duties/0/notice_days"),
        ({**OTHER, "weight": 3}, "/duties/0/weight"),
    ],
)
async def test_only_deadlines_of_duties_of_the_clause_are_agreed(
    suppliers: Cast, duty: dict[str, Any], pointer: str
) -> None:
    buyer = suppliers.buyer()
    address, _, tag = await clause_of(buyer, await contract_with(buyer, CIRCULAR))
    answer = await buyer.patch(address, json={"duties": [duty], "agreed_on": day(0)}, headers=tag)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_who_reads_and_sets_deadlines(suppliers: Cast) -> None:
    buyer, stranger = suppliers.buyer(), suppliers.buyer()
    supplier = (await supplier_of(buyer))["id"]
    person = await linked_user(suppliers, supplier, buyer)
    contract = await contract_with(buyer, CIRCULAR, supplier_id=supplier)
    address, read, tag = await clause_of(buyer, contract)
    body = {"duties": [OTHER], "agreed_on": day(0)}
    assert (await suppliers.anonymous.get(address)).status_code == 401
    assert made(await person.get(address), 200)["duties"] == read["duties"]
    for wrong in (person, suppliers.buyer(Role.BUYER_VIEWER, org=buyer.org)):
        assert refusal(await wrong.patch(address, json=body, headers=tag)) == FORBIDDEN
    assert refusal(await stranger.get(address)) == (404, "contract_not_found")
    assert refusal(await stranger.patch(address, json=body, headers=tag)) == (404, "contract_not_found")
    other = await contract_with(stranger, CIRCULAR)
    foreign = f"/v1/contracts/{other['id']}/clauses/{read['id']}"
    assert refusal(await stranger.get(foreign)) == (404, "clause_not_found")
