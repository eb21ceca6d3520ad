"""Registering the sites of long accepted versions step by step, after the request that accepted them."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller, earlier_caller
from chassis.jobs import Backlog, Open
from chassis.vocabulary import OrgKind
from suppliers.disclosures.registration import actions, queries
from suppliers.tables import Disclosure, DisclosureAcceptance


async def register_next(opened: Open, acceptance_id: UUID) -> bool:
    """Register the next rows; their facilities and the event that names them are committed together."""
    async with opened() as session, session.begin():
        decision = await session.get_one(DisclosureAcceptance, acceptance_id)
        version = await session.get_one(Disclosure, decision.disclosure_id)
        is_unfinished = await actions.register_next(session, _acceptor(decision), version)
        if not is_unfinished:
            decision.is_entering = False
    return is_unfinished


def _acceptor(decision: DisclosureAcceptance) -> Caller:
    """The caller that accepted the version: the platform where the decision counts for all, else a buyer."""
    return earlier_caller(
        "suppliers",
        person=decision.updated_by,
        org=decision.owner_id,
        org_kind=OrgKind.PLATFORM if decision.is_open else OrgKind.BUYER,
    )


async def give_up(session: AsyncSession, acceptance_id: UUID, _: Exception) -> None:
    """The remaining rows stay as they are and count as `waiting`."""
    decision = await session.get_one(DisclosureAcceptance, acceptance_id, with_for_update=True)
    decision.is_entering = False


ACCEPTED = Backlog("accepted disclosures", queries.unfinished, register_next, give_up)
