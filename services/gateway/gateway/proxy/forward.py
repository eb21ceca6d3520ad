"""Sends a request to the service that owns its operation and streams the answer back unchanged."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote

from pyreqwest.client import Client, ClientBuilder
from pyreqwest.request import StreamRequest

from chassis.body_sizes import too_large
from chassis.problems import ServiceTimeout
from chassis.untrusted_files.times import ANSWER_SECONDS as FILE_SECONDS
from gateway.proxy.abandoned import Abandoned
from gateway.proxy.bodies import Upload
from gateway.proxy.call import Call, ClientGone
from gateway.proxy.exchange import Exchange
from gateway.proxy.headers import body_length, to_service

CONNECT_TIMEOUT = timedelta(seconds=2)
# Shorter than the time for which a service keeps an idle connection (uvicorn: 5 s), so that few are stale.
IDLE_TIMEOUT = timedelta(seconds=4)
REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})
_AS_WRITTEN = "".join(map(chr, range(0x21, 0x7F)))


class Forwarder:
    """Holds one client with its connection pool; `addresses` are the services' base URLs by name.

    A service that says nothing for so many `seconds` while it is its turn does not answer; to one that brings a
    file it may say nothing for `file_seconds`.
    """

    def __init__(
        self, addresses: Mapping[str, str], *, seconds: float = 30.0, file_seconds: float = FILE_SECONDS
    ) -> None:
        self._seconds = seconds
        self._file_seconds = max(seconds, file_seconds)
        self._addresses = {service: address.rstrip("/") for service, address in addresses.items()}
        is_plain = all(address.startswith("http:") for address in self._addresses.values())
        self._client = _client(is_plain=is_plain)
        self._abandoned = Abandoned(self._client, self._addresses)

    async def close(self) -> None:
        await self._client.close()

    async def __call__(self, call: Call, authorization: str) -> None:
        """Raises a `Problem` only as long as nothing of the answer was sent."""
        try:
            await self._exchange(call, authorization)
        except (ClientGone, ServiceTimeout):
            if call.operation.brings_file:
                self._abandoned.tell(call, authorization)
            raise

    async def _exchange(self, call: Call, authorization: str) -> None:
        limit, length = call.operation.max_body_bytes, body_length(call.headers)
        if length is not None and length > limit:
            raise too_large(limit)
        upload = None
        if length != 0:
            upload = Upload(call.receive, limit=limit)
            await upload.begin()
        seconds = self._file_seconds if call.operation.brings_file else self._seconds
        exchange = Exchange(call, upload, seconds=seconds)
        fields = to_service(call.headers, authorization=authorization, request_id=call.request_id)
        # The service may just have closed an idle connection; then the request is tried once more.
        tries = 2 if upload is None and call.method in REPEATABLE else 1
        for left in reversed(range(tries)):
            if await exchange.attempt(self._request(call, fields, exchange, length), last=left == 0):
                return

    def _request(
        self, call: Call, fields: list[tuple[str, str]], exchange: Exchange, length: int | None
    ) -> StreamRequest:
        builder = self._client.request(call.method, self._url(call)).headers(fields)
        # With read-ahead, the first byte of a slow answer would wait until the buffer is full.
        return exchange.load(builder, length).streamed_read_buffer_limit(0).build_streamed()

    def _url(self, call: Call) -> str:
        url = self._addresses[call.operation.service] + call.scope["raw_path"].decode("ascii")
        query: bytes = call.scope["query_string"]
        return f"{url}?{quote(query, safe=_AS_WRITTEN)}" if query else url


def _client(*, is_plain: bool) -> Client:
    """HTTP/1.1 to the services only: no proxy from the environment, no redirects, unchanged bodies.

    If all addresses are plain HTTP (`is_plain`), no certificate is ever checked, so no authorities are loaded.
    """
    return (
        ClientBuilder()
        .http1_only()
        .no_proxy()
        .danger_accept_invalid_certs(is_plain)
        .follow_redirects(False)
        .gzip(False)
        .brotli(False)
        .zstd(False)
        .deflate(False)
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .build()
    )
