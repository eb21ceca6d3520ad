"""The gateway's own connections to the services: what a service sends never becomes the answer to somebody else."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from gateway.proxy.headers import BadHeader
from gateway.proxy.service_connections.connection import MOST_WAITING, ConnectionBroken, ServiceConnection
from gateway.proxy.service_connections.pool import MOST_IDLE, NotConnected, ServicePool
from gateway.proxy.service_connections.requests import head

Answer = tuple[int, bytes]
Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
GET = {"method": "GET", "raw_path": b"/v1/x", "query_string": b""}


@asynccontextmanager
async def service(script: Script) -> AsyncIterator[ServicePool]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                await reader.readuntil(b"\r\n\r\n")
                await script(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    pool = ServicePool(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    try:
        yield pool
    finally:
        pool.close()
        server.close()


def saying(*texts: bytes, close: bool = False) -> Script:
    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for text in texts:
            writer.write(text)
            await writer.drain()
            await asyncio.sleep(0.01)
        if close:
            raise ConnectionError

    return script


async def answer_of(pool: ServicePool, method: str = "GET") -> Answer:
    connection = await pool.lend()
    try:
        connection.ask(head(pool, {**GET, "method": method}, []), is_head=method == "HEAD")
        await connection.begun()
        body = b""
        while piece := await connection.piece():
            body += piece
        return connection.status, body
    finally:
        pool.give_back(connection)


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.mark.parametrize(
    ("texts", "close", "answer", "is_kept"),
    [
        ((OK,), False, (200, b"ok"), True),
        ((OK[:20], OK[20:45], OK[45:]), False, (200, b"ok"), True),
        ((b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + OK,), False, (200, b"ok"), True),
        ((OK + b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad",), False, (200, b"ok"), False),
        ((OK, b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad"), False, (200, b"ok"), False),
        ((OK + b"xx",), False, (200, b"ok"), False),
        ((OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"),), False, (200, b"ok"), False),
        ((b"HTTP/1.1 200 OK\r\n\r\nto the ", b"end"), True, (200, b"to the end"), False),
        ((CHUNKED, b"0\r\n\r\n"), False, (200, b"ok"), True),
        ((b"HTTP/1.1 204 x\r\n\r\n",), False, (204, b""), True),
        ((b"HTTP/1.1 304 x\r\nContent-Length: 9\r\n\r\n",), False, (304, b""), False),
    ],
    ids=["plain", "pieces", "interim", "two", "late", "junk", "close", "to the end", "chunks", "204", "304"],
)
async def test_an_answer_ends_where_it_says_and_a_connection_with_more_is_not_used_again(
    texts: tuple[bytes, ...], close: bool, answer: Answer, is_kept: bool
) -> None:
    async with service(saying(*texts, close=close)) as pool:
        assert await answer_of(pool) == answer
        await asyncio.sleep(0.05)
        used = await pool.lend()
        is_first = used.idle_since > 0
        pool.give_back(used)
        assert is_first is is_kept


async def test_what_a_client_has_not_taken_is_no_part_of_the_next_answer() -> None:
    answers = iter([OK.replace(b"ok", b"no"), OK])

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(next(answers))

    async with service(script) as pool:
        left = await pool.lend()
        left.ask(head(pool, GET, []), is_head=False)
        await left.begun()
        pool.give_back(left)
        assert left.is_lost
        assert await answer_of(pool) == (200, b"ok")


@pytest.mark.parametrize(
    "text",
    [
        b"EHLO gateway\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nokk",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 300 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 101 x\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    ],
    ids=["babble", "two lengths", "other lengths", "short", "open chunks", "many fields", "long field", "upgrade"],
)
async def test_what_is_no_whole_answer_is_never_taken_for_one(text: bytes) -> None:
    async with service(saying(text, close=True)) as pool:
        with pytest.raises(ConnectionBroken):
            await answer_of(pool)


async def test_the_length_in_an_answer_to_head_is_not_waited_for() -> None:
    async with service(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")) as pool:
        async with asyncio.timeout(5):
            assert [await answer_of(pool, "HEAD") for _ in range(2)] == [(200, b"")] * 2


async def test_a_service_waits_for_a_client_that_reads_slowly() -> None:
    written = 0

    async def endless(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        while True:
            writer.write(b"x" * 100_000)
            await writer.drain()
            written += 100_000

    async with service(endless) as pool:
        connection = await pool.lend()
        connection.ask(head(pool, GET, []), is_head=False)
        await connection.begun()
        await asyncio.sleep(0.5)
        stopped_at = written
        await asyncio.sleep(0.2)
        assert written == stopped_at < 50_000_000
        assert MOST_WAITING < len(await connection.piece()) < 2 * MOST_WAITING + 1_000_000
        while written == stopped_at:
            await connection.piece()
        connection.abort()


async def test_a_field_cannot_become_two_and_only_ascii_is_sent() -> None:
    pool = ServicePool("http://service.example/base/")
    assert head(pool, {**GET, "query_string": b"q=\xc3\xa4 b"}, [(b"x", b"y")]) == (
        b"GET /base/v1/x?q=%C3%A4%20b HTTP/1.1\r\nhost: service.example\r\nx: y\r\n\r\n"
    )
    for value in (b"y\r\nauthorization: z", b"y\nz", b"y\rz", b"caf\xe9"):
        with pytest.raises(BadHeader):
            head(pool, GET, [(b"x", value)])


async def test_a_service_that_nobody_can_reach_has_heard_of_nothing() -> None:
    with pytest.raises(NotConnected):
        await ServicePool("http://127.0.0.1:1").lend()


async def test_few_idle_connections_are_kept() -> None:
    async with service(saying(OK)) as pool:
        lent: list[ServiceConnection] = [await pool.lend() for _ in range(MOST_IDLE + 20)]
        for connection in lent:
            connection.ask(head(pool, GET, []), is_head=False)
        for connection in lent:
            await connection.begun()
            await connection.piece()
            pool.give_back(connection)
        assert sum(not connection.is_lost for connection in lent) == MOST_IDLE
