"""Participants of a dialogue: the buyer admits monitors and experts, both sides see who takes part."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chassis.database import CALLER_ORG
from chassis.state import state_of
from support.cast import Actor, Cast
from support.dossiers import MakeScene, Scene
from support.feeds import ScriptedFeed
from support.refusals import refusal


async def known(feed: ScriptedFeed, actor: Actor, kind: str) -> Actor:
    """Let the service hear of the actor's organisation."""
    said = {"organisation_id": str(actor.org), "name": f"The {kind}", "kind": kind, "supplier_id": None}
    await feed.say("organisation.registered", said)
    return actor


@pytest.fixture
async def expert(dialogue: Cast, gateway_feed: ScriptedFeed) -> Actor:
    return await known(gateway_feed, dialogue.expert(), "expert")


@pytest.fixture
async def monitor(dialogue: Cast, gateway_feed: ScriptedFeed) -> Actor:
    return await known(gateway_feed, dialogue.monitor(), "monitor")


async def admit(talk: Scene, guest: Actor, by: Actor | None = None, **more: Any) -> Any:
    body = {"organisation_id": str(guest.org), **more}
    return await (by or talk.officer).post(f"{talk.address}/participants", json=body)


async def asked(talk: Scene) -> str:
    body = {"dialogue_id": str(talk.id), "questionnaire": "hrdd-start", "due_at": "2027-01-31"}
    address = (await talk.officer.post("/v1/assignments", json=body)).headers["Location"]
    await talk.voice.put(f"{address}/answers/A1", json={"text": "We respect rights."})
    return str(address)


async def test_an_organisation_that_does_not_take_part_sees_nothing(
    scene: MakeScene, expert: Actor, monitor: Actor
) -> None:
    talk = await scene()
    for guest in (expert, monitor):
        assert (await guest.get(talk.address)).status_code == 404
        assert (await guest.get("/v1/dialogues", params={"count": "exact"})).json()["total"] == 0


async def test_a_guest_sees_what_both_sides_share_and_no_more(
    scene: MakeScene, expert: Actor, monitor: Actor
) -> None:
    talk = await scene()
    notes = {"internal_notes": "Ours.", "minutes": "Said.", "kind": "kick_off", "starts_at": "2026-03-02T09:00:00Z"}
    meeting = await talk.officer.post("/v1/meetings", json={**notes, "dialogue_id": str(talk.id)})
    assignment = await asked(talk)
    for guest in (expert, monitor):
        assert (await admit(talk, guest)).status_code == 201
        assert (await guest.get(talk.address)).status_code == 200
        seen = (await guest.get(meeting.headers["Location"])).json()
        assert (seen["internal_notes"], seen["minutes"]) == (None, None)
        assert (await guest.get(assignment)).json()["answers"] == []
        written = await guest.patch(talk.address, json={"title": "Ours"}, headers={"If-Match": '"1.x"'})
        assert written.status_code == 403
    listed = (await talk.voice.get(f"{talk.address}/participants")).json()["items"]
    assert {item["kind"] for item in listed} >= {"expert", "monitor"}


async def test_an_expert_that_takes_part_reviews_and_a_monitor_does_not(
    scene: MakeScene, expert: Actor, monitor: Actor
) -> None:
    talk = await scene()
    assignment = await asked(talk)
    await talk.voice.post(f"{assignment}/transitions", json={"to": "submitted"})
    for guest in (expert, monitor):
        await admit(talk, guest)
    body = {"level": 1, "motive": "A policy."}
    assert (await monitor.put(f"{assignment}/reviews/A1", json=body)).status_code == 403
    assert (await expert.put(f"{assignment}/reviews/A1", json=body)).status_code == 200
    assert [review["level"] for review in (await talk.officer.get(assignment)).json()["reviews"]] == [1]
    assert (await monitor.get(assignment)).json()["reviews"] == []


async def test_access_ends_on_its_last_day(scene: MakeScene, expert: Actor) -> None:
    talk = await scene()
    await admit(talk, expert)
    assert (await admit(talk, expert, until="2026-01-01")).status_code == 201
    assert refusal(await expert.get(talk.address)) == (404, "dialogue_not_found")


async def test_only_the_buyer_admits_and_only_monitors_and_experts(
    dialogue: Cast, scene: MakeScene, expert: Actor
) -> None:
    talk = await scene()
    assert (await admit(talk, expert, by=talk.voice)).status_code == 403
    assert (await admit(talk, expert, by=dialogue.buyer())).status_code == 404
    stranger = await admit(talk, dialogue.buyer())
    assert (stranger.status_code, stranger.json()["code"]) == (422, "no_participant")


async def test_the_database_admits_no_others_either(dialogue_app: FastAPI, scene: MakeScene, expert: Actor) -> None:
    talk = await scene()
    call = text("select seat_participant(:dossier, :org, null)")
    for me, guest in ((uuid4(), expert.org), (talk.voice.org, expert.org), (talk.officer.org, uuid4())):
        CALLER_ORG.set(me)
        async with state_of(dialogue_app).sessions() as session:
            with pytest.raises(DBAPIError, match="seat"):
                await (await session.connection()).execute(call, {"dossier": talk.id, "org": guest})


async def test_nobody_opens_a_dossier_a_second_time(dialogue_app: FastAPI, scene: MakeScene, expert: Actor) -> None:
    talk = await scene()
    await admit(talk, expert)
    call = text("select open_dossier(:dossier, array[cast(:me as uuid), cast(:guest as uuid)])")
    for me in (uuid4(), talk.voice.org, expert.org, talk.officer.org):
        CALLER_ORG.set(me)
        values = {"dossier": talk.id, "me": me, "guest": uuid4()}
        async with state_of(dialogue_app).sessions() as session:
            with pytest.raises(DBAPIError, match="a dossier is opened once"):
                await (await session.connection()).execute(call, values)


async def test_a_monitors_editor_verifies_only_what_came_of_a_finding(scene: MakeScene, monitor: Actor) -> None:
    talk = await scene()
    await admit(talk, monitor)
    body = {
        "dialogue_id": str(talk.id),
        "owner_side": "supplier",
        "title": "Name the sites",
        "success_criterion": "A list is accepted.",
        "due_date": "2030-01-31",
    }
    address = (await talk.officer.post("/v1/action-points", json=body)).headers["Location"]
    for to in ("agreed", "in_progress", "done_claimed"):
        await talk.voice.post(f"{address}/transitions", json={"to": to})
    assert (await monitor.get(address)).json()["allowed_transitions"] == []
    assert (await monitor.post(f"{address}/transitions", json={"to": "verified"})).status_code == 403
