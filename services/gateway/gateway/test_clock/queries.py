"""Read the clocks of all services."""

import asyncio

from chassis.problems import Unavailable
from chassis.state import AppState
from chassis.test_clock import ServiceTime, service_time
from gateway.services_api import queries as services_api

SERVICES = ("suppliers", "dialogue")


async def own_time(state: AppState) -> ServiceTime:
    """The gateway's own clock, which is the platform's."""
    async with state.worker_sessions() as session, session.begin():
        return await service_time(session)


async def times(state: AppState, token: str) -> dict[str, ServiceTime | None]:
    """By service; None where one does not answer."""

    async def asked(service: str) -> ServiceTime | None:
        try:
            return await services_api.service_time(state.clients, service, token)
        except Unavailable:
            return None

    answers = await asyncio.gather(*map(asked, SERVICES))
    return dict(zip(SERVICES, answers, strict=True))
