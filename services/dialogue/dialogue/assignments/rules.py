"""A questionnaire asked of a supplier: how it moves, what an answer and its review must bring, what comes next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Conflict, Invalid, NotFound

EVIDENCE_MONTHS = 24
"""Evidence older than this no longer shows how things are."""

EDITORS = ("buyer_manager", "buyer_officer")
SUPPLIER = "supplier_contact"
FIRST_SAVE = "first_save"
FIRST_REVIEW = "first_review"
NEXT_ROUND = "next_round"
SYSTEM = "system"


class AssignmentStatus(StrEnum):
    """`overdue` is what the clock makes of an open assignment after its due date."""

    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    EXTENSION_REQUESTED = "extension_requested"
    EXTENSION_GRANTED = "extension_granted"
    EXTENSION_REFUSED = "extension_refused"
    OVERDUE = "overdue"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    REVIEW_SHARED = "review_shared"
    FOLLOW_UP_OPEN = "follow_up_open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


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


A = AssignmentStatus

MOVES: Machine[AssignmentStatus] = {
    (A.SENT, A.ACKNOWLEDGED): by(SUPPLIER),
    (A.SENT, A.IN_PROGRESS): by(FIRST_SAVE),
    (A.ACKNOWLEDGED, A.IN_PROGRESS): by(FIRST_SAVE),
    (A.EXTENSION_GRANTED, A.IN_PROGRESS): by(FIRST_SAVE),
    (A.EXTENSION_REFUSED, A.IN_PROGRESS): by(FIRST_SAVE),
    (A.IN_PROGRESS, A.SUBMITTED): by(SUPPLIER),
    (A.EXTENSION_REQUESTED, A.SUBMITTED): by(SUPPLIER),
    (A.OVERDUE, A.SUBMITTED): by(SUPPLIER),
    (A.SENT, A.EXTENSION_REQUESTED): by(SUPPLIER, needs=["reason", "due_at"]),
    (A.ACKNOWLEDGED, A.EXTENSION_REQUESTED): by(SUPPLIER, needs=["reason", "due_at"]),
    (A.IN_PROGRESS, A.EXTENSION_REQUESTED): by(SUPPLIER, needs=["reason", "due_at"]),
    (A.OVERDUE, A.EXTENSION_REQUESTED): by(SUPPLIER, needs=["reason", "due_at"]),
    (A.EXTENSION_REQUESTED, A.EXTENSION_GRANTED): by(*EDITORS, needs=["due_at"]),
    (A.EXTENSION_REQUESTED, A.EXTENSION_REFUSED): by(*EDITORS, needs=["reason"]),
    (A.SENT, A.OVERDUE): by(SYSTEM),
    (A.ACKNOWLEDGED, A.OVERDUE): by(SYSTEM),
    (A.IN_PROGRESS, A.OVERDUE): by(SYSTEM),
    (A.EXTENSION_GRANTED, A.OVERDUE): by(SYSTEM),
    (A.EXTENSION_REFUSED, A.OVERDUE): by(SYSTEM),
    (A.SUBMITTED, A.UNDER_REVIEW): by(*EDITORS, FIRST_REVIEW),
    (A.UNDER_REVIEW, A.REVIEW_SHARED): by(*EDITORS),
    (A.REVIEW_SHARED, A.FOLLOW_UP_OPEN): by(NEXT_ROUND),
    (A.REVIEW_SHARED, A.CLOSED): by(*EDITORS),
    (A.FOLLOW_UP_OPEN, A.CLOSED): by(*EDITORS),
    (A.SENT, A.CANCELLED): by(*EDITORS, needs=["reason"]),
}

VERBS: dict[AssignmentStatus, str] = {
    A.ACKNOWLEDGED: "assignment.acknowledged",
    A.EXTENSION_REQUESTED: "assignment.extension_requested",
    A.EXTENSION_GRANTED: "assignment.extension_granted",
    A.EXTENSION_REFUSED: "assignment.extension_refused",
    A.SUBMITTED: "report.submitted",
    A.UNDER_REVIEW: "assignment.review_started",
    A.REVIEW_SHARED: "assignment.review_shared",
    A.CLOSED: "assignment.closed",
    A.CANCELLED: "assignment.cancelled",
}

CLOCKED = frozenset({A.SENT, A.ACKNOWLEDGED, A.IN_PROGRESS, A.EXTENSION_GRANTED, A.EXTENSION_REFUSED})
"""States in which the due date runs; while an extension is asked for, it waits for the buyer."""

ANSWERABLE = CLOCKED | {A.EXTENSION_REQUESTED}
REVIEWABLE = frozenset({A.SUBMITTED, A.UNDER_REVIEW})
WITH_SUPPLIER = ANSWERABLE | {A.CANCELLED}
"""Until it is submitted, what a supplier has saved is its own draft."""
SHARED_REVIEW = frozenset({A.REVIEW_SHARED, A.FOLLOW_UP_OPEN, A.CLOSED})


class AssignmentNotFound(NotFound):
    """No assignment with this id in a dialogue your organisation is a party of."""

    title = "Assignment not found"


class QuestionNotAsked(NotFound):
    """The assignment asks no question with this code."""

    title = "Question not asked"


class AnswersAreFixed(Conflict):
    """Answers change until they are submitted, and not afterwards; a next round asks anew."""

    title = "The answers are fixed"


class NotUnderReview(Conflict):
    """Answers are reviewed from their submission until the review is shared."""

    title = "Not under review"


class RoundsExhausted(Conflict):
    """The most rounds of follow-up have been asked; park what is still generic as an action point."""

    title = "No more rounds"


class NothingToFollowUp(Conflict):
    """No answer of this round was reviewed at level 0 or 1, so there is nothing to ask again."""

    title = "Nothing to follow up"


class AnswerRequired(Invalid):
    """A required question is answered, declared not applicable, or refused with a reason before submission."""

    title = "A required answer is missing"


class AnswerEmpty(Invalid):
    """An answer has a text, a reason why it does not apply, or a reason why it is refused."""

    title = "The answer is empty"


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


class ExtensionTooShort(Invalid):
    """An extension moves the due date later."""

    title = "The new date is not later"


def status_on(stored: AssignmentStatus, *, due_at: date, today: date) -> AssignmentStatus:
    """What the status is on a day; twin of the SQL function `assignment_status`."""
    return A.OVERDUE if stored in CLOCKED and today > due_at else stored


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")  # pragma: no cover


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
    oldest = months_before(today, EVIDENCE_MONTHS)
    if level == 3 and not any(oldest <= issued <= today for issued in given.evidence_dates):
        raise EvidenceRequired(pointer="/level")


def next_round_of(round_no: int, *, most: int) -> int:
    """Raises RoundsExhausted."""
    if round_no >= most:
        raise RoundsExhausted(f"{most} rounds have been asked.")
    return round_no + 1


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
