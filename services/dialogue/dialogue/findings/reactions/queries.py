"""Reading what companies said of a finding, and which buyers may read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from dialogue.organisations.queries import buyers_of
from dialogue.tables import FindingReaction, FindingReply


@dataclass(frozen=True)
class CompanyResponses:
    """What companies said of a finding; `buyers` are those that each organisation supplies."""

    replies: list[FindingReply]
    reactions: list[FindingReaction]
    buyers: Mapping[UUID, set[UUID]]


async def replies_of(session: AsyncSession, finding_id: UUID) -> list[FindingReply]:
    """Oldest first."""
    statement = select(FindingReply).where(col(FindingReply.finding_id) == finding_id)
    return list((await session.exec(statement.order_by(col(FindingReply.replied_on), col(FindingReply.id)))).all())


async def reactions_of(session: AsyncSession, finding_id: UUID) -> list[FindingReaction]:
    """Oldest first."""
    statement = select(FindingReaction).where(col(FindingReaction.finding_id) == finding_id)
    order = (col(FindingReaction.reacted_on), col(FindingReaction.org_id))
    return list((await session.exec(statement.order_by(*order))).all())


async def reaction_of(session: AsyncSession, finding_id: UUID, org_id: UUID) -> FindingReaction | None:
    """What the organisation said; None where it has said nothing."""
    return await session.get(FindingReaction, (finding_id, org_id))


async def responses_of(session: AsyncSession, finding_id: UUID) -> CompanyResponses:
    """All that companies said of a finding."""
    replies, reactions = await replies_of(session, finding_id), await reactions_of(session, finding_id)
    return CompanyResponses(replies, reactions, await buyers_of(session, _organisations(replies, reactions)))


def _organisations(replies: Iterable[FindingReply], reactions: Iterable[FindingReaction]) -> set[UUID]:
    return {reply.org_id for reply in replies} | {reaction.org_id for reaction in reactions}
