"""Days that pass: one event for each verb, subject and day, in the order of days, whichever process writes it."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis import clock, expiries
from chassis.callers import Caller
from chassis.expiries import Expiry, write_expiries
from chassis.rows import Stamped
from chassis.sql_time import day_of
from chassis.state import state_of
from support.expiries import write_all
from support.notebook.tables import Mood, Note

READER = uuid4()


@pytest.fixture
def owner() -> UUID:
    return uuid4()


async def audience(_: AsyncSession, row: Any) -> list[UUID]:
    return [row.owner_id, READER]


def expiry(verb: str, owner: UUID, *, days: int = 0, **more: Any) -> Expiry:
    return Expiry(
        verb=verb,
        subject="note",
        model=Note,
        day=col(Note.due) + days,
        where=(col(Note.mood) == Mood.DRAFT, col(Note.owner_id) == owner),
        audience=audience,
        **more,
    )


async def note(app: FastAPI, owner: UUID, due: date) -> UUID:
    async with state_of(app).worker_sessions() as session, session.begin():
        row = Note(owner_id=owner, title=str(uuid4()), due=due, created_by=owner, updated_by=owner)
        session.add(row)
    return row.id


async def entries(app: FastAPI, *subjects: UUID) -> list[Any]:
    """What the journal says of the subjects, in its order."""
    statement = text(
        "select verb, subject_id, origin, outcome, audience, payload from journal"
        " join journal_payloads on journal_id = journal.id where subject_id = any(:ids) order by seq"
    )
    async with state_of(app).worker_sessions() as session:
        found = await (await session.connection()).execute(statement, {"ids": list(subjects)})
        return list(found.mappings())


async def test_a_day_that_has_come_is_said_once_with_the_day(notebook_app: FastAPI, owner: UUID) -> None:
    yesterday = clock.today() - timedelta(days=1)
    row = await note(notebook_app, owner, yesterday)
    fell_due = expiry("note.fell_due", owner, moved=lambda row: (row.mood, Mood.SENT))
    for _ in range(2):
        await write_all(notebook_app, [fell_due])
    (entry,) = await entries(notebook_app, row)
    assert (entry["origin"], entry["outcome"]) == ("draft", "sent")
    assert entry["payload"] == {"on": yesterday.isoformat()}
    assert set(entry["audience"]) == {owner, READER}


async def test_it_is_so_from_the_day_itself_on_and_not_before(notebook_app: FastAPI, owner: UUID) -> None:
    today = await note(notebook_app, owner, clock.today())
    tomorrow = await note(notebook_app, owner, clock.today() + timedelta(days=1))
    await write_all(notebook_app, [expiry("note.fell_due", owner)])
    assert [entry["subject_id"] for entry in await entries(notebook_app, today, tomorrow)] == [today]


async def test_a_day_that_was_moved_and_has_come_again_is_said_again(notebook_app: FastAPI, owner: UUID) -> None:
    row = await note(notebook_app, owner, date(2026, 1, 1))
    for due in (date(2026, 1, 1), date(2026, 2, 1)):
        async with state_of(notebook_app).worker_sessions() as session, session.begin():
            statement = text("update notes set due = :due where id = :id")
            await (await session.connection()).execute(statement, {"due": due, "id": row})
        await write_all(notebook_app, [expiry("note.fell_due", owner)])
    assert [entry["payload"]["on"] for entry in await entries(notebook_app, row)] == ["2026-01-01", "2026-02-01"]


async def test_days_that_have_passed_together_are_said_in_their_order(
    notebook_app: FastAPI, owner: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expiries, "AT_ONCE", 2)
    rows = [await note(notebook_app, owner, date(2026, 1, day)) for day in (9, 1, 5, 3, 7)]
    await write_all(notebook_app, [expiry("note.late", owner, days=3), expiry("note.fell_due", owner)])
    said = [(entry["payload"]["on"], entry["verb"]) for entry in await entries(notebook_app, *rows)]
    assert len(said) == 10
    assert said == sorted(said, key=lambda one: (one[0], one[1] != "note.late"))


async def test_what_nobody_could_know_on_that_day_is_dated_from_when_it_was_known(
    notebook_app: FastAPI, owner: UUID
) -> None:
    row = await note(notebook_app, owner, date(2026, 1, 1))
    known = expiry("note.fell_due", owner, known_from=day_of(col(Note.created_at)))
    for _ in range(2):
        await write_all(notebook_app, [known])
    assert [entry["payload"]["on"] for entry in await entries(notebook_app, row)] == [clock.today().isoformat()]


async def test_two_processes_at_once_say_it_once(notebook_app: FastAPI, owner: UUID) -> None:
    rows = [await note(notebook_app, owner, date(2026, 1, 1)) for _ in range(20)]
    write = write_expiries(expiry("note.fell_due", owner))
    await asyncio.gather(*(write(state_of(notebook_app)) for _ in range(3)))
    assert sorted(entry["subject_id"] for entry in await entries(notebook_app, *rows)) == sorted(rows)


async def test_what_follows_from_it_happens_with_it_or_not_at_all(notebook_app: FastAPI, owner: UUID) -> None:
    row = await note(notebook_app, owner, date(2026, 1, 1))

    async def fail(*_: object) -> None:
        raise RuntimeError("killed in between")

    async def send(_: AsyncSession, caller: Caller, found: Stamped) -> None:
        assert (isinstance(found, Note), caller.org_name) == (True, "notebook")
        found.mood = Mood.SENT  # type: ignore[attr-defined]

    with pytest.raises(RuntimeError):
        await write_all(notebook_app, [expiry("note.fell_due", owner, then=fail)])
    assert await entries(notebook_app, row) == []
    await write_all(notebook_app, [expiry("note.fell_due", owner, then=send)])
    async with state_of(notebook_app).worker_sessions() as session:
        assert (await session.get_one(Note, row)).mood is Mood.SENT
    assert len(await entries(notebook_app, row)) == 1


async def test_a_row_that_changed_in_between_says_nothing(
    notebook_app: FastAPI, owner: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = await note(notebook_app, owner, date(2026, 1, 1))
    waiting = expiries._waiting

    async def then_sent(*arguments: Any) -> Any:
        found = await waiting(*arguments)
        async with state_of(notebook_app).worker_sessions() as session, session.begin():
            statement = text("update notes set mood = 'sent' where id = :id")
            await (await session.connection()).execute(statement, {"id": row})
        return found

    monkeypatch.setattr(expiries, "_waiting", then_sent)
    await write_all(notebook_app, [expiry("note.fell_due", owner)])
    assert await entries(notebook_app, row) == []
