"""The app factory: what every service has around its own routes, handlers, jobs and backlogs."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic

import httpx
from fastapi import APIRouter, FastAPI

from chassis import events, feed, health, problem_documents, test_clock
from chassis.api_description import complete
from chassis.connections import OneConnection
from chassis.database import assert_tenant_is_set
from chassis.envelope import Envelope
from chassis.followers import FollowedFeed, Handler, follow
from chassis.head_requests import HeadRequests
from chassis.http import new_client
from chassis.idempotency import forget_expired
from chassis.jobs import Backlog, work_off
from chassis.list_reader import Reader
from chassis.problems import Problem
from chassis.read_pool import from_pool, open_read_pool
from chassis.rereads import readable
from chassis.revisions import demand_revision
from chassis.route_index import RouteIndex
from chassis.scheduler import Job, Scheduler
from chassis.sealer import run_sealer
from chassis.settings import ServiceSettings, Shared
from chassis.starting import in_short
from chassis.state import AppState, State, attach
from chassis.untrusted_files import routes as readings

log = logging.getLogger("chassis.app")

FORGET_ANSWERS: Job[AppState] = Job("forget_idempotency_answers", 600, forget_expired)
CONVENTIONS: dict[str, Any] = {
    "version": "0.1.0",
    "telemetry": {"tracing": False, "metrics": False, "logs": False},
    "docs_url": None,
    "redoc_url": None,
    "openapi_url": None,
    "separate_input_output_schemas": False,
    "redirect_slashes": False,
}
"""Options of every service's FastAPI app: the gateway shows the API reference and description."""


@dataclass(frozen=True)
class Service(Generic[State]):
    """What distinguishes one service from another; `state` is what it holds while it runs."""

    name: str
    title: str
    description: str
    state: type[State]
    routers: Sequence[APIRouter]
    refusals: Mapping[str, type[Problem]] = field(default_factory=dict)
    follows: Mapping[str, Mapping[str, Handler]] = field(default_factory=dict)
    checks: Mapping[str, Callable[[State], Awaitable[str]]] = field(default_factory=dict)
    """What it needs beside its database to be ready: each gives `ok`, or says what is wrong."""
    jobs: Sequence[Job[State]] = ()
    """What it does again and again."""
    backlogs: Sequence[Backlog] = ()
    """What it works on after the request that asked for it."""
    migrations: str = ""
    """The package of its migrations: it starts only on a database that they have made."""


def create_service(
    service: Service[State],
    settings: ServiceSettings,
    shared: Shared,
    *,
    clients: Mapping[str, httpx.AsyncClient] | None = None,
) -> FastAPI:
    """The service as an app; `clients` of the other services, by name, else over their internal addresses."""
    state = service.state.create(service.name, settings, shared, refusals=service.refusals)
    state.checks = {name: partial(check, state) for name, check in service.checks.items()}
    state.readable = readable(route for router in service.routers for route in router.routes)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as at_the_end:
            if service.migrations:
                await demand_revision(settings.worker_database_url, service.name, service.migrations)
            await _open(state, at_the_end, clients or {})
            at_the_end.push_async_callback(_end, _start_work(service, state))
            yield

    app = FastAPI(title=service.title, description=service.description, lifespan=lifespan, **CONVENTIONS)
    jobs: tuple[Job[State], ...] = (FORGET_ANSWERS, *service.jobs)
    state.scheduler = Scheduler(jobs, state, state.worker_engine, done=state.notifier.notify)
    attach(app, state)
    app.router.lifespan = in_short(app.router.lifespan)  # type: ignore[method-assign, assignment]
    problem_documents.install(app)
    app.add_middleware(HeadRequests)
    for around in (OneConnection, Envelope):  # the last one is the outermost
        app.add_middleware(around)
    clock = (test_clock.router,) if shared.hrdd_test_clock else ()
    routers = (*service.routers, feed.router, events.router, readings.router, health.router, *clock)
    # With FastAPI's `include_router` each request would look for its route twice.
    routes = [route for router in routers for route in router.routes]
    app.router.routes.extend((RouteIndex(routes), *routes))
    complete(app)
    return app


async def _open(
    state: AppState, at_the_end: contextlib.AsyncExitStack, clients: Mapping[str, httpx.AsyncClient]
) -> None:
    """Connect to the database and to the other services; everything is closed at the end."""
    for engine in (state.engine, state.worker_engine):
        at_the_end.push_async_callback(engine.dispose)
    await state.proofs.read_key(state.settings.worker_database_url)
    await assert_tenant_is_set(state.sessions)
    await test_clock.adopt(state.worker_sessions, is_allowed=state.shared.hrdd_test_clock)
    pool = await at_the_end.enter_async_context(await open_read_pool(state.settings, state.shared, state.proofs))
    state.reader = Reader(from_pool(pool), state.cursors)
    state.clients = dict(clients) or {
        name: await at_the_end.enter_async_context(new_client(url)) for name, url in state.addresses.items()
    }


def _start_work(service: Service[State], state: State) -> list[asyncio.Task[None]]:
    """Start what a service does beside requests: the sealer, the watch over transactions, followers and jobs."""
    followers = (
        follow(
            FollowedFeed(name, state.clients[name], state.signer),
            state.worker_sessions,
            handlers,
            done=state.notifier.notify,
            ahead=state.feeds_ahead,
        )
        for name, handlers in service.follows.items()
    )
    listen = test_clock.listen if state.shared.hrdd_test_clock else None
    sealer = run_sealer(state.settings.worker_database_url, state.notifier, state.sealed, listen=listen)
    proofs = state.proofs.keep_reading(state.settings.worker_database_url)
    backlogs = (work_off(state.worker_engine, backlog, done=state.notifier.notify) for backlog in service.backlogs)
    watch = state.open_transactions.watch()
    works = (sealer, proofs, watch, *followers, *backlogs, state.scheduler.run())
    tasks = [asyncio.create_task(work) for work in works]
    for task in tasks:
        task.add_done_callback(_log_end)
    return tasks


def _log_end(task: asyncio.Task[None]) -> None:
    """Background work goes on after a failure; where it ends instead, log it."""
    if not task.cancelled() and task.exception():
        log.error("work of the service has ended", exc_info=task.exception())


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    """Cancel until all are done: on Python 3.11 `wait_for` loses a cancellation that meets its result."""
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=1)
    await asyncio.gather(*tasks, return_exceptions=True)
