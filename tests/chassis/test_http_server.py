"""What a stranger may do to a server over plain sockets, before anything is known of who it is."""

import asyncio
import json
import re
import threading
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import pytest
from starlette.types import Receive, Scope, Send

from chassis.http_server.limits import INTERNAL, PUBLIC, ServerLimits
from chassis.http_server.open_connections import OpenConnections, client_key
from chassis.serving import limits_of
from chassis.settings import ServerSettings
from support.rig import Line, dialled, running

QUICK = replace(PUBLIC, head_seconds=0.3, body_seconds=0.3, unread_answer_seconds=0.5)
KIB = 1024


class Seen:
    """An app that records what reaches it, and answers with the body that it was sent."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []
        self.bodies: list[bytes] = []
        self.left = asyncio.Event()
        self.size_of_answer = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
        self.bodies.append(body)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-path", scope["raw_path"])]})
        for _ in range(self.size_of_answer // (64 * KIB)):
            await send({"type": "http.response.body", "body": bytes(64 * KIB), "more_body": True})
        await send({"type": "http.response.body", "body": body, "more_body": False})


class Dial(Protocol):
    def __call__(self) -> AbstractAsyncContextManager[Line]: ...


class Serve(Protocol):
    def __call__(
        self, limits: ServerLimits = PUBLIC, settings: ServerSettings | None = None
    ) -> AbstractAsyncContextManager[tuple[Seen, str]]: ...


@pytest.fixture
def serve() -> Serve:
    @asynccontextmanager
    async def start(
        limits: ServerLimits = PUBLIC, settings: ServerSettings | None = None
    ) -> AsyncIterator[tuple[Seen, str]]:
        app = Seen()
        async with running(app, limits, settings) as address:
            yield app, address

    return start


def head(*lines: bytes, target: bytes = b"/", method: bytes = b"GET") -> bytes:
    return b"\r\n".join([method + b" " + target + b" HTTP/1.1", *lines, b"", b""])


async def answered(line: Line) -> tuple[int, dict[str, Any]]:
    """The status and the problem of the last answer before the server closes."""
    whole = await line.rest()
    start, _, body = whole.rpartition(b"\r\n\r\n")
    problem = json.loads(body)
    status = int(start[start.rindex(b"HTTP/1.1 ") :].split(b" ")[1])
    assert status == problem["status"]
    assert b"content-type: application/problem+json" in start
    assert f"x-request-id: {problem['request_id']}".encode() in start
    return status, problem


async def test_a_head_of_exactly_the_limit_passes_and_one_byte_more_is_refused(serve: Serve) -> None:
    async with serve() as (app, address):
        room = PUBLIC.head_bytes - len(b"/") - len(b"host: a\r\n") - len(b"x-long: \r\n")
        async with dialled(address) as line:
            await line.say(head(b"host: a", b"x-long: " + b"v" * room))
            assert b" 200 " in await line.head()
        async with dialled(address) as line:
            await line.say(head(b"host: a", b"x-long: " + b"v" * (room + 1)))
            assert (await answered(line))[1]["code"] == "head_too_large"
    assert len(app.scopes) == 1


async def test_a_hundred_header_lines_pass_and_one_more_is_refused(serve: Serve) -> None:
    async with serve() as (app, address):
        for count, refused in ((100, False), (101, True), (30_000, True)):
            async with dialled(address) as line:
                await line.say(head(*(b"x-%d: v" % number for number in range(count))))
                if refused:
                    assert (await answered(line))[0] == 431
                else:
                    assert b" 200 " in await line.head()
    assert len(app.scopes) == 1


@pytest.mark.parametrize(
    "endless",
    [
        b"GET /" + b"a" * 8 * KIB,
        b"GET / HTTP/1.1\r\nx-endless: " + b"a" * 8 * KIB,
        b"GET / HTTP/1.1\r\n" + b"a" * 8 * KIB,
    ],
    ids=["URL", "value", "name"],
)
async def test_a_part_of_a_head_that_never_ends_is_refused_after_the_limit(serve: Serve, endless: bytes) -> None:
    async with serve() as (app, address), dialled(address) as line:
        await line.say(endless)
        sent = 0
        while not line.reader.at_eof() and sent < PUBLIC.head_bytes:
            await line.say(b"a" * KIB)
            sent += KIB
        assert (await answered(line))[0] == 431
    assert app.scopes == []


async def test_fields_after_a_body_are_limited_and_change_nothing(serve: Serve) -> None:
    chunked = head(b"transfer-encoding: chunked", method=b"POST") + b"1\r\na\r\n0\r\n"
    async with serve() as (app, address):
        async with dialled(address) as line:
            await line.say(chunked + b"authorization: Bearer other\r\n\r\n")
            assert b" 200 " in await line.head()
        assert dict(app.scopes[0]["headers"]) == {b"transfer-encoding": b"chunked"}
        for endless in (b"x: y\r\n" * 200, b"x: " + b"y" * 40 * KIB):
            async with dialled(address) as line:
                await line.say(chunked)
                await asyncio.sleep(0.05)
                await line.say(endless)
                assert (await answered(line))[0] in (400, 431)
    assert app.bodies == [b"a"]


async def test_a_slow_head_is_408(serve: Serve) -> None:
    async with serve(QUICK) as (app, address), dialled(address) as line:
        for piece in (b"GET / HTTP/1.1\r\n", b"host: a\r\n"):
            await line.say(piece)
            await asyncio.sleep(0.1)
        status, problem = await answered(line)
        assert (status, problem["code"]) == (408, "too_slow")
    assert app.scopes == []


@pytest.mark.parametrize("said", [b"", b"\r\n"])
async def test_a_connection_without_a_request_is_closed_in_silence(serve: Serve, said: bytes) -> None:
    async with serve(QUICK) as (_, address), dialled(address) as line:
        await line.say(said)
        assert (await line.rest())[:12] in (b"", b"HTTP/1.1 408")


async def test_empty_lines_between_requests_do_not_keep_a_connection_open(serve: Serve) -> None:
    async with serve(QUICK) as (_, address), dialled(address) as line:
        await line.say(head(b"host: a"))
        await line.head()
        end = asyncio.ensure_future(line.reader.read())
        async with asyncio.timeout(5):
            while not end.done():
                with suppress(ConnectionError):
                    await line.say(b"\r\n")
                await asyncio.wait([end], timeout=0.05)
        await asyncio.gather(end, return_exceptions=True)


async def test_a_connection_that_is_kept_open_without_a_request_is_closed(serve: Serve) -> None:
    async with serve(replace(PUBLIC, idle_seconds=1)) as (_, address), dialled(address) as line:
        await line.say(head(b"host: a"))
        assert b"200 OK" in await line.head()
        assert await line.rest() == b"0\r\n\r\n"


def keepalive_seconds(local_port: int, remote_port: int) -> float:
    """After which the system asks the other end whether it is there; raises KeyError where it never will."""
    for row in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, remote, _, _, timer, *_ = row.split()
        if (int(local[-4:], 16), int(remote[-4:], 16)) == (local_port, remote_port):
            kind, _, hundredths = timer.partition(":")
            return {"02": int(hundredths, 16) / 100}[kind]
    raise LookupError("no such connection")


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="the system does not show its timers")
async def test_a_client_that_has_vanished_is_noticed(serve: Serve) -> None:
    async with serve(replace(PUBLIC, gone_seconds=40)) as (_, address), dialled(address) as line:
        await line.say(head(b"host: a"))
        await line.head()
        ours = line.writer.get_extra_info("sockname")[1]
        assert 0 < keepalive_seconds(int(address.rpartition(":")[2]), ours) <= 20


@pytest.mark.parametrize("announced", [b"content-length: 1000", b"transfer-encoding: chunked"])
async def test_a_slow_body_is_408_and_its_request_ends(serve: Serve, announced: bytes) -> None:
    async with serve(QUICK) as (app, address), dialled(address) as line:
        await line.say(head(announced, method=b"POST"))
        for _ in range(3):
            await line.say(b"1\r\na\r\n")
            await asyncio.sleep(0.05)
        status, problem = await answered(line)
        assert (status, problem["code"]) == (408, "too_slow")
    assert app.bodies == []


async def test_a_body_that_arrives_steadily_may_take_longer(serve: Serve) -> None:
    steady = replace(QUICK, body_bytes_per_second=1000)
    async with serve(steady) as (app, address), dialled(address) as line:
        await line.say(head(b"content-length: 800", method=b"POST"))
        for _ in range(8):
            await line.say(b"a" * 100)
            await asyncio.sleep(0.07)
        assert b" 200 " in await line.head()
    assert app.bodies == [b"a" * 800]


async def test_an_answer_that_is_not_read_ends(serve: Serve) -> None:
    async with serve(QUICK) as (app, address), dialled(address) as line:
        app.size_of_answer = 64 * KIB * KIB
        line.writer.transport.pause_reading()  # type: ignore[attr-defined]
        await line.say(head(b"host: a"))
        await asyncio.sleep(1)
        line.writer.transport.resume_reading()  # type: ignore[attr-defined]
        with pytest.raises((ConnectionError, AssertionError)):
            assert len(await line.rest()) > app.size_of_answer


async def test_requests_sent_ahead_are_answered_in_order_up_to_a_limit(serve: Serve) -> None:
    async with serve() as (app, address):
        async with dialled(address) as line:
            ahead = [head(b"host: a", target=b"/%d" % number) for number in range(9)]
            await line.say(b"".join(ahead) + head(b"connection: close", target=b"/9"))
            paths = re.findall(rb"x-path: (.*)\r\n", await line.rest())
            assert paths == [b"/%d" % number for number in range(10)]
        async with dialled(address) as line:
            with suppress(ConnectionResetError):  # what was sent ahead in vain is not read
                await line.say(head(b"a: b") * 5000)
                await line.rest()
    assert len(app.scopes) < 100


class Late:
    """An app that answers after its client has gone, and records what goes wrong then."""

    def __init__(self) -> None:
        self.faults: list[BaseException] = []
        self.told = False
        self.ended = threading.Event()

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.told = True
        try:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"late"})
        except RuntimeError as fault:
            self.faults.append(fault)
        finally:
            self.ended.set()


@pytest.mark.parametrize("ahead", [1, 5])
async def test_an_answer_to_a_client_that_has_gone_is_no_fault(ahead: int) -> None:
    app = Late()
    async with running(app) as address:
        async with dialled(address) as line:
            await line.say(head(b"host: a") * ahead)
            line.writer.transport.abort()
        assert await asyncio.to_thread(app.ended.wait, 5)
    assert (app.told, app.faults) == (True, [])


async def test_a_bad_request_does_not_spoil_the_answer_before_it(serve: Serve) -> None:
    async with serve() as (_, address), dialled(address) as line:
        await line.say(head(b"host: a") + b"nonsense\r\n\r\n")
        whole = await line.rest()
    assert whole.count(b"HTTP/1.1") == 1
    assert b" 200 " in whole


async def test_what_is_not_http_gets_a_problem_document(serve: Serve) -> None:
    async with serve() as (app, address):
        for nonsense in (
            b"\x16\x03\x01\x02\x00\x01\x00",
            b"hello\r\n\r\n",
            b"CONNECT evil.example:443 HTTP/1.1\r\n\r\n",
        ):
            async with dialled(address) as line:
                await line.say(nonsense)
                assert (await answered(line))[1]["code"] == "not_http"
    assert app.scopes == []


async def test_the_body_of_a_request_to_change_the_protocol_is_never_a_second_request(serve: Serve) -> None:
    change = (b"connection: upgrade", b"upgrade: h2c")
    hidden = head(b"host: a", target=b"/hidden")
    async with serve() as (app, address):
        async with dialled(address) as line:
            await line.say(head(*change, b"content-length: %d" % len(hidden), method=b"POST") + hidden)
            assert (await answered(line))[0] == 400
        assert app.scopes == []
        async with dialled(address) as line:
            await line.say(head(*change))
            assert b" 200 " in await line.head()


async def test_one_address_cannot_take_all_connections(serve: Serve) -> None:
    limits = replace(PUBLIC, connections_per_address=3)
    async with serve(limits) as (_, address):
        lines = [dialled(address) for _ in range(3)]
        opened = [await line.__aenter__() for line in lines]
        for line in opened:
            await line.say(head(b"host: a"))
            await line.head()
        async with dialled(address) as line:
            status, problem = await answered(line)
            assert (status, problem["code"]) == (429, "too_many_connections")
        async with dialled(address, source="127.0.0.2") as line:
            await line.say(head(b"host: a"))
            assert b" 200 " in await line.head()
        await lines[0].__aexit__(None, None, None)
        await asyncio.sleep(0.1)
        async with dialled(address) as line:
            await line.say(head(b"host: a"))
            assert b" 200 " in await line.head()
        for held in lines[1:]:
            await held.__aexit__(None, None, None)


async def client_seen(serve: Serve, settings: ServerSettings, *fields: bytes) -> str:
    async with serve(PUBLIC, settings) as (app, address), dialled(address) as line:
        await line.say(head(*fields))
        await line.head()
    return str(app.scopes[0]["client"][0])


FORGED = b"x-forwarded-for: 203.0.113.7"


async def test_a_stranger_cannot_name_another_address(serve: Serve) -> None:
    assert await client_seen(serve, ServerSettings(trusted_proxies=()), FORGED) == "127.0.0.1"
    elsewhere = ServerSettings.model_validate({"trusted_proxies": "192.0.2.0/24"})
    assert await client_seen(serve, elsewhere, FORGED) == "127.0.0.1"


async def test_a_trusted_proxy_names_the_client_and_the_client_cannot(serve: Serve) -> None:
    trusted = ServerSettings.model_validate({"trusted_proxies": "127.0.0.1, 192.0.2.0/24"})
    assert await client_seen(serve, trusted, FORGED) == "203.0.113.7"
    assert await client_seen(serve, trusted, FORGED, b"x-forwarded-for: 198.51.100.9, 192.0.2.4") == "198.51.100.9"


def test_a_client_is_counted_by_its_address_or_by_its_network() -> None:
    assert client_key("192.0.2.1") == client_key("::ffff:192.0.2.1")
    assert client_key("2001:db8:0:1::1") == client_key("2001:db8:0:1:ffff::9") != client_key("2001:db8:0:2::1")


def test_a_trusted_proxy_is_counted_in_the_total_only() -> None:
    trusted = ServerSettings.model_validate({"trusted_proxies": "2001:db8::1"}).trusted_proxies
    counted = OpenConnections(replace(PUBLIC, connections=3, connections_per_address=1), trusted)
    proxy, neighbour = counted.key_of("2001:db8::1"), counted.key_of("2001:db8::2")
    for key in (proxy, proxy, neighbour):
        assert not counted.has_too_many(key)
        counted.add(key)
    assert (counted.has_too_many(proxy), counted.has_too_many(neighbour), counted.is_full()) == (False, True, True)
    for key in (proxy, proxy, neighbour):
        counted.remove(key)
    assert not counted.is_full()


def test_no_address_gets_more_than_half_of_what_the_system_allows() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None: ...

    few = limits_of(app, ServerSettings(trusted_proxies=()), open_files=1024)
    assert (few.connections, few.connections_per_address) == (768, 384)
    assert few.head_bytes == INTERNAL.head_bytes
