"""The sites of long accepted versions enter the register step by step, after the request that accepted them."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.jobs import Backlog, Open
from chassis.locks import Lock, hold
from chassis.vocabulary import OrgKind
from suppliers.disclosures.entering import announce, enter_rows, entering, waiting_rows
from suppliers.tables import Disclosure, DisclosureAcceptance


async def enter_on(opened: Open, acceptance_id: UUID) -> bool:
    """Enter the next rows; their sites, and the event that names them, are committed together."""
    async with opened() as session, session.begin():
        decided = await session.get_one(DisclosureAcceptance, acceptance_id)
        version = await session.get_one(Disclosure, decided.disclosure_id)
        await hold(session, Lock.FACILITY_REGISTER)
        rows = await waiting_rows(session, version.id)
        if rows:
            acceptor = _acceptor(decided)
            await announce(session, acceptor, version, await enter_rows(session, acceptor, version, rows))
        else:
            decided.is_entering = False
    return bool(rows)


def _acceptor(decided: DisclosureAcceptance) -> Caller:
    """Whoever accepted the version, as far as the books of this service know them."""
    return Caller(
        person=decided.updated_by,
        org=decided.owner_id,
        org_kind=OrgKind.PLATFORM if decided.is_open else OrgKind.BUYER,
        org_name="",
        roles=frozenset(),
        issuer="suppliers",
    )


async def give_up(session: AsyncSession, acceptance_id: UUID, _: Exception) -> None:
    """The rows stay as they are and count as `waiting`."""
    decided = await session.get_one(DisclosureAcceptance, acceptance_id, with_for_update=True)
    decided.is_entering = False


ACCEPTED = Backlog("accepted disclosures", entering, enter_on, give_up)
