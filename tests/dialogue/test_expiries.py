"""Days that pass are told once: to whom the thing is shown, and anew where its date was moved and passed again."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from chassis.state import state_of
from dialogue.expiries.jobs import announce_expiries
from support.dossiers import MakeScene, Scene

LONG_AGO = date(2026, 1, 1)


async def send(talk: Scene) -> str:
    body = {"dialogue_id": str(talk.id), "questionnaire": "hrdd-start", "due_at": "2030-01-31"}
    return str((await talk.officer.post("/v1/assignments", json=body)).json()["id"])


async def share_minutes(talk: Scene) -> str:
    when = "2026-03-02T09:00:00Z"
    body = {"dialogue_id": str(talk.id), "kind": "kick_off", "starts_at": when, "minutes": "Said."}
    made = await talk.officer.post("/v1/meetings", json=body)
    await talk.officer.post(f"{made.headers['Location']}/transitions", json={"to": "minutes_shared"})
    return str(made.json()["id"])


async def promise(talk: Scene) -> str:
    body = {
        "dialogue_id": str(talk.id),
        "owner_side": "supplier",
        "title": "Name the sites",
        "success_criterion": "A list is accepted.",
        "due_date": "2030-01-31",
    }
    made = await talk.officer.post("/v1/action-points", json=body)
    await talk.voice.post(f"{made.headers['Location']}/transitions", json={"to": "agreed"})
    return str(made.json()["id"])


async def propose(talk: Scene) -> str:
    return str(talk.id)


async def let_pass(app: FastAPI, table: str, day: str, row_id: str, on: date = LONG_AGO) -> None:
    async with state_of(app).worker_sessions() as session, session.begin():
        statement = text(f"update {table} set {day} = :on where id = :id")
        await (await session.connection()).execute(statement, {"on": on, "id": UUID(row_id)})


async def told(app: FastAPI, row_id: str, verb: str) -> list[Any]:
    async with state_of(app).worker_sessions() as session:
        statement = text(
            "select outcome, audience, payload from journal join journal_payloads on journal_id = journal.id"
            " where subject_id = :id and verb = :verb order by seq"
        )
        found = await (await session.connection()).execute(statement, {"id": UUID(row_id), "verb": verb})
        return list(found.mappings())


CASES = [
    (propose, "dialogues", "answer_by", "dialogue.unanswered", "no_response"),
    (send, "assignments", "due_at", "assignment.became_overdue", "overdue"),
    (share_minutes, "meetings", "comment_until", "meeting.minutes_agreed", "minutes_agreed"),
    (promise, "action_points", "due_date", "action.became_overdue", None),
]


@pytest.mark.parametrize(("make", "table", "day", "verb", "outcome"), CASES)
async def test_it_is_told_once_to_both_sides(
    dialogue_app: FastAPI, scene: MakeScene, make: Any, table: str, day: str, verb: str, outcome: str | None
) -> None:
    talk = await scene()
    row_id = await make(talk)
    await announce_expiries(state_of(dialogue_app))
    assert await told(dialogue_app, row_id, verb) == []
    await let_pass(dialogue_app, table, day, row_id)
    for _ in range(2):
        await announce_expiries(state_of(dialogue_app))
    (entry,) = await told(dialogue_app, row_id, verb)
    assert (entry["outcome"], entry["payload"]["on"]) == (outcome, "2026-01-02")
    assert set(entry["audience"]) == {talk.officer.org, talk.voice.org}
    await let_pass(dialogue_app, table, day, row_id, date(2026, 2, 1))
    await announce_expiries(state_of(dialogue_app))
    assert len(await told(dialogue_app, row_id, verb)) == 2


async def test_of_a_point_that_is_the_buyers_alone_nobody_else_hears(
    dialogue_app: FastAPI, scene: MakeScene
) -> None:
    talk = await scene()
    row_id = await promise(talk)
    async with state_of(dialogue_app).worker_sessions() as session, session.begin():
        statement = text("update action_points set shown_to = 'buyer_only', due_date = :on where id = :id")
        await (await session.connection()).execute(statement, {"on": LONG_AGO, "id": UUID(row_id)})
    await announce_expiries(state_of(dialogue_app))
    (entry,) = await told(dialogue_app, row_id, "action.became_overdue")
    assert entry["audience"] == [talk.officer.org]
