"""Assignments: sent by the buyer, answered by the supplier, reviewed, and followed up where answers are generic."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from chassis.state import state_of
from chassis.vocabulary import Role
from support.assignments import DUE, Ask, SentAssignment
from support.cast import Cast
from support.dossiers import MakeScene
from support.refusals import FORBIDDEN, refusal

RECENT = str(datetime.now(UTC).date() - timedelta(days=100))
DOCUMENT = {"document": "Site list", "issuer": "Meridiaan", "issued_on": RECENT, "page": "2"}


async def test_an_assignment_is_sent_at_once_with_its_questions(scene: MakeScene) -> None:
    talk = await scene()
    body = {"dialogue_id": str(talk.id), "questionnaire": "hrdd-start", "due_at": DUE}
    answer = await talk.officer.post("/v1/assignments", json=body)
    said = answer.json()
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/v1/assignments/{said['id']}")
    assert (said["status"], said["round_no"], said["due_at"], said["version_no"]) == ("sent", 1, DUE, 1)
    assert [question["code"] for question in said["questions"]] == ["A1", "B1", "C1", "D1", "E1", "E2", "F1", "G2"]
    assert set(said["questions"][0]["text"]) == {"nl", "en"}
    assert (said["answers"], said["reviews"], said["quality"]) == ([], [], None)
    listed = (await talk.voice.get("/v1/assignments", params={"dialogue_id": str(talk.id)})).json()["items"]
    assert [item["id"] for item in listed] == [said["id"]]


async def test_an_instant_is_due_on_its_day(ask: Ask) -> None:
    asked = await ask(due_at="2027-01-31T17:00:00Z")
    assert (await asked.read())["due_at"] == DUE


async def test_an_unknown_questionnaire_is_refused_with_a_pointer(scene: MakeScene) -> None:
    talk = await scene()
    body = {"dialogue_id": str(talk.id), "questionnaire": "nothing", "due_at": DUE}
    answer = await talk.officer.post("/v1/assignments", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/questionnaire")


async def test_only_the_buyer_sends_questionnaires(dialogue: Cast, scene: MakeScene) -> None:
    talk = await scene()
    body = {"dialogue_id": str(talk.id), "questionnaire": "hrdd-start", "due_at": DUE}
    assert (await dialogue.anonymous.post("/v1/assignments", json=body)).status_code == 401
    assert (await talk.voice.post("/v1/assignments", json=body)).status_code == 403
    foreign = await dialogue.buyer().post("/v1/assignments", json=body)
    assert (foreign.status_code, foreign.json()["code"]) == (404, "dialogue_not_found")


async def test_it_does_not_exist_for_others(dialogue: Cast, ask: Ask) -> None:
    asked = await ask()
    strangers = (dialogue.supplier(asked.talk.supplier_id), dialogue.supplier(uuid4()), dialogue.buyer())
    for stranger in strangers:
        assert (await stranger.get(asked.address)).json()["code"] == "assignment_not_found"
        listed = (await stranger.get("/v1/assignments", params={"count": "exact"})).json()
        assert (listed["items"], listed["total"]) == ([], 0)
    said = await strangers[0].put(f"{asked.address}/answers/A1", json={"text": "Not ours"})
    assert said.status_code == 404
    judged = await strangers[2].put(f"{asked.address}/reviews/A1", json={"level": 2})
    assert judged.status_code == 404
    assert (await strangers[2].post(f"{asked.address}/rounds", json={"due_at": DUE})).status_code == 404


async def test_only_the_supplier_sees_answers_until_they_are_submitted(ask: Ask) -> None:
    asked = await ask()
    saved = await asked.say("A1", "Our head of sourcing.")
    assert (saved.status_code, saved.json()["text"]) == (200, "Our head of sourcing.")
    assert (await asked.read(asked.talk.voice))["answers"][0]["question_code"] == "A1"
    seen = await asked.read()
    assert (seen["status"], seen["answers"]) == ("in_progress", [])
    again = await asked.say("A1", "Our head of sourcing, two days a week.", language="en")
    assert (again.json()["id"], again.json()["version"]) == (saved.json()["id"], 2)
    submitted = await asked.submit()
    assert (submitted.status_code, submitted.json()["status"]) == (200, "submitted")
    assert [answer["text"] for answer in (await asked.read())["answers"]] == [
        "Our head of sourcing, two days a week."
    ]
    late = await asked.say("A1", "Something else")
    assert (late.status_code, late.json()["code"]) == (409, "answers_are_fixed")


async def test_the_buyer_and_a_suppliers_administrator_do_not_answer(dialogue: Cast, ask: Ask) -> None:
    asked = await ask()
    admin = dialogue.supplier(asked.talk.supplier_id, Role.SUPPLIER_ADMIN, org=asked.talk.voice.org)
    for actor in (asked.talk.officer, admin):
        assert refusal(await actor.put(f"{asked.address}/answers/A1", json={"text": "x"})) == FORBIDDEN
    assert (await admin.get(asked.address)).status_code == 200


async def test_a_question_that_was_not_asked_has_no_answer(ask: Ask) -> None:
    asked = await ask()
    answer = await asked.say("Z9")
    assert (answer.status_code, answer.json()["code"]) == (404, "question_not_asked")


async def test_an_empty_answer_is_refused(ask: Ask) -> None:
    asked = await ask()
    answer = await asked.talk.voice.put(f"{asked.address}/answers/A1", json={"language": "nl"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "answer_empty")


async def test_an_assignment_without_answers_cannot_be_submitted(ask: Ask, dialogue_app: FastAPI) -> None:
    asked = await ask()
    assert (await asked.submit()).status_code == 409
    await let_pass(dialogue_app, asked)
    late = await asked.submit()
    assert (late.status_code, late.json()["code"]) == (422, "answer_required")


async def test_a_required_question_needs_an_answer_or_a_reason(ask: Ask) -> None:
    asked = await ask(questionnaire="hrdd-baseline")
    await asked.say("A1")
    answer = await asked.submit()
    assert (answer.status_code, answer.json()["code"]) == (422, "answer_required")
    assert len(answer.json()["errors"]) == 13
    for code in ("A4", "B1", "B2", "C1", "C7", "D1", "E1", "E2", "F1", "G2"):
        await asked.say(code)
    await asked.say("D2", "summary")
    await asked.say("D3", "Yes, with our head of audits.")
    refused = {"refusal_reason": "Our contract with the maker forbids it."}
    await asked.talk.voice.put(f"{asked.address}/answers/G3", json=refused)
    assert (await asked.submit()).json()["status"] == "submitted"


async def let_pass(app: FastAPI, asked: SentAssignment) -> None:
    """Move the due date into the past."""
    async with state_of(app).worker_sessions() as session, session.begin():
        statement = text("update assignments set due_at = :day where id = :id")
        found = {"day": date(2026, 1, 1), "id": UUID(asked.address.rpartition("/")[2])}
        await (await session.connection()).execute(statement, found)


async def test_a_late_assignment_is_overdue_and_may_still_be_submitted(ask: Ask, dialogue_app: FastAPI) -> None:
    asked = await ask()
    await asked.say("A1")
    await let_pass(dialogue_app, asked)
    assert (await asked.read())["status"] == "overdue"
    listed = await asked.talk.officer.get("/v1/assignments", params={"status": "overdue"})
    assert len(listed.json()["items"]) == 1
    await asked.say("B1")
    assert (await asked.submit()).json()["status"] == "submitted"


async def test_an_extension_is_requested_and_granted(ask: Ask) -> None:
    asked = await ask()
    short = await asked.move(asked.talk.voice, "extension_requested", reason="Holidays", due_at=DUE)
    assert (short.status_code, short.json()["code"]) == (422, "extension_too_short")
    wanted = await asked.move(asked.talk.voice, "extension_requested", reason="Holidays", due_at="2027-02-28")
    assert (wanted.json()["status"], wanted.json()["extension_until"]) == ("extension_requested", "2027-02-28")
    granted = await asked.move(asked.talk.officer, "extension_granted", due_at="2027-02-15")
    assert (granted.json()["due_at"], granted.json()["extension_until"]) == ("2027-02-15", None)
    await asked.say("A1")
    assert (await asked.read())["status"] == "in_progress"


ANSWERS = {"extension_granted": {"due_at": "2027-02-15"}, "extension_refused": {"reason": "It is urgent."}}


@pytest.mark.parametrize("decision", ANSWERS)
async def test_an_answered_assignment_is_submitted_after_a_decision_on_its_extension(
    ask: Ask, decision: str
) -> None:
    asked = await ask()
    await asked.say("A1")
    await asked.move(asked.talk.voice, "extension_requested", reason="Holidays", due_at="2027-02-28")
    decided = await asked.move(asked.talk.officer, decision, **ANSWERS[decision])
    assert decided.json()["status"] == decision
    assert "submitted" in (await asked.read(asked.talk.voice))["allowed_transitions"]
    assert (await asked.submit()).json()["status"] == "submitted"


@pytest.mark.parametrize("decision", ANSWERS)
async def test_more_time_can_be_requested_again(ask: Ask, decision: str) -> None:
    asked = await ask()
    await asked.move(asked.talk.voice, "extension_requested", reason="Holidays", due_at="2027-02-28")
    await asked.move(asked.talk.officer, decision, **ANSWERS[decision])
    again = await asked.move(asked.talk.voice, "extension_requested", reason="A flood", due_at="2027-03-15")
    assert (again.json()["status"], again.json()["extension_until"]) == ("extension_requested", "2027-03-15")


async def test_an_answer_is_not_replaced_unread(dialogue: Cast, ask: Ask) -> None:
    asked = await ask()
    path = f"{asked.address}/answers/A1"
    first = await asked.talk.voice.put(path, json={"text": "One line."})
    blind = await asked.talk.voice.put(path, json={"text": "Another line."})
    assert (blind.status_code, blind.json()["code"]) == (428, "precondition_required")
    tag = {"If-Match": first.headers["ETag"]}
    assert (await asked.talk.voice.put(path, json={"text": "Three pages."}, headers=tag)).status_code == 200
    colleague = dialogue.supplier(asked.talk.supplier_id, org=asked.talk.voice.org)
    stale = await colleague.put(path, json={"text": "One line, corrected."}, headers=tag)
    assert (stale.status_code, stale.json()["code"], stale.json()["current"]) == (412, "stale", 2)
    assert [answer["text"] for answer in (await asked.read(asked.talk.voice))["answers"]] == ["Three pages."]


async def test_a_first_answer_cannot_have_been_read_before(ask: Ask) -> None:
    asked = await ask()
    path = f"{asked.address}/answers/A1"
    answer = await asked.talk.voice.put(path, json={"text": "One line."}, headers={"If-Match": '"1.x"'})
    assert (answer.status_code, answer.json()["current"]) == (412, None)


async def test_sending_the_first_questionnaire_activates_an_accepted_dialogue(scene: MakeScene, ask: Ask) -> None:
    talk = await scene()
    await ask(talk)
    assert (await talk.read())["status"] == "proposed"
    await talk.move(talk.voice, "accepted")
    await ask(talk)
    assert (await talk.read())["status"] == "active"
    verbs = [item["verb"] for item in (await talk.officer.get(f"{talk.address}/timeline")).json()["items"]]
    assert verbs.count("assignment.sent") == 2
    assert "dialogue.activated" in verbs


async def test_no_questionnaire_is_sent_in_a_closed_dialogue_or_a_tender(scene: MakeScene) -> None:
    talk = await scene()
    body = {"dialogue_id": str(talk.id), "questionnaire": "hrdd-start", "due_at": DUE}
    await talk.officer.patch(talk.address, json={"phase": "tender"}, headers={"If-Match": '"1.x"'})
    locked = await talk.officer.post("/v1/assignments", json=body)
    assert (locked.status_code, locked.json()["code"]) == (409, "tender_locked")
    await talk.move(talk.voice, "declined", reason="No")
    closed = await talk.officer.post("/v1/assignments", json=body)
    assert (closed.status_code, closed.json()["code"]) == (409, "dialogue_closed")
