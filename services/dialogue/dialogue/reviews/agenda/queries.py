"""Reading what an agenda is made of: what is open in a dialogue, and what a stored agenda is about."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import binds
from dialogue import visibility
from dialogue.action_points.rules import CLOSED
from dialogue.assignments.rules import SHARED_REVIEW
from dialogue.findings.readers.queries import is_known_to_supplier
from dialogue.findings.rules import OPEN
from dialogue.tables import ActionPoint, AnswerReview, Assignment, Dialogue, Finding, ReviewAnnexItem


async def open_action_points(session: AsyncSession, dossier_id: UUID) -> Sequence[ActionPoint]:
    """The action points of a dialogue that are not closed."""
    statement = select(ActionPoint).where(
        col(ActionPoint.dossier_id) == dossier_id, col(ActionPoint.status).not_in(sorted(CLOSED))
    )
    return (await session.exec(statement)).all()


async def open_findings(session: AsyncSession, caller: Caller) -> Sequence[Finding]:
    """The open findings that the caller may see."""
    statement = select(Finding).where(col(Finding.status).in_(sorted(OPEN)), visibility.FINDINGS[caller.org_kind])
    return (await session.exec(statement, params=binds(caller))).all()


async def known_to_supplier(
    session: AsyncSession, dialogue: Dialogue, finding_ids: Collection[UUID]
) -> frozenset[UUID]:
    """Those of the findings that the supplier of the dialogue reads."""
    sides = {"buyer_id": dialogue.buyer_id, "supplier_id": dialogue.supplier_id}
    return frozenset(
        {finding_id for finding_id in finding_ids if await is_known_to_supplier(session, finding_id, **sides)}
    )


async def last_levels(session: AsyncSession, dossier_id: UUID) -> list[tuple[UUID, int | None, str]]:
    """(review, level, code of the question) of the last shared review of each question that counts."""
    chain = (col(Assignment.questionnaire), col(AnswerReview.question_code))
    statement = (
        select(AnswerReview.id, AnswerReview.level, AnswerReview.question_code)
        .join(Assignment, col(Assignment.id) == col(AnswerReview.assignment_id))
        .where(
            col(Assignment.dossier_id) == dossier_id,
            col(Assignment.status).in_(sorted(SHARED_REVIEW)),
            col(AnswerReview.counts),
        )
        .ext(distinct_on(*chain))
        .order_by(*chain, col(Assignment.sent_at).desc(), col(Assignment.round_no).desc())
    )
    return [(review_id, level, code) for review_id, level, code in (await session.exec(statement)).all()]


async def annexed_findings(session: AsyncSession, review_id: UUID) -> Sequence[UUID]:
    """The findings in the annex of a review that row-level security shows to the caller."""
    statement = select(ReviewAnnexItem.finding_id).where(col(ReviewAnnexItem.review_id) == review_id)
    return (await session.exec(statement)).all()


async def action_titles(session: AsyncSession, caller: Caller, ids: Collection[UUID]) -> dict[UUID, str]:
    """The titles of those action points that the caller may see."""
    statement = select(ActionPoint.id, ActionPoint.title).where(
        col(ActionPoint.id).in_(ids), visibility.ACTIONS[caller.org_kind]
    )
    return dict((await session.exec(statement, params=binds(caller))).all())
