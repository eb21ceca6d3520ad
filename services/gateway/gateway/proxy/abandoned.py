"""Tells a service that nobody waits for a file any more: the client library cannot end a request."""

import asyncio
import logging
from collections.abc import Mapping

from pyreqwest.client import Client
from pyreqwest.exceptions import PyreqwestError

from chassis.untrusted_files.routes import PATH
from gateway.proxy.call import Call

log = logging.getLogger("gateway.proxy")


class Abandoned:
    """Says so beside other work; what fails is only logged, because each reading has its own limit of time."""

    def __init__(self, client: Client, addresses: Mapping[str, str]) -> None:
        self._client = client
        self._addresses = addresses
        self._running: set[asyncio.Task[None]] = set()

    def tell(self, call: Call, authorization: str) -> None:
        task = asyncio.create_task(self._tell(call, authorization))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _tell(self, call: Call, authorization: str) -> None:
        url = self._addresses[call.operation.service] + PATH.format(request_id=call.request_id)
        try:
            await self._client.delete(url).headers({"authorization": authorization}).build().send()
        except PyreqwestError as error:
            log.info("a service was not told that a client has gone: %s", type(error).__name__)
