"""A running platform with a test clock: asking it as any person, many at once, and waiting until it is at rest."""

import asyncio
import secrets
from collections.abc import Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import httpx
from pyreqwest.client import Client, ClientBuilder

from chassis.caller_proofs import CallerProofs
from chassis.database import new_engine, new_sessions
from chassis.settings import for_asyncpg
from gateway.first_accounts.actions import create_first_accounts
from gateway.first_accounts.schemas import FirstAccounts
from local_stack.keyring import keyring
from local_stack.provisioning import Urls, urls
from support.answers import committed_checks
from support.clients import client_at
from support.launching import Launched
from visibility.parents import orphans_in
from visibility.world import Person

T = TypeVar("T")

AT_ONCE = 12
BUSY_PAUSES = (0.5, 1, 2, 4, 8)
"""Seconds after which a request is repeated that the platform was too busy to answer (503)."""
FOLLOWED = {"suppliers": ("gateway", "dialogue"), "dialogue": ("gateway", "suppliers")}
"""Which feeds each service follows."""
REST_SECONDS = 30.0
REQUEST_ID = {"X-Request-Id": "visibility"}
"""Always the same, so that answers differ by what they say only."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    text: str

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True)
class Ask:
    """A request of a person; `path` begins at `/`."""

    person: Person
    path: str
    method: str = "GET"
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(RuntimeError):
    """The platform refused an act of the world."""


class Installation:
    """`with` opens its connections; it is used from one thread, outside any event loop."""

    def __init__(self, stack: Launched) -> None:
        self.address = stack.address
        self.accounts = keyring(stack.home).accounts
        self._urls: Mapping[str, Urls] = {
            name: urls(stack.state()["database"], name, keyring(stack.home).role_passwords)
            for name in ("gateway", "suppliers", "dialogue")
        }
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._databases: dict[str, asyncpg.Connection] = {}
        self._http = client_at(self.address)
        self._many: Client = ClientBuilder().http1_only().no_proxy().build()

    def __enter__(self) -> "Installation":
        self._run(self._connect())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._disconnect())
        self._http.close()
        self._runner.close()

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    async def _connect(self) -> None:
        for name, url in self._urls.items():
            self._databases[name] = await asyncpg.connect(for_asyncpg(url.worker))

    async def _disconnect(self) -> None:
        for connection in self._databases.values():
            await connection.close()
        await self._many.close()

    # Accounts that nobody could invite.

    def create_accounts(self, document: Mapping[str, Any]) -> dict[str, UUID]:
        """The ids of organisations by name."""

        async def create() -> dict[str, UUID]:
            url = self._urls["gateway"].worker
            proofs = await CallerProofs.of_database(url)
            engine = new_engine(url, application="visibility", proofs=proofs, size=1)
            try:
                return await create_first_accounts(new_sessions(engine), FirstAccounts.model_validate(document))
            finally:
                await engine.dispose()

        return self._run(create())

    @staticmethod
    def new_key() -> str:
        return f"{secrets.token_hex(8)}.{secrets.token_urlsafe(32)}"

    # One request at a time.

    def send(self, person: Person, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {**REQUEST_ID, **options.pop("headers", {})}
        if person.key:
            headers["Authorization"] = f"Bearer {person.key}"
        return self._http.request(method, path, headers=headers, **options)

    def post(self, person: Person, path: str, body: Any = None, **options: Any) -> dict[str, Any]:
        return done(self.send(person, "POST", path, json=body, **options))

    def get(self, person: Person, path: str, **query: Any) -> dict[str, Any]:
        return done(self.send(person, "GET", path, params=query))

    def patch(self, person: Person, path: str, body: Any) -> dict[str, Any]:
        etag = self.send(person, "GET", path).headers["ETag"]
        return done(self.send(person, "PATCH", path, json=body, headers={"If-Match": etag}))

    def move(self, person: Person, path: str, to: str, **given: Any) -> dict[str, Any]:
        return self.post(person, f"{path}/transitions", {"to": to, **given})

    # Many requests at once.

    def ask(self, asks: Iterable[Ask]) -> list[Answer]:
        return self._run(self._ask(list(asks)))

    async def _ask(self, asks: list[Ask]) -> list[Answer]:
        turns = asyncio.Semaphore(AT_ONCE)

        async def one(ask: Ask) -> Answer:
            credential = {"Authorization": f"Bearer {ask.person.key}"} if ask.person.key else {}
            headers = {**REQUEST_ID, **credential, **ask.headers}
            async with turns:
                for pause in BUSY_PAUSES:
                    builder = self._many.request(ask.method, self.address + ask.path).headers(headers)
                    if ask.body is not None:
                        builder = builder.body_json(ask.body)
                    answer = await builder.build().send()
                    if answer.status != 503:
                        break
                    await asyncio.sleep(pause)
                text = await answer.text()
                request = httpx.Request(ask.method, self.address + ask.path)
                committed_checks().check(
                    httpx.Response(answer.status, headers=dict(answer.headers), text=text, request=request)
                )
                return Answer(answer.status, tuple(sorted(answer.headers.items())), text)

        return list(await asyncio.gather(*map(one, asks)))

    def orphans(self) -> set[str]:
        """See `visibility.parents`."""

        async def look() -> set[str]:
            rows = await self._databases["gateway"].fetch("select id from organisations")
            return await orphans_in(self._urls, [row["id"] for row in rows])

        return self._run(look())

    # Time and rest.

    def today(self, admin: Person) -> date:
        return datetime.fromisoformat(self.get(admin, "/v1/test-clock")["now"]).date()

    def advance(self, admin: Person, duration: str) -> date:
        moved = self.post(admin, "/v1/test-clock", {"advance": duration})
        self.rest()
        return datetime.fromisoformat(moved["now"]).date()

    def run_jobs(self, admin: Person) -> None:
        self.advance(admin, "P0D")

    def rest(self) -> None:
        """Wait until every event has its place in a journal and every follower has taken it in."""
        self._run(self._rest())

    async def _rest(self) -> None:
        async with asyncio.timeout(REST_SECONDS):
            while not await self._is_at_rest():  # noqa: ASYNC110  # other processes do the work
                await asyncio.sleep(0.01)

    async def _is_at_rest(self) -> bool:
        heads: dict[str, int] = {}
        for name, database in self._databases.items():
            if await database.fetchval("select exists(select from journal where position is null)"):
                return False
            heads[name] = await database.fetchval("select coalesce(max(position), 0) from journal")
        for follower, feeds in FOLLOWED.items():
            rows = await self._databases[follower].fetch("select feed, position from follower_cursors")
            at = {row["feed"]: row["position"] for row in rows}
            if any(at.get(feed, 0) < heads[feed] for feed in feeds):
                return False
        return True


def done(answer: httpx.Response) -> dict[str, Any]:
    """The body of an answer that says it was done."""
    if answer.status_code not in (200, 201, 202):
        asked = f"{answer.request.method} {answer.request.url.path}"
        raise Refused(f"{asked} {answer.request.content[:500]!r}: {answer.status_code} {answer.text[:1500]}")
    return dict(answer.json())
