"""What a buyer keeps to itself changes nothing that its supplier can observe."""

from typing import Any
from uuid import uuid4

import pytest

from chassis.vocabulary import Role
from support.cast import Actor, Cast
from support.events import events_for
from support.market import contract_of, day, delivered, linked_user, made, product_of, supplier_of


async def observed(suppliers: Cast, person: Actor, contract_id: str) -> dict[str, Any]:
    """All that the person reads of a contract."""
    path = f"/v1/contracts/{contract_id}"
    answers = [
        await person.get(each) for each in (path, "/v1/contracts", f"{path}/deliveries", f"{path}/obligations")
    ]
    since = await person.get("/v1/contracts", params={"updated_since": "2026-01-01T00:00:00Z"})
    return {
        "answers": [answer.json() if answer.is_success else answer.status_code for answer in (*answers, since)],
        "tag": answers[0].headers.get("ETag"),
        "products": (await person.get("/v1/products")).json(),
        "events": await events_for(suppliers.app, person.org),
    }


# Fields


@pytest.mark.parametrize(
    "change",
    [
        {"next_tender_date": day(900)},
        {"next_tender_date": day(900), "title": "Laptops and monitors"},
        {"estimated_value": {"amount": "1.00", "currency": "EUR"}},
        {"central_body_id": str(uuid4())},
        {"entitled_entities": [str(uuid4())]},
    ],
)
async def test_a_change_of_what_the_supplier_does_not_see_is_not_noticed(
    suppliers: Cast, change: dict[str, Any]
) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    person = await linked_user(suppliers, contract["supplier_id"], buyer)
    before = await observed(suppliers, person, contract["id"])
    path = f"/v1/contracts/{contract['id']}"
    read = await buyer.get(path)
    changed = await buyer.patch(path, json=change, headers={"If-Match": read.headers["ETag"]})
    assert (changed.status_code, changed.json()["version"]) == (200, read.json()["version"] + 1)
    assert await observed(suppliers, person, contract["id"]) == before
    stale = await buyer.patch(path, json=change, headers={"If-Match": read.headers["ETag"]})
    assert stale.status_code == 412, "the buyer still meets its own changes"


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Screens"},
        {"reference": "ICT-015"},
        {"max_end": day(1500)},
        {"estimated_units_per_year": 1},
        {"contact_replacement_days": 5},
        {"brands": ["Meridiaan"]},
        {"cpv": ["30213100"]},
        {"award_date": day(-200)},
        {"next_tender_date": day(900)},
        {"estimated_value": {"amount": "1.00", "currency": "EUR"}},
        {"awarded_value": {"amount": "1.00", "currency": "EUR"}},
        {"framework_maximum": {"amount": "1.00", "currency": "EUR"}},
        {"duration": {"value": 4, "unit": "year"}},
        {"renewals_maximum": 1},
        {"renewal_terms": "Once."},
        {"framework_type": "mixed"},
        {"framework_participants": 2},
        {"framework_buyers": "Schools"},
        {"central_body_id": str(uuid4())},
        {"entitled_entities": [str(uuid4())]},
    ],
)
async def test_version_and_events_move_exactly_where_the_supplier_reads_something_else(
    suppliers: Cast, change: dict[str, Any]
) -> None:
    buyer = suppliers.buyer(Role.BUYER_MANAGER)
    contract = await contract_of(buyer)
    person = await linked_user(suppliers, contract["supplier_id"], buyer)
    path = f"/v1/contracts/{contract['id']}"
    before, told = (await person.get(path)).json(), await events_for(suppliers.app, person.org)
    tag = (await buyer.get(path)).headers["ETag"]
    made(await buyer.patch(path, json=change, headers={"If-Match": tag}), 200)
    after = (await person.get(path)).json()
    stamps = {"version", "updated_at"}
    is_noticed = any(before[name] != after[name] for name in before.keys() - stamps)
    assert all((before[name] != after[name]) is is_noticed for name in stamps)
    assert (await events_for(suppliers.app, person.org) != told) is is_noticed


# A tender in preparation


async def test_nothing_of_a_contract_before_its_award_is_observed(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    product = await product_of(buyer, (await supplier_of(buyer))["id"])
    nothing = await observed(suppliers, person, product["id"])
    planned = await contract_of(buyer, supplier["id"], status="planned", start=day(60))
    path = f"/v1/contracts/{planned['id']}"
    delivery = await delivered(buyer, planned["id"], product["id"], delivered_from=day(61))
    tag = (await buyer.get(path)).headers["ETag"]
    made(await buyer.patch(path, json={"title": "Renamed"}, headers={"If-Match": tag}), 200)
    read = await buyer.get(f"{path}/deliveries/{delivery['id']}")
    amended = await buyer.patch(
        f"{path}/deliveries/{delivery['id']}", json={"units": 7}, headers={"If-Match": read.headers["ETag"]}
    )
    made(amended, 200)
    for each in ("", "/deliveries", f"/deliveries/{delivery['id']}", "/obligations"):
        assert (await person.get(f"{path}{each}")).status_code == 404
    later = await linked_user(suppliers, supplier["id"], buyer)
    assert (await later.get(f"{path}/deliveries/{delivery['id']}")).status_code == 404
    now = await observed(suppliers, person, product["id"])
    assert now == nothing


async def test_from_the_award_on_the_supplier_sees_the_contract_and_all_within_it(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    manager = suppliers.buyer(Role.BUYER_MANAGER, org=buyer.org)
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    product = await product_of(buyer, (await supplier_of(buyer))["id"])
    tendered = await contract_of(buyer, supplier["id"], status="planned", start=day(60))
    path = f"/v1/contracts/{tendered['id']}"
    delivery = await delivered(buyer, tendered["id"], product["id"], delivered_from=day(61))
    for to in ("tendering", "awarded"):
        made(await manager.post(f"{path}/transitions", json={"to": to}), 200)
    assert made(await person.get(path), 200)["version"] == 1, "what was changed before the award is not counted"
    assert (await person.get(f"{path}/deliveries/{delivery['id']}")).status_code == 200
    assert (await person.get(f"/v1/products/{product['id']}")).status_code == 200
