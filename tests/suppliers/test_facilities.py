"""The register of sites: registering, finding, merging; it never reveals who buys where."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import literal
from sqlalchemy.dialects import postgresql
from sqlmodel import col, select

from chassis.listing import contains
from chassis.state import state_of
from chassis.vocabulary import Role
from suppliers.tables import Facility
from support.cast import Cast
from support.market import linked_user, supplier_of
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal
from support.sites import entered, site, word


async def test_an_officer_registers_a_site_by_hand(suppliers: Cast) -> None:
    typed = site()
    answer = await suppliers.buyer().post("/v1/facilities", json=typed)
    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/v1/facilities/{made['id']}"
    assert (made["verification"], made["status"], made["canonical_id"]) == ("unverified", "active", made["id"])
    assert {name: made[name] for name in typed} == typed


async def registered_by_a_service(
    suppliers: Cast, typed: dict[str, Any], registration: UUID | None = None
) -> dict[str, Any]:
    address = f"/internal/facility-registrations/{registration or uuid4()}"
    answer = await suppliers.machine("dialogue").put(address, json=typed)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_site_of_a_monitor_or_a_service_looks_like_one_of_a_buyer(suppliers: Cast) -> None:
    made = [await entered(suppliers.buyer()), await entered(suppliers.monitor())]
    made.append(await registered_by_a_service(suppliers, site()))
    for each in made:
        seen = (await suppliers.buyer().get(f"/v1/facilities/{each['id']}")).json()
        assert {name: seen[name] for name in ("version", "sources", "verification", "aliases", "types")} == {
            name: made[0][name] for name in ("version", "sources", "verification", "aliases", "types")
        }
        assert [source["kind"] for source in seen["sources"]] == ["platform"]
        assert seen["id"][14] == "4"


async def test_only_a_service_registers_for_itself(suppliers: Cast) -> None:
    address = f"/internal/facility-registrations/{uuid4()}"
    for person in (suppliers.buyer(), suppliers.monitor(), suppliers.platform(), suppliers.expert()):
        assert (await person.put(address, json=site())).status_code == 403
    assert (await suppliers.anonymous.put(address, json=site())).status_code == 401
    bad = await suppliers.machine("dialogue").put(address, json={"name": "Havenkant"})
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (422, "/country")


async def test_a_service_registers_a_site_once(suppliers: Cast) -> None:
    typed, registration = site(), uuid4()
    first, *again = await asyncio.gather(
        *(registered_by_a_service(suppliers, typed, registration) for _ in range(3))
    )
    assert again == [first, first]
    listed = (await suppliers.buyer().get("/v1/facilities", params={"q": typed["name"]})).json()["items"]
    assert [item["id"] for item in listed] == [first["id"]]


async def test_a_site_that_a_service_registers_may_be_a_duplicate(suppliers: Cast) -> None:
    known = await entered(suppliers.buyer())
    typed = {name: known[name] for name in ("name", "address", "city", "country")}
    again = await registered_by_a_service(suppliers, typed)
    assert again["id"] != known["id"]
    assert again["possible_duplicate_of"] == known["id"]


async def test_the_register_does_not_reveal_when_or_by_whom_a_site_was_registered(suppliers: Cast) -> None:
    made = await entered(suppliers.buyer())
    seen = (await suppliers.monitor().get(f"/v1/facilities/{made['id']}")).json()
    assert not {"created_at", "updated_at", "registered_by", "created_by"} & set(seen)
    assert made["id"][14] == "4", "a random id, not one that holds the time"


async def test_a_site_that_may_be_known_is_refused_with_its_candidates(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    known = await entered(buyer)
    again = {name: known[name] for name in ("name", "address", "city", "country")}
    answer = await buyer.post("/v1/facilities", json=again)
    assert (answer.status_code, answer.json()["code"]) == (409, "possible_duplicate")
    assert [item["id"] for item in answer.json()["candidates"]] == [known["id"]]
    insisted = await buyer.post("/v1/facilities", params={"allow_duplicate": True}, json=again)
    assert (insisted.status_code, insisted.json()["possible_duplicate_of"]) == (201, known["id"])


async def test_a_site_number_belongs_to_one_site_only(suppliers: Cast) -> None:
    number = [{"scheme": "OS-ID", "value": "CN2021250D1DTN7"}]
    buyer = suppliers.buyer()
    await entered(buyer, identifiers=number)
    other = site(identifiers=number)
    answer = await buyer.post("/v1/facilities", params={"allow_duplicate": True}, json=other)
    assert (answer.status_code, answer.json()["code"]) == (409, "identifier_of_another_site")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"country": "Belgium"}, "/country"),
        ({"lat": 91}, "/lat"),
        ({"address": "7 \x00 Street"}, "/address"),
        ({"postal_code": "2000\x00"}, "/postal_code"),
        ({"identifiers": [{"scheme": "RBA", "value": "\x00"}]}, "/identifiers/0/value"),
        ({"types": ["bakery"]}, "/types/0"),
        ({"identifiers": [{"scheme": "OS-ID", "value": "CN2021250D1DTN8"}]}, "/identifiers/0/value"),
    ],
)
async def test_an_invalid_site_is_refused_with_a_pointer_to_it(
    suppliers: Cast, changes: dict[str, Any], pointer: str
) -> None:
    answer = await suppliers.buyer().post("/v1/facilities", json=site(**changes))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_facilities_need_a_credential(suppliers: Cast) -> None:
    assert refusal(await suppliers.anonymous.get("/v1/facilities")) == UNAUTHENTICATED
    assert refusal(await suppliers.anonymous.post("/v1/facilities", json=site())) == UNAUTHENTICATED
    assert refusal(await suppliers.anonymous.post("/v1/facilities/match", json={"queries": {}})) == UNAUTHENTICATED


async def test_a_viewer_can_read_but_not_write(suppliers: Cast) -> None:
    viewer = suppliers.buyer(Role.BUYER_VIEWER)
    assert (await viewer.get("/v1/facilities", params={"limit": 1})).status_code == 200
    assert refusal(await viewer.post("/v1/facilities", json=site())) == FORBIDDEN


async def test_sites_are_found_by_a_part_of_their_name_or_address(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    made = await entered(buyer)
    for part in (made["name"][:9], made["address"][:9].upper(), made["name"].title()):
        found = (await buyer.get("/v1/facilities", params={"q": part, "country": "CN"})).json()["items"]
        assert [item["id"] for item in found] == [made["id"]]
    assert (await buyer.get("/v1/facilities", params={"q": made["name"], "country": "VN"})).json()["items"] == []


async def test_users_of_a_supplier_see_only_the_sites_of_their_own_lists(suppliers: Cast) -> None:
    made = await entered(suppliers.buyer())
    person = suppliers.supplier(uuid4())
    assert (await person.get(f"/v1/facilities/{made['id']}")).status_code == 404
    assert (await person.get("/v1/facilities", params={"q": made["name"]})).json()["items"] == []
    assert (await person.post("/v1/facilities/match", json={"queries": {"a": {"name": "x"}}})).status_code == 403
    own = await entered(person)
    assert [item["id"] for item in (await person.get("/v1/facilities")).json()["items"]] == [own["id"]]
    assert [source["kind"] for source in own["sources"]] == ["supplier list"]


async def test_a_match_names_the_site_its_score_and_its_reasons(suppliers: Cast) -> None:
    known = await entered(suppliers.buyer())
    queries = {
        "a": {"name": known["name"].upper() + " CO., LTD.", "address": known["address"], "country": "China"},
        "b": {"name": f"{word()} {word()}"},
    }
    answer = await suppliers.monitor().post("/v1/facilities/match", json={"queries": queries, "limit": 3})
    responses = answer.json()["responses"]
    best = responses["a"]["results"][0]
    assert (best["facility"]["id"], best["decision"]) == (known["id"], "same")
    assert best["score"] > 0.9
    assert {feature["name"] for feature in best["features"]} >= {"name", "address"}
    assert responses["b"]["results"] == []


async def test_a_match_of_more_than_a_hundred_sites_is_refused(suppliers: Cast) -> None:
    queries = {str(number): {"name": "Plant"} for number in range(101)}
    answer = await suppliers.monitor().post("/v1/facilities/match", json={"queries": queries})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/queries")


async def test_a_merged_site_is_found_under_both_ids_and_both_names(suppliers: Cast) -> None:
    buyer, platform = suppliers.buyer(), suppliers.platform()
    one, other = await entered(buyer), await entered(buyer)
    merged = await platform.post(f"/v1/facilities/{one['id']}/merge", json={"into": other["id"]})
    assert (merged.status_code, merged.json()["id"], merged.json()["aliases"]) == (200, other["id"], [one["name"]])

    moved = await buyer.get(f"/v1/facilities/{one['id']}")
    assert (moved.status_code, moved.headers["Location"]) == (301, f"/v1/facilities/{other['id']}")
    assert moved.json()["canonical_id"] == other["id"]

    query = {name: one[name] for name in ("name", "address", "country")}
    answer = await buyer.post("/v1/facilities/match", json={"queries": {"a": query}})
    best = answer.json()["responses"]["a"]["results"][0]
    assert (best["facility"]["id"], best["decision"]) == (other["id"], "same")
    assert (await buyer.get("/v1/facilities", params={"q": one["name"]})).json()["items"][0]["id"] == other["id"]


async def test_a_merge_can_be_undone(suppliers: Cast) -> None:
    buyer, platform = suppliers.buyer(), suppliers.platform()
    one, other = await entered(buyer), await entered(buyer)
    await platform.post(f"/v1/facilities/{one['id']}/merge", json={"into": other["id"]})
    assert (await platform.post(f"/v1/facilities/{one['id']}/unmerge")).json()["canonical_id"] == one["id"]
    assert (await buyer.get(f"/v1/facilities/{one['id']}")).status_code == 200
    assert (await platform.post(f"/v1/facilities/{one['id']}/unmerge")).json()["code"] == "cannot_merge"


async def test_only_the_platform_merges_and_never_a_site_into_itself(suppliers: Cast) -> None:
    made = await entered(suppliers.buyer())
    body = {"into": made["id"]}
    assert (await suppliers.buyer().post(f"/v1/facilities/{made['id']}/merge", json=body)).status_code == 403
    answer = await suppliers.platform().post(f"/v1/facilities/{made['id']}/merge", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "cannot_merge")


async def test_a_supplier_cannot_search_the_register_by_registering_sites(suppliers: Cast) -> None:
    number = [{"scheme": "RBA", "value": word()}]
    buyer = suppliers.buyer()
    known, supplier = await entered(buyer, identifiers=number), await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer, is_confirmed=True)
    again = {name: known[name] for name in ("name", "address", "country", "identifiers")}
    answer = await person.post("/v1/facilities", json=again)
    assert (answer.status_code, answer.json()["possible_duplicate_of"]) == (201, None)
    own = (await person.get("/v1/facilities")).json()["items"]
    assert [item["possible_duplicate_of"] for item in own] == [None]
    seen = await suppliers.monitor().get(f"/v1/facilities/{own[0]['id']}")
    assert seen.json()["possible_duplicate_of"] == known["id"]
    twice = await person.post("/v1/facilities", json=again)
    assert [item["id"] for item in twice.json()["candidates"]] == [own[0]["id"]]


async def test_a_search_of_the_register_can_use_its_index(suppliers_app: FastAPI) -> None:
    found = select(Facility.id).where(contains(col(Facility.search))(literal("lumière works")))  # type: ignore[arg-type]
    statement = str(found.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
    async with state_of(suppliers_app).engine.connect() as connection:
        await connection.exec_driver_sql("set local enable_seqscan = off")
        await connection.exec_driver_sql("set local enable_indexscan = off")
        plan = (await connection.exec_driver_sql(f"explain {statement.replace('%%', '%')}")).scalars().all()
    assert any("ix_facilities_folded" in line for line in plan), plan
