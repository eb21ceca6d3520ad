"""The gateway's own routes take turns like those it passes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from chassis.costs import Cost
from chassis.problems import Unauthenticated
from gateway.limits.queues.admission import Admission
from gateway.limits.queues.fair_queue import FairQueue
from gateway.limits.queues.strangers import Strangers
from gateway.limits.rules import PLACES, Kind, TooManyStrangers
from gateway.proxy.answers_in_turn import AnswerInTurn
from gateway.proxy.api_descriptions import Operation, routed_operations
from gateway.proxy.own import OwnRoutes
from gateway.proxy.routing import RoutingTable
from gateway.tokens.credentials.cache import VerifiedCredential

OPERATIONS = [
    Operation("gateway", "GET", "/v1/dashboards/overview", cost=Cost.HEAVY),
    Operation("gateway", "GET", "/v1/links"),
]
AMINA, BEN = {"Authorization": "Bearer amina"}, {"Authorization": "Bearer ben"}


async def authorize(credential: bytes, _: str) -> VerifiedCredential:
    if credential not in (b"amina", b"ben"):
        raise Unauthenticated
    return VerifiedCredential(f"Bearer internal-{credential.decode()}", credential.decode(), 60)


class Work:
    """What the routes do: it lasts until the test ends it."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.go_on = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = await request.body()
        self.begun.append(request.headers.get("authorization", body.decode() or "nobody"))
        await (await self._answer(request))(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.url.path == "/v1/events":
            return StreamingResponse(self._stream(), media_type="text/event-stream")
        if not request.url.path.startswith("/health"):
            await self.go_on.wait()
        return PlainTextResponse("done")

    async def _stream(self) -> AsyncIterator[bytes]:
        yield b"first"
        await self.go_on.wait()


@asynccontextmanager
async def routes() -> AsyncIterator[tuple[Work, httpx.AsyncClient]]:
    work = Work()
    app = OwnRoutes(
        work,
        RoutingTable(OPERATIONS),
        authorize=authorize,
        admission=Admission({Kind.USUAL: (6, 4), Kind.HEAVY: (4, 2)}),
        strangers=Strangers((4, 2), refused_seconds=0),
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        yield work, client


async def settled() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


@pytest.mark.parametrize(("path", "places"), [("/v1/links", 4), ("/v1/dashboards/overview", 2)])
async def test_an_organisation_has_few_places_for_the_own_routes(path: str, places: int) -> None:
    async with routes() as (work, client):
        many = [asyncio.create_task(client.get(path, headers=AMINA)) for _ in range(50)]
        await settled()
        assert work.begun == ["Bearer internal-amina"] * places
        another = asyncio.create_task(client.get(path, headers=BEN))
        await settled()
        assert work.begun[-1] == "Bearer internal-ben"
        work.go_on.set()
        assert {answer.status_code for answer in await asyncio.gather(*many, another)} == {200}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer garbage"}], ids=["nobody", "garbage"])
async def test_strangers_have_few_places_and_callers_do_not_wait_for_them(headers: dict[str, str]) -> None:
    async with routes() as (work, client):
        many = [asyncio.create_task(client.get("/v1/links", headers=headers)) for _ in range(50)]
        await settled()
        assert work.begun == ["nobody"] * 2
        caller = asyncio.create_task(client.get("/v1/links", headers=AMINA))
        await settled()
        assert work.begun[-1] == "Bearer internal-amina"
        assert (await client.get("/health/live")).status_code == 200
        work.go_on.set()
        assert {answer.status_code for answer in await asyncio.gather(*many, caller)} == {200}


async def test_a_stranger_takes_a_place_when_the_body_has_arrived_and_not_before() -> None:
    is_sent = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"first "
        await is_sent.wait()
        yield b"and last"

    async with routes() as (work, client):
        slow = [asyncio.create_task(client.post("/v1/invitations/accept", content=slowly())) for _ in range(10)]
        await settled()
        quick = asyncio.create_task(client.post("/v1/invitations/accept", content=b"quick"))
        await settled()
        assert work.begun == ["quick"]
        work.go_on.set()
        is_sent.set()
        await asyncio.gather(quick, *slow)
        assert work.begun[1:] == ["first and last"] * 10


async def test_a_stream_of_events_keeps_no_place() -> None:
    async with routes() as (work, client):
        streams = [asyncio.create_task(client.get("/v1/events", headers=AMINA)) for _ in range(20)]
        await settled()
        assert len(work.begun) == 20
        work.go_on.set()
        await asyncio.gather(*streams)


def test_what_costs_much_is_said_in_the_api_descriptions() -> None:
    heavy = {f"{each.method} {each.path}" for each in routed_operations() if each.kind(b"") is Kind.HEAVY}
    assert heavy == {
        "GET /v1/annual-reviews/{review_id}/agenda",
        "GET /v1/data-exports",
        "GET /v1/data-imports/template",
        "GET /v1/disclosures/{disclosure_id}/diff",
        "GET /v1/exposures",
        "GET /v1/facilities/{facility_id}/exposure",
        "GET /v1/spend-shares",
        "GET /v1/spend-totals",
        "POST /v1/facilities/match",
        "POST /v1/findings/{finding_id}/release-preview",
        "POST /v1/participant-exports",
        "POST /v1/personal-data-exports",
    }
    in_total, of_one = PLACES[Kind.HEAVY]
    assert of_one < in_total < PLACES[Kind.USUAL][0]


def test_a_list_that_is_counted_is_heavy() -> None:
    (facilities,) = (each for each in routed_operations() if (each.method, each.path) == ("GET", "/v1/facilities"))
    assert (facilities.kind(b"limit=9"), facilities.kind(b"limit=9&count=exact")) == (Kind.USUAL, Kind.HEAVY)


LARGE = b"x" * 1_000_000


class Reader:
    """A client's end of the connection: it takes each piece of an answer when the test says so."""

    def __init__(self) -> None:
        self.taken = 0
        self.goes_on = asyncio.Event()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            await self.goes_on.wait()
            self.taken += len(message["body"])


async def large(_: Scope, __: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": LARGE, "more_body": False})


async def test_an_answer_keeps_its_place_until_the_client_has_taken_it() -> None:
    queue = FairQueue(places=1, most=10, refusal=TooManyStrangers)
    readers = [Reader() for _ in range(3)]

    async def read(reader: Reader) -> None:
        await queue.enter("mallory")
        await large({}, nothing, AnswerInTurn(reader.send, lambda _: queue.leave("mallory")).send)

    tasks = [asyncio.create_task(read(reader)) for reader in readers]
    await settled()
    assert (queue.has_free_place, queue.waiting) == (False, 2)
    readers[0].goes_on.set()
    await settled()
    assert ([reader.taken for reader in readers], queue.waiting) == ([len(LARGE), 0, 0], 1)
    for reader in readers:
        reader.goes_on.set()
    await asyncio.gather(*tasks)
    assert queue.has_free_place


async def test_a_client_that_reads_slowly_reads_on_without_a_place() -> None:
    left, reader = list[bool](), Reader()
    reading = asyncio.create_task(large({}, nothing, AnswerInTurn(reader.send, left.append, seconds=0.05).send))
    await asyncio.sleep(0.1)
    assert (left, reading.done()) == ([False], False)
    reader.goes_on.set()
    await reading
    assert (left, reader.taken) == ([False], len(LARGE))


async def nothing() -> Message:
    return {"type": "http.disconnect"}
