"""A review of an answer as its readers see it, and the figures of a round: Q2, Q3 and Q5."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from chassis.figures import Coverage, Figure, Scope, Unit, percent, ratio
from dialogue.assignments.answer_reviews.rules import Graded, tally
from dialogue.assignments.answer_reviews.schemas import AnswerReviewOut, Quality
from dialogue.tables import AnswerReview, Assignment

HIGHEST = 3


def answer_review_out(row: AnswerReview) -> AnswerReviewOut:
    return AnswerReviewOut.model_validate(row)


def quality_of(assignment: Assignment, reviews: Sequence[AnswerReview], as_of: date) -> Quality:
    """From the present reviews; `coverage` says how many questions have none yet."""
    weights = {question["code"]: question["weight"] for question in assignment.questions}
    counted = tally([Graded(row.level, row.excluded, weights[row.question_code]) for row in reviews])
    figure = partial(
        Figure,
        coverage=Coverage(known=len(reviews), unknown=len(assignment.questions) - len(reviews)),
        excluded=dict(counted.excluded),
        as_of=as_of,
        scope=Scope(kind="assignment", id=assignment.id),
    )

    def share(kpi: str, code: str, level: int) -> Figure:
        parts = counted.levels[level], counted.applicable
        return figure(
            kpi=kpi, code=code, unit=Unit.PERCENT, value=percent(*parts), numerator=parts[0], denominator=parts[1]
        )

    score = counted.weighted, HIGHEST * counted.weight
    return Quality(
        levels={str(level): number for level, number in counted.levels.items()},
        shares={str(level): share(f"answers_at_level_{level}", "Q2", level) for level in counted.levels},
        generic_share=share("generic_share_of_round", "Q3", 1),
        score=figure(
            kpi="quality_score",
            code="Q5",
            unit=Unit.RATIO,
            value=ratio(*score),
            numerator=score[0],
            denominator=score[1],
        ),
    )
