"""Reviews of answers: their vocabulary, what each needs, and how the reviews of a round are counted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chassis.calendar_arithmetic import shifted
from chassis.problems import Conflict, Invalid

EVIDENCE_MONTHS = 24
"""Older evidence does not count for level 3."""

HIGHEST = 3
"""The best level."""


class ExcludedAs(StrEnum):
    """Why an answer is left out of the scores.

    `na`: the question does not apply. `lawful_refusal`: the supplier has a legal reason not to answer.
    """

    NA = "na"
    LAWFUL_REFUSAL = "lawful_refusal"


class ReviewFlag(StrEnum):
    """What a reviewer notices about an answer.

    `marketing_language`: it advertises. `outdated`: it is about the past. `other_scope`: it is about something
    else. `contradiction`: it does not agree with other sources. `partial`: it answers a part. `copy_of_earlier`: it
    repeats an earlier answer. `good_practice`: it is a good example.
    """

    MARKETING_LANGUAGE = "marketing_language"
    OUTDATED = "outdated"
    OTHER_SCOPE = "other_scope"
    CONTRADICTION = "contradiction"
    PARTIAL = "partial"
    COPY_OF_EARLIER = "copy_of_earlier"
    GOOD_PRACTICE = "good_practice"


class ConcreteElement(StrEnum):
    """What makes an answer specific: a fact of this kind that a reader can check."""

    FACILITY = "facility"
    TIER = "tier"
    COUNTRY = "country"
    NUMBER = "number"
    DATE = "date"
    ACTION = "action"
    OBSTACLE = "obstacle"


class NotUnderReview(Conflict):
    """Answers can be reviewed from their submission until the reviews are shared."""

    title = "Not under review"


class EvidenceRequired(Invalid):
    """Level 3 needs evidence that was issued in the last 24 months; ask for it, or give a lower level."""

    title = "Evidence is required"


class ConcreteElementRequired(Invalid):
    """Level 2 needs at least one of `concrete_elements`: what in the answer a reader can check."""

    title = "A concrete element is required"


class MotiveRequired(Invalid):
    """Levels 0 and 1, and each change of a level, need a `motive`: the supplier must know what is missing."""

    title = "A motive is required"


class AnswerMissing(Invalid):
    """The question has no answer, so its level can only be 0."""

    title = "There is no answer"


class NotExcusable(Invalid):
    """An answer can be excluded as `na` only if it has an `na_reason`, as `lawful_refusal` a `refusal_reason`."""

    title = "The answer does not give this reason"


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """What a review depends on: whether there is an answer, its reasons, and when its evidence was issued."""

    is_answered: bool
    excuses: frozenset[ExcludedAs]
    evidence_dates: tuple[date, ...]


def demand_grounds(  # noqa: PLR0913
    answer: AnswerFacts,
    *,
    level: int | None,
    excluded: ExcludedAs | None,
    motive: str | None,
    concrete_elements: Collection[ConcreteElement],
    is_changed: bool,
    today: date,
) -> None:
    """Raises MotiveRequired, AnswerMissing, ConcreteElementRequired, EvidenceRequired, NotExcusable."""
    if excluded is not None and excluded not in answer.excuses:
        raise NotExcusable(pointer="/excluded")
    if motive is None and (is_changed or (level is not None and level <= 1)):
        raise MotiveRequired(pointer="/motive")
    if level is None:
        return
    if level > 0 and not answer.is_answered:
        raise AnswerMissing(pointer="/level")
    if level == 2 and not concrete_elements:
        raise ConcreteElementRequired(pointer="/concrete_elements")
    oldest = shifted(today, months=-EVIDENCE_MONTHS)
    if level == 3 and not any(oldest <= issued <= today for issued in answer.evidence_dates):
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
    reviewed: int
    not_reviewed: int

    def share(self, level: int) -> tuple[int, int]:
        """How many of the applicable answers have this level: numerator and denominator."""
        return self.levels[level], sum(self.levels.values())

    @property
    def score(self) -> tuple[int, int]:
        """The weighted levels, and the most they could be: numerator and denominator."""
        return self.weighted, HIGHEST * self.weight


def tally(reviews: Sequence[Graded], *, asked: int) -> Tally:
    """The present reviews of a round with so many questions.

    Answers with a reason to leave them out are in no share; they are counted separately.
    """
    graded = [(review.level, review.weight) for review in reviews if review.level is not None]
    levels = {level: sum(1 for one, _ in graded if one == level) for level in range(HIGHEST + 1)}
    reasons: Collection[ExcludedAs] = [review.excluded for review in reviews if review.excluded]
    return Tally(
        levels=levels,
        weighted=sum(level * weight for level, weight in graded),
        weight=sum(weight for _, weight in graded),
        excluded={reason.value: list(reasons).count(reason) for reason in ExcludedAs if reason in reasons},
        reviewed=len(reviews),
        not_reviewed=asked - len(reviews),
    )
