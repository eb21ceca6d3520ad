"""What days bring to a dialogue: each event once for its day, to those who take part."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from chassis import clock
from chassis.callers import NOBODY
from chassis.state import state_of
from dialogue.app import EXPIRIES
from support.dossiers import MakeScene, Scene
from support.expiries import write_all

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


async def plan_review(talk: Scene) -> str:
    body = {"dialogue_id": str(talk.id), "year": clock.today().year}
    return str((await talk.officer.post("/v1/annual-reviews", json=body)).json()["id"])


async def propose(talk: Scene) -> str:
    return str(talk.id)


async def let_pass(app: FastAPI, table: str, day: str, row_id: str, on: date = LONG_AGO) -> None:
    async with state_of(app).worker_sessions() as session, session.begin():
        statement = text(f"update {table} set {day} = :on where id = :id")
        await (await session.connection()).execute(statement, {"on": on, "id": UUID(row_id)})


async def entries_of(app: FastAPI, row_id: str, verb: str) -> list[Any]:
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
    (plan_review, "annual_reviews", "grace_ends", "review.missed", "missed"),
]


@pytest.mark.parametrize(("make", "table", "day", "verb", "outcome"), CASES)
async def test_the_event_is_written_once_to_both_sides(
    dialogue_app: FastAPI, scene: MakeScene, make: Any, table: str, day: str, verb: str, outcome: str | None
) -> None:
    talk = await scene()
    row_id = await make(talk)
    await write_all(dialogue_app, EXPIRIES)
    assert await entries_of(dialogue_app, row_id, verb) == []
    await let_pass(dialogue_app, table, day, row_id)
    for _ in range(2):
        await write_all(dialogue_app, EXPIRIES)
    (entry,) = await entries_of(dialogue_app, row_id, verb)
    assert (entry["outcome"], entry["payload"]["on"]) == (outcome, "2026-01-02")
    assert set(entry["audience"]) == {talk.officer.org, talk.voice.org}
    await let_pass(dialogue_app, table, day, row_id, date(2026, 2, 1))
    await write_all(dialogue_app, EXPIRIES)
    assert len(await entries_of(dialogue_app, row_id, verb)) == 2


async def test_the_event_of_a_point_that_only_the_buyer_sees_is_for_the_buyer(
    dialogue_app: FastAPI, scene: MakeScene
) -> None:
    talk = await scene()
    row_id = await promise(talk)
    async with state_of(dialogue_app).worker_sessions() as session, session.begin():
        statement = text("update action_points set shown_to = 'buyer_only', due_date = :on where id = :id")
        await (await session.connection()).execute(statement, {"on": LONG_AGO, "id": UUID(row_id)})
    await write_all(dialogue_app, EXPIRIES)
    (entry,) = await entries_of(dialogue_app, row_id, "action.became_overdue")
    assert entry["audience"] == [talk.officer.org]


async def in_journal(app: FastAPI, row_id: str) -> list[tuple[str, str]]:
    """Verb and day of what days brought to a row, in the order of the journal."""
    async with state_of(app).worker_sessions() as session:
        statement = text(
            "select verb, payload ->> 'on' as day from journal join journal_payloads on journal_id = journal.id"
            " where subject_id = :id and payload ? 'on' and actor = :nobody order by seq"
        )
        found = await (await session.connection()).execute(statement, {"id": UUID(row_id), "nobody": NOBODY})
        return [(row.verb, row.day) for row in found]


async def test_an_assignment_is_remembered_before_it_is_overdue(dialogue_app: FastAPI, scene: MakeScene) -> None:
    talk = await scene()
    row_id = await send(talk)
    async with state_of(dialogue_app).worker_sessions() as session, session.begin():
        statement = text("update assignments set sent_at = :sent, due_at = :due where id = :id")
        values = {"sent": datetime(2025, 12, 1, tzinfo=UTC), "due": LONG_AGO, "id": UUID(row_id)}
        await (await session.connection()).execute(statement, values)
    await write_all(dialogue_app, EXPIRIES)
    assert await in_journal(dialogue_app, row_id) == [
        ("assignment.reminder_due", "2025-12-25"),
        ("assignment.became_overdue", "2026-01-02"),
    ]


async def test_nobody_is_reminded_of_what_was_sent_a_few_days_before_its_due_date(
    dialogue_app: FastAPI, scene: MakeScene
) -> None:
    talk = await scene()
    row_id = await send(talk)
    async with state_of(dialogue_app).worker_sessions() as session, session.begin():
        statement = text("update assignments set sent_at = :sent, due_at = :due where id = :id")
        values = {"sent": datetime(2025, 12, 25, tzinfo=UTC), "due": LONG_AGO, "id": UUID(row_id)}
        await (await session.connection()).execute(statement, values)
    await write_all(dialogue_app, EXPIRIES)
    assert await in_journal(dialogue_app, row_id) == [("assignment.became_overdue", "2026-01-02")]


async def test_a_review_that_was_planned_after_its_due_date_is_due_from_its_planning(
    dialogue_app: FastAPI, scene: MakeScene
) -> None:
    talk = await scene()
    row_id = await plan_review(talk)
    await let_pass(dialogue_app, "annual_reviews", "due_on", row_id)
    await write_all(dialogue_app, EXPIRIES)
    assert await in_journal(dialogue_app, row_id) == [("review.became_due", clock.today().isoformat())]
