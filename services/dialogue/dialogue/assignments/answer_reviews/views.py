"""A review of an answer as its readers see it, and the figures of a round: Q2, Q3 and Q5."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from chassis.figures import Coverage, Figure, Scope, Unit, percent, ratio
from chassis.stored_values import as_stored
from chassis.vocabulary import OrgKind
from dialogue.assignments.answer_reviews.rules import Graded, Tally, tally
from dialogue.assignments.answer_reviews.schemas import AnswerReviewOut, EarlierReview, Quality
from dialogue.assignments.rules import is_reviewer
from dialogue.tables import AnswerReview, Assignment


def answer_review_out(row: AnswerReview, reader: OrgKind) -> AnswerReviewOut:
    """Only reviewers read what it said before it was shared."""
    shown = as_stored(AnswerReviewOut, row)
    return shown if is_reviewer(reader) else shown.model_copy(update={"history": []})


def earlier_review(row: AnswerReview) -> dict[str, Any]:
    """What a review says now, as its history keeps it."""
    earlier = EarlierReview(level=row.level, excluded=row.excluded, motive=row.motive, at=row.updated_at)
    return earlier.model_dump(mode="json")


def _counted(assignment: Assignment, reviews: Sequence[AnswerReview]) -> Tally:
    weights = {question["code"]: question["weight"] for question in assignment.questions}
    graded = [Graded(row.level, row.excluded, weights[row.question_code]) for row in reviews if row.counts]
    return tally(graded, asked=len(assignment.questions))


def quality_out(assignment: Assignment, reviews: Sequence[AnswerReview], as_of: date) -> Quality:
    """From the reviews that count; `coverage` says how many questions have none yet."""
    counted = _counted(assignment, reviews)
    figure = partial(
        Figure,
        coverage=Coverage(known=counted.reviewed, unknown=counted.not_reviewed),
        excluded=dict(counted.excluded),
        as_of=as_of,
        scope=Scope(kind="assignment", id=assignment.id),
    )

    def share(kpi: str, code: str, level: int) -> Figure:
        part, whole = counted.share(level)
        return figure(
            kpi=kpi, code=code, unit=Unit.PERCENT, value=percent(part, whole), numerator=part, denominator=whole
        )

    points, most = counted.score
    return Quality(
        levels={str(level): number for level, number in counted.levels.items()},
        shares={str(level): share(f"answers_at_level_{level}", "Q2", level) for level in counted.levels},
        generic_share=share("generic_share_of_round", "Q3", 1),
        score=figure(
            kpi="quality_score",
            code="Q5",
            unit=Unit.RATIO,
            value=ratio(points, most),
            numerator=points,
            denominator=most,
        ),
    )
