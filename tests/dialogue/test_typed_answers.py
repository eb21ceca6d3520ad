"""Answers by the type of their question: what no person of that type would call an answer is refused."""

from typing import Any
from uuid import uuid4

import pytest

from chassis.vocabulary import Role
from dialogue.assignments.answers.rules import AnswerNotOfType, demand_type, is_visible
from support.assignments import DUE, SentAssignment
from support.cast import Cast
from support.dossiers import MakeScene
from support.market import made

OPTIONS = [{"code": "a", "label": {"en": "A"}}, {"code": "b", "label": {"en": "B"}}]
TYPES = ("text", "single", "multi", "number", "percent", "date", "yes_no", "table", "file")
QUESTIONS = [
    {
        "code": kind,
        "text": {"en": "What?"},
        "answer_type": kind,
        "options": OPTIONS if kind in ("single", "multi") else [],
    }
    for kind in TYPES
]
REFUSED = [
    ("single", "z", "not_an_option"),
    ("single", "a, b", "not_an_option"),
    ("single", "A", "not_an_option"),
    ("multi", "a, z", "not_an_option"),
    ("multi", ",", "not_an_option"),
    ("multi", "a, a", "option_repeated"),
    ("number", "plenty", "not_a_number"),
    ("number", "1.250", "not_a_number"),
    ("number", "1,250", "not_a_number"),
    ("number", "1e3", "not_a_number"),
    ("number", "NaN", "not_a_number"),
    ("number", "٣", "not_a_number"),
    ("percent", "150 %", "not_a_percentage"),
    ("percent", "-1", "not_a_percentage"),
    ("percent", "half", "not_a_percentage"),
    ("percent", "%", "not_a_percentage"),
    ("date", "2026-02-31", "not_a_date"),
    ("date", "31/01/2026", "not_a_date"),
    ("date", "20260131", "not_a_date"),
    ("date", "0001-01-01", "not_a_date"),
    ("yes_no", "maybe", "not_yes_or_no"),
    ("yes_no", "yesterday", "not_yes_or_no"),
]
TAKEN = [
    ("single", "b"),
    ("multi", "b, a"),
    ("multi", "a"),
    ("number", "1250"),
    ("number", "-12.5"),
    ("percent", "12.5 %"),
    ("percent", "100"),
    ("percent", "0"),
    ("date", "2026-02-28"),
    ("yes_no", "Yes"),
    ("yes_no", "Nee, want de fabriek weigert."),
    ("yes_no", "Partly: two of three sites."),
    ("table", "Training of all buyers."),
    ("text", "—"),
]


def question(kind: str) -> dict[str, Any]:
    return next(item for item in QUESTIONS if item["code"] == kind)


@pytest.mark.parametrize(("kind", "text", "code"), REFUSED)
def test_what_its_type_excludes_is_refused(kind: str, text: str, code: str) -> None:
    with pytest.raises(AnswerNotOfType) as refused:
        demand_type(question(kind), text, has_file=False)
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [("/text", code)]


@pytest.mark.parametrize(("kind", "text"), TAKEN)
def test_what_its_type_allows_is_taken(kind: str, text: str) -> None:
    demand_type(question(kind), text, has_file=False)


@pytest.mark.parametrize("kind", TYPES)
def test_a_reason_for_no_answer_has_no_type(kind: str) -> None:
    demand_type(question(kind), None, has_file=False)


@pytest.mark.parametrize(
    "text", ["\u200b", "\u2060 \ufeff", "\u0301", "\u3164", "\u2800\u2800", "\u00ad", "\u202e"]
)
def test_what_nobody_can_see_says_nothing(text: str) -> None:
    assert not is_visible(text)
    assert is_visible(f"{text}x")


@pytest.fixture
async def asked(dialogue: Cast, scene: MakeScene) -> SentAssignment:
    """A questionnaire with a question of each type."""
    talk = await scene()
    code = f"types-{uuid4().hex[:8]}"
    body = {"code": code, "title": {"en": "Types"}, "purpose": "saq", "languages": ["en"], "questions": QUESTIONS}
    versions = (
        f"/v1/questionnaires/{made(await talk.officer.post('/v1/questionnaires', json=body))['id']}/versions/1"
    )
    manager = dialogue.buyer(Role.BUYER_MANAGER, org=talk.officer.org)
    made(await talk.officer.post(f"{versions}/transitions", json={"to": "in_review"}), 200)
    made(await manager.post(f"{versions}/transitions", json={"to": "published"}), 200)
    sent = {"dialogue_id": str(talk.id), "questionnaire": code, "due_at": DUE}
    return SentAssignment(talk, made(await talk.officer.post("/v1/assignments", json=sent))["id"])


async def test_the_refusal_says_what_would_be_right_and_where(asked: SentAssignment) -> None:
    answer = await asked.say("single", "z")
    fault = {"pointer": "/text", "code": "not_an_option", "detail": "Write the code of one option: a, b."}
    assert (answer.status_code, answer.json()["code"]) == (422, "answer_not_of_type")
    assert answer.json()["errors"] == [fault]
    assert (await asked.read(asked.talk.voice))["status"] == "sent"
    assert (await asked.say("single", "a")).status_code == 200


async def test_a_file_is_no_text(asked: SentAssignment) -> None:
    note = {"document": "Site list", "issuer": "Meridiaan", "issued_on": "2026-01-01"}
    for evidence in ([], [note]):
        answer = await asked.say("file", "See our site.", evidence=evidence)
        assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/evidence"]
    form = {"dialogue_id": str(asked.talk.id), "title": "Sites", "issuer": "Meridiaan", "issued_on": "2026-01-01"}
    files = {"file": ("sites.txt", b"One site", "text/plain")}
    stored = made(await asked.talk.voice.post("/v1/evidence", data=form, files=files))
    assert (await asked.say("file", "See the list.", evidence=[stored["id"]])).status_code == 200


@pytest.mark.parametrize("field", ["text", "na_reason", "refusal_reason"])
async def test_an_answer_that_nobody_can_see_is_refused(asked: SentAssignment, field: str) -> None:
    answer = await asked.talk.voice.put(f"{asked.address}/answers/text", json={field: "\u200b"})
    fault = answer.json()["errors"][0]
    assert (answer.status_code, fault["pointer"]) == (422, f"/{field}")
    assert "no character that a person can see" in fault["detail"]


async def test_a_choice_without_options_is_refused(scene: MakeScene) -> None:
    talk = await scene()
    bare = {"code": "Q1", "text": {"en": "Which?"}, "answer_type": "multi"}
    body = {"code": "bare", "title": {"en": "x"}, "purpose": "saq", "languages": ["en"], "questions": [bare]}
    answer = await talk.officer.post("/v1/questionnaires", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "options_missing")
    assert answer.json()["errors"][0]["pointer"] == "/questions/0/options"


async def test_questions_that_a_patch_gave_no_type_are_texts(dialogue: Cast, scene: MakeScene) -> None:
    talk = await scene()
    first = {"code": "Q1", "text": {"en": "Which?"}}
    body = {"code": "patched", "title": {"en": "x"}, "purpose": "saq", "languages": ["en"], "questions": [first]}
    created = made(await talk.officer.post("/v1/questionnaires", json=body))
    versions = f"/v1/questionnaires/{created['id']}/versions/1"
    tag = {"If-Match": (await talk.officer.get(versions)).headers["ETag"]}
    second = {"code": "Q2", "text": {"en": "Who?"}}
    made(await talk.officer.patch(versions, json={"questions": [second]}, headers=tag), 200)
    made(await talk.officer.post(f"{versions}/transitions", json={"to": "in_review"}), 200)
    manager = dialogue.buyer(Role.BUYER_MANAGER, org=talk.officer.org)
    made(await manager.post(f"{versions}/transitions", json={"to": "published"}), 200)
    sent = {"dialogue_id": str(talk.id), "questionnaire": "patched", "due_at": DUE}
    asked = SentAssignment(talk, made(await talk.officer.post("/v1/assignments", json=sent))["id"])
    assert (await asked.say("Q2")).status_code == 200
    assert (await asked.submit()).json()["status"] == "submitted"
