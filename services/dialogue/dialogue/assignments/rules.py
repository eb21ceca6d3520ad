"""Assignments: their vocabulary, their state machine, and what a next round asks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from chassis.moves import Machine, by
from chassis.problems import Conflict, Invalid, NotFound
from chassis.vocabulary import BUYER_EDITORS, OrgKind, Role
from dialogue.questionnaires.rules import AnswerType, QuestionnairePurpose

EDITORS = BUYER_EDITORS
SUPPLIER = Role.SUPPLIER_CONTACT
FIRST_SAVE = "first_save"
FIRST_REVIEW = "first_review"
NEXT_ROUND = "next_round"
SYSTEM = Role.SYSTEM


class AssignmentStatus(StrEnum):
    """The status of an assignment.

    `sent`: waits for the supplier. `acknowledged`: received by the supplier. `in_progress`: the supplier answers.
    `extension_requested`: the supplier asks for more time. `extension_granted`, `extension_refused`: the buyer's
    decision. `overdue`: the due date has passed; it is calculated from that date. `submitted`: answered.
    `under_review`: the buyer reviews the answers. `review_shared`: the supplier sees the reviews. `follow_up_open`:
    a next round was sent. `closed`: finished. `cancelled`: taken back by the buyer.
    """

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


A = AssignmentStatus

MOVES: Machine[AssignmentStatus] = {
    (A.SENT, A.ACKNOWLEDGED): by(SUPPLIER),
    (A.SENT, A.IN_PROGRESS): by(FIRST_SAVE),
    (A.ACKNOWLEDGED, A.IN_PROGRESS): by(FIRST_SAVE),
    (A.EXTENSION_GRANTED, A.IN_PROGRESS): by(FIRST_SAVE),
    (A.EXTENSION_REFUSED, A.IN_PROGRESS): by(FIRST_SAVE),
    (A.IN_PROGRESS, A.SUBMITTED): by(SUPPLIER),
    (A.EXTENSION_REQUESTED, A.SUBMITTED): by(SUPPLIER),
    (A.EXTENSION_GRANTED, A.SUBMITTED): by(SUPPLIER),
    (A.EXTENSION_REFUSED, A.SUBMITTED): by(SUPPLIER),
    (A.OVERDUE, A.SUBMITTED): by(SUPPLIER),
    (A.SENT, A.EXTENSION_REQUESTED): by(SUPPLIER, needs=["reason", "due_at"]),
    (A.ACKNOWLEDGED, A.EXTENSION_REQUESTED): by(SUPPLIER, needs=["reason", "due_at"]),
    (A.IN_PROGRESS, A.EXTENSION_REQUESTED): by(SUPPLIER, needs=["reason", "due_at"]),
    (A.OVERDUE, A.EXTENSION_REQUESTED): by(SUPPLIER, needs=["reason", "due_at"]),
    (A.EXTENSION_GRANTED, A.EXTENSION_REQUESTED): by(SUPPLIER, needs=["reason", "due_at"]),
    (A.EXTENSION_REFUSED, A.EXTENSION_REQUESTED): by(SUPPLIER, needs=["reason", "due_at"]),
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
"""States in which the due date counts; a requested extension waits for the buyer."""

REMINDER_DAYS = 7
"""So many days before the due date the supplier is reminded of what is still open."""

ANSWERABLE = CLOCKED | {A.EXTENSION_REQUESTED}
REVIEWABLE = frozenset({A.SUBMITTED, A.UNDER_REVIEW})
WITH_SUPPLIER = ANSWERABLE | {A.CANCELLED}
"""States in which only the supplier sees its answers."""
SHARED_REVIEW = frozenset({A.REVIEW_SHARED, A.FOLLOW_UP_OPEN, A.CLOSED})

# What the next round asks in addition, by language, where an answer was missing, generic or without evidence.
STILL_OPEN = {
    "en": "This question is still open. If you cannot answer it: who did you ask, when, and what was the reply?",
    "nl": "Deze vraag staat nog open. Lukt een antwoord niet: wie vroeg u het, wanneer, en wat was het antwoord?",
}
GAP = {
    "en": "Who did you ask about the missing factory, and what was the answer?",
    "nl": "Aan wie vroeg u de ontbrekende fabriek, en wat was het antwoord?",
}
GENERIC = {
    "en": "You describe a policy. For the factories that make our products, what happened in {year}: numbers,"
    " dates, result?",
    "nl": "U beschrijft beleid. Wat gebeurde er in {year} in de fabrieken die onze producten maken: cijfers, data,"
    " resultaat?",
}
PROOF = {
    "en": "Which document shows this, and which page?",
    "nl": "Welk document toont dit, en op welke pagina?",
}


class AssignmentNotFound(NotFound):
    """There is no assignment with this id in your dialogues."""

    title = "Assignment not found"


class QuestionNotAsked(NotFound):
    """The assignment has no question with this code."""

    title = "Unknown question"


class AnswersAreFixed(Conflict):
    """Answers cannot be changed after they are submitted; the buyer can start a next round."""

    title = "The answers are fixed"


class RoundsExhausted(Conflict):
    """There are as many rounds as possible; create an action point for what is still open."""

    title = "No more rounds"


class NothingToFollowUp(Conflict):
    """No answer of this round has level 0 or 1, so a next round would have no question."""

    title = "Nothing to follow up"


class AnswerRequired(Invalid):
    """Answer every required question, or give a reason, before you submit; `errors` points at each one."""

    title = "A required answer is missing"


class ExtensionTooShort(Invalid):
    """The new due date must be later than the current one."""

    title = "The new date is not later"


def status_on(stored: AssignmentStatus, *, due_at: date, today: date) -> AssignmentStatus:
    """The status on a day; the SQL function `assignment_status` says the same."""
    return A.OVERDUE if stored in CLOCKED and today > due_at else stored


def sees_answers(kind: OrgKind, status: AssignmentStatus) -> bool:
    """The supplier always; other readers when they are submitted."""
    return kind is OrgKind.SUPPLIER or status not in WITH_SUPPLIER


def is_reviewer(kind: OrgKind) -> bool:
    """The buyer and its experts review answers, each for itself; the buyer's review counts."""
    return kind in (OrgKind.BUYER, OrgKind.EXPERT)


def sees_reviews(kind: OrgKind, status: AssignmentStatus) -> bool:
    """The buyer and its experts always; other readers when they are shared."""
    return is_reviewer(kind) or status in SHARED_REVIEW


@dataclass(frozen=True, slots=True)
class Target:
    """The question that an answer or a review is saved for, and the version that the caller read of it."""

    assignment_id: UUID
    question_code: str
    version: int | None


def asked_question(questions: Sequence[Mapping[str, Any]], question_code: str) -> Mapping[str, Any]:
    """Raises QuestionNotAsked where no question of an assignment has this code."""
    for question in questions:
        if question["code"] == question_code:
            return question
    raise QuestionNotAsked(f'The assignment has no question with the code "{question_code}".')


def next_round_of(round_no: int, *, most: int) -> int:
    """Raises RoundsExhausted."""
    if round_no >= most:
        raise RoundsExhausted(f"This is round {round_no}; at most {most} rounds are possible.")
    return round_no + 1


def follow_up(*, level: int, answer_type: AnswerType, wants_evidence: bool, year: int) -> dict[str, str]:
    """What to ask in addition to the original question, by language; `year` is the year it is about."""
    parts: list[Mapping[str, str]] = []
    if level == 0:
        parts.append(GAP if answer_type is AnswerType.FACILITY_LIST else STILL_OPEN)
    else:
        parts.append(GENERIC)
        parts += [PROOF] if wants_evidence else []
    return {language: " ".join(part[language].format(year=year) for part in parts) for language in ("nl", "en")}


REPORT = "REPORT"
"""The duty to report on the situation, the obstacles and the actions; see the code list `obligation_types`."""
PICTURES = frozenset({QuestionnairePurpose.BASELINE, QuestionnairePurpose.SAQ})
"""Questionnaires that are a report only where they ask for one."""


def duties_answered(
    purpose: QuestionnairePurpose,
    duties: Mapping[str, Iterable[str]],
    answered: Collection[str],
    *,
    is_follow_up: bool,
) -> list[str]:
    """The duties of contracts that a submission answers; `duties` are those that each question is about.

    A yearly report is one, and so is a general questionnaire with an answer to a question about the report. A
    follow-up round, information for a tender and questions about one subject are none.
    """
    if is_follow_up:
        return []
    about = {duty for code, types in duties.items() if code in answered for duty in types}
    is_report = purpose is QuestionnairePurpose.ANNUAL_REPORT or (purpose in PICTURES and REPORT in about)
    return [REPORT] if is_report else []
