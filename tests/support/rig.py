"""Servers and sockets for the proxy's tests: a gateway as it runs, and services that misbehave on purpose."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import uvicorn
from starlette.types import ASGIApp

from chassis.http_server.limits import PUBLIC, ServerLimits
from chassis.serving import config_of
from chassis.settings import ServerSettings

Script = Callable[["Visit"], Awaitable[None]]


@dataclass
class Visit:
    """One request that reached a scripted service, and the connection to answer on."""

    head: bytes
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    connection: int

    @property
    def target(self) -> bytes:
        return self.head.split(b" ")[1]

    def fields(self, name: str) -> list[str]:
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        pairs = (line.split(": ", 1) for line in lines if ": " in line)
        return [value for key, value in pairs if key.lower() == name.lower()]

    async def body(self) -> bytes:
        if lengths := self.fields("content-length"):
            return await self.reader.readexactly(int(lengths[0]))
        whole = b""
        while self.fields("transfer-encoding"):
            size = int((await self.reader.readuntil(b"\r\n")).strip(), 16)
            piece = await self.reader.readexactly(size + 2)
            if size == 0:
                return whole
            whole += piece[:-2]
        return whole

    async def say(self, text: bytes) -> None:
        self.writer.write(text)
        await self.writer.drain()

    async def answer(self, body: bytes = b"{}", *fields: bytes) -> None:
        length = b"Content-Length: %d" % len(body)
        await self.say(b"\r\n".join([b"HTTP/1.1 200 OK", length, *fields, b"", body]))


@dataclass
class ScriptedService:
    """A service that sends exactly the bytes of the test; `script` answers one request at a time."""

    script: Script
    visits: list[Visit] = field(default_factory=list)
    connections: int = 0
    visited: asyncio.Event = field(default_factory=asyncio.Event)
    broken_off: asyncio.Event = field(default_factory=asyncio.Event)
    address: str = ""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        connection = self.connections
        try:
            while True:
                visit = Visit(await reader.readuntil(b"\r\n\r\n"), reader, writer, connection)
                self.visits.append(visit)
                self.visited.set()
                await self.script(visit)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.broken_off.set()
        finally:
            writer.close()


@asynccontextmanager
async def scripted(script: Script) -> AsyncIterator[ScriptedService]:
    service = ScriptedService(script)
    tasks: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(service._serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    service.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield service
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class ClosingServer(uvicorn.Server):
    """Closes at its end what the app has opened in its loop."""

    def __init__(self, config: uvicorn.Config, close: Callable[[], None]) -> None:
        super().__init__(config)
        self._close = close

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        self._close()


@asynccontextmanager
async def running(
    app: ASGIApp,
    limits: ServerLimits = PUBLIC,
    settings: ServerSettings | None = None,
    close: Callable[[], None] = lambda: None,
) -> AsyncIterator[str]:
    """The app as it is served, in a separate thread and loop; yields its base URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    settings = settings or ServerSettings(trusted_proxies=())
    config = config_of(app, settings, limits=limits, lifespan="off")
    server = ClosingServer(config, close)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    while not server.started:  # noqa: ASYNC110  # a flag of another thread
        await asyncio.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        await asyncio.to_thread(thread.join)
        listener.close()


@asynccontextmanager
async def running_here(app: ASGIApp, settings: ServerSettings | None = None) -> AsyncIterator[str]:
    """The same in this loop, to which the connections of a service with a database belong."""
    listener = socket.create_server(("127.0.0.1", 0))
    settings = settings or ServerSettings(trusted_proxies=())
    server = uvicorn.Server(config_of(app, settings, limits=PUBLIC, lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        await serving


@dataclass
class Line:
    """A client's raw connection to the gateway."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, text: bytes) -> None:
        self.writer.write(text)
        await self.writer.drain()

    async def head(self) -> bytes:
        return await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 5)

    async def rest(self) -> bytes:
        """Everything until the gateway closes the connection."""
        return await asyncio.wait_for(self.reader.read(), 10)


@asynccontextmanager
async def dialled(address: str, *, source: str | None = None) -> AsyncIterator[Line]:
    host, port = address.removeprefix("http://").split(":")
    local = (source, 0) if source else None
    line = Line(*await asyncio.open_connection(host, int(port), local_addr=local))
    try:
        yield line
    finally:
        line.writer.close()
        with suppress(ConnectionError):
            await line.writer.wait_closed()
