"""Ask for the clocks of all services, and move them: the gateway first, then the others, all to the same shift."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.journal import Entry, record
from chassis.problems import Unavailable
from chassis.real_time import real_now
from chassis.state import AppState
from chassis.test_clock import ClockMove, Note, ServiceMoved, ServiceTime, move
from gateway.services_api import client as services_api
from gateway.services_api.rules import BEHIND_GATEWAY, ServiceName
from gateway.test_clock import queries
from gateway.test_clock.rules import ServiceNotMoved, target
from gateway.test_clock.schemas import ClockMoveIn


async def ask_for_times(state: AppState, token: str) -> dict[str, ServiceTime | None]:
    """By service; None where one does not answer."""

    async def asked(service: str) -> ServiceTime | None:
        try:
            return await services_api.service_time(state.clients, service, token)
        except Unavailable:
            return None

    answers = await asyncio.gather(*map(asked, BEHIND_GATEWAY))
    return dict(zip(BEHIND_GATEWAY, answers, strict=True))


async def move_platform(state: AppState, caller: Caller, body: ClockMoveIn) -> dict[str, ServiceMoved]:
    """What each service did, the gateway itself first.

    Raises AdvanceOrNow, NotADuration, TimeMovesForwards, TooFarAhead, ServiceNotMoved.
    """
    here = await queries.own_time(state)
    real, shift = real_now(), timedelta(microseconds=here.shift_microseconds)
    to = target(real + shift, advance=body.advance, to=body.now, moved_to=here.moved_to)
    asked = ClockMove(shift_microseconds=max(to - real, shift) // timedelta(microseconds=1), moved_to=to)

    async def note(session: AsyncSession) -> None:
        entry = Entry("test_clock.moved", ("organisation", caller.org), audience=[caller.org], payload={"to": to})
        await record(session, caller, entry)

    moved = {ServiceName.GATEWAY.value: await _gateway(state, asked, note)}
    return moved | await _services(state, caller.token, asked)


async def _gateway(state: AppState, asked: ClockMove, note: Note) -> ServiceMoved:
    """Raises ServiceNotMoved."""
    try:
        return await move(state, asked, note=note)
    except Unavailable as failed:
        raise _not_moved({ServiceName.GATEWAY.value: failed.detail}, asked.moved_to) from failed


async def _services(state: AppState, token: str, asked: ClockMove) -> dict[str, ServiceMoved]:
    """Raises ServiceNotMoved naming all that have not moved."""
    answers = await asyncio.gather(
        *(services_api.move_service(state.clients, service, token, asked) for service in BEHIND_GATEWAY),
        return_exceptions=True,
    )
    moved: dict[str, ServiceMoved] = {}
    failures: dict[str, str] = {}
    for service, answer in zip(BEHIND_GATEWAY, answers, strict=True):
        match answer:
            case ServiceMoved():
                moved[service] = answer
            case Unavailable():
                failures[service] = answer.detail
            case BaseException():
                raise answer
    if failures:
        raise _not_moved(failures, asked.moved_to)
    return moved


def _not_moved(failures: Mapping[str, str], to: datetime) -> ServiceNotMoved:
    reasons = " ".join(f"{service}: {reason}" for service, reason in failures.items())
    detail = f"Not all services have moved. {reasons} Repeat the request with `now` as in this answer."
    return ServiceNotMoved(detail, now=to, services=sorted(failures))
