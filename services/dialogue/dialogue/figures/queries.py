"""Counting dialogues, action points, findings and reviews, as far as the caller sees them."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import binds
from dialogue import visibility
from dialogue.action_points.rules import OPEN as OPEN_ACTIONS
from dialogue.action_points.sides.rules import OwnerSide
from dialogue.dialogues.rules import DialogueStatus
from dialogue.findings.assessment.rules import Severity
from dialogue.findings.rules import OPEN
from dialogue.tables import ActionPoint, AnnualReview, Dialogue, Finding

IN_DIALOGUE = (DialogueStatus.ACTIVE, DialogueStatus.ESCALATED)


async def suppliers_in_dialogue(session: AsyncSession, caller: Caller) -> set[UUID]:
    """The suppliers with whom a dialogue is active or escalated."""
    statement = select(Dialogue.supplier_id).where(
        visibility.DIALOGUES[caller.org_kind], col(Dialogue.status).in_(IN_DIALOGUE)
    )
    return set((await session.exec(statement, params=binds(caller))).all())


async def open_action_points(session: AsyncSession, caller: Caller) -> dict[OwnerSide, int]:
    """Action points that are neither rejected, verified nor dropped, by whose they are."""
    statement = (
        select(col(ActionPoint.owner_side), func.count())
        .where(visibility.ACTIONS[caller.org_kind], col(ActionPoint.status).in_(sorted(OPEN_ACTIONS)))
        .group_by(col(ActionPoint.owner_side))
    )
    return dict((await session.exec(statement, params=binds(caller))).all())


async def open_findings(session: AsyncSession, caller: Caller) -> dict[Severity, int]:
    """Findings the caller may see that are not over, by severity."""
    statement = (
        select(col(Finding.severity), func.count())
        .where(visibility.FINDINGS[caller.org_kind], col(Finding.status).in_(sorted(OPEN)))
        .group_by(col(Finding.severity))
    )
    return dict((await session.exec(statement, params=binds(caller))).all())


async def reviews_held(
    session: AsyncSession, caller: Caller, supplier_ids: Collection[UUID]
) -> list[tuple[UUID, list[UUID], date]]:
    """(supplier, contracts, day) of every review that was held."""
    statement = (
        select(col(Dialogue.supplier_id), col(Dialogue.contract_ids), col(AnnualReview.held_on))
        .join(Dialogue, col(Dialogue.dossier_id) == col(AnnualReview.dossier_id))
        .where(
            visibility.REVIEWS[caller.org_kind],
            col(Dialogue.supplier_id).in_(supplier_ids),
            col(AnnualReview.held_on).is_not(None),
        )
    )
    rows = (await session.exec(statement, params=binds(caller))).all()
    return [(supplier, contracts, held) for supplier, contracts, held in rows if held is not None]
