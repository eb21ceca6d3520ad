"""The one window to the other services: every path of theirs that the gateway itself asks for, once.

What the gateway passes on for a caller goes through `gateway.proxy` and is not read here.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import httpx

from chassis.events import EventQuery, PublishedEvent, PublishedEventPage
from chassis.figures import Figure
from chassis.health import PATIENCE_SECONDS
from chassis.http import ServiceRefused, ask

SUPPLIER = "/v1/suppliers/{supplier_id}"
FIGURES = "/internal/figures"
EVENTS = "/internal/events"
READY = "/health/ready"

Clients = Mapping[str, httpx.AsyncClient]


async def supplier_name(clients: Clients, token: str, supplier_id: UUID) -> str | None:
    """The supplier's name; None if the bearer of the token cannot see such a supplier. Raises Unavailable."""
    path = SUPPLIER.format(supplier_id=supplier_id)
    try:
        supplier = await ask(clients["suppliers"], "GET", path, token=token, service="suppliers")
    except ServiceRefused:
        return None
    return str(supplier["name"])


async def figures(clients: Clients, service: str, token: str, as_of: date) -> list[Figure]:
    """What a service counts for the bearer of the token. Raises Unavailable naming the service."""
    answer: dict[str, Any] = await ask(
        clients[service], "GET", FIGURES, token=token, service=service, params={"as_of": as_of.isoformat()}
    )
    return [Figure.model_validate(figure) for figure in answer["figures"]]


async def published_events(clients: Clients, service: str, token: str, query: EventQuery) -> list[PublishedEvent]:
    """Journal entries of a service that the bearer's organisation may read, oldest first, at most `query.limit`.

    Whoever asks again with the last position reads the following ones. Raises Unavailable naming the service.
    """
    answer = await ask(
        clients[service],
        "GET",
        EVENTS,
        token=token,
        service=service,
        params=query.model_dump(),
        timeout=query.wait + 10,
    )
    return PublishedEventPage.model_validate(answer).items


async def readiness(clients: Clients, service: str) -> str:
    """`ok`, `unavailable`, or the kind of error with which the service cannot be reached."""
    try:
        answer = await clients[service].get(READY, timeout=PATIENCE_SECONDS)
    except httpx.HTTPError as error:
        return type(error).__name__
    return "ok" if answer.status_code == 200 else "unavailable"
