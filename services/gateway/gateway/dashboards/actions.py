"""Collect the figures of all services."""

import asyncio
from datetime import date

from chassis.callers import Caller
from chassis.figures import Figure
from gateway.dashboards.rules import place
from gateway.services_api import client as services_api
from gateway.services_api.client import Clients
from gateway.services_api.rules import BEHIND_GATEWAY


async def collect_figures(clients: Clients, caller: Caller, day: date) -> list[Figure]:
    """Counted by each service with the caller's own rights; raises Unavailable naming the service."""
    calls = (services_api.figures(clients, service, caller.token, day) for service in BEHIND_GATEWAY)
    answers = await asyncio.gather(*calls, return_exceptions=True)
    figures: list[Figure] = []
    for answer in answers:
        # In this order: if a service fails because the one before it does, the first one is named.
        if isinstance(answer, BaseException):
            raise answer
        figures += answer
    return sorted(figures, key=lambda figure: place(figure.kpi))
