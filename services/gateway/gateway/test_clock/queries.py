"""Read the clock of the gateway."""

from chassis.state import AppState
from chassis.test_clock import ServiceTime, service_time


async def own_time(state: AppState) -> ServiceTime:
    """The gateway's own clock, which is the platform's."""
    async with state.worker_sessions() as session, session.begin():
        return await service_time(session)
