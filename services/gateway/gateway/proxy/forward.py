"""Sends a request to the service that owns its operation and streams the answer back unchanged."""

from collections.abc import Mapping

from chassis.body_sizes import too_large
from chassis.problems import ServiceTimeout
from chassis.untrusted_files.times import ANSWER_SECONDS as FILE_SECONDS
from gateway.proxy.abandoned import Abandoned
from gateway.proxy.bodies import Upload
from gateway.proxy.call import Call, ClientGone
from gateway.proxy.exchange import Exchange
from gateway.proxy.headers import body_length, to_service
from gateway.proxy.service_connections.pool import ServicePool
from gateway.proxy.service_connections.requests import framing, head
from gateway.proxy.watch import Watch

REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})


class Forwarder:
    """Holds the connections to the services; `addresses` are their base URLs by name.

    A service that says nothing for so many `seconds` while it is its turn does not answer; to one that brings a
    file it may say nothing for `file_seconds`.
    """

    def __init__(
        self, addresses: Mapping[str, str], *, seconds: float = 30.0, file_seconds: float = FILE_SECONDS
    ) -> None:
        self._seconds = seconds
        self._file_seconds = max(seconds, file_seconds)
        self._pools = {service: ServicePool(address) for service, address in addresses.items()}
        self._abandoned = Abandoned(self._pools)

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()

    async def __call__(self, call: Call, authorization: str) -> None:
        """Raises a `Problem` only as long as nothing of the answer was sent."""
        try:
            await self._exchange(call, authorization)
        except (ClientGone, ServiceTimeout):
            if call.operation.brings_file:
                self._abandoned.tell(call, authorization)
            raise

    async def _exchange(self, call: Call, authorization: str) -> None:
        operation, length = call.operation, body_length(call.headers)
        if length is not None and length > operation.max_body_bytes:
            raise too_large(operation.max_body_bytes)
        upload = None
        if length != 0:
            upload = Upload(call.receive, limit=operation.max_body_bytes, is_chunked=length is None)
            await upload.begin()
            if upload.drained:
                length = len(upload.first)
        pool = self._pools[operation.service]
        fields = to_service(call.headers, authorization=authorization, request_id=call.request_id)
        written = head(pool, call.scope, [*fields, *framing(call.method, length)])
        watch = Watch(call.receive, self._file_seconds if operation.brings_file else self._seconds)
        exchange = Exchange(call, pool, upload, watch)
        # The service may just have closed an idle connection; then the request is tried once more.
        await exchange.run(written, tries=2 if upload is None and call.method in REPEATABLE else 1)
