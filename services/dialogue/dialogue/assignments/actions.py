"""Sending questionnaires, moving assignments, and starting their next rounds."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.moves import step
from chassis.preconditions import demand_if_sent
from chassis.problems import Fault
from chassis.rows import stamps, touch
from chassis.stored_values import as_stored
from dialogue.assignments import queries
from dialogue.assignments.answers.rules import is_visible
from dialogue.assignments.rules import (
    MOVES,
    NEXT_ROUND,
    VERBS,
    AnswerRequired,
    AssignmentStatus,
    ExtensionTooShort,
    NothingToFollowUp,
    duties_answered,
    follow_up,
    next_round_of,
    status_on,
)
from dialogue.assignments.schemas import AssignmentIn, AssignmentTransition, RoundIn
from dialogue.dialogues.actions import activate_by_record, open_for_record
from dialogue.dialogues.participants.queries import parties
from dialogue.dialogues.queries import dialogue
from dialogue.dialogues.rules import UnknownReference
from dialogue.questionnaires.queries import published, purpose_of
from dialogue.questionnaires.rules import AnswerType, EvidenceRule
from dialogue.questionnaires.schemas import Question
from dialogue.tables import Answer, AnswerReview, Assignment

A = AssignmentStatus

INHERITED = ("dossier_id", "buyer_id", "supplier_id", "questionnaire", "version_id", "version_no", "title", "scope")
"""Columns that a round takes from the round before."""


async def send_assignment(session: AsyncSession, caller: Caller, body: AssignmentIn) -> Assignment:
    """Raises DialogueNotFound, DialogueClosed, TenderLocked, UnknownReference."""
    dossier = await open_for_record(session, caller, body.dialogue_id)
    latest = await published(session, caller, body.questionnaire)
    if latest is None:
        raise UnknownReference(
            f'There is no published questionnaire with the code "{body.questionnaire}".', pointer="/questionnaire"
        )
    questionnaire, version = latest
    row = Assignment(
        dossier_id=dossier.id,
        buyer_id=dossier.buyer_id,
        supplier_id=dossier.supplier_id,
        questionnaire=questionnaire.code,
        version_id=version.id,
        version_no=version.no,
        title=questionnaire.title,
        scope=body.scope,
        questions=[as_stored(Question, question).model_dump(mode="json") for question in version.questions],
        due_at=body.due_at,
        **stamps(caller),
    )
    session.add(row)
    await activate_by_record(session, caller, dossier)
    await _journal(session, caller, row, "assignment.sent", moved=(None, A.SENT))
    return row


async def move_assignment(
    session: AsyncSession, caller: Caller, assignment_id: UUID, body: AssignmentTransition, *, read: int | None
) -> Assignment:
    """Raises AssignmentNotFound, Stale, AnswerRequired, ExtensionTooShort, and what `step` does."""
    row = await queries.assignment(session, caller, assignment_id, lock=True)
    demand_if_sent(row.version, read)
    before = status_on(row.status, due_at=row.due_at, today=today())
    after = step(MOVES, before, body.to, actors=caller.roles, given=body.model_dump())
    if after is A.SUBMITTED:
        await _submit(session, caller, row, before)
        return row
    touch(row, caller, status=after, status_reason=body.reason, **_dated(row, after, body.due_at))
    await _journal(session, caller, row, VERBS[after], moved=(before, after))
    return row


def _dated(row: Assignment, after: AssignmentStatus, due_at: date | None) -> dict[str, object]:
    """The columns that an extension sets beside the status; raises ExtensionTooShort."""
    if after not in {A.EXTENSION_REQUESTED, A.EXTENSION_GRANTED} or due_at is None:
        return {}
    if due_at <= row.due_at:
        raise ExtensionTooShort(
            f"The assignment is due on {row.due_at}; the new due date must be later.", pointer="/due_at"
        )
    if after is A.EXTENSION_REQUESTED:
        return {"extension_until": due_at}
    return {"due_at": due_at, "extension_until": None}


def _says_something(answer: Answer) -> bool:
    return any(is_visible(said) for said in (answer.text, answer.na_reason, answer.refusal_reason) if said)


async def _submit(session: AsyncSession, caller: Caller, row: Assignment, before: AssignmentStatus) -> None:
    answers = await queries.answers(session, row.id)
    answered = {answer.question_code for answer in answers if _says_something(answer)}
    missing = [
        Fault(f"/questions/{index}", "answer_required", f"The question {question['code']} needs an answer.")
        for index, question in enumerate(row.questions)
        if question.get("required") and question["code"] not in answered
    ]
    if missing or not answered:
        raise AnswerRequired(errors=missing)
    touch(row, caller, status=A.SUBMITTED, submitted_on=today())
    dossier = await dialogue(session, caller, row.dossier_id)
    purpose = await purpose_of(session, row.version_id)
    payload = {
        "contract_ids": dossier.contract_ids,
        "on": today(),
        "assignment_id": row.id,
        "obligation_types": duties_answered(
            purpose,
            {question["code"]: question.get("obligation_types", ()) for question in row.questions},
            {answer.question_code for answer in answers if answer.text is not None},
            is_follow_up=row.parent_assignment_id is not None,
        ),
    }
    submitted = Entry(
        VERBS[A.SUBMITTED],
        ("assignment", row.id),
        moved=(before, A.SUBMITTED),
        audience=await parties(session, row.dossier_id),
        followed=True,  # the suppliers service learns which duties it answers
        payload=payload,
    )
    await record(session, caller, submitted)


async def start_next_round(  # noqa: PLR0913
    session: AsyncSession,
    caller: Caller,
    assignment_id: UUID,
    body: RoundIn,
    *,
    most_rounds: int,
    read: int | None,
) -> Assignment:
    """The next round: only what was reviewed at level 0 or 1.

    Raises AssignmentNotFound, Stale, IllegalTransition, RoundsExhausted, NothingToFollowUp, and what
    `open_for_record` does.
    """
    parent = await queries.assignment(session, caller, assignment_id, lock=True)
    demand_if_sent(parent.version, read)
    dossier = await open_for_record(session, caller, parent.dossier_id)
    after = step(MOVES, parent.status, A.FOLLOW_UP_OPEN, actors=[NEXT_ROUND])
    round_no = next_round_of(parent.round_no, most=most_rounds)
    questions = await _still_open(session, parent)
    if not questions:
        raise NothingToFollowUp
    row = Assignment(
        **{name: getattr(parent, name) for name in INHERITED},
        questions=questions,
        round_no=round_no,
        parent_assignment_id=parent.id,
        due_at=body.due_at,
        **stamps(caller),
    )
    session.add(row)
    touch(parent, caller, status=after)
    await activate_by_record(session, caller, dossier)
    await _journal(session, caller, parent, "assignment.followed_up", moved=(A.REVIEW_SHARED, after))
    await _journal(session, caller, row, "assignment.sent", moved=(None, A.SENT))
    return row


async def _still_open(session: AsyncSession, parent: Assignment) -> list[dict[str, Any]]:
    """The questions that come again in the next round, each with what it follows up."""
    answers = {answer.question_code: answer for answer in await queries.answers(session, parent.id)}
    reviews = {review.question_code: review for review in await queries.counting_reviews(session, parent.id)}
    return [
        _asked_again(question, answers.get(question["code"]), review)
        for question in parent.questions
        if (review := reviews.get(question["code"])) and review.level is not None and review.level <= 1
    ]


def _asked_again(question: Mapping[str, Any], answer: Answer | None, review: AnswerReview) -> dict[str, Any]:
    lacks_proof = EvidenceRule(question["evidence_required"]) is not EvidenceRule.NONE and not (
        answer and answer.evidence
    )
    template = follow_up(
        level=review.level or 0,
        answer_type=AnswerType(question["answer_type"]),
        wants_evidence=lacks_proof,
        year=today().year - 1,
    )
    return {
        **question,
        "origin_answer_id": str(answer.id) if answer else None,
        "follow_up_text": review.follow_up_text or template,
    }


async def _journal(
    session: AsyncSession, caller: Caller, row: Assignment, verb: str, *, moved: tuple[str | None, str | None]
) -> None:
    """The event for both sides."""
    readers = await parties(session, row.dossier_id)
    await record(session, caller, Entry(verb, ("assignment", row.id), moved=moved, audience=readers))
