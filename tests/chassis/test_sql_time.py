"""Time as a statement's value: taken at each execution, however often the statement was compiled before."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import Date, column, literal, select, table

from chassis import clock
from chassis.compiled_statements import compiled
from chassis.sql_time import NOW, TODAY
from chassis.state import state_of


@pytest.fixture
def tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock._Shift, "value", timedelta(days=1))


STATEMENT = select(TODAY.label("today"), NOW.label("now"), literal(1))


async def test_a_statement_that_was_executed_before_says_the_new_day(
    notebook_app: FastAPI, request: pytest.FixtureRequest
) -> None:
    async with state_of(notebook_app).worker_sessions() as session:
        connection = await session.connection()
        before = (await connection.execute(STATEMENT)).one()
        request.getfixturevalue("tomorrow")
        after = (await connection.execute(STATEMENT)).one()
    assert after.today - before.today == timedelta(days=1)
    assert timedelta(days=1) <= after.now - before.now < timedelta(days=1, minutes=1)


def test_a_compiled_statement_takes_it_with_its_arguments(request: pytest.FixtureRequest) -> None:
    notes = table("notes", column("due", Date))
    statement = compiled(select(notes.c.due).where(notes.c.due >= TODAY), given_later=frozenset())
    (before,) = statement.arguments({})
    request.getfixturevalue("tomorrow")
    assert statement.arguments({}) == [before + timedelta(days=1)]
