"""Meetings: planned or held, with minutes of the buyer that the supplier agrees to, explicitly or tacitly."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from chassis.state import state_of
from chassis.vocabulary import Role
from support.cast import Cast
from support.dossiers import MakeScene, Scene

CONTACT = {"role": "supplier_contact", "name": "Jan Maes", "function_area": "human_rights"}
SELLER = {"role": "supplier_sales", "name": "Piet Verkoper", "function_area": "account_management"}


async def log(talk: Scene, **facts: Any) -> Any:
    body = {"dialogue_id": str(talk.id), "kind": "kick_off", "starts_at": "2026-03-02T09:00:00Z", **facts}
    return await talk.officer.post("/v1/meetings", json=body)


async def move(actor: Any, address: str, to: str, **given: Any) -> Any:
    return await actor.post(f"{address}/transitions", json={"to": to, **given})


def ahead() -> str:
    return (datetime.now(UTC) + timedelta(days=7)).isoformat()


def soon() -> str:
    """Later today, so that the meeting is planned and can be held."""
    return (datetime.now(UTC) + timedelta(seconds=2)).isoformat()


async def test_a_meeting_is_planned_held_or_minuted_by_what_is_logged(scene: MakeScene) -> None:
    talk = await scene()
    assert (await log(talk, starts_at=ahead())).json()["status"] == "planned"
    assert (await log(talk)).json()["status"] == "held"
    minuted = await log(talk, minutes="They spoke.", agenda="Sites", decisions=["Name the sites."])
    assert (minuted.status_code, minuted.json()["status"]) == (201, "minutes_draft")
    assert (minuted.json()["agenda"], minuted.json()["decisions"]) == (["Sites"], ["Name the sites."])
    listed = await talk.voice.get("/v1/meetings", params={"dialogue_id": str(talk.id), "status": "held"})
    assert len(listed.json()["items"]) == 1


async def test_only_the_buyer_sees_minutes_until_they_are_shared(scene: MakeScene) -> None:
    talk = await scene()
    made = await log(talk, minutes="They spoke.", decisions=["One"], internal_notes="They seemed unprepared.")
    address = made.headers["Location"]
    hidden = (await talk.voice.get(address)).json()
    assert (hidden["status"], hidden["minutes"], hidden["decisions"]) == ("minutes_draft", None, [])
    shared = await move(talk.officer, address, "minutes_shared")
    assert shared.json()["internal_notes"] == "They seemed unprepared."
    seen = (await talk.voice.get(address)).json()
    assert (seen["minutes"], seen["decisions"], seen["internal_notes"]) == ("They spoke.", ["One"], None)
    assert seen["allowed_transitions"] == ["minutes_agreed", "minutes_disputed"]
    assert "unprepared" not in (await talk.voice.get("/v1/meetings")).text


async def test_shared_minutes_are_fixed_and_agreed_ones_final(scene: MakeScene) -> None:
    talk = await scene()
    address = (await log(talk, minutes="They spoke.")).headers["Location"]
    shared = await move(talk.officer, address, "minutes_shared")
    tag = {"If-Match": shared.headers["ETag"]}
    fixed = await talk.officer.patch(address, json={"minutes": "They agreed."}, headers=tag)
    assert (fixed.status_code, fixed.json()["code"]) == (409, "minutes_are_fixed")
    disputed = await move(talk.voice, address, "minutes_disputed", reason="The date is wrong.")
    tag = {"If-Match": disputed.headers["ETag"]}
    assert (await talk.officer.patch(address, json={"minutes": "On Monday."}, headers=tag)).status_code == 200
    assert (await talk.officer.post(f"{address}/addenda", json={"text": "Early"})).status_code == 409
    await move(talk.officer, address, "minutes_shared")
    assert (await move(talk.officer, address, "minutes_agreed")).status_code == 403
    agreed = await move(talk.voice, address, "minutes_agreed")
    assert (agreed.json()["status"], agreed.json()["agreement"]) == ("minutes_agreed", "explicit")
    tag = {"If-Match": (await talk.officer.get(address)).headers["ETag"]}
    assert (await talk.officer.patch(address, json={"decisions": []}, headers=tag)).status_code == 409
    noted = await talk.officer.patch(address, json={"internal_notes": "Settled."}, headers=tag)
    assert noted.status_code == 200
    added = await talk.voice.post(f"{address}/addenda", json={"text": "In January, not in December."})
    assert (added.status_code, added.json()["addenda"][0]["by_org"]) == (201, str(talk.voice.org))


async def test_minutes_without_a_dispute_for_ten_working_days_are_agreed(
    scene: MakeScene, dialogue_app: FastAPI
) -> None:
    talk = await scene()
    address = (await log(talk, minutes="They spoke.")).headers["Location"]
    await move(talk.officer, address, "minutes_shared")
    async with state_of(dialogue_app).worker_sessions() as session, session.begin():
        statement = text("update meetings set comment_until = :day where id = :id")
        facts = {"day": date(2026, 1, 1), "id": UUID(address.rpartition("/")[2])}
        await (await session.connection()).execute(statement, facts)
    seen = (await talk.voice.get(address)).json()
    assert (seen["status"], seen["agreement"], seen["minutes"]) == ("minutes_agreed", "tacit", "They spoke.")
    assert (await move(talk.voice, address, "minutes_disputed", reason="Late")).status_code == 409


async def test_a_worker_representative_has_no_name(scene: MakeScene) -> None:
    talk = await scene()
    worker = {"role": "worker_representative", "name": "Somebody Real"}
    answer = await log(talk, participants=[CONTACT, worker])
    assert (answer.status_code, answer.json()["code"]) == (422, "name_not_allowed")
    assert answer.json()["errors"][0]["pointer"] == "/participants/1/name"
    assert (await log(talk, participants=[{"role": "worker_representative"}])).status_code == 201


async def test_an_account_manager_may_take_part_with_a_warning(scene: MakeScene) -> None:
    """The same person could not be a clause contact; at the table they are welcome, beside others."""
    talk = await scene()
    alone = await log(talk, participants=[SELLER])
    assert (alone.status_code, [item["code"] for item in alone.json()["warnings"]]) == (
        201,
        ["sales_is_the_only_supplier_voice"],
    )
    assert (await log(talk, participants=[SELLER, CONTACT])).json()["warnings"] == []


async def test_a_planned_meeting_is_moved_by_either_side(scene: MakeScene) -> None:
    talk = await scene()
    address = (await log(talk, starts_at=ahead())).headers["Location"]
    early = await talk.officer.patch(address, json={"minutes": "x"}, headers={"If-Match": '"1.x"'})
    assert (early.status_code, early.json()["code"]) == (409, "meeting_not_held")
    assert (await move(talk.voice, address, "postponed", reason="Illness")).json()["status"] == "postponed"
    bare = await move(talk.voice, address, "planned")
    assert (bare.status_code, bare.json()["errors"][0]["pointer"]) == (422, "/starts_at")
    later = soon()
    planned = await move(talk.voice, address, "planned", starts_at=later)
    assert datetime.fromisoformat(planned.json()["starts_at"]) == datetime.fromisoformat(later)
    assert (await move(talk.voice, address, "confirmed")).json()["status"] == "confirmed"
    assert (await move(talk.voice, address, "held")).status_code == 403
    held = await move(talk.officer, address, "held")
    tag = {"If-Match": held.headers["ETag"]}
    drafted = await talk.officer.patch(address, json={"minutes": "They spoke."}, headers=tag)
    assert drafted.json()["status"] == "minutes_draft"


async def test_a_held_meeting_activates_an_accepted_dialogue(scene: MakeScene) -> None:
    talk = await scene()
    await talk.move(talk.voice, "accepted")
    planned = await log(talk, starts_at=soon())
    assert (await talk.read())["status"] == "accepted"
    await move(talk.officer, planned.headers["Location"], "confirmed")
    await move(talk.officer, planned.headers["Location"], "held")
    assert (await talk.read())["status"] == "active"


async def test_a_meeting_that_lies_ahead_is_not_held(scene: MakeScene) -> None:
    talk = await scene()
    await talk.move(talk.voice, "accepted")
    address = (await log(talk, starts_at="2029-03-01T09:00:00Z")).headers["Location"]
    await move(talk.officer, address, "confirmed")
    early = await move(talk.officer, address, "held")
    assert (early.status_code, early.json()["code"]) == (422, "meeting_ahead")
    assert "2029-03-01" in early.json()["detail"]
    minuted = await log(talk, starts_at="2029-03-01T09:00:00Z", minutes="They will have spoken.")
    assert (minuted.status_code, minuted.json()["errors"][0]["pointer"]) == (422, "/starts_at")
    held = await log(talk)
    tag = {"If-Match": held.headers["ETag"]}
    later = await talk.officer.patch(held.headers["Location"], json={"starts_at": ahead()}, headers=tag)
    assert (later.status_code, later.json()["code"]) == (422, "meeting_ahead")


async def test_a_confirmed_meeting_that_lies_ahead_does_not_activate_a_dialogue(scene: MakeScene) -> None:
    talk = await scene()
    await talk.move(talk.voice, "accepted")
    address = (await log(talk, starts_at=ahead())).headers["Location"]
    await move(talk.officer, address, "confirmed")
    await move(talk.officer, address, "held")
    assert (await talk.read())["status"] == "accepted"


async def test_a_supplier_reads_what_it_disputes_until_the_minutes_are_shared_again(scene: MakeScene) -> None:
    talk = await scene()
    address = (await log(talk, minutes="They agreed.", decisions=["One"])).headers["Location"]
    await move(talk.officer, address, "minutes_shared")
    await move(talk.voice, address, "minutes_disputed", reason="We did not agree.")
    before = await talk.voice.get(address)
    assert (before.json()["minutes"], before.json()["decisions"]) == ("They agreed.", ["One"])
    tag = {"If-Match": (await talk.officer.get(address)).headers["ETag"]}
    redraft = {"minutes": "They say that they did not agree.", "decisions": [], "follow_up_questions": ["Why?"]}
    assert (await talk.officer.patch(address, json=redraft, headers=tag)).status_code == 200
    after = await talk.voice.get(address)
    assert (after.content, after.headers["ETag"]) == (before.content, before.headers["ETag"])
    assert (await talk.officer.get(address)).json()["minutes"] == redraft["minutes"]
    await move(talk.officer, address, "minutes_shared")
    shared = (await talk.voice.get(address)).json()
    assert {name: shared[name] for name in redraft} == redraft


async def test_in_a_tender_only_a_market_consultation_is_logged(scene: MakeScene) -> None:
    talk = await scene(phase="tender")
    assert (await log(talk)).json()["code"] == "tender_locked"
    assert (await log(talk, kind="market_consultation")).status_code == 201


async def test_internal_notes_do_not_change_what_the_supplier_sees(scene: MakeScene) -> None:
    talk = await scene()
    made = await log(talk)
    tag = {"If-Match": made.headers["ETag"]}
    await talk.officer.patch(made.headers["Location"], json={"internal_notes": "Careful."}, headers=tag)
    timeline = (await talk.voice.get(f"{talk.address}/timeline")).json()["items"]
    assert [item["verb"] for item in timeline] == ["meeting.held", "dialogue.opened"]
    own = (await talk.officer.get(f"{talk.address}/timeline")).json()["items"]
    assert own[0]["verb"] == "meeting.amended"


async def test_what_the_buyer_writes_for_itself_changes_nothing_the_supplier_could_notice(scene: MakeScene) -> None:
    talk = await scene()
    address = (await log(talk, minutes="They spoke.")).headers["Location"]
    before = await talk.voice.get(address)
    listed = (await talk.voice.get("/v1/meetings")).json()
    for change in ({"internal_notes": "Careful."}, {"minutes": "They spoke at length.", "decisions": ["One"]}):
        tag = {"If-Match": (await talk.officer.get(address)).headers["ETag"]}
        assert (await talk.officer.patch(address, json=change, headers=tag)).status_code == 200
        stale = await talk.officer.patch(address, json=change, headers=tag)
        assert stale.status_code == 412, "for the buyer's own people it is a change like any other"
    same = await talk.voice.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert same.status_code == 304
    assert (await talk.voice.get("/v1/meetings")).json() == listed
    timeline = (await talk.voice.get(f"{talk.address}/timeline")).json()["items"]
    assert "meeting.amended" not in [item["verb"] for item in timeline]
    [own] = (await talk.officer.get("/v1/meetings", params={"dialogue_id": str(talk.id)})).json()["items"]
    assert own["version"] == (await talk.officer.get(address)).json()["version"] == 3


async def test_it_does_not_exist_for_others(dialogue: Cast, scene: MakeScene) -> None:
    talk = await scene()
    address = (await log(talk, minutes="They spoke.")).headers["Location"]
    for stranger in (dialogue.buyer(), dialogue.supplier(talk.supplier_id), dialogue.supplier(uuid4())):
        assert (await stranger.get(address)).json()["code"] == "meeting_not_found"
        assert (await move(stranger, address, "minutes_shared")).status_code == 404
        assert (await stranger.get("/v1/meetings", params={"count": "exact"})).json()["total"] == 0
    assert (await dialogue.anonymous.get(address)).status_code == 401
    viewer = dialogue.buyer(Role.BUYER_VIEWER, org=talk.officer.org)
    assert (await viewer.get(address)).status_code == 200
    assert (await move(viewer, address, "minutes_shared")).status_code == 403
    body = {"dialogue_id": str(talk.id), "kind": "kick_off", "starts_at": "2026-03-02T09:00:00Z"}
    assert (await talk.voice.post("/v1/meetings", json=body)).status_code == 403
    assert (await dialogue.buyer().post("/v1/meetings", json=body)).json()["code"] == "dialogue_not_found"


@pytest.mark.parametrize("starts_at", ["2026-03-02T09:00:00", "0001-01-01T00:00:00+10:00"])
async def test_an_instant_needs_its_zone_and_a_calendar(scene: MakeScene, starts_at: str) -> None:
    talk = await scene()
    answer = await log(talk, starts_at=starts_at)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/starts_at")


async def test_an_instant_is_answered_in_utc_whatever_its_zone(scene: MakeScene) -> None:
    talk = await scene()
    made = await log(talk, starts_at="2026-03-02T10:00:00+01:00")
    assert made.json()["starts_at"] == "2026-03-02T09:00:00Z"
    assert (await talk.officer.get(made.headers["Location"])).json()["starts_at"][:19] == "2026-03-02T09:00:00"
