"""Saving the answers of a supplier, one by one."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.preconditions import demand_for_put
from chassis.rows import stamps, touch
from dialogue.assignments import queries
from dialogue.assignments.answers.rules import demand_type
from dialogue.assignments.answers.schemas import AnswerIn, EvidenceNote, EvidenceRef
from dialogue.assignments.rules import (
    ANSWERABLE,
    FIRST_SAVE,
    MOVES,
    AnswersAreFixed,
    AssignmentStatus,
    Target,
    asked_question,
)
from dialogue.evidence.queries import of_dossier as evidence_of
from dialogue.evidence.rules import IssuedInFuture, demand_evidence
from dialogue.tables import Answer, Assignment, Evidence

A = AssignmentStatus


async def save_answer(session: AsyncSession, caller: Caller, target: Target, *, body: AnswerIn) -> Answer:
    """Save an answer as a whole.

    Raises AssignmentNotFound, QuestionNotAsked, AnswersAreFixed, PreconditionRequired, Stale, AnswerNotOfType,
    UnknownReference, IssuedInFuture.
    """
    assignment = await queries.assignment(session, caller, target.assignment_id, lock=True)
    question = asked_question(assignment.questions, target.question_code)
    if assignment.status not in ANSWERABLE:
        raise AnswersAreFixed(f'The assignment is "{assignment.status}"; its answers cannot be changed.')
    row = await queries.answer(session, assignment.id, target.question_code)
    demand_for_put(row.version if row else None, target.version)
    fields = await _columns_of(session, assignment, question, body)
    await _begin(session, caller, assignment)
    if row is None:
        row = Answer(
            dossier_id=assignment.dossier_id,
            assignment_id=assignment.id,
            question_code=target.question_code,
            **fields,
            **stamps(caller),
        )
        session.add(row)
    else:
        touch(row, caller, **fields)
    await record(session, caller, Entry("answer.saved", ("answer", row.id), audience=[caller.org]))
    return row


async def _columns_of(
    session: AsyncSession, assignment: Assignment, question: Mapping[str, Any], body: AnswerIn
) -> dict[str, Any]:
    """Raises AnswerNotOfType, UnknownReference, IssuedInFuture."""
    evidence = await _cited(session, assignment.dossier_id, body.evidence)
    demand_type(question, body.text, has_file=any(item["evidence_id"] for item in evidence))
    return {
        "text": body.text,
        "language": body.language,
        "evidence": evidence,
        "na_reason": body.na_reason,
        "refusal_reason": body.refusal_reason,
    }


async def _cited(
    session: AsyncSession, dossier_id: UUID, evidence: Sequence[UUID | EvidenceRef | EvidenceNote]
) -> list[dict[str, Any]]:
    """Raises UnknownReference, IssuedInFuture."""
    references = [EvidenceRef(evidence_id=item) if isinstance(item, UUID) else item for item in evidence]
    ids = [item.evidence_id if isinstance(item, EvidenceRef) else None for item in references]
    files = await evidence_of(session, dossier_id, ids)
    demand_evidence(ids, files, pointer="/evidence")
    citations = [_citation(item, files) for item in references]
    for index, citation in enumerate(citations):
        if citation["issued_on"] > str(today()):
            raise IssuedInFuture(pointer=f"/evidence/{index}/issued_on")
    return citations


def _citation(item: EvidenceRef | EvidenceNote, files: Mapping[UUID, Evidence]) -> dict[str, Any]:
    if isinstance(item, EvidenceNote):
        return {"evidence_id": None, **item.model_dump(mode="json")}
    row = files[item.evidence_id]
    return {
        "evidence_id": str(row.id),
        "document": row.title,
        "issuer": row.issuer,
        "issued_on": str(row.issued_on),
        "page": item.page or row.page,
    }


async def _begin(session: AsyncSession, caller: Caller, assignment: Assignment) -> None:
    """The first save starts the work, also after the due date."""
    move = MOVES.get((assignment.status, A.IN_PROGRESS))
    if move is not None and FIRST_SAVE in move.by:
        before = assignment.status
        touch(assignment, caller, status=A.IN_PROGRESS)
        subject = ("assignment", assignment.id)
        await record(
            session,
            caller,
            Entry("assignment.begun", subject, moved=(before, A.IN_PROGRESS), audience=[caller.org]),
        )
