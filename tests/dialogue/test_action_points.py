"""Action points of both sides: the other side agrees to them and verifies them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from chassis.state import state_of
from chassis.vocabulary import Role
from support.cast import Actor, Cast
from support.dossiers import MakeScene, Scene
from support.refusals import FORBIDDEN, refusal

DUE = "2027-06-30"


async def propose(actor: Actor, talk: Scene, **facts: Any) -> Any:
    body = {
        "dialogue_id": str(talk.id),
        "owner_side": "supplier",
        "title": "Name the sites of the batteries",
        "success_criterion": "A list with full addresses is disclosed and accepted.",
        "due_date": DUE,
        **facts,
    }
    return await actor.post("/v1/action-points", json=body)


async def move(actor: Actor, address: str, to: str, **given: Any) -> Any:
    return await actor.post(f"{address}/transitions", json={"to": to, **given})


async def test_an_action_point_is_proposed_with_a_success_criterion(scene: MakeScene) -> None:
    talk = await scene()
    made = await propose(talk.officer, talk)
    said = made.json()
    assert (made.status_code, said["status"], said["proposed_by"]) == (201, "proposed", "buyer")
    assert (said["due_date"], said["is_overdue"], said["carry_count"]) == (DUE, False, 0)
    assert said["allowed_transitions"] == []
    seen = (await talk.voice.get(made.headers["Location"])).json()
    assert seen["allowed_transitions"] == ["agreed", "rejected", "dropped"]
    bare = await talk.officer.post("/v1/action-points", json={"dialogue_id": str(talk.id)})
    pointers = {fault["pointer"] for fault in bare.json()["errors"]}
    assert (bare.status_code, "/success_criterion" in pointers) == (422, True)


async def test_only_who_can_move_an_action_point_is_shown_its_transitions(scene: MakeScene, dialogue: Cast) -> None:
    talk = await scene()
    address = (await propose(talk.officer, talk, owner_side="buyer")).headers["Location"]
    viewer = dialogue.buyer(Role.BUYER_VIEWER, org=talk.officer.org)
    administrator = dialogue.supplier(talk.supplier_id, Role.SUPPLIER_ADMIN, org=talk.voice.org)
    for to in ("agreed", "in_progress", "done_claimed"):
        mover = talk.voice if to == "agreed" else talk.officer
        assert to in (await mover.get(address)).json()["allowed_transitions"]
        for reader in (viewer, administrator):
            assert (await reader.get(address)).json()["allowed_transitions"] == []
            assert refusal(await move(reader, address, to)) == FORBIDDEN
        assert (await move(mover, address, to)).status_code == 200


@pytest.mark.parametrize("blank", ["\u200b", "\u00ad \u2060", "\u3164", "\u0301"])
async def test_a_text_that_nobody_can_see_says_nothing(scene: MakeScene, blank: str) -> None:
    talk = await scene()
    unsaid = await propose(talk.officer, talk, success_criterion=blank)
    assert (unsaid.status_code, unsaid.json()["errors"][0]["pointer"]) == (422, "/success_criterion")
    address = (await propose(talk.officer, talk)).headers["Location"]
    groundless = await move(talk.voice, address, "rejected", reason=blank)
    assert (groundless.status_code, groundless.json()["errors"][0]["pointer"]) == (422, "/reason")
    joined = await move(talk.voice, address, "rejected", reason="क्\u200dष")
    assert joined.status_code == 200


SIDES = [("supplier", "voice", "officer"), ("buyer", "officer", "voice")]


async def test_a_provision_that_no_list_has_is_refused(scene: MakeScene) -> None:
    talk = await scene()
    address = (await propose(talk.officer, talk, provisions=["WG03"])).headers["Location"]
    tag = {"If-Match": (await talk.officer.get(address)).headers["ETag"]}
    for refused in (
        await propose(talk.officer, talk, provisions=["WG03", "WG99"]),
        await talk.officer.patch(address, json={"provisions": ["WG03", "WG99"]}, headers=tag),
    ):
        assert (refused.status_code, refused.json()["code"]) == (422, "unknown_provision")
        assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/provisions/1"]


@pytest.mark.parametrize(("owner_side", "owner", "counter"), SIDES)
async def test_neither_side_closes_its_own(scene: MakeScene, owner_side: str, owner: str, counter: str) -> None:
    talk = await scene()
    mine, theirs = getattr(talk, owner), getattr(talk, counter)
    address = (await propose(theirs, talk, owner_side=owner_side)).headers["Location"]
    assert (await move(theirs, address, "agreed")).status_code == 403
    assert (await move(mine, address, "agreed")).json()["status"] == "agreed"
    assert (await move(theirs, address, "in_progress")).status_code == 403
    await move(mine, address, "in_progress")
    claimed = await move(mine, address, "done_claimed")
    assert (claimed.json()["status"], claimed.json()["progress_pct"]) == ("done_claimed", 100)
    assert "verified" not in claimed.json()["allowed_transitions"]
    own = await move(mine, address, "verified")
    assert (own.status_code, own.json()["code"]) == (403, "forbidden")
    back = await move(theirs, address, "in_progress", reason="Two addresses are missing.")
    assert back.json()["status"] == "in_progress"
    await move(mine, address, "done_claimed")
    done = await move(theirs, address, "verified")
    assert (done.json()["status"], done.json()["verified_by"]) == (
        "verified",
        "buyer" if counter == "officer" else "supplier",
    )
    assert done.json()["verified_on"] == str(datetime.now(UTC).date())


@pytest.mark.parametrize(("owner_side", "owner", "counter"), SIDES)
async def test_the_other_side_agrees_to_what_a_side_proposes_for_itself(
    scene: MakeScene, owner_side: str, owner: str, counter: str
) -> None:
    talk = await scene()
    mine, theirs = getattr(talk, owner), getattr(talk, counter)
    address = (await propose(mine, talk, owner_side=owner_side)).headers["Location"]
    assert (await move(mine, address, "agreed")).status_code == 403
    assert (await move(theirs, address, "agreed")).json()["status"] == "agreed"


async def test_a_manager_does_not_verify_an_action_of_the_buyer(scene: MakeScene) -> None:
    talk = await scene()
    address = (await propose(talk.voice, talk, owner_side="buyer")).headers["Location"]
    for to in ("agreed", "in_progress", "done_claimed"):
        assert (await move(talk.officer, address, to)).status_code == 200
    assert refusal(await move(talk.manager, address, "verified")) == FORBIDDEN


async def test_a_rejection_and_a_block_need_a_reason(scene: MakeScene) -> None:
    talk = await scene()
    address = (await propose(talk.officer, talk)).headers["Location"]
    bare = await move(talk.voice, address, "rejected")
    assert (bare.status_code, bare.json()["errors"][0]["pointer"]) == (422, "/reason")
    await move(talk.voice, address, "agreed")
    assert (await move(talk.voice, address, "blocked")).json()["errors"][0]["pointer"] == "/obstacles"
    blocked = await move(talk.voice, address, "blocked", obstacles="The maker does not answer.")
    assert (blocked.json()["status"], blocked.json()["obstacles"]) == ("blocked", "The maker does not answer.")


async def test_both_sides_must_agree_to_drop_an_action(scene: MakeScene) -> None:
    talk = await scene()
    address = (await propose(talk.officer, talk)).headers["Location"]
    assert (await move(talk.officer, address, "dropped", reason="Overtaken")).status_code == 403
    wanted = await move(talk.manager, address, "dropped", reason="Overtaken")
    assert (wanted.json()["status"], wanted.json()["drop_proposed_by"]) == ("proposed", "buyer")
    assert "dropped" not in wanted.json()["allowed_transitions"]
    again = await move(talk.manager, address, "dropped", reason="Overtaken")
    assert (again.status_code, again.json()["code"]) == (409, "drop_waits")
    dropped = await move(talk.voice, address, "dropped", reason="We agree.")
    assert (dropped.json()["status"], dropped.json()["allowed_transitions"]) == ("dropped", [])


async def test_another_transition_cancels_a_proposed_drop(scene: MakeScene) -> None:
    talk = await scene()
    address = (await propose(talk.officer, talk)).headers["Location"]
    await move(talk.manager, address, "dropped", reason="Overtaken")
    assert (await move(talk.voice, address, "agreed")).json()["drop_proposed_by"] is None
    assert (await move(talk.voice, address, "dropped", reason="After all")).json()["status"] == "agreed"


async def test_a_new_due_date_keeps_the_old_one_and_needs_a_reason(scene: MakeScene) -> None:
    talk = await scene()
    made = await propose(talk.officer, talk)
    address, tag = made.headers["Location"], {"If-Match": made.headers["ETag"]}
    later = {"due_date": "2027-09-30"}
    assert (await talk.officer.patch(address, json=later)).status_code == 428
    bare = await talk.officer.patch(address, json=later, headers=tag)
    assert (bare.status_code, bare.json()["code"]) == (422, "due_date_needs_reason")
    moved = await talk.voice.patch(address, json={**later, "reason": "The maker moves."}, headers=tag)
    today = str(datetime.now(UTC).date())
    assert moved.json()["due_history"] == [
        {"from": DUE, "to": "2027-09-30", "reason": "The maker moves.", "on": today, "by": "supplier"}
    ]


async def test_each_side_changes_only_its_own_fields(scene: MakeScene) -> None:
    talk = await scene()
    made = await propose(talk.officer, talk)
    address = made.headers["Location"]

    async def change(actor: Actor, **fields: Any) -> int:
        tag = (await actor.get(address)).headers["ETag"]
        return (await actor.patch(address, json=fields, headers={"If-Match": tag})).status_code

    assert await change(talk.voice, title="Ours now") == 403
    assert await change(talk.officer, title="Name the battery sites") == 200
    assert await change(talk.officer, progress_pct=10) == 403
    await move(talk.voice, address, "agreed")
    assert await change(talk.officer, title="Once agreed it stands") == 403
    assert await change(talk.voice, progress_pct=40, obstacles="Two makers do not answer.") == 200


async def test_a_remedy_states_whether_workers_were_heard(scene: MakeScene) -> None:
    talk = await scene()
    bare = await propose(talk.officer, talk, kind="remedy")
    assert (bare.status_code, bare.json()["code"]) == (422, "workers_input_required")
    assert (await propose(talk.officer, talk, kind="remedy", workers_input="unknown")).status_code == 201


async def test_references_are_of_this_dialogue(scene: MakeScene) -> None:
    talk, elsewhere = await scene(), await scene()
    meeting = {"dialogue_id": str(elsewhere.id), "kind": "kick_off", "starts_at": "2026-03-02T09:00:00Z"}
    foreign = (await elsewhere.officer.post("/v1/meetings", json=meeting)).json()["id"]
    answer = await propose(talk.officer, talk, meeting_id=foreign)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/meeting_id")
    answer = await propose(talk.officer, talk, origin={"kind": "meeting", "id": foreign})
    assert (answer.status_code, answer.json()["code"]) == (422, "origin_unknown")
    answer = await propose(talk.officer, talk, origin={"kind": "finding", "id": str(uuid4())})
    assert (answer.status_code, answer.json()["code"]) == (422, "origin_unknown")
    answer = await propose(talk.officer, talk, facility_ids=[str(uuid4())])
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/facility_ids/0")
    own = (await talk.officer.post("/v1/meetings", json={**meeting, "dialogue_id": str(talk.id)})).json()["id"]
    made = await propose(talk.officer, talk, meeting_id=own, origin={"kind": "meeting", "id": own})
    assert (made.status_code, made.json()["origin"]) == (201, {"kind": "meeting", "id": own})
    listed = await talk.voice.get("/v1/action-points", params={"meeting_id": own})
    assert len(listed.json()["items"]) == 1


async def test_lists_filter_by_side_status_and_overdue(scene: MakeScene, dialogue_app: FastAPI) -> None:
    talk = await scene()
    for owner_side in ("supplier", "buyer", "joint"):
        await propose(talk.officer, talk, owner_side=owner_side)
    late = (await propose(talk.officer, talk, title="Late already")).headers["Location"]
    await move(talk.voice, late, "agreed")
    async with state_of(dialogue_app).worker_sessions() as session, session.begin():
        statement = text("update action_points set due_date = :day where id = :id")
        facts = {"day": datetime.now(UTC).date() - timedelta(days=1), "id": UUID(late.rpartition("/")[2])}
        await (await session.connection()).execute(statement, facts)

    async def found(**query: Any) -> int:
        return len((await talk.officer.get("/v1/action-points", params=query)).json()["items"])

    assert await found(dialogue_id=str(talk.id)) == 4
    assert await found(owner_side="supplier") == 2
    assert await found(status="proposed") == 3
    assert await found(overdue=True) == 1
    assert (await talk.officer.get(late)).json()["is_overdue"] is True


async def test_the_supplier_does_not_find_what_only_the_buyer_sees(scene: MakeScene) -> None:
    talk = await scene()
    made = await propose(talk.officer, talk, owner_side="buyer", shown_to="buyer_only")
    address = made.headers["Location"]
    assert (await talk.voice.get(address)).json()["code"] == "action_point_not_found"
    assert (await talk.voice.get("/v1/action-points", params={"count": "exact"})).json()["total"] == 0
    timeline = (await talk.voice.get(f"{talk.address}/timeline")).json()["items"]
    assert [item["verb"] for item in timeline] == ["dialogue.opened"]
    opened = await talk.officer.patch(
        address, json={"shown_to": "parties"}, headers={"If-Match": made.headers["ETag"]}
    )
    assert opened.status_code == 200
    assert (await talk.voice.get(address)).status_code == 200
    closed = await talk.officer.patch(
        address, json={"shown_to": "buyer_only"}, headers={"If-Match": opened.headers["ETag"]}
    )
    assert closed.status_code == 422


async def test_it_does_not_exist_for_others(dialogue: Cast, scene: MakeScene) -> None:
    talk = await scene()
    address = (await propose(talk.officer, talk)).headers["Location"]
    monitor = dialogue.monitor()
    for stranger in (dialogue.buyer(), dialogue.supplier(talk.supplier_id), dialogue.supplier(uuid4()), monitor):
        assert (await stranger.get(address)).json()["code"] == "action_point_not_found"
        assert (await move(stranger, address, "verified")).status_code == (404)
        assert (await stranger.get("/v1/action-points", params={"count": "exact"})).json()["total"] == 0
    assert (await dialogue.anonymous.get(address)).status_code == 401
    viewer = dialogue.buyer(Role.BUYER_VIEWER, org=talk.officer.org)
    assert (await viewer.get(address)).status_code == 200
    assert (await move(viewer, address, "agreed")).status_code == 403
    assert (await propose(dialogue.buyer(), talk)).json()["code"] == "dialogue_not_found"


async def test_a_buyer_in_no_group_names_no_group(scene: MakeScene) -> None:
    talk = await scene()
    refused = await propose(talk.officer, talk, owner_side="group")
    (fault,) = refused.json()["errors"]
    assert (refused.status_code, fault["pointer"], fault["code"]) == (422, "/owner_side", "no_group")
