"""`/v1/market-observations`: how many models and bidders hold a label, before it is asked for."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from fastapi.responses import Response

from chassis.list_routes import Reads, list_route
from chassis.preconditions import ExpectedVersion
from chassis.problem_documents import raises
from chassis.problems import PreconditionRequired, Stale
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers.label_claims.rules import UnknownLevel
from suppliers.market import actions, queries
from suppliers.market.rules import CountsDoNotFit, MarketObservationNotFound, ObservedInFuture
from suppliers.market.schemas import (
    MarketObservationIn,
    MarketObservationItem,
    MarketObservationOut,
    MarketObservationPatch,
    MarketObservationQuery,
)
from suppliers.market.views import observation_out
from suppliers.permissions import CanReadMarket, CanWriteMarket

router = new_router("/v1/market-observations", "market observations")

ObservationId = Annotated[UUID, Path(description="The market observation.")]


@router.post("", status_code=201, responses=raises(UnknownLevel, CountsDoNotFit, ObservedInFuture))
async def record_market_observation(
    body: MarketObservationIn, caller: CanWriteMarket, session: Session, response: Response
) -> MarketObservationOut:
    """Record how many models and bidders hold a label. `warnings` say whether a requirement would shut out the
    market, or tell no offers apart. Only your organisation sees it."""
    row = await actions.record_observation(session, caller, body)
    response.headers["Location"] = f"/v1/market-observations/{row.id}"
    return observation_out(row)


@list_route(router, "", item=MarketObservationItem)
async def list_market_observations(caller: CanReadMarket, reads: Reads, query: MarketObservationQuery) -> Response:
    """The market observations of your organisation, newest record first."""
    return await reads.page(queries.OBSERVATIONS, caller, query)


@router.get("/{observation_id}", responses=raises(MarketObservationNotFound))
async def read_market_observation(
    observation_id: ObservationId, caller: CanReadMarket, session: Session
) -> MarketObservationOut:
    """A market observation, with its shares and warnings."""
    return observation_out(await queries.observation(session, caller, observation_id))


@router.patch(
    "/{observation_id}",
    responses=raises(MarketObservationNotFound, Stale, PreconditionRequired, CountsDoNotFit, ObservedInFuture),
)
async def amend_market_observation(
    observation_id: ObservationId,
    body: MarketObservationPatch,
    caller: CanWriteMarket,
    session: Session,
    expected: ExpectedVersion,
) -> MarketObservationOut:
    """Correct a market observation (JSON Merge Patch, RFC 7396)."""
    return observation_out(
        await actions.amend_observation(session, caller, observation_id, body, expected=expected)
    )
