"""Connections to the services that stay open between requests."""

import asyncio
import ssl
from collections import deque
from urllib.parse import urlsplit

from gateway.proxy.service_connections.connection import ServiceConnection

CONNECT_SECONDS = 2.0
IDLE_SECONDS = 4.0
"""Shorter than the time for which a service keeps an idle connection (uvicorn: 5 s), so that few are stale."""
MOST_IDLE = 128


class NotConnected(Exception):
    """The service cannot be reached, so it cannot have heard of the request."""


class ServicePool:
    """The connections to one service, by its base URL. The one used last is used first, so that few are kept."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._host = parts.hostname or ""
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._port = parts.port or (443 if self._tls else 80)
        self._idle: deque[ServiceConnection] = deque()
        self.prefix = parts.path.rstrip("/").encode()
        """Before the path of each request."""
        self.host = parts.netloc.rpartition("@")[2].encode()

    async def lend(self) -> ServiceConnection:
        """A connection for one request, to be given back; raises NotConnected."""
        while self._idle:
            connection = self._idle.pop()
            if connection.is_lost:
                continue
            if connection.loop.time() - connection.idle_since < IDLE_SECONDS:
                return connection
            connection.abort()
        return await self._connect()

    def give_back(self, connection: ServiceConnection) -> None:
        """Keep it if its last answer was complete; otherwise close it."""
        if not connection.may_be_kept:
            connection.abort()
            return
        connection.idle_since = connection.loop.time()
        self._idle.append(connection)
        if len(self._idle) > MOST_IDLE:
            self._idle.popleft().abort()

    def close(self) -> None:
        while self._idle:
            self._idle.pop().abort()

    async def _connect(self) -> ServiceConnection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                _, connection = await loop.create_connection(
                    ServiceConnection, self._host, self._port, ssl=self._tls
                )
        except OSError as error:  # also where it takes too long
            raise NotConnected from error
        return connection
