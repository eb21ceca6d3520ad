"""The shape every service has: problems, request ids, health, sealer, feed, followers, contract."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import APIRouter, FastAPI

from chassis import events, feed, health, problem_documents
from chassis.api_description import complete
from chassis.auth import Signer, Verifier
from chassis.cursors import Cursors
from chassis.database import Refusals, assert_tenant_is_set, new_engine, new_sessions
from chassis.followers import Handler, follow
from chassis.http import new_client
from chassis.idempotency import forget_expired
from chassis.listing import Reader
from chassis.problem_documents import ProblemDocument
from chassis.problems import Problem
from chassis.read_pool import open_read_pool
from chassis.request_ids import RequestIds
from chassis.scheduler import State, Work, every
from chassis.sealer import Notifier, run_sealer
from chassis.settings import ServiceSettings, Shared
from chassis.signals import Signal

log = logging.getLogger("chassis.app")

FORGETTING_SECONDS = 600.0
CONVENTIONS: dict[str, Any] = {
    "version": "0.1.0",
    "telemetry": {"tracing": False, "metrics": False, "logs": False},
    "generate_unique_id_function": lambda route: route.name,
    "responses": {"default": {"model": ProblemDocument, "description": "Any other refusal, as a problem document"}},
    "docs_url": None,
    "redoc_url": None,
    "openapi_url": None,
    "separate_input_output_schemas": False,
    "redirect_slashes": False,
}
"""What every service tells FastAPI: the reference of the API and its contract are the gateway's to show."""


@dataclass(frozen=True)
class Service:
    """What makes one service different from another."""

    name: str
    title: str
    description: str
    routers: Sequence[APIRouter]
    refusals: Mapping[str, type[Problem]] = field(default_factory=dict)
    follows: Mapping[str, Mapping[str, Handler]] = field(default_factory=dict)
    work: Sequence[Work] = ()


def create_service(
    service: Service,
    settings: ServiceSettings,
    shared: Shared,
    *,
    clients: Mapping[str, httpx.AsyncClient] | None = None,
) -> FastAPI:
    """The service as an app; `clients` reach its neighbours by name, by default over their internal addresses."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as at_the_end:
            await _open(app.state, at_the_end, clients or {})
            at_the_end.push_async_callback(_end, _start_work(service, app.state))
            yield

    app = FastAPI(
        title=service.title,
        description=service.description,
        lifespan=lifespan,
        **CONVENTIONS,
    )
    _fill_state(app.state, service, settings, shared)
    problem_documents.install(app)
    app.add_middleware(RequestIds)
    for router in (*service.routers, feed.router, events.router, health.router):
        app.include_router(router)
    complete(app)
    return app


def _fill_state(state: State, service: Service, settings: ServiceSettings, shared: Shared) -> None:
    """What needs no connection yet: a contract is written from an app that is never started."""
    engine = new_engine(
        settings.database_url, application=service.name, size=settings.pool_size, pgbouncer=shared.pgbouncer
    )
    worker = new_engine(settings.worker_database_url, application=f"{service.name}-worker", size=2)
    state.settings, state.shared = settings, shared
    state.engine, state.worker_engine = engine, worker
    state.sessions, state.worker_sessions = new_sessions(engine), new_sessions(worker)
    state.verify = Verifier(shared.trusted_keys, audience=service.name)
    state.signer = Signer(settings.signing_key.get_secret_value(), issuer=service.name)
    state.cursors = Cursors(shared.hrdd_secret.get_secret_value())
    state.refusals = Refusals(service.refusals)
    state.notifier, state.sealed, state.progress = Notifier(), Signal(), feed.Progress()
    known = {"suppliers": shared.suppliers_url, "dialogue": shared.dialogue_url, "gateway": shared.gateway_url}
    state.neighbours = {name: url for name, url in known.items() if name != service.name}


async def _open(
    state: State, at_the_end: contextlib.AsyncExitStack, clients: Mapping[str, httpx.AsyncClient]
) -> None:
    """Connect to the database and make the clients to the neighbours; all of it is closed at the end."""
    for engine in (state.engine, state.worker_engine):
        at_the_end.push_async_callback(engine.dispose)
    await assert_tenant_is_set(state.sessions)
    pool = await at_the_end.enter_async_context(await open_read_pool(state.settings, state.shared))
    state.reader = Reader(pool, state.cursors)
    state.clients = clients or {
        name: await at_the_end.enter_async_context(new_client(url)) for name, url in state.neighbours.items()
    }


def _start_work(service: Service, state: State) -> list[asyncio.Task[None]]:
    """What a service does without being asked: seal its journal, follow others, forget what it need not keep."""
    followers = (
        follow(
            state.clients[name],
            state.signer,
            state.worker_sessions,
            feed=name,
            handlers=handlers,
            done=state.notifier.notify,
        )
        for name, handlers in service.follows.items()
    )
    sealer = run_sealer(state.settings.worker_database_url, state.notifier, state.sealed)
    own = (work(state) for work in (every(FORGETTING_SECONDS, forget_expired), *service.work))
    tasks = [asyncio.create_task(work) for work in (sealer, *followers, *own)]
    for task in tasks:
        task.add_done_callback(_tell_end)
    return tasks


def _tell_end(task: asyncio.Task[None]) -> None:
    """Work is meant to outlive its failures; where it does not, the log says so at once."""
    if not task.cancelled() and task.exception():
        log.error("work of the service has ended", exc_info=task.exception())


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    """Cancel until all are done: on Python 3.11 `wait_for` loses a cancellation that meets its result."""
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=1)
    await asyncio.gather(*tasks, return_exceptions=True)
