"""Read affiliations, with the names of both sides."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Text, func
from sqlalchemy.orm import aliased, join
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, equals
from chassis.rows import find
from chassis.sql_time import TODAY
from chassis.vocabulary import OrgKind
from gateway import visibility
from gateway.affiliations.rules import AffiliationNotFound
from gateway.affiliations.schemas import AffiliationQuery
from gateway.tables import Affiliation, Organisation

_buyers = aliased(Organisation)
_monitors = aliased(Organisation)

status_now = func.affiliation_status(col(Affiliation.status), col(Affiliation.valid_to), TODAY, type_=Text)
"""The status today (twin: `affiliations.rules.status_on`)."""

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
        status_now.label("status"),
        col(Affiliation.valid_from),
        col(Affiliation.valid_to),
        col(Affiliation.reason),
    ),
    key=col(Affiliation.id),
    visible=visibility.AFFILIATIONS,
    query=AffiliationQuery,
    filters={"status": equals(status_now)},
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
        visible=visibility.AFFILIATIONS,
        lock=lock,
        missing=AffiliationNotFound,
    )


async def affiliation_parties(session: AsyncSession, row: Affiliation) -> AffiliationParties:
    buyer = await session.get_one(Organisation, row.buyer_id)
    return AffiliationParties(row, buyer=buyer, monitor=await session.get_one(Organisation, row.owner_id))


async def one_of_kind(session: AsyncSession, organisation_id: UUID, kind: OrgKind) -> Organisation | None:
    statement = select(Organisation).where(Organisation.id == organisation_id, Organisation.kind == kind)
    return (await session.exec(statement)).first()
