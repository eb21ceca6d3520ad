"""Reading the copies of the gateway's accounts: affiliated buyers, and who represents a supplier."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.vocabulary import OrgKind
from dialogue.tables import Affiliation, Organisation, SupplierLink


async def affiliates(session: AsyncSession, monitor_id: UUID, day: date) -> set[UUID]:
    """The buyers affiliated to a monitor on a day."""
    statement = select(Affiliation.buyer_id).where(
        col(Affiliation.monitor_id) == monitor_id,
        col(Affiliation.valid_from) <= day,
        or_(col(Affiliation.valid_until).is_(None), col(Affiliation.valid_until) >= day),
    )
    return set((await session.exec(statement)).all())


async def known_buyers(session: AsyncSession, organisations: Collection[UUID]) -> set[UUID]:
    """Those of the organisations that are buyers."""
    statement = select(Organisation.id).where(
        col(Organisation.id).in_(organisations), col(Organisation.kind) == OrgKind.BUYER.value
    )
    return set((await session.exec(statement)).all())


async def may_be_participant(session: AsyncSession, organisation_id: UUID) -> bool:
    """Whether it is a monitor or an expert that this service has a copy of."""
    statement = select(Organisation.id).where(
        col(Organisation.id) == organisation_id,
        col(Organisation.kind).in_((OrgKind.MONITOR.value, OrgKind.EXPERT.value)),
    )
    return (await session.exec(statement)).first() is not None


async def representatives(session: AsyncSession, *, buyer_id: UUID, supplier_id: UUID) -> list[UUID]:
    """The organisations that represent a supplier with this buyer."""
    statement = select(SupplierLink.org_id).where(
        col(SupplierLink.buyer_id) == buyer_id, col(SupplierLink.supplier_id) == supplier_id
    )
    return list((await session.exec(statement)).all())


async def links_of(session: AsyncSession, supplier_ids: Collection[UUID]) -> list[SupplierLink]:
    """All links of these suppliers to organisations, with every buyer and with the platform."""
    statement = select(SupplierLink).where(col(SupplierLink.supplier_id).in_(supplier_ids))
    return list((await session.exec(statement)).all())


async def buyers_of(session: AsyncSession, organisations: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """For each organisation, the buyers with which it represents a supplier."""
    platform = select(Organisation.id).where(col(Organisation.kind) == OrgKind.PLATFORM.value)
    statement = select(SupplierLink.org_id, SupplierLink.buyer_id).where(
        col(SupplierLink.org_id).in_(organisations), col(SupplierLink.buyer_id).not_in(platform)
    )
    buyers: dict[UUID, set[UUID]] = {}
    for org_id, buyer_id in (await session.exec(statement)).all():
        buyers.setdefault(org_id, set()).add(buyer_id)
    return buyers


async def names_of(session: AsyncSession, organisations: Collection[UUID]) -> dict[UUID, str]:
    """The names of organisations that this service has a copy of."""
    statement = select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(organisations))
    return dict((await session.exec(statement)).all())


async def platforms(session: AsyncSession) -> set[UUID]:
    """The organisations that operate the platform."""
    statement = select(Organisation.id).where(col(Organisation.kind) == OrgKind.PLATFORM.value)
    return set((await session.exec(statement)).all())
