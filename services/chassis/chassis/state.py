"""The state of an app and of one request, both typed.

Starlette's `app.state` and `request.state` accept any attribute of any type, so only this module uses them.
"""

import math
from asyncio import Semaphore
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar, cast, overload

import httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import HTTPConnection

from chassis.broadcast import Broadcast
from chassis.caller_proofs import CallerProofs
from chassis.callers import Caller
from chassis.cursors import Cursors
from chassis.database import Refusals, Sessions, new_engine, new_sessions
from chassis.follower_progress import Progress
from chassis.list_reader import Reader
from chassis.open_transactions import OpenTransactions
from chassis.problems import Problem
from chassis.scheduler import Scheduler
from chassis.sealer import Notifier
from chassis.settings import ServiceSettings, Shared
from chassis.shared_looks import SharedLook
from chassis.tokens import Signer, Verifier
from chassis.untrusted_files.readers import FileReaders

EVENT_READS = 1
"""Connections of the worker role with which callers read events; there is one more for the jobs."""
READY_SECONDS = 1.0
"""For which a look at what the service needs is valid."""
Check = Callable[[], Awaitable[str]]
"""Answers `ok`, or says in a few words what is wrong."""


@dataclass(kw_only=True, eq=False)
class AppState:
    """What every service holds; a service with more has a subclass whose own fields have defaults.

    `scheduler` is there once the app is made, `reader` and `clients` once it has started.
    """

    settings: ServiceSettings
    shared: Shared
    proofs: CallerProofs
    engine: AsyncEngine
    worker_engine: AsyncEngine
    sessions: Sessions
    """Transactions as the app role: row-level security applies."""
    worker_sessions: Sessions
    """Transactions as the worker role, for work that no caller asked for."""
    verify: Verifier
    signer: Signer
    cursors: Cursors
    refusals: Refusals
    files: FileReaders
    """Read what comes from outside, in processes of their own."""
    open_transactions: OpenTransactions
    """Watches for those that hold back the events."""
    addresses: Mapping[str, str]
    """The internal addresses of the other services, by name."""
    notifier: Notifier = field(default_factory=Notifier)
    sealed: Broadcast = field(default_factory=Broadcast)
    """Notified when journal entries got their positions."""
    event_reads: Semaphore = field(default_factory=lambda: Semaphore(EVENT_READS))
    """For those who read events: jobs use the same few connections."""
    progress: Progress = field(default_factory=Progress)
    checks: Mapping[str, Check] = field(default_factory=dict)
    """What the service needs beside its database to be ready, by name."""
    readiness: SharedLook[Mapping[str, str]] = field(default_factory=lambda: SharedLook(seconds=READY_SECONDS))
    """What the checks of `/health/ready` saw last, by name: many who ask at once must not make it fail."""
    feeds_ahead: set[str] = field(default_factory=set)
    """The followed feeds whose journal is shorter than what was read of it."""
    database_was_full_at: float = -math.inf
    """On the clock of `time.monotonic`."""
    readable: frozenset[str] = frozenset()
    """The paths of single things that can be read."""
    scheduler: Scheduler[Any] = field(init=False)
    """Runs the service's jobs; `run_all` runs them now."""
    reader: Reader = field(init=False)
    clients: dict[str, httpx.AsyncClient] = field(init=False)

    @classmethod
    def create(
        cls,
        service: str,
        settings: ServiceSettings,
        shared: Shared,
        *,
        refusals: Mapping[str, type[Problem]],
    ) -> Self:
        """All that needs no connection yet: an API description is written from an app that is never started."""
        proofs = CallerProofs()
        engine = new_engine(
            settings.database_url,
            application=service,
            proofs=proofs,
            size=settings.pool_size,
            pgbouncer=shared.pgbouncer,
        )
        worker = new_engine(settings.worker_database_url, application=f"{service}-worker", proofs=proofs, size=2)
        addresses = {
            "suppliers": shared.suppliers_url,
            "dialogue": shared.dialogue_url,
            "gateway": shared.gateway_url,
        }
        return cls(
            settings=settings,
            shared=shared,
            proofs=proofs,
            engine=engine,
            worker_engine=worker,
            sessions=new_sessions(engine),
            worker_sessions=new_sessions(worker),
            verify=Verifier(shared.trusted_keys, audience=service),
            signer=Signer(settings.signing_key.get_secret_value(), issuer=service),
            cursors=Cursors(shared.hrdd_secret.get_secret_value()),
            refusals=Refusals(refusals),
            files=FileReaders(shared.file_readers),
            open_transactions=OpenTransactions(settings, shared),
            addresses={name: url for name, url in addresses.items() if name != service},
        )


State = TypeVar("State", bound=AppState)


def attach(app: FastAPI, state: AppState) -> None:
    """Give the app its state, once."""
    app.state.held = state


@overload
def state_of(source: FastAPI | HTTPConnection) -> AppState: ...


@overload
def state_of(source: FastAPI | HTTPConnection, kind: type[State]) -> State: ...


def state_of(source: FastAPI | HTTPConnection, kind: type[AppState] = AppState) -> AppState:
    """The state of an app, or of the app that serves a request; raises TypeError where it is of another kind."""
    app = source.app if isinstance(source, HTTPConnection) else source
    held = app.state.held
    if not isinstance(held, kind):
        raise TypeError(f"the app holds a {type(held).__name__}, not a {kind.__name__}")
    return held


@dataclass(eq=False)
class RequestState:
    """What is known of one request so far."""

    request_id: str = ""
    caller: Caller | None = None
    session: AsyncSession | None = None
    idempotency: tuple[str, bytes] | None = None
    """The key a request may be repeated by, and the fingerprint of the request."""


def request_state_of(request: HTTPConnection) -> RequestState:
    """What is known of a request; it is made at the first question."""
    held = request.scope.setdefault("state", {})
    if "own" not in held:
        held["own"] = RequestState()
    return cast(RequestState, held["own"])
