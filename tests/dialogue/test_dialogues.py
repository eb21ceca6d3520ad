"""Dialogues: opened by a buyer, shared with one supplier, hidden from everybody else."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from chassis.state import state_of
from chassis.vocabulary import Role
from support.cast import Cast
from support.dossiers import MakeScene, link, register_supplier
from support.feeds import ScriptedFeed
from support.refusals import UNAUTHENTICATED, refusal


async def test_a_buyer_opens_a_dialogue(dialogue: Cast, suppliers: Cast) -> None:
    supplier_id = await register_supplier(suppliers, "Noordster Devices")
    buyer = dialogue.buyer()
    body = {"supplier_id": str(supplier_id), "basis": "voluntary", "title": "First talks", "topics": ["SI02"]}
    answer = await buyer.post("/v1/dialogues", json=body)
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/v1/dialogues/{answer.json()['id']}"
    assert answer.headers["ETag"].startswith('"1.')
    said = answer.json()
    assert (said["status"], said["supplier_name"], said["is_stalled"]) == ("proposed", "Noordster Devices", False)
    assert said["answer_by"] == str(datetime.now(UTC).date() + timedelta(days=30))
    assert said["allowed_transitions"] == []
    assert [item["id"] for item in (await buyer.get("/v1/dialogues")).json()["items"]] == [said["id"]]


async def test_nobody_opens_one_without_a_credential(dialogue: Cast) -> None:
    assert refusal(await dialogue.anonymous.post("/v1/dialogues", json={})) == UNAUTHENTICATED


@pytest.mark.parametrize("who", ["monitor", "supplier", "viewer"])
async def test_only_a_buyers_officer_opens_one(dialogue: Cast, who: str) -> None:
    actors = {
        "monitor": dialogue.monitor(),
        "supplier": dialogue.supplier(uuid4()),
        "viewer": dialogue.buyer(Role.BUYER_VIEWER),
    }
    answer = await actors[who].post("/v1/dialogues", json={})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_an_unknown_supplier_is_refused_with_a_pointer(dialogue: Cast) -> None:
    body = {"supplier_id": str(uuid4()), "basis": "voluntary", "title": "Nobody there"}
    answer = await dialogue.buyer().post("/v1/dialogues", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/supplier_id")
    assert answer.json()["code"] == "unknown_reference"


async def test_a_clause_dialogue_needs_a_contract_with_the_clause(dialogue: Cast, suppliers: Cast) -> None:
    body = {"supplier_id": str(await register_supplier(suppliers)), "basis": "clause", "title": "No contract"}
    answer = await dialogue.buyer().post("/v1/dialogues", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "no_dialogue_clause")
    assert answer.json()["errors"][0]["pointer"] == "/contract_ids"


async def test_a_contract_that_is_not_the_buyers_is_unknown(dialogue: Cast, suppliers: Cast) -> None:
    body = {
        "supplier_id": str(await register_supplier(suppliers)),
        "basis": "voluntary",
        "title": "Somebody else's",
        "contract_ids": [str(uuid4())],
    }
    answer = await dialogue.buyer().post("/v1/dialogues", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/contract_ids/0")


async def test_it_does_not_exist_for_others(dialogue: Cast, scene: MakeScene) -> None:
    talk = await scene()
    others = (dialogue.buyer(), dialogue.supplier(talk.supplier_id), dialogue.supplier(uuid4()))
    for other in others:
        assert (await other.get(talk.address)).json()["code"] == "dialogue_not_found"
        assert (await other.get(f"{talk.address}/timeline")).status_code == 404
        listed = (await other.get("/v1/dialogues", params={"count": "exact"})).json()
        assert (listed["items"], listed["total"]) == ([], 0)
    tag = {"If-Match": '"1.x"'}
    assert (await others[0].patch(talk.address, json={"title": "Mine"}, headers=tag)).status_code == 404
    assert (await talk.move(others[1], "accepted")).status_code == 404
    assert (await dialogue.platform().get(talk.address)).status_code == 403


async def test_the_supplier_accepts_and_the_buyer_activates(scene: MakeScene) -> None:
    talk = await scene()
    assert (await talk.read(talk.voice))["allowed_transitions"] == ["accepted", "declined"]
    accepted = await talk.move(talk.voice, "accepted")
    assert (accepted.status_code, accepted.json()["status"]) == (200, "accepted")
    assert accepted.json()["accepted_on"] == str(datetime.now(UTC).date())
    assert (await talk.move(talk.officer, "active")).json()["status"] == "active"
    assert (await talk.move(talk.officer, "escalated", reason="No answer")).status_code == 403
    assert (await talk.move(talk.manager, "escalated", reason="No answer")).json()["status"] == "escalated"


async def test_declining_needs_a_reason_and_closes_the_dialogue(scene: MakeScene) -> None:
    talk = await scene()
    bare = await talk.move(talk.voice, "declined")
    assert (bare.status_code, bare.json()["errors"][0]["pointer"]) == (422, "/reason")
    declined = await talk.move(talk.voice, "declined", reason="Not this year")
    assert (declined.json()["status"], declined.json()["status_reason"]) == ("declined", "Not this year")
    assert (await talk.move(talk.officer, "proposed")).json()["status"] == "proposed"


async def test_concluding_needs_a_closing_summary(scene: MakeScene) -> None:
    talk = await scene()
    await talk.move(talk.voice, "accepted")
    await talk.move(talk.officer, "active")
    bare = await talk.move(talk.manager, "concluded")
    assert (bare.status_code, bare.json()["errors"][0]["pointer"]) == (422, "/closing_summary")
    ended = await talk.move(talk.manager, "concluded", closing_summary="Two sites named, one plan agreed.")
    assert (ended.json()["status"], ended.json()["allowed_transitions"]) == ("concluded", [])


async def test_an_illegal_transition_lists_the_allowed_ones(scene: MakeScene) -> None:
    talk = await scene()
    answer = await talk.move(talk.voice, "concluded", closing_summary="Over")
    assert (answer.status_code, answer.json()["allowed"]) == (409, ["accepted", "declined"])


async def test_depth_rises_only_with_a_reviewed_answer(scene: MakeScene) -> None:
    talk = await scene()
    tag = {"If-Match": '"1.x"'}
    answer = await talk.officer.patch(talk.address, json={"depth_level": 2}, headers=tag)
    assert (answer.status_code, answer.json()["code"]) == (422, "depth_unproven")
    foreign = {"depth_level": 2, "depth_reference": str(uuid4())}
    assert (await talk.officer.patch(talk.address, json=foreign, headers=tag)).status_code == 422


async def test_a_change_needs_the_version_that_was_read(scene: MakeScene) -> None:
    talk = await scene()
    change = {"next_step": "Ask for the site list", "next_step_due": "2027-01-15"}
    assert (await talk.officer.patch(talk.address, json=change)).status_code == 428
    tag = {"If-Match": '"1.x"'}
    changed = await talk.officer.patch(talk.address, json=change, headers=tag)
    assert (changed.status_code, changed.json()["next_step"]) == (200, "Ask for the site list")
    assert (await talk.officer.patch(talk.address, json=change, headers=tag)).status_code == 412
    assert (await talk.voice.patch(talk.address, json=change, headers=tag)).status_code == 403


async def test_a_supplier_that_is_linked_later_takes_part_and_gets_an_event(
    scene: MakeScene, gateway_feed: ScriptedFeed
) -> None:
    talk = await scene(is_linked=False)
    assert (await talk.voice.get(talk.address)).status_code == 404
    await link(gateway_feed, buyer=talk.officer.org, supplier_id=talk.supplier_id, org=talk.voice.org)
    assert (await talk.read(talk.voice))["id"] == str(talk.id)
    verbs = [item["verb"] for item in (await talk.voice.get(f"{talk.address}/timeline")).json()["items"]]
    assert verbs == ["dossier.opened"]


async def test_a_link_of_another_buyer_opens_nothing_here(
    dialogue: Cast, scene: MakeScene, gateway_feed: ScriptedFeed
) -> None:
    talk = await scene()
    stranger = dialogue.supplier(talk.supplier_id, org=uuid4())
    await link(gateway_feed, buyer=uuid4(), supplier_id=talk.supplier_id, org=stranger.org)
    assert refusal(await stranger.get(talk.address)) == (404, "dialogue_not_found")


async def test_the_timeline_lists_what_happened_newest_first(scene: MakeScene) -> None:
    talk = await scene()
    await talk.move(talk.voice, "accepted")
    entries = (await talk.officer.get(f"{talk.address}/timeline")).json()["items"]
    assert [entry["verb"] for entry in entries] == ["dialogue.accepted", "dialogue.opened"]
    assert (entries[0]["origin"], entries[0]["outcome"]) == ("proposed", "accepted")
    assert entries[0]["actor_org"] == str(talk.voice.org)
    assert (await talk.voice.get(f"{talk.address}/timeline")).json()["items"] == entries


async def test_lists_filter_by_the_status_of_today(dialogue_app: FastAPI, scene: MakeScene) -> None:
    talk = await scene()

    async def listed(status: str) -> list[Any]:
        answer = await talk.officer.get("/v1/dialogues", params={"status": status})
        return [item["status"] for item in answer.json()["items"]]

    assert (await listed("proposed"), await listed("no_response")) == (["proposed"], [])
    async with state_of(dialogue_app).worker_sessions() as session, session.begin():
        connection = await session.connection()
        await connection.execute(
            text("update dialogues set answer_by = :day where id = :id"), {"day": date(2026, 1, 1), "id": talk.id}
        )
    assert (await listed("proposed"), await listed("no_response")) == ([], ["no_response"])
    assert (await talk.read())["status"] == "no_response"
    assert (await talk.move(talk.officer, "proposed")).json()["status"] == "proposed"
