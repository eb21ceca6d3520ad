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
from chassis.health import PATIENCE_SECONDS, Ready
from chassis.http import ServiceRefused, ask
from chassis.problems import Unavailable
from chassis.test_clock import ClockMove, ServiceMoved, ServiceTime
from gateway.services_api.rules import ServiceName

SUPPLIER = "/v1/suppliers/{supplier_id}"
FIGURES = "/internal/figures"
EVENTS = "/internal/events"
READY = "/health/ready"
TEST_CLOCK = "/internal/test-clock"

MOVING_SECONDS = 60.0
"""A move answers when the jobs of a service have nothing left to do."""

Clients = Mapping[str, httpx.AsyncClient]


async def supplier_name(clients: Clients, token: str, supplier_id: UUID) -> str | None:
    """The supplier's name; None if the bearer of the token cannot see such a supplier. Raises Unavailable."""
    path = SUPPLIER.format(supplier_id=supplier_id)
    try:
        supplier = await ask(
            clients[ServiceName.SUPPLIERS], "GET", path, token=token, service=ServiceName.SUPPLIERS
        )
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

    Ask again with the last position to read the following ones. Raises Unavailable naming the service.
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
    """`ok`, what is wrong with the service, or the kind of error with which it cannot be reached."""
    try:
        answer = await clients[service].get(READY, timeout=PATIENCE_SECONDS)
    except httpx.HTTPError as error:
        return type(error).__name__
    if answer.status_code == 200:
        return "ok"
    try:
        checks = Ready.model_validate_json(answer.content).checks
    except ValueError:  # not the service has answered
        return "unavailable"
    return "; ".join(f"{name}: {state}" for name, state in checks.items() if state != "ok") or "unavailable"


async def service_time(clients: Clients, service: str, token: str) -> ServiceTime:
    """The clock of a service. Raises Unavailable."""
    return ServiceTime.model_validate(await _ask_clock(clients, service, "GET", token=token))


async def move_service(clients: Clients, service: str, token: str, to: ClockMove) -> ServiceMoved:
    """Move the clock of a service. Raises Unavailable."""
    body = to.model_dump(mode="json")
    answer = await _ask_clock(clients, service, "PUT", token=token, json=body, timeout=MOVING_SECONDS)
    return ServiceMoved.model_validate(answer)


async def _ask_clock(clients: Clients, service: str, method: str, **options: Any) -> Any:
    """Raises Unavailable, also where the service has no such path."""
    try:
        return await ask(clients[service], method, TEST_CLOCK, service=service, **options)
    except ServiceRefused as refused:
        if refused.refused_status == 404:
            detail = f"The service {service} was started without HRDD_TEST_CLOCK."
            raise Unavailable(detail, service=service) from refused
        raise
