"""The shape every service has: problems, request ids, health, sealer, feed, followers, contract."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from sqlalchemy import text
from starlette.datastructures import State
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis import feed, problem_documents
from chassis.auth import Signer, Verifier
from chassis.contract import complete
from chassis.cursors import Cursors
from chassis.database import Refusals, assert_fence_works, new_engine, new_sessions
from chassis.followers import Handler, follow
from chassis.http import new_client
from chassis.idempotency import forget_expired
from chassis.listing import Reader
from chassis.logs import REQUEST_ID
from chassis.problem_documents import ProblemDocument
from chassis.problems import Problem
from chassis.sealer import Bell, run_sealer
from chassis.settings import ServiceSettings, Shared
from chassis.signals import Signal

SANE_REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}$")


Work = Callable[[State], Coroutine[Any, Any, None]]
"""What a service does beside its requests for as long as it runs; it outlives its own failures."""


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


class Alive(BaseModel):
    """The process runs."""

    status: str = "ok"


class Ready(BaseModel):
    """The service can do its work; `checks` says what it leans on."""

    status: str
    checks: dict[str, str]


class RequestIds:
    """Every answer names its request: the caller's own id where it is sane, a new one otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"").decode("latin-1")
        request_id = given if SANE_REQUEST_ID.match(given) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        REQUEST_ID.set(request_id)

        async def send_named(message: Any) -> None:
            if message["type"] == "http.response.start" and not _is_named(message):
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        await self.app(scope, receive, send_named)


def _is_named(message: Any) -> bool:
    return any(name == b"x-request-id" for name, _ in message["headers"])


def _health() -> APIRouter:
    router = APIRouter(prefix="/health", tags=["health"])

    @router.get("/live", openapi_extra={"x-internal": True})
    async def live() -> Alive:
        """Whether the process answers."""
        return Alive()

    @router.get("/ready", response_model=Ready, openapi_extra={"x-internal": True})
    async def ready(request: Request) -> Response:
        """Whether the service can do its work now; 503 where it cannot."""
        checks = {"database": await _database_check(request)}
        well = all(state == "ok" for state in checks.values())
        document = Ready(status="ok" if well else "unavailable", checks=checks)
        return JSONResponse(document.model_dump(), 200 if well else 503)

    return router


async def _database_check(request: Request) -> str:
    try:
        async with asyncio.timeout(2), request.app.state.worker_sessions() as session:
            await (await session.connection()).execute(text("select 1"))
    except Exception as error:  # whatever is wrong with it, it is not ready
        return type(error).__name__
    return "ok"


def _fill_state(app: FastAPI, service: Service, settings: ServiceSettings, shared: Shared) -> None:
    engine = new_engine(
        settings.database_url, application=service.name, size=settings.pool_size, pgbouncer=shared.pgbouncer
    )
    worker = new_engine(settings.worker_database_url, application=f"{service.name}-worker", size=2)
    state = app.state
    state.settings, state.shared = settings, shared
    state.engines = (engine, worker)
    state.sessions, state.worker_sessions = new_sessions(engine), new_sessions(worker)
    state.verify = Verifier(shared.trusted_keys, audience=service.name)
    state.signer = Signer(settings.signing_key.get_secret_value(), issuer=service.name)
    state.cursors = Cursors(shared.hrdd_secret.get_secret_value())
    state.refusals = Refusals(service.refusals)
    state.bell, state.sealed, state.progress = Bell(), Signal(), feed.Progress()


async def _read_pool(settings: ServiceSettings, shared: Shared) -> asyncpg.Pool:
    options: dict[str, Any] = {"statement_cache_size": 0} if shared.pgbouncer else {}
    return await asyncpg.create_pool(
        settings.database_url.replace("postgresql+asyncpg://", "postgresql://", 1),
        min_size=1,
        max_size=settings.read_pool_size,
        command_timeout=30,
        server_settings={"jit": "off"},
        reset=_nothing_to_reset,
        **options,
    )


async def _nothing_to_reset(_: asyncpg.Connection) -> None:
    """The reader's settings end with its transaction, so a connection goes back as clean as it came."""


def _start_work(service: Service, settings: ServiceSettings, state: State) -> list[asyncio.Task[None]]:
    """What a service does without being asked: seal its journal, follow others, forget what it need not keep."""
    followers = (
        follow(
            state.clients[name],
            state.signer,
            state.worker_sessions,
            feed=name,
            handlers=handlers,
            done=state.bell.ring,
        )
        for name, handlers in service.follows.items()
    )
    sealer = run_sealer(settings.worker_database_url, state.bell, state.sealed)
    own = (work(state) for work in service.work)
    started = (sealer, forget_expired(state.worker_sessions), *followers, *own)
    return [asyncio.create_task(work) for work in started]


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def neighbour_url(shared: Shared, name: str) -> str:
    return str(getattr(shared, f"{name}_url"))


def create_service(
    service: Service,
    settings: ServiceSettings,
    shared: Shared,
    *,
    clients: Mapping[str, httpx.AsyncClient] | None = None,
    on_start: Callable[[FastAPI], None] = lambda _: None,
) -> FastAPI:
    """The service as an app; `clients` reach its neighbours by name, by default over their internal addresses."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        state = app.state
        async with contextlib.AsyncExitStack() as at_the_end:
            for engine in state.engines:
                at_the_end.push_async_callback(engine.dispose)
            await assert_fence_works(state.sessions)
            pool = await at_the_end.enter_async_context(await _read_pool(settings, shared))
            state.reader = Reader(pool, state.cursors)
            state.clients = clients or {
                name: await at_the_end.enter_async_context(new_client(neighbour_url(shared, name)))
                for name in _neighbours(service)
            }
            on_start(app)
            at_the_end.push_async_callback(_end, _start_work(service, settings, state))
            yield

    app = FastAPI(
        title=service.title,
        description=service.description,
        version="0.1.0",
        lifespan=lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        generate_unique_id_function=lambda route: route.name,
        responses={
            "default": {"model": ProblemDocument, "description": "Any other refusal, as a problem document"}
        },
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        separate_input_output_schemas=False,
    )
    _fill_state(app, service, settings, shared)
    problem_documents.install(app)
    app.add_middleware(RequestIds)
    for router in (*service.routers, feed.router, _health()):
        app.include_router(router)
    complete(app)
    return app


def _neighbours(service: Service) -> set[str]:
    return {"suppliers", "dialogue", "gateway"} - {service.name}
