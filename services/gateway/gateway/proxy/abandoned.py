"""Tells a service that nobody waits for a file any more: without this it would read on."""

import asyncio
import logging
from collections.abc import Mapping

from chassis.untrusted_files.routes import PATH
from gateway.proxy.call import Call
from gateway.proxy.service_connections.connection import ConnectionBroken
from gateway.proxy.service_connections.pool import NotConnected, ServicePool
from gateway.proxy.service_connections.requests import head

SECONDS = 10.0

log = logging.getLogger("gateway.proxy")


class Abandoned:
    """Says so beside other work; what fails is only logged, because each reading has its own limit of time."""

    def __init__(self, pools: Mapping[str, ServicePool]) -> None:
        self._pools = pools
        self._running: set[asyncio.Task[None]] = set()

    def tell(self, call: Call, authorization: str) -> None:
        task = asyncio.create_task(self._tell(call, authorization))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _tell(self, call: Call, authorization: str) -> None:
        pool = self._pools[call.operation.service]
        path = PATH.format(request_id=call.request_id).encode()
        request = {"method": "DELETE", "raw_path": path, "query_string": b""}
        try:
            async with asyncio.timeout(SECONDS):
                connection = await pool.lend()
                try:
                    connection.ask(head(pool, request, [(b"authorization", authorization.encode())]), is_head=False)
                    await connection.begun()
                finally:
                    connection.abort()
        except (NotConnected, ConnectionBroken, TimeoutError) as error:
            log.info("a service was not told that a client has gone: %s", type(error).__name__)
