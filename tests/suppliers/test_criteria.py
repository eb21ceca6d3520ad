"""Criteria and label requirements of a contract: what its tender asked for, and what was agreed later."""

from typing import Any

import pytest

from chassis.vocabulary import Role
from support.cast import Actor, Cast
from support.market import contract_of, day, linked_user, made
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal

CRITERION: dict[str, Any] = {
    "topic": "human_rights_dd",
    "domain": "social_hr",
    "role": "award",
    "strength": "award_incentive",
    "verification_subject": "chain",
    "weight_pct": "15.5",
    "source": "EU GPP criteria 2021",
}
PERFORMANCE = {
    **{name: value for name, value in CRITERION.items() if name != "weight_pct"},
    "role": "performance",
    "strength": "requirement",
}
LABELS: dict[str, Any] = {"labels": [{"scheme": "TCO_CERTIFIED"}, {"scheme": "EPEAT", "min_level": "silver"}]}
PARTS = {"criteria": CRITERION, "label-requirements": LABELS}


async def part_of(buyer: Actor, part: str, contract: dict[str, Any], **facts: Any) -> tuple[str, dict[str, Any]]:
    answer = await buyer.post(f"/v1/contracts/{contract['id']}/{part}", json={**PARTS[part], **facts})
    recorded = made(answer)
    return answer.headers["Location"], recorded


async def planned(buyer: Actor) -> dict[str, Any]:
    return await contract_of(buyer, status="tendering", start=day(30))


async def award(suppliers: Cast, buyer: Actor, contract: dict[str, Any]) -> None:
    manager = suppliers.buyer(Role.BUYER_MANAGER, org=buyer.org)
    made(await manager.post(f"/v1/contracts/{contract['id']}/transitions", json={"to": "awarded"}), 200)


@pytest.mark.parametrize("part", PARTS)
async def test_what_is_recorded_is_read_alone_and_in_the_list(suppliers: Cast, part: str) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    address, recorded = await part_of(buyer, part, contract)
    assert made(await buyer.get(address), 200) == recorded
    listed = (await buyer.get(f"/v1/contracts/{contract['id']}/{part}")).json()["items"]
    assert listed == [recorded]
    assert (recorded["contract_id"], recorded["inherited"], recorded["agreed_on"]) == (contract["id"], False, None)


async def test_criteria_are_found_by_topic_domain_and_role(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    _, first = await part_of(buyer, "criteria", contract)
    energy = {"topic": "energy", "domain": "environment", "role": "technical", "weight_pct": None}
    _, second = await part_of(buyer, "criteria", contract, **energy)
    address = f"/v1/contracts/{contract['id']}/criteria"
    assert first["weight_pct"] == "15.50"
    for params in ({"topic": "energy"}, {"domain": "environment"}, {"role": "technical"}):
        assert (await buyer.get(address, params=params)).json()["items"] == [second]
    assert (await buyer.get(address)).json()["items"] == [second, first]


@pytest.mark.parametrize("part", PARTS)
async def test_who_may_read_and_write_them(suppliers: Cast, part: str) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    address, recorded = await part_of(buyer, part, contract)
    collection = address.rpartition("/")[0]
    person = await linked_user(suppliers, contract["supplier_id"], buyer)
    read = made(await person.get(address), 200)
    assert read == {**recorded, "updated_at": read["updated_at"]}
    assert (await person.get(collection)).json()["items"] == [read]
    viewer = suppliers.buyer(Role.BUYER_VIEWER, org=buyer.org)
    assert (await viewer.get(address)).status_code == 200
    change, tag = {"agreed_on": None}, {"If-Match": '"1."'}
    for reader in (person, viewer):
        assert refusal(await reader.post(collection, json=PARTS[part])) == FORBIDDEN
        assert refusal(await reader.patch(address, json=change, headers=tag)) == FORBIDDEN
        assert refusal(await reader.delete(address)) == FORBIDDEN
    missing = "criterion_not_found" if part == "criteria" else "contract_not_found"
    for other in (suppliers.buyer(), await linked_user(suppliers, contract["supplier_id"], suppliers.buyer())):
        assert refusal(await other.get(address)) == (404, missing)
        assert refusal(await other.get(collection)) == (404, "contract_not_found")
    stranger = suppliers.buyer()
    assert refusal(await stranger.post(collection, json=PARTS[part])) == (404, "contract_not_found")
    assert refusal(await stranger.patch(address, json=change, headers=tag)) == (404, "contract_not_found")
    assert refusal(await stranger.delete(address)) == (404, "contract_not_found")
    own = await contract_of(stranger)
    elsewhere = f"/v1/contracts/{own['id']}/{part}/{recorded['id']}"
    assert (await stranger.get(elsewhere)).status_code == 404
    assert refusal(await suppliers.monitor().get(address)) == FORBIDDEN
    assert refusal(await suppliers.anonymous.get(address)) == UNAUTHENTICATED
    assert refusal(await suppliers.anonymous.post(collection, json={})) == UNAUTHENTICATED


@pytest.mark.parametrize("part", PARTS)
async def test_the_supplier_reads_them_from_the_award_on_without_what_was_changed_before(
    suppliers: Cast, part: str
) -> None:
    buyer = suppliers.buyer()
    contract = await planned(buyer)
    person = await linked_user(suppliers, contract["supplier_id"], buyer)
    address, _ = await part_of(buyer, part, contract)
    changed = await buyer.patch(address, json={"wording": "In words."}, headers={"If-Match": '"1."'})
    assert made(changed, 200)["version"] == 2
    assert (await person.get(address)).status_code == 404
    await award(suppliers, buyer, contract)
    assert made(await person.get(address), 200)["version"] == 1
    again = await buyer.patch(address, json={"wording": "In other words."}, headers={"If-Match": '"2."'})
    assert made(again, 200)["version"] == 3
    assert made(await person.get(address), 200)["version"] == 2
    listed = (await person.get(address.rpartition("/")[0])).json()["items"]
    assert [each["version"] for each in listed] == [2]


@pytest.mark.parametrize("part", PARTS)
async def test_they_are_deleted_before_the_award_only_and_end_afterwards(suppliers: Cast, part: str) -> None:
    buyer = suppliers.buyer()
    contract = await planned(buyer)
    first, _ = await part_of(buyer, part, contract)
    assert (await buyer.delete(first, headers={"If-Match": '"2."'})).status_code == 412
    assert (await buyer.delete(first)).status_code == 204
    assert (await buyer.get(first)).status_code == 404
    second, _ = await part_of(buyer, part, contract)
    await award(suppliers, buyer, contract)
    assert refusal(await buyer.delete(second)) == (409, "part_awarded")
    ended = await buyer.patch(second, json={"ended_on": day(0)}, headers={"If-Match": '"1."'})
    assert made(ended, 200)["ended_on"] == day(0)


@pytest.mark.parametrize("part", PARTS)
async def test_a_change_needs_the_version_that_was_read(suppliers: Cast, part: str) -> None:
    buyer = suppliers.buyer()
    address, _ = await part_of(buyer, part, await contract_of(buyer))
    assert (await buyer.patch(address, json={"wording": "New."})).status_code == 428
    tag = {"If-Match": (await buyer.get(address)).headers["ETag"]}
    made(await buyer.patch(address, json={"wording": "New."}, headers=tag), 200)
    assert (await buyer.patch(address, json={"wording": "Late."}, headers=tag)).status_code == 412


@pytest.mark.parametrize(
    ("wrong", "code", "pointer"),
    [
        ({"topic": "colour"}, "invalid", "/topic"),
        ({"domain": "price"}, "invalid", "/domain"),
        ({"role": "bonus"}, "invalid", "/role"),
        ({"strength": "hope"}, "invalid", "/strength"),
        ({"verification_subject": "world"}, "invalid", "/verification_subject"),
        ({"weight_pct": 15}, "invalid", "/weight_pct"),
        ({"weight_pct": "0"}, "invalid", "/weight_pct"),
        ({"weight_pct": "100.01"}, "invalid", "/weight_pct"),
        ({"weight_pct": "1.001"}, "invalid", "/weight_pct"),
        ({"role": "technical"}, "weight_without_award", "/weight_pct"),
        ({"agreed_on": day(-1)}, "only_performance_changes", "/agreed_on"),
        ({"role": "performance", "weight_pct": None, "agreed_on": day(1)}, "day_to_come", "/agreed_on"),
        ({"ended_on": day(1)}, "day_to_come", "/ended_on"),
        ({"colour": "red"}, "invalid", "/colour"),
    ],
)
async def test_a_wrong_criterion_is_refused_when_it_is_recorded_and_when_it_is_changed(
    suppliers: Cast, wrong: dict[str, Any], code: str, pointer: str
) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    collection = f"/v1/contracts/{contract['id']}/criteria"
    answer = await buyer.post(collection, json={**CRITERION, **wrong})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    if code != "invalid":
        assert answer.json()["code"] == code
    assert (await buyer.get(collection)).json()["items"] == []
    address, recorded = await part_of(buyer, "criteria", contract)
    changed = await buyer.patch(address, json=wrong, headers={"If-Match": '"1."'})
    assert (changed.status_code, changed.json()["errors"][0]["pointer"]) == (422, pointer)
    assert made(await buyer.get(address), 200) == recorded


async def test_the_weights_of_a_contract_are_together_at_most_100(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    first, _ = await part_of(buyer, "criteria", contract, weight_pct="60")
    second, _ = await part_of(buyer, "criteria", contract, weight_pct="40.00")
    more = await buyer.post(f"/v1/contracts/{contract['id']}/criteria", json={**CRITERION, "weight_pct": "0.01"})
    assert (refusal(more), more.json()["errors"][0]["pointer"]) == ((422, "weights_exceeded"), "/weight_pct")
    raised = await buyer.patch(second, json={"weight_pct": "40.01"}, headers={"If-Match": '"1."'})
    assert refusal(raised) == (422, "weights_exceeded")
    made(await buyer.patch(first, json={"weight_pct": "59.99"}, headers={"If-Match": '"1."'}), 200)
    made(await buyer.patch(second, json={"weight_pct": "40.01"}, headers={"If-Match": '"1."'}), 200)
    await part_of(buyer, "criteria", await contract_of(buyer), weight_pct="100")


async def test_a_performance_condition_is_agreed_later(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    answer = await buyer.post(
        f"/v1/contracts/{contract['id']}/criteria", json={**PERFORMANCE, "agreed_on": day(-5)}
    )
    assert made(answer)["agreed_on"] == day(-5)


@pytest.mark.parametrize("refused", [False])
async def test_a_label_without_equivalents_is_refused(suppliers: Cast, refused: bool) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    collection = f"/v1/contracts/{contract['id']}/label-requirements"
    answer = await buyer.post(collection, json={**LABELS, "or_equivalent": refused})
    assert refusal(answer) == (422, "equivalent_refused")
    assert answer.json()["errors"][0]["pointer"] == "/or_equivalent"
    address, recorded = await part_of(buyer, "label-requirements", contract, or_equivalent=True)
    assert recorded["or_equivalent"] is True
    changed = await buyer.patch(address, json={"or_equivalent": refused}, headers={"If-Match": '"1."'})
    assert refusal(changed) == (422, "equivalent_refused")


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"labels": []}, "/labels"),
        ({"labels": [{"scheme": "MY_LABEL"}]}, "/labels/0/scheme"),
        ({"labels": [{"scheme": "EPEAT", "min_level": "platinum"}]}, "/labels/0/min_level"),
        (
            {"labels": [{"scheme": "EPEAT"}, {"scheme": "TCO_CERTIFIED", "min_level": "gold"}]},
            "/labels/1/min_level",
        ),
        ({"product_categories": ["sofa"]}, "/product_categories/0"),
        ({"exempt_conditions": ["new"]}, "/exempt_conditions/0"),
        ({"months_after_award": -1}, "/months_after_award"),
        ({"agreed_on": day(1)}, "/agreed_on"),
    ],
)
async def test_a_wrong_label_requirement_is_refused(suppliers: Cast, wrong: dict[str, Any], pointer: str) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    collection = f"/v1/contracts/{contract['id']}/label-requirements"
    answer = await buyer.post(collection, json={**LABELS, **wrong})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    address, recorded = await part_of(buyer, "label-requirements", contract)
    changed = await buyer.patch(address, json=wrong, headers={"If-Match": '"1."'})
    assert (changed.status_code, changed.json()["errors"][0]["pointer"]) == (422, pointer)
    assert made(await buyer.get(address), 200) == recorded


@pytest.mark.parametrize(
    ("award_date", "months", "due_on"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-01-31", 0, "2026-01-31"),
        ("2026-01-31", None, None),
        (None, 12, None),
    ],
)
async def test_products_need_the_label_some_months_after_the_award(
    suppliers: Cast, award_date: str | None, months: int | None, due_on: str | None
) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, award_date=award_date)
    _, recorded = await part_of(buyer, "label-requirements", contract, months_after_award=months)
    assert (recorded["months_after_award"], recorded["due_on"]) == (months, due_on)
    exempt = {"exempt_conditions": ["refurbished", "second_hand"], "product_categories": ["laptop"]}
    _, recorded = await part_of(buyer, "label-requirements", contract, **exempt)
    assert {name: recorded[name] for name in exempt} == exempt
