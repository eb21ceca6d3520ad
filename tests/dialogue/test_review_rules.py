"""The rules of annual reviews: when they are due, their states, what an agreement needs."""

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from chassis.moves import MoveIncomplete, step
from chassis.state import state_of
from chassis.vocabulary import Role
from dialogue.reviews.agenda.rules import TITLES, AgendaKind, without_outcome
from dialogue.reviews.rules import (
    HELD,
    MOVES,
    NOT_YET_HELD,
    Punctuality,
    ReviewStatus,
    due_on,
    effective_status,
    grace_until,
    punctuality,
)

S = ReviewStatus
ALL_ROLES = {role.value for role in Role}
BUYER = {"buyer_officer", "buyer_manager"}

IN_THE_TABLE = {
    ("scheduled", "agenda_draft"): BUYER,
    ("agenda_draft", "agenda_shared"): BUYER,
    ("agenda_shared", "held"): BUYER,
    ("held", "outcomes_draft"): BUYER,
    ("outcomes_draft", "outcomes_shared"): BUYER,
    ("outcomes_shared", "outcomes_draft"): BUYER,
    ("outcomes_shared", "agreed"): BUYER | {"supplier_contact"},
    ("agreed", "closed"): {"buyer_manager"},
    ("scheduled", "postponed"): BUYER,
    ("agenda_draft", "postponed"): BUYER,
    ("agenda_shared", "postponed"): BUYER,
    ("postponed", "scheduled"): BUYER,
    ("missed", "scheduled"): BUYER,
    ("scheduled", "missed"): {"system"},
    ("agenda_draft", "missed"): {"system"},
    ("agenda_shared", "missed"): {"system"},
    ("postponed", "missed"): {"system"},
}


def test_the_state_machine_has_exactly_these_transitions() -> None:
    assert {(origin.value, to.value): set(move.by) for (origin, to), move in MOVES.items()} == IN_THE_TABLE


@pytest.mark.parametrize(("origin", "to"), [pair for pair, move in MOVES.items() if move.needs])
def test_a_transition_is_refused_without_the_fields_it_needs(origin: S, to: S) -> None:
    with pytest.raises(MoveIncomplete):
        step(MOVES, origin, to, actors=ALL_ROLES, given={})


BEGAN = date(2024, 3, 1)


def test_due_a_year_after_the_contract_began_and_missed_after_sixty_days_of_grace() -> None:
    due = due_on(2025, began=BEGAN, last_held=None)
    grace = grace_until(due, planned_on=BEGAN)
    assert (due, grace) == (date(2025, 3, 1), date(2025, 4, 30))
    assert effective_status(S.SCHEDULED, grace, date(2025, 4, 30)) is S.SCHEDULED
    assert effective_status(S.SCHEDULED, grace, date(2025, 5, 1)) is S.MISSED


def test_held_within_the_grace_is_on_time_with_its_days_late_and_the_next_a_year_after_it() -> None:
    held = date(2025, 4, 10)
    assert punctuality(date(2025, 3, 1), held) == Punctuality(on_time=True, late_days=40)
    assert due_on(2026, began=BEGAN, last_held=held) == date(2026, 4, 10)


def test_held_after_the_grace_is_late() -> None:
    assert punctuality(date(2025, 3, 1), date(2025, 5, 1)) == Punctuality(on_time=False, late_days=61)
    assert punctuality(date(2025, 3, 1), date(2025, 2, 1)) == Punctuality(on_time=True, late_days=0)


@pytest.mark.parametrize(
    ("began", "year", "due"),
    [
        (date(2020, 6, 15), 2026, date(2026, 6, 15)),
        (date(2026, 6, 15), 2026, date(2027, 6, 15)),
        (date(2024, 2, 29), 2025, date(2025, 2, 28)),
        (date(2024, 2, 29), 2028, date(2028, 2, 29)),
    ],
)
def test_without_an_earlier_review_it_is_due_on_the_anniversary_of_the_beginning(
    began: date, year: int, due: date
) -> None:
    assert due_on(year, began=began, last_held=None) == due


def test_a_review_that_is_planned_late_is_not_missed_at_once() -> None:
    assert grace_until(date(2025, 3, 1), planned_on=date(2025, 9, 1)) == date(2025, 10, 31)


@pytest.mark.parametrize("status", sorted(HELD))
def test_a_held_review_is_never_missed(status: S) -> None:
    long_after = date(2025, 4, 30) + timedelta(days=9999)
    assert effective_status(status, date(2025, 4, 30), long_after) is status


def test_every_state_is_held_or_not_yet_or_missed() -> None:
    assert HELD | NOT_YET_HELD | {S.MISSED} == set(S)


def test_an_action_without_an_outcome_is_listed_and_other_items_need_none() -> None:
    agenda = [("open_action", "a"), ("overdue_buyer_action", "b"), ("finding", "c"), ("standing_question", "d")]
    assert without_outcome(agenda, [("open_action", "a")]) == ["b"]
    assert without_outcome(agenda, [("open_action", "a"), ("overdue_buyer_action", "b")]) == []


def test_every_kind_of_item_has_a_title_for_those_who_may_not_see_its_own() -> None:
    assert set(TITLES) == set(AgendaKind)


@pytest.fixture
async def statuses(dialogue_app: FastAPI) -> Any:
    async with state_of(dialogue_app).worker_sessions() as session, session.begin():
        yield await session.connection()


async def test_the_database_says_the_same_status_as_the_rule(statuses: Any) -> None:
    grace = date(2025, 4, 30)
    for status in ReviewStatus:
        for offset in (-400, -1, 0, 1, 400):
            day = grace + timedelta(days=offset)
            asked = text("select review_status(:status, :grace, :day)")
            found = (await statuses.execute(asked, {"status": status.value, "grace": grace, "day": day})).scalar()
            assert found == effective_status(status, grace, day)
