"""Which organisations represent a supplier.

What one of them stated counts for all once the platform confirms it, and for no one once it refuses it.
"""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from suppliers.disclosures.statements import actions as statement_actions
from suppliers.links import actions as link_actions
from suppliers.links import queries as link_queries
from suppliers.representatives.products import actions as product_actions
from suppliers.representatives.sites import actions as site_actions


async def admit(
    session: AsyncSession, *, supplier_id: UUID, buyer_id: UUID, org_id: UUID, is_confirmed: bool
) -> None:
    """An organisation represents the supplier towards a buyer; if it is confirmed, towards all."""
    await link_actions.link(
        session, supplier_id=supplier_id, buyer_id=buyer_id, org_id=org_id, is_confirmed=is_confirmed
    )
    if is_confirmed:
        await _open_statements(session, supplier_id=supplier_id, org_id=org_id)


async def confirm(session: AsyncSession, *, supplier_id: UUID, platform_id: UUID, org_id: UUID) -> None:
    """The platform confirms that an organisation represents the supplier, whichever buyers it works with."""
    await link_actions.link_to_platform(session, supplier_id=supplier_id, platform_id=platform_id, org_id=org_id)
    await _open_statements(session, supplier_id=supplier_id, org_id=org_id)


async def _open_statements(session: AsyncSession, *, supplier_id: UUID, org_id: UUID) -> None:
    """What a confirmed organisation stated counts for all, and what it registered is in the register."""
    await statement_actions.confirm_representative(session, org_id=org_id, supplier_id=supplier_id)
    await site_actions.list_of(session, org_id)
    await product_actions.list_of(session, org_id)


async def part(session: AsyncSession, *, supplier_id: UUID, buyer_id: UUID, org_id: UUID) -> None:
    """An organisation and a buyer no longer work together; what it stated stays the supplier's statement."""
    await link_actions.unlink(session, supplier_id=supplier_id, buyer_id=buyer_id, org_id=org_id)


async def dismiss(session: AsyncSession, actor: Caller, *, supplier_id: UUID, buyer_id: UUID, org_id: UUID) -> None:
    """An organisation does not represent the supplier towards a buyer any more.

    Unless another link of it to the supplier is confirmed, nothing that it stated is the supplier's statement.
    """
    await link_actions.unlink(session, supplier_id=supplier_id, buyer_id=buyer_id, org_id=org_id)
    if not await link_queries.was_confirmed(session, org_id=org_id, supplier_id=supplier_id):
        await statement_actions.refuse_representative(session, actor, org_id=org_id, supplier_id=supplier_id)
        await site_actions.unlist_of(session, org_id)
        await product_actions.unlist_of(session, org_id)
