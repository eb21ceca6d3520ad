"""Questionnaires: those of the library come with the platform; an organisation drafts and publishes its own."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chassis.state import state_of
from chassis.vocabulary import Role
from dialogue.migrations.library_questionnaires_v1 import shipped
from dialogue.questionnaires.rules import CodesNotUnique, demand_complete
from dialogue.questionnaires.schemas import Question
from support.cast import Actor, Cast

START = ["A1", "B1", "C1", "D1", "E1", "E2", "F1", "G2"]
OWN = {
    "code": "order-planning",
    "title": {"en": "Planning of orders", "nl": "Planning van bestellingen"},
    "purpose": "deepening",
    "languages": ["en", "nl"],
    "questions": [
        {"code": "M1", "text": {"en": "How far ahead?", "nl": "Hoe lang vooraf?"}, "weight": 2},
        {"code": "M2", "text": {"en": "Who decides?", "nl": "Wie beslist?"}, "required": True},
    ],
}


@pytest.mark.parametrize(
    ("name", "questions", "weight", "required"), [("hrdd-start-1", 8, 20, 0), ("hrdd-baseline-1", 36, 71, 14)]
)
def test_a_shipped_version_is_complete(name: str, questions: int, weight: int, required: int) -> None:
    version = shipped(name)
    found = [Question.model_validate(question) for question in version["questions"]]
    demand_complete(version["languages"], version["questions"])
    assert (len(found), sum(question.weight for question in found)) == (questions, weight)
    assert sum(question.required for question in found) == required
    sections = {section["code"] for section in version["sections"]}
    assert {question.section for question in found} == sections
    for question in found:
        if question.rubric:
            assert set(question.rubric.generic) == {"nl", "en"}


def test_a_code_occurs_once() -> None:
    question = {"code": "A1", "text": {"en": "Who?"}}
    with pytest.raises(CodesNotUnique):
        demand_complete(["en"], [question, question])


async def in_library(actor: Actor, code: str) -> dict[str, Any]:
    items = (await actor.get("/v1/questionnaires", params={"code": code})).json()["items"]
    return dict(items[0])


async def test_everybody_signed_in_reads_the_library(dialogue: Cast) -> None:
    for actor in (dialogue.buyer(), dialogue.monitor(), dialogue.supplier("01980000-0000-7000-8000-000000000001")):
        start = await in_library(actor, "hrdd-start")
        assert (start["reach"], start["published_no"]) == ("library", 1)
        version = (await actor.get(f"/v1/questionnaires/{start['id']}/versions/1")).json()
        assert [question["code"] for question in version["questions"]] == [
            "A1",
            "B1",
            "C1",
            "D1",
            "E1",
            "E2",
            "F1",
            "G2",
        ]
        assert set(version["questions"][0]["text"]) == {"nl", "en"}
    assert (await dialogue.anonymous.get("/v1/questionnaires")).status_code == 401


async def test_nobody_changes_the_library(dialogue: Cast) -> None:
    buyer = dialogue.buyer(Role.BUYER_MANAGER)
    start = await in_library(buyer, "hrdd-start")
    address = f"/v1/questionnaires/{start['id']}/versions"
    assert (await buyer.post(address)).status_code == 403
    retired = await buyer.post(f"{address}/1/transitions", json={"to": "retired"})
    assert retired.status_code == 403
    taken = await buyer.post("/v1/questionnaires", json={**OWN, "code": "hrdd-start"})
    assert (taken.status_code, taken.json()["code"]) == (409, "questionnaire_code_taken")


async def test_a_published_version_cannot_change_even_in_the_database(dialogue_app: FastAPI) -> None:
    async with state_of(dialogue_app).worker_sessions() as session:
        connection = await session.connection()
        with pytest.raises(DBAPIError, match="immutable"):
            await connection.execute(text("update questionnaire_versions set questions = '[]' where no = 1"))


async def test_an_organisation_drafts_reviews_and_publishes_its_own(dialogue: Cast) -> None:
    officer = dialogue.buyer()
    manager = dialogue.buyer(Role.BUYER_MANAGER, org=officer.org)
    made = await officer.post("/v1/questionnaires", json=OWN)
    assert (made.status_code, made.json()["reach"], made.json()["published_no"]) == (201, "own", None)
    address = f"{made.headers['Location']}/versions"
    assert (await officer.post(f"{address}/1/transitions", json={"to": "in_review"})).status_code == 200
    assert (await officer.post(f"{address}/1/transitions", json={"to": "published"})).status_code == 403
    published = await manager.post(f"{address}/1/transitions", json={"to": "published"})
    assert (published.json()["status"], published.json()["allowed_transitions"]) == ("published", ["retired"])
    fixed = await officer.patch(f"{address}/1", json={"languages": ["en"]}, headers={"If-Match": '"3.x"'})
    assert (fixed.status_code, fixed.json()["code"]) == (409, "version_is_fixed")
    second = await officer.post(address)
    assert (second.status_code, second.json()["no"], second.json()["status"]) == (201, 2, "draft")
    assert (await officer.post(address)).json()["code"] == "draft_exists"
    changed = await officer.patch(
        f"{address}/2", json={"questions": OWN["questions"][:1]}, headers={"If-Match": second.headers["ETag"]}
    )
    assert [question["code"] for question in changed.json()["questions"]] == ["M1"]
    assert [item["no"] for item in (await officer.get(address)).json()["items"]] == [2, 1]
    assert (await in_library(officer, "order-planning"))["published_no"] == 1


@pytest.mark.parametrize(
    ("field", "codes"), [("salient_issues", ["SI01", "SI18"]), ("obligation_types", ["REPORT", "DISCLOSURE"])]
)
async def test_a_question_is_about_issues_and_duties_that_exist(
    dialogue: Cast, field: str, codes: list[str]
) -> None:
    buyer = dialogue.buyer()
    question = {**OWN["questions"][0], field: codes}
    refused = await buyer.post("/v1/questionnaires", json={**OWN, "questions": [question]})
    assert refused.status_code == 422
    assert [fault["pointer"] for fault in refused.json()["errors"]] == [f"/questions/0/{field}/1"]


async def test_a_text_that_is_missing_in_a_language_keeps_a_draft_from_review(dialogue: Cast) -> None:
    buyer = dialogue.buyer()
    made = await buyer.post("/v1/questionnaires", json={**OWN, "languages": ["en", "nl", "fr"]})
    answer = await buyer.post(f"{made.headers['Location']}/versions/1/transitions", json={"to": "in_review"})
    assert (answer.status_code, answer.json()["code"]) == (422, "text_missing")
    pointers = [fault["pointer"] for fault in answer.json()["errors"]]
    assert pointers == ["/questions/0/text/fr", "/questions/1/text/fr"]


async def test_anothers_own_questionnaire_does_not_exist(dialogue: Cast) -> None:
    made = await dialogue.buyer().post("/v1/questionnaires", json={**OWN, "code": "hidden-one"})
    other = dialogue.buyer()
    assert (await other.get(made.headers["Location"])).json()["code"] == "questionnaire_not_found"
    assert (await other.get(f"{made.headers['Location']}/versions/1")).status_code == 404
    listed = (await other.get("/v1/questionnaires", params={"count": "exact"})).json()
    assert (sorted(item["code"] for item in listed["items"]), listed["total"]) == (
        ["hrdd-baseline", "hrdd-start"],
        2,
    )
    assert (await other.post("/v1/questionnaires", json={**OWN, "code": "hidden-one"})).status_code == 201
