"""What a review of an answer must bring, and how a round's reviews are counted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chassis.months import shifted
from chassis.problems import Conflict, Invalid

EVIDENCE_MONTHS = 24
"""Evidence older than this no longer shows how things are."""


class ExcludedAs(StrEnum):
    """An answer that is no answer on the substance, and counts neither way."""

    NA = "na"
    LAWFUL_REFUSAL = "lawful_refusal"


class ReviewFlag(StrEnum):
    """What a reviewer notices about an answer."""

    MARKETING_LANGUAGE = "marketing_language"
    OUTDATED = "outdated"
    OTHER_SCOPE = "other_scope"
    CONTRADICTION = "contradiction"
    PARTIAL = "partial"
    COPY_OF_EARLIER = "copy_of_earlier"
    GOOD_PRACTICE = "good_practice"


class ConcreteElement(StrEnum):
    """What makes an answer specific: something a reader could check."""

    FACILITY = "facility"
    TIER = "tier"
    COUNTRY = "country"
    NUMBER = "number"
    DATE = "date"
    ACTION = "action"
    OBSTACLE = "obstacle"


class NotUnderReview(Conflict):
    """Answers are reviewed from their submission until the review is shared."""

    title = "Not under review"


class EvidenceRequired(Invalid):
    """Level 3 needs evidence issued within 24 months; ask for the document, or grade the answer lower."""

    title = "Evidence is required"


class MotiveRequired(Invalid):
    """Level 0, level 1 and every changed level need a motive: the supplier must learn what was missing."""

    title = "A motive is required"


class AnswerMissing(Invalid):
    """Where nothing was answered the level is 0."""

    title = "There is no answer"


class NotExcusable(Invalid):
    """Only an answer that gives the reason itself counts as not applicable or as a lawful refusal."""

    title = "The answer claims no such reason"


@dataclass(frozen=True, slots=True)
class Given:
    """What a review judges: whether there is an answer, its reasons, and when its evidence was issued."""

    is_answered: bool
    excuses: frozenset[ExcludedAs]
    evidence_dates: tuple[date, ...]


def demand_grounds(
    given: Given,
    *,
    level: int | None,
    excluded: ExcludedAs | None,
    motive: str | None,
    is_changed: bool,
    today: date,
) -> None:
    """Raises MotiveRequired, AnswerMissing, EvidenceRequired, NotExcusable."""
    if excluded is not None and excluded not in given.excuses:
        raise NotExcusable(pointer="/excluded")
    if motive is None and (is_changed or (level is not None and level <= 1)):
        raise MotiveRequired(pointer="/motive")
    if level is None:
        return
    if level > 0 and not given.is_answered:
        raise AnswerMissing(pointer="/level")
    oldest = shifted(today, months=-EVIDENCE_MONTHS)
    if level == 3 and not any(oldest <= issued <= today for issued in given.evidence_dates):
        raise EvidenceRequired(pointer="/level")


@dataclass(frozen=True, slots=True)
class Graded:
    """One reviewed answer: its level or why it is excluded, and the weight of its question."""

    level: int | None
    excluded: ExcludedAs | None
    weight: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Answers of one round counted: levels of the applicable ones, and what is left out."""

    levels: Mapping[int, int]
    weighted: int
    weight: int
    excluded: Mapping[str, int]

    @property
    def applicable(self) -> int:
        return sum(self.levels.values())


def tally(reviews: Sequence[Graded]) -> Tally:
    """Accepted n/a and lawful refusals stand outside every share, and are counted beside it."""
    graded = [(review.level, review.weight) for review in reviews if review.level is not None]
    levels = {level: sum(1 for found, _ in graded if found == level) for level in range(4)}
    reasons: Collection[ExcludedAs] = [review.excluded for review in reviews if review.excluded]
    return Tally(
        levels=levels,
        weighted=sum(level * weight for level, weight in graded),
        weight=sum(weight for _, weight in graded),
        excluded={reason.value: list(reasons).count(reason) for reason in ExcludedAs if reason in reasons},
    )
