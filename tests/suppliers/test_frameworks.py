"""Frameworks of central bodies: who may order under them, and what an order takes from its framework."""

from typing import Any
from uuid import uuid4

import pytest

from chassis.vocabulary import Role
from support.cast import Actor, Cast
from support.events import events_for
from support.market import contract_facts, contract_of, day, linked_user, made, supplier_of
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal

PATH = "/v1/frameworks"


async def opened(suppliers: Cast, **facts: Any) -> tuple[Actor, Actor, dict[str, Any]]:
    """A central body, a buyer that may order under its framework, and the framework."""
    body, buyer = suppliers.buyer(), suppliers.buyer()
    framework = await contract_of(body, entitled_entities=[str(buyer.org)], **facts)
    return body, buyer, framework


def order_facts(framework: dict[str, Any], **facts: Any) -> dict[str, Any]:
    order = {"kind": "call_off", "parent_contract_id": framework["id"], "clauses": [], "reference": uuid4().hex}
    return contract_facts(framework["supplier_id"], **{**order, **facts})


async def order_of(buyer: Actor, framework: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return made(await buyer.post("/v1/contracts", json=order_facts(framework, **facts)))


async def test_an_entitled_buyer_reads_the_framework_and_orders_under_it(suppliers: Cast) -> None:
    body, buyer, framework = await opened(
        suppliers,
        cpv=["30213100-6"],
        brands=["Meridiaan"],
        award_method="best_price_quality",
        framework_maximum={"amount": "5000000", "currency": "EUR"},
    )
    [item] = (await buyer.get(PATH)).json()["items"]
    read = made(await buyer.get(f"{PATH}/{framework['id']}"), 200)
    assert item == {name: read[name] for name in item}
    assert (read["central_body_id"], read["reference"]) == (str(body.org), framework["reference"])
    assert read["framework_maximum"] == {"amount": "5000000.00", "currency": "EUR"}
    order = await order_of(buyer, framework)
    assert (order["parent_contract_id"], order["central_body_id"]) == (framework["id"], str(body.org))
    assert (order["cpv"], order["brands"], order["award_method"]) == (
        ["30213100-6"],
        ["Meridiaan"],
        "best_price_quality",
    )
    assert [(each["template"], each["inherited"]) for each in order["clauses"]] == [("human-rights-clause", True)]
    found = (await buyer.get("/v1/contracts", params={"parent_contract_id": framework["id"]})).json()["items"]
    assert [each["id"] for each in found] == [order["id"]]


async def test_what_an_order_says_itself_is_not_taken_from_the_framework(suppliers: Cast) -> None:
    _, buyer, framework = await opened(suppliers, brands=["Meridiaan"], cpv=["30213100-6"])
    order = await order_of(buyer, framework, brands=["Noordkaap"], cpv=[])
    assert (order["brands"], order["cpv"]) == (["Noordkaap"], [])


async def test_a_framework_is_no_contract_of_those_who_order_under_it(suppliers: Cast) -> None:
    _, buyer, framework = await opened(suppliers)
    address = f"/v1/contracts/{framework['id']}"
    for path in ("", "/obligations", "/deliveries", "/spend", "/criteria", "/label-requirements"):
        assert refusal(await buyer.get(address + path)) == (404, "contract_not_found"), path
    changed = await buyer.patch(address, json={"title": "Mine"}, headers={"If-Match": '"1."'})
    moved = await buyer.post(f"{address}/transitions", json={"to": "closed"})
    assert refusal(changed) == refusal(moved) == (404, "contract_not_found")
    assert (await buyer.get("/v1/contracts")).json()["items"] == []
    spent = await buyer.get("/v1/obligations")
    assert spent.json()["items"] == []


async def test_who_reads_a_framework(suppliers: Cast) -> None:
    body, buyer, framework = await opened(suppliers)
    address = f"{PATH}/{framework['id']}"
    for other in (body, suppliers.buyer()):
        assert refusal(await other.get(address)) == (404, "framework_not_found")
        assert (await other.get(PATH)).json()["items"] == []
    person = await linked_user(suppliers, framework["supplier_id"], body)
    assert refusal(await person.get(address)) == FORBIDDEN
    assert refusal(await suppliers.monitor().get(PATH)) == FORBIDDEN
    assert refusal(await suppliers.anonymous.get(address)) == UNAUTHENTICATED
    viewer = suppliers.buyer(Role.BUYER_VIEWER, org=buyer.org)
    assert (await viewer.get(address)).status_code == 200


async def test_an_organisation_that_is_named_by_mistake_reads_nothing(suppliers: Cast) -> None:
    """A company that sells to nobody here does not become a reader because its id stands in the list."""
    rival = suppliers.supplier((await supplier_of(suppliers.buyer()))["id"])
    framework = await contract_of(suppliers.buyer(), entitled_entities=[str(rival.org)])
    for path in ("", "/obligations", "/criteria"):
        assert refusal(await rival.get(f"/v1/contracts/{framework['id']}{path}"))[0] == 404
    assert (await rival.get("/v1/contracts")).json()["items"] == []


async def test_people_of_the_supplier_who_work_with_another_buyer_are_let_in_by_no_mistake(suppliers: Cast) -> None:
    """Who speaks for the supplier towards this buyer is decided by links, not by the list of entities."""
    seller = (await supplier_of(suppliers.buyer()))["id"]
    person = await linked_user(suppliers, seller, suppliers.buyer())
    framework = await contract_of(suppliers.buyer(), seller, entitled_entities=[str(person.org)])
    for path in ("", "/obligations", "/criteria"):
        assert refusal(await person.get(f"/v1/contracts/{framework['id']}{path}"))[0] == 404
    assert (await person.get("/v1/contracts")).json()["items"] == []


async def test_a_framework_opens_with_its_award(suppliers: Cast) -> None:
    body, buyer = suppliers.buyer(Role.BUYER_MANAGER), suppliers.buyer()
    entities = [str(buyer.org)]
    planned = await contract_of(body, entitled_entities=entities, status="tendering", start=day(30))
    address = f"{PATH}/{planned['id']}"
    tag = {"If-Match": '"1."'}
    made(await body.patch(f"/v1/contracts/{planned['id']}", json={"title": "Screens"}, headers=tag), 200)
    assert (await buyer.get(address)).status_code == 404
    assert await events_for(suppliers.app, buyer.org) == []
    early = await buyer.post("/v1/contracts", json=order_facts(planned, start=day(40)))
    assert refusal(early) == (404, "contract_not_found")
    made(await body.post(f"/v1/contracts/{planned['id']}/transitions", json={"to": "awarded"}), 200)
    read = made(await buyer.get(address), 200)
    assert (read["version"], read["status"]) == (1, "awarded"), "changes before the award do not show"
    assert [verb for verb, _ in await events_for(suppliers.app, buyer.org)] == ["framework.opened"]


async def test_who_is_entitled_later_reads_it_and_who_is_not_any_more_does_not(suppliers: Cast) -> None:
    body, first, framework = await opened(suppliers)
    second = suppliers.buyer()
    person = await linked_user(suppliers, framework["supplier_id"], body)
    address, own = f"{PATH}/{framework['id']}", f"/v1/contracts/{framework['id']}"
    before = (await first.get(address)).json(), await events_for(suppliers.app, first.org)
    both = {"entitled_entities": [str(first.org), str(second.org), str(second.org), str(body.org)]}
    amended = made(await body.patch(own, json=both, headers={"If-Match": '"1."'}), 200)
    assert amended["entitled_entities"] == [str(first.org), str(second.org)]
    assert (await second.get(address)).status_code == 200
    after = (await first.get(address)).json(), await events_for(suppliers.app, first.org)
    assert after == before, "nobody notices who else may order"
    only = {"entitled_entities": [str(second.org)]}
    made(await body.patch(own, json=only, headers={"If-Match": '"2."'}), 200)
    assert refusal(await first.get(address)) == (404, "framework_not_found")
    assert (await second.get(address)).status_code == 200
    assert (await person.get(own)).status_code == 200, "its supplier still reads it"


async def test_who_may_order_hears_of_changes_that_it_reads(suppliers: Cast) -> None:
    body, buyer, framework = await opened(suppliers)
    own = f"/v1/contracts/{framework['id']}"
    hidden = {"next_tender_date": day(700), "estimated_value": {"amount": "1.00", "currency": "EUR"}}
    made(await body.patch(own, json=hidden, headers={"If-Match": '"1."'}), 200)
    assert made(await buyer.get(f"{PATH}/{framework['id']}"), 200)["version"] == 1
    made(await body.patch(own, json={"title": "Screens"}, headers={"If-Match": '"2."'}), 200)
    assert made(await buyer.get(f"{PATH}/{framework['id']}"), 200)["version"] == 2
    told = [verb for verb, _ in await events_for(suppliers.app, buyer.org)]
    assert told == ["framework.opened", "framework.amended"]


async def test_the_supplier_does_not_read_who_may_order_and_under_whose_framework(suppliers: Cast) -> None:
    body, buyer, framework = await opened(suppliers)
    order = await order_of(buyer, framework)
    of_both = await linked_user(suppliers, framework["supplier_id"], body, buyer)
    read = made(await of_both.get(f"/v1/contracts/{framework['id']}"), 200)
    assert (read["entitled_entities"], read["estimated_value"]) == ([], None)
    read = made(await of_both.get(f"/v1/contracts/{order['id']}"), 200)
    assert (read["parent_contract_id"], read["central_body_id"]) == (None, None)
    listed = {each["id"]: each for each in (await of_both.get("/v1/contracts")).json()["items"]}
    assert listed[order["id"]]["parent_contract_id"] is None
    found = await of_both.get("/v1/contracts", params={"parent_contract_id": framework["id"]})
    assert found.json()["items"] == []


@pytest.mark.parametrize(
    ("order", "code", "pointer"),
    [
        ({"kind": "single"}, "parent_does_not_fit", "/kind"),
        ({"kind": "framework"}, "parent_does_not_fit", "/kind"),
        ({"start": day(-181)}, "outside_contract", "/start"),
        ({"start": day(1201), "end": day(1300)}, "outside_contract", "/start"),
        ({"central_body_id": str(uuid4())}, "wrong_central_body", "/central_body_id"),
        ({"entitled_entities": [str(uuid4())]}, "not_a_framework", "/entitled_entities"),
    ],
)
async def test_an_order_that_does_not_fit_its_framework_is_refused(
    suppliers: Cast, order: dict[str, Any], code: str, pointer: str
) -> None:
    _, buyer, framework = await opened(suppliers)
    answer = await buyer.post("/v1/contracts", json=order_facts(framework, **order))
    assert refusal(answer) == (422, code)
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert (await buyer.get("/v1/contracts")).json()["items"] == []


async def test_an_order_begins_on_the_last_day_of_its_framework_and_may_end_later(suppliers: Cast) -> None:
    _, buyer, framework = await opened(suppliers)
    order = await order_of(buyer, framework, start=day(1200), end=day(1500))
    moved = await buyer.patch(
        f"/v1/contracts/{order['id']}", json={"start": day(1201)}, headers={"If-Match": '"1."'}
    )
    assert refusal(moved) == (422, "outside_contract")
    other = await buyer.patch(
        f"/v1/contracts/{order['id']}", json={"central_body_id": None}, headers={"If-Match": '"1."'}
    )
    assert refusal(other) == (422, "wrong_central_body")


async def test_the_parent_of_a_call_off_is_a_framework_with_the_same_supplier(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    single = await contract_of(buyer, kind="single")
    assert refusal(await buyer.post("/v1/contracts", json=order_facts(single))) == (422, "parent_does_not_fit")
    lot = order_facts(single, kind="lot")
    assert made(await buyer.post("/v1/contracts", json=lot))["kind"] == "lot"
    framework = await contract_of(buyer)
    other = order_facts({**framework, "supplier_id": (await supplier_of(buyer))["id"]})
    assert refusal(await buyer.post("/v1/contracts", json=other)) == (422, "parent_does_not_fit")


async def test_an_order_under_a_framework_of_ones_own_has_its_central_body(suppliers: Cast) -> None:
    buyer, central = suppliers.buyer(), str(uuid4())
    framework = await contract_of(buyer, central_body_id=central)
    assert framework["central_body_id"] == central
    assert (await order_of(buyer, framework))["central_body_id"] == central


async def test_a_contract_with_entitled_entities_stays_a_framework(suppliers: Cast) -> None:
    body, _, framework = await opened(suppliers)
    own = f"/v1/contracts/{framework['id']}"
    changed = await body.patch(own, json={"kind": "single"}, headers={"If-Match": '"1."'})
    assert refusal(changed) == (422, "not_a_framework")
    emptied = {"kind": "single", "entitled_entities": []}
    assert made(await body.patch(own, json=emptied, headers={"If-Match": '"1."'}), 200)["kind"] == "single"


async def test_an_order_gets_the_criteria_and_label_requirements_of_its_framework_read_only(
    suppliers: Cast,
) -> None:
    body, buyer, framework = await opened(suppliers)
    own = f"/v1/contracts/{framework['id']}"
    criterion = {
        "topic": "human_rights_dd",
        "domain": "social_hr",
        "role": "award",
        "strength": "award_incentive",
        "verification_subject": "chain",
        "weight_pct": "60",
    }
    made(await body.post(f"{own}/criteria", json=criterion))
    made(await body.post(f"{own}/label-requirements", json={"labels": [{"scheme": "TCO_CERTIFIED"}]}))
    read = made(await buyer.get(f"{PATH}/{framework['id']}"), 200)
    assert [each["topic"] for each in read["criteria"]] == ["human_rights_dd"]
    assert [each["or_equivalent"] for each in read["label_requirements"]] == [True]
    address = f"/v1/contracts/{(await order_of(buyer, framework))['id']}"
    [taken] = (await buyer.get(f"{address}/criteria")).json()["items"]
    assert (taken["inherited"], taken["weight_pct"], taken["contract_id"]) == (True, "60.00", address[14:])
    [label] = (await buyer.get(f"{address}/label-requirements")).json()["items"]
    assert (label["inherited"], label["labels"]) == (True, [{"scheme": "TCO_CERTIFIED", "min_level": None}])
    tag = {"If-Match": '"1."'}
    for part, each, change in (
        ("criteria", taken, {"weight_pct": "1.00"}),
        ("label-requirements", label, {"months_after_award": 1}),
    ):
        place = f"{address}/{part}/{each['id']}"
        assert refusal(await buyer.patch(place, json=change, headers=tag)) == (409, "part_inherited")
        assert refusal(await buyer.delete(place)) == (409, "part_inherited")
    own_one = made(await buyer.post(f"{address}/criteria", json=criterion))
    assert own_one["inherited"] is False, "the weights of a competition for the order are counted apart"
