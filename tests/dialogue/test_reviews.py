"""Annual reviews: planned, prepared, held, decided and agreed by both sides."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from sqlmodel import col, select

from chassis.calendar_arithmetic import same_day
from chassis.clock import today
from chassis.state import state_of
from chassis.vocabulary import Role
from dialogue.tables import AnnualReview, Journal
from support.cast import Actor, Cast
from support.dossiers import MakeScene, Scene
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal

YEAR = today().year


async def planned(scene: Scene, **facts: Any) -> str:
    body = {"dialogue_id": str(scene.id), "year": YEAR, **facts}
    answer = await scene.officer.post("/v1/annual-reviews", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def move(actor: Actor, review: str, to: str, **given: Any) -> Any:
    return await actor.post(f"/v1/annual-reviews/{review}/transitions", json={"to": to, **given})


async def moved(actor: Actor, review: str, *steps: str) -> dict[str, Any]:
    for to in steps:
        answer = await move(actor, review, to)
        assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def agenda(actor: Actor, review: str) -> Any:
    return await actor.get(f"/v1/annual-reviews/{review}/agenda")


async def test_a_buyer_plans_a_review(scene: MakeScene) -> None:
    made = await scene()
    body = {"dialogue_id": str(made.id), "year": YEAR}
    answer = await made.officer.post("/v1/annual-reviews", json=body)
    assert answer.status_code == 201, answer.text
    review = answer.json()
    assert (review["status"], review["dialogue_id"]) == ("scheduled", str(made.id))
    assert review["due_on"] == same_day(today(), YEAR + 1).isoformat()
    assert review["allowed_transitions"] == ["agenda_draft", "postponed"]
    again = await made.officer.post("/v1/annual-reviews", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "review_exists")


async def test_nobody_plans_one_without_a_credential(dialogue: Cast) -> None:
    body = {"dialogue_id": str(uuid4()), "year": YEAR}
    assert refusal(await dialogue.anonymous.post("/v1/annual-reviews", json=body)) == UNAUTHENTICATED
    for method, path in [("GET", ""), ("GET", f"/{uuid4()}"), ("GET", f"/{uuid4()}/agenda")]:
        assert refusal(await dialogue.anonymous.request(method, f"/v1/annual-reviews{path}")) == UNAUTHENTICATED


async def test_only_a_buyers_officer_plans_one(dialogue: Cast, scene: MakeScene) -> None:
    made = await scene()
    body = {"dialogue_id": str(made.id), "year": YEAR}
    viewer = dialogue.buyer(Role.BUYER_VIEWER, org=made.officer.org)
    for actor in (viewer, made.voice, dialogue.monitor()):
        assert refusal(await actor.post("/v1/annual-reviews", json=body)) == FORBIDDEN
    assert refusal(await dialogue.buyer().post("/v1/annual-reviews", json=body)) == (404, "dialogue_not_found")


async def test_an_impossible_year_is_refused(scene: MakeScene) -> None:
    made = await scene()
    answer = await made.officer.post("/v1/annual-reviews", json={"dialogue_id": str(made.id), "year": 26})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/year")


async def test_it_does_not_exist_for_others(dialogue: Cast, scene: MakeScene) -> None:
    made, other = await scene(), await scene()
    review = await planned(made)
    for stranger in (other.officer, other.voice):
        assert (await stranger.get(f"/v1/annual-reviews/{review}")).status_code == 404
        assert (await agenda(stranger, review)).status_code == 404
        listed = await stranger.get("/v1/annual-reviews", params={"dialogue_id": str(made.id), "count": "exact"})
        assert listed.json() == {"items": [], "next": None, "total": 0}
        assert (await move(stranger, review, "agreed")).status_code == 404
    listed = await made.voice.get("/v1/annual-reviews", params={"dialogue_id": str(made.id)})
    assert [item["id"] for item in listed.json()["items"]] == [review]
    assert (await dialogue.monitor().get(f"/v1/annual-reviews/{review}")).status_code == 403


async def test_the_supplier_has_no_agenda_before_it_is_shared(scene: MakeScene) -> None:
    made = await scene()
    review = await planned(made)
    answer = await agenda(made.voice, review)
    assert (answer.status_code, answer.json()["code"]) == (404, "agenda_not_shared")
    await moved(made.officer, review, "agenda_draft", "agenda_shared")
    shared = (await agenda(made.voice, review)).json()
    assert "internal_annex" not in shared
    own = (await agenda(made.officer, review)).json()
    assert own["internal_annex"] == []
    assert [item["kind"] for item in shared["items"]] == [item["kind"] for item in own["items"]]


async def test_no_agenda_leaves_out_the_question_to_the_buyer(scene: MakeScene) -> None:
    made = await scene()
    items = (await agenda(made.officer, await planned(made))).json()["items"]
    assert [item["kind"] for item in items] == ["contact_point", "standing_question", "new_action", "next_date"]
    assert [item["position"] for item in items] == [1, 2, 3, 4]
    assert items[0]["code"] == "vacant"
    assert items[1]["title"] == "What can the buyer do to reduce the pressure on the supply chain?"
    assert items[1]["owner_side"] == "buyer"


async def test_a_review_is_agreed_when_both_sides_have_agreed(scene: MakeScene) -> None:
    made = await scene()
    review = await planned(made)
    await moved(made.officer, review, "agenda_draft", "agenda_shared", "held", "outcomes_draft")
    hidden = await move(made.voice, review, "agreed")
    assert hidden.status_code == 409
    await move(made.officer, review, "outcomes_shared", overall_conclusion="Better than last year.")
    first = (await move(made.officer, review, "agreed")).json()
    assert (first["status"], first["signed_off_by"]) == ("outcomes_shared", ["buyer"])
    assert "agreed" not in first["allowed_transitions"]
    second = (await move(made.voice, review, "agreed")).json()
    assert (second["status"], second["signed_off_by"]) == ("agreed", ["buyer", "supplier"])
    assert second["overall_conclusion"] == "Better than last year."
    assert (await move(made.officer, review, "closed")).status_code == 403
    assert (await move(made.manager, review, "closed")).json()["status"] == "closed"


async def test_the_supplier_reads_no_conclusion_before_it_is_shared(scene: MakeScene) -> None:
    made = await scene()
    review = await planned(made)
    await moved(made.officer, review, "agenda_draft", "agenda_shared", "held")
    await move(made.officer, review, "outcomes_draft", overall_conclusion="A draft.")
    address = f"/v1/annual-reviews/{review}"
    assert (await made.voice.get(address)).json()["overall_conclusion"] is None
    assert (await made.officer.get(address)).json()["overall_conclusion"] == "A draft."


async def test_a_held_review_sets_when_the_next_is_due(scene: MakeScene) -> None:
    made = await scene()
    review = await planned(made)
    await moved(made.officer, review, "agenda_draft", "agenda_shared")
    yesterday = today() - timedelta(days=1)
    future = await move(made.officer, review, "held", held_on=(today() + timedelta(days=1)).isoformat())
    assert (future.status_code, future.json()["code"]) == (422, "held_in_the_future")
    unknown = await move(made.officer, review, "held", meeting_id=str(uuid4()))
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/meeting_id")
    held = (await move(made.officer, review, "held", held_on=yesterday.isoformat())).json()
    assert (held["held_on"], held["late_days"]) == (yesterday.isoformat(), 0)
    assert held["next_review_due"] == same_day(yesterday, yesterday.year + 1).isoformat()
    following = await made.officer.post("/v1/annual-reviews", json={"dialogue_id": str(made.id), "year": YEAR + 1})
    assert following.json()["due_on"] == held["next_review_due"]


async def test_a_review_is_postponed_twice_at_most(scene: MakeScene) -> None:
    made = await scene()
    review = await planned(made)
    for _ in range(2):
        assert (await move(made.officer, review, "postponed")).status_code == 422
        assert (await move(made.officer, review, "postponed", reason="The auditor is ill.")).status_code == 200
        assert (await move(made.officer, review, "scheduled")).status_code == 422
        await move(made.officer, review, "scheduled", planned_date=today().isoformat())
    third = await move(made.officer, review, "postponed", reason="Again.")
    assert (third.status_code, third.json()["code"]) == (409, "postponed_too_often")


async def overdue(app: FastAPI, review: str, grace_ends: date) -> None:
    """As if it had been planned long ago."""
    async with state_of(app).worker_sessions() as session, session.begin():
        row = (await session.exec(select(AnnualReview).where(col(AnnualReview.id) == review))).one()
        row.due_on, row.grace_ends = grace_ends - timedelta(days=60), grace_ends


async def test_one_that_was_not_held_within_its_grace_is_missed(dialogue_app: FastAPI, scene: MakeScene) -> None:
    made = await scene()
    review = await planned(made)
    await overdue(dialogue_app, review, today())
    assert (await made.officer.get(f"/v1/annual-reviews/{review}")).json()["status"] == "scheduled"
    await overdue(dialogue_app, review, today() - timedelta(days=1))
    read = (await made.officer.get(f"/v1/annual-reviews/{review}")).json()
    assert (read["status"], read["allowed_transitions"]) == ("missed", ["scheduled"])
    listed = await made.officer.get("/v1/annual-reviews", params={"status": "missed", "year": YEAR})
    assert [item["status"] for item in listed.json()["items"]] == ["missed"]
    refused = await move(made.officer, review, "agenda_draft")
    assert (refused.status_code, refused.json()["allowed"]) == (409, ["scheduled"])
    again = await move(made.officer, review, "scheduled", planned_date=today().isoformat())
    assert (again.json()["status"], again.json()["grace_ends"]) == (
        "scheduled",
        (today() + timedelta(days=60)).isoformat(),
    )


async def test_the_other_services_follow_that_it_was_held_and_agreed(
    dialogue_app: FastAPI, scene: MakeScene
) -> None:
    made = await scene()
    review = await planned(made)
    await moved(
        made.officer, review, "agenda_draft", "agenda_shared", "held", "outcomes_draft", "outcomes_shared", "agreed"
    )
    await move(made.voice, review, "agreed")
    async with state_of(dialogue_app).worker_sessions() as session:
        statement = select(Journal).where(col(Journal.subject_id) == review).order_by(col(Journal.seq))
        entries = (await session.exec(statement)).all()
    assert [entry.verb for entry in entries if entry.followed] == ["review.held", "review.agreed"]
    assert [entry.verb for entry in entries][-2:] == ["review.signed", "review.agreed"]


async def test_outcomes_are_written_after_the_meeting_and_of_what_was_on_its_agenda(scene: MakeScene) -> None:
    made = await scene()
    review = await planned(made)
    address = f"/v1/annual-reviews/{review}/outcomes"
    said = [{"kind": "standing_question", "subject_id": review, "outcome": "noted", "note": "Longer lead times."}]
    early = await made.officer.post(address, json=said)
    assert (early.status_code, early.json()["code"]) == (409, "outcomes_closed")
    await moved(made.officer, review, "agenda_draft", "agenda_shared", "held")
    stranger = [{"kind": "open_action", "subject_id": str(uuid4()), "outcome": "noted"}]
    refused = await made.officer.post(address, json=said + stranger)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/1/subject_id")
    undated = await made.officer.post(address, json=[{**said[0], "outcome": "carry_over"}])
    assert (undated.status_code, undated.json()["errors"][0]["pointer"]) == (422, "/0/new_due_date")
    assert (await made.officer.post(address, json=said)).status_code == 200
    assert (await made.voice.post(address, json=said)).status_code == 403
    by_kind = {item["kind"]: item for item in (await agenda(made.officer, review)).json()["items"]}
    assert by_kind["standing_question"]["outcome"]["note"] == "Longer lead times."
    unshared = {item["kind"]: item for item in (await agenda(made.voice, review)).json()["items"]}
    assert unshared["standing_question"]["outcome"] is None
    await moved(made.officer, review, "outcomes_draft", "outcomes_shared")
    shared = {item["kind"]: item for item in (await agenda(made.voice, review)).json()["items"]}
    assert shared["standing_question"]["outcome"]["note"] == "Longer lead times."


async def test_the_next_agenda_begins_with_the_decisions_of_the_last_review(scene: MakeScene) -> None:
    made = await scene()
    first = await planned(made)
    await moved(made.officer, first, "agenda_draft", "agenda_shared", "held")
    said = [{"kind": "standing_question", "subject_id": first, "outcome": "noted"}]
    await made.officer.post(f"/v1/annual-reviews/{first}/outcomes", json=said)
    second = await planned(made, year=YEAR + 1)
    items = (await agenda(made.officer, second)).json()["items"]
    assert (items[0]["kind"], items[0]["code"]) == ("previous_decision", "noted")
