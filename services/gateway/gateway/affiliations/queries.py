"""Read affiliations, with the names of both sides."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case
from sqlalchemy.orm import aliased, join
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing
from chassis.rows import find
from chassis.sql_time import TODAY
from chassis.vocabulary import OrgKind
from gateway import visibility
from gateway.affiliations.rules import AffiliationNotFound, AffiliationStatus
from gateway.tables import Affiliation, Organisation

_buyers = aliased(Organisation)
_monitors = aliased(Organisation)

AFFILIATIONS = Listing(
    name="affiliations",
    columns=(
        col(Affiliation.id),
        col(Affiliation.version),
        col(Affiliation.created_at),
        col(Affiliation.updated_at),
        col(Affiliation.buyer_id),
        col(_buyers.name).label("buyer_name"),
        col(Affiliation.owner_id).label("monitor_id"),
        col(_monitors.name).label("monitor_name"),
        col(Affiliation.proposed_by),
        case(
            ((col(Affiliation.status) == AffiliationStatus.ACTIVE) & (col(Affiliation.valid_to) < TODAY), "ended"),
            else_=col(Affiliation.status),
        ).label("status"),
        col(Affiliation.valid_from),
        col(Affiliation.valid_to),
        col(Affiliation.reason),
    ),
    key=col(Affiliation.id),
    visible=visibility.AFFILIATIONS,
    source=join(Affiliation, _buyers, col(_buyers.id) == col(Affiliation.buyer_id)).join(
        _monitors, col(_monitors.id) == col(Affiliation.owner_id)
    ),
)


@dataclass(frozen=True, slots=True)
class AffiliationParties:
    """An affiliation and the two organisations it connects."""

    affiliation: Affiliation
    buyer: Organisation
    monitor: Organisation


async def affiliation(
    session: AsyncSession, caller: Caller, affiliation_id: UUID, *, lock: bool = False
) -> Affiliation:
    """Raises AffiliationNotFound."""
    return await find(
        session,
        Affiliation,
        affiliation_id,
        caller,
        visibility.AFFILIATIONS,
        lock=lock,
        missing=AffiliationNotFound,
    )


async def affiliation_parties(session: AsyncSession, row: Affiliation) -> AffiliationParties:
    buyer = await session.get_one(Organisation, row.buyer_id)
    return AffiliationParties(row, buyer=buyer, monitor=await session.get_one(Organisation, row.owner_id))


async def one_of_kind(session: AsyncSession, organisation_id: UUID, kind: OrgKind) -> Organisation | None:
    statement = select(Organisation).where(Organisation.id == organisation_id, Organisation.kind == kind)
    return (await session.exec(statement)).first()
