"""Texts from before a guard became stricter are read as they are; only new ones are refused."""

from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from chassis.state import state_of
from support.dossiers import MakeScene, Scene

TURNED = "Sites \u202eand\u200b names"


async def dialogue(talk: Scene) -> str:
    return str(talk.address)


async def meeting(talk: Scene) -> str:
    people = [{"role": "supplier_contact", "name": "Jan Maes", "function_area": "human_rights"}]
    body = {"kind": "kick_off", "starts_at": "2026-03-02T09:00:00Z", "participants": people}
    answer = await talk.officer.post("/v1/meetings", json={"dialogue_id": str(talk.id), **body})
    assert answer.status_code == 201, answer.text
    return str(answer.headers["Location"])


async def assignment(talk: Scene) -> str:
    body = {"dialogue_id": str(talk.id), "questionnaire": "hrdd-start", "due_at": "2030-01-01"}
    answer = await talk.officer.post("/v1/assignments", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["Location"])


CASES = [
    (dialogue, "update dialogues set title = :turned, next_step = :turned where id = :id", ["title", "next_step"]),
    (meeting, "update meetings set participants = jsonb_set(participants, '{0,name}', to_jsonb(:turned))"
     " where id = :id", ["participants"]),
    (assignment, "update assignments set title = jsonb_build_object('en', :turned) where id = :id", ["title"]),
]  # fmt: skip


@pytest.mark.parametrize(("make", "statement", "fields"), CASES, ids=["dialogue", "meeting", "assignment"])
async def test_a_text_that_would_be_refused_today_is_still_read(
    dialogue_app: FastAPI, scene: MakeScene, make: Any, statement: str, fields: list[str]
) -> None:
    address = await make(talk := await scene())
    async with state_of(dialogue_app).worker_sessions() as session, session.begin():
        values = {"turned": TURNED, "id": UUID(address.rpartition("/")[2])}
        await (await session.connection()).execute(
            text(statement.replace(":turned", "cast(:turned as text)")), values
        )
    for actor in (talk.officer, talk.voice):
        answer = await actor.get(address)
        assert answer.status_code == 200, answer.text
        assert all(TURNED in str_of(answer.json()[field]) for field in fields)


def str_of(value: Any) -> str:
    """All texts within a value."""
    if isinstance(value, dict):
        return " ".join(map(str_of, value.values()))
    return " ".join(map(str_of, value)) if isinstance(value, list) else str(value)


async def test_a_new_text_of_this_kind_is_refused(scene: MakeScene) -> None:
    talk = await scene()
    tag = (await talk.officer.get(talk.address)).headers["ETag"]
    answer = await talk.officer.patch(talk.address, json={"title": TURNED}, headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/title")
