"""The rules of assignments: the status by date, what a review needs, the figures of a round."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from chassis.state import state_of
from dialogue.assignments.answer_reviews.rules import (
    AnswerFacts,
    AnswerMissing,
    ConcreteElement,
    ConcreteElementRequired,
    EvidenceRequired,
    ExcludedAs,
    MotiveRequired,
    NotExcusable,
    demand_grounds,
)
from dialogue.assignments.answer_reviews.views import quality_out
from dialogue.assignments.rules import (
    CLOCKED,
    GAP,
    GENERIC,
    MOVES,
    PROOF,
    STILL_OPEN,
    SYSTEM,
    AssignmentStatus,
    RoundsExhausted,
    duties_answered,
    follow_up,
    next_round_of,
    status_on,
)
from dialogue.questionnaires.rules import AnswerType, QuestionnairePurpose
from dialogue.tables import AnswerReview, Assignment

TODAY = date(2026, 11, 22)


def test_only_states_with_a_transition_to_overdue_become_overdue() -> None:
    by_clock = {origin for (origin, to), move in MOVES.items() if to == "overdue" and SYSTEM in move.by}
    assert by_clock == CLOCKED


DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@given(cases=st.lists(st.tuples(st.sampled_from(AssignmentStatus), DAYS, DAYS), min_size=1, max_size=20))
async def test_the_database_says_the_same_status_as_the_rule(
    dialogue_app: FastAPI, cases: list[tuple[AssignmentStatus, date, date]]
) -> None:
    async with state_of(dialogue_app).sessions() as session:
        connection = await session.connection()
        for stored, due_at, today in cases:
            said = await connection.execute(
                text("select assignment_status(:stored, :due_at, :today)"),
                {"stored": stored.value, "due_at": due_at, "today": today},
            )
            assert said.scalar() == status_on(stored, due_at=due_at, today=today)


def test_the_last_day_is_in_time() -> None:
    assert status_on(AssignmentStatus.SENT, due_at=TODAY, today=TODAY) == "sent"
    assert status_on(AssignmentStatus.SENT, due_at=TODAY, today=TODAY + timedelta(days=1)) == "overdue"


def given_answer(*issued: date, excuses: tuple[ExcludedAs, ...] = (), is_answered: bool = True) -> AnswerFacts:
    return AnswerFacts(is_answered=is_answered, excuses=frozenset(excuses), evidence_dates=issued)


def judge(answer: AnswerFacts, level: int | None = None, **said: object) -> None:
    facts = {
        "excluded": None,
        "motive": "It says so.",
        "concrete_elements": [ConcreteElement.NUMBER],
        "is_changed": False,
        **said,
    }
    demand_grounds(answer, level=level, today=TODAY, **facts)  # type: ignore[arg-type]


def test_level_3_needs_evidence_of_the_last_24_months() -> None:
    judge(given_answer(date(2024, 11, 22)), 3)
    for issued in ((), (date(2024, 11, 21),), (date(2026, 11, 23),)):
        with pytest.raises(EvidenceRequired):
            judge(given_answer(*issued), 3)


def test_level_2_needs_a_concrete_element() -> None:
    judge(given_answer(), 2, concrete_elements=[ConcreteElement.OBSTACLE])
    with pytest.raises(ConcreteElementRequired):
        judge(given_answer(), 2, concrete_elements=[])


@pytest.mark.parametrize("level", [0, 1])
def test_low_levels_need_a_motive(level: int) -> None:
    with pytest.raises(MotiveRequired):
        judge(given_answer(), level, motive=None)
    judge(given_answer(), 2, motive=None)


def test_a_changed_level_needs_a_motive() -> None:
    with pytest.raises(MotiveRequired):
        judge(given_answer(), 2, motive=None, is_changed=True)


def test_a_question_without_an_answer_has_level_0() -> None:
    judge(given_answer(is_answered=False), 0)
    with pytest.raises(AnswerMissing):
        judge(given_answer(is_answered=False), 1)


def test_only_a_reason_in_the_answer_excludes_it() -> None:
    judge(given_answer(excuses=(ExcludedAs.NA,)), excluded=ExcludedAs.NA)
    with pytest.raises(NotExcusable):
        judge(given_answer(excuses=(ExcludedAs.NA,)), excluded=ExcludedAs.LAWFUL_REFUSAL)


def test_the_fourth_round_is_the_last() -> None:
    assert [next_round_of(number, most=4) for number in (1, 2, 3)] == [2, 3, 4]
    with pytest.raises(RoundsExhausted):
        next_round_of(4, most=4)


def reviewed(*grades: int | ExcludedAs) -> tuple[Assignment, list[AnswerReview]]:
    """A round whose questions all weigh 1, with one review each."""
    questions = [{"code": f"Q{number}", "weight": 1} for number in range(len(grades))]
    reviews = [
        AnswerReview(
            question_code=f"Q{number}",
            level=None if isinstance(grade, ExcludedAs) else grade,
            excluded=grade if isinstance(grade, ExcludedAs) else None,
        )
        for number, grade in enumerate(grades)
    ]
    return Assignment(id=uuid4(), questions=questions), reviews


GOLDEN = (0, 1, 1, 1, 1, 1, 2, 2, 3, 3)


def test_ten_answers_five_of_them_generic() -> None:
    """Levels 0,1,1,1,1,1,2,2,3,3: a generic share of 50.0 %, and 15 of 30 points."""
    quality = quality_out(*reviewed(*GOLDEN), TODAY)
    share, score = quality.generic_share, quality.score
    assert (share.code, share.value, share.numerator, share.denominator) == ("Q3", 50.0, 5, 10)
    assert (score.code, score.value, score.numerator, score.denominator) == ("Q5", 0.5, 15, 30)
    assert [quality.shares[level].value for level in "0123"] == [10.0, 50.0, 20.0, 20.0]


def test_a_lawful_refusal_and_an_accepted_na_change_nothing_but_are_counted() -> None:
    quality = quality_out(*reviewed(*GOLDEN, ExcludedAs.LAWFUL_REFUSAL, ExcludedAs.NA), TODAY)
    assert (quality.generic_share.value, quality.score.value) == (50.0, 0.5)
    assert quality.score.excluded == quality.generic_share.excluded == {"lawful_refusal": 1, "na": 1}


def test_where_nothing_applies_a_figure_is_null_and_not_zero() -> None:
    quality = quality_out(*reviewed(ExcludedAs.NA), TODAY)
    assert (quality.generic_share.value, quality.score.value, quality.score.denominator) == (None, None, 0)


def test_the_next_round_asks_for_what_is_missing() -> None:
    asked = follow_up(level=1, answer_type=AnswerType.TEXT, wants_evidence=True, year=2025)
    assert asked["en"] == f"{GENERIC['en'].format(year=2025)} {PROOF['en']}"
    assert "2025" in asked["nl"]
    assert follow_up(level=1, answer_type=AnswerType.TEXT, wants_evidence=False, year=2025)["nl"] == GENERIC[
        "nl"
    ].format(year=2025)
    assert follow_up(level=0, answer_type=AnswerType.TEXT, wants_evidence=True, year=2025) == STILL_OPEN
    assert follow_up(level=0, answer_type=AnswerType.FACILITY_LIST, wants_evidence=True, year=2025) == GAP


@pytest.mark.parametrize(
    ("purpose", "answered", "is_follow_up", "is_report"),
    [
        ("annual_report", {"COLOUR"}, False, True),
        ("baseline", {"SITUATION", "COLOUR"}, False, True),
        ("saq", {"SITUATION"}, False, True),
        ("baseline", {"COLOUR"}, False, False),
        ("annual_report", {"SITUATION"}, True, False),
        ("deepening", {"SITUATION"}, False, False),
        ("tender_information", {"SITUATION"}, False, False),
    ],
)
def test_a_report_is_what_answers_the_questions_of_a_report(
    purpose: str, answered: set[str], is_follow_up: bool, is_report: bool
) -> None:
    duties = {"SITUATION": ["REPORT", "TRADING_CONDITIONS"], "COLOUR": []}
    found = duties_answered(QuestionnairePurpose(purpose), duties, answered, is_follow_up=is_follow_up)
    assert found == (["REPORT"] if is_report else [])
