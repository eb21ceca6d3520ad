"""Reading market observations."""

from uuid import UUID

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, equals
from chassis.rows import find
from suppliers import visibility
from suppliers.market.rules import MarketObservationNotFound
from suppliers.market.schemas import MarketObservationQuery
from suppliers.tables import MarketObservation

OBSERVATIONS = Listing(
    name="market_observations",
    columns=(
        col(MarketObservation.id),
        col(MarketObservation.version),
        col(MarketObservation.created_at),
        col(MarketObservation.updated_at),
        col(MarketObservation.category),
        col(MarketObservation.scheme),
        col(MarketObservation.level),
        col(MarketObservation.observed_on),
        col(MarketObservation.source),
        col(MarketObservation.models_total),
        col(MarketObservation.models_with_label),
        col(MarketObservation.bidders_total),
        col(MarketObservation.bidders_with_label),
        col(MarketObservation.note),
    ),
    key=col(MarketObservation.id),
    visible=visibility.MARKET_OBSERVATIONS,
    query=MarketObservationQuery,
    filters={
        "category": equals(col(MarketObservation.category)),
        "scheme": equals(col(MarketObservation.scheme)),
    },
)


async def observation(
    session: AsyncSession, caller: Caller, observation_id: UUID, *, lock: bool = False
) -> MarketObservation:
    """Raises MarketObservationNotFound."""
    return await find(
        session,
        MarketObservation,
        observation_id,
        caller,
        visible=visibility.MARKET_OBSERVATIONS,
        lock=lock,
        missing=MarketObservationNotFound,
    )
