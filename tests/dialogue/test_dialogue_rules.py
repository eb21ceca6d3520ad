"""The rules of dialogues: when something is recorded, what activates one, and the status by date."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from chassis.moves import allowed
from chassis.state import state_of
from dialogue.dialogues.rules import (
    CLOSED,
    MANAGER,
    MOVES,
    RECORD,
    DialogueBasis,
    DialogueClosed,
    DialogueStatus,
    Phase,
    TenderLocked,
    demand_open,
    is_made_active_by_a_record,
    is_stalled,
    status_on,
)


@pytest.mark.parametrize(("status", "phase"), list(itertools.product(DialogueStatus, Phase)))
def test_nothing_is_recorded_on_a_closed_dialogue_or_in_a_tender(status: DialogueStatus, phase: Phase) -> None:
    if status in CLOSED:
        with pytest.raises(DialogueClosed):
            demand_open(status, phase, is_consultation=True)
    elif phase == Phase.TENDER:
        demand_open(status, phase, is_consultation=True)
        with pytest.raises(TenderLocked):
            demand_open(status, phase)
    else:
        demand_open(status, phase)


def test_a_record_activates_a_clause_dialogue_or_an_accepted_one() -> None:
    made = {(b, s) for b in DialogueBasis for s in DialogueStatus if is_made_active_by_a_record(b, s)}
    by_clause = {
        (DialogueBasis.CLAUSE, DialogueStatus.PROPOSED),
        (DialogueBasis.CLAUSE, DialogueStatus.NO_RESPONSE),
    }
    assert made == by_clause | {(basis, DialogueStatus.ACCEPTED) for basis in DialogueBasis}
    assert all(RECORD in MOVES[status, DialogueStatus.ACTIVE].by for _, status in made)


def test_an_active_dialogue_is_stalled_after_120_days_without_events() -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    for days, expected in ((120, False), (121, True)):
        at = now - timedelta(days=days)
        assert is_stalled(DialogueStatus.ACTIVE, last_event_at=at, now=now) is expected
        assert not is_stalled(DialogueStatus.ON_HOLD, last_event_at=at, now=now)


DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@given(cases=st.lists(st.tuples(st.sampled_from(DialogueStatus), DAYS, DAYS), min_size=1, max_size=20))
async def test_the_database_says_the_same_status_as_the_rule(
    dialogue_app: FastAPI, cases: list[tuple[DialogueStatus, date, date]]
) -> None:
    async with state_of(dialogue_app).sessions() as session:
        connection = await session.connection()
        for stored, answer_by, today in cases:
            said = await connection.execute(
                text("select dialogue_status(:stored, :answer_by, :today)"),
                {"stored": stored.value, "answer_by": answer_by, "today": today},
            )
            assert said.scalar() == status_on(stored, answer_by=answer_by, today=today)


def test_transitions_are_listed_in_the_order_of_the_state_machine() -> None:
    assert allowed(MOVES, DialogueStatus.ACTIVE, [MANAGER]) == [
        DialogueStatus.ON_HOLD,
        DialogueStatus.ESCALATED,
        DialogueStatus.CONCLUDED,
    ]
