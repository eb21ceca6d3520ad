"""One request to one service: sent at most twice, answered once, and never completed with wrong content."""

import asyncio

from pyreqwest.exceptions import ConnectTimeoutError, PyreqwestError, RequestTimeoutError
from pyreqwest.request import RequestBuilder, StreamRequest
from pyreqwest.response import Response

from chassis.problems import ServiceTimeout, Unavailable
from gateway.proxy.bodies import Upload
from gateway.proxy.call import BrokenTransfer, Call, ClientGone
from gateway.proxy.headers import to_client
from gateway.proxy.watch import ClientWatch

BODILESS = frozenset({204, 304})


class Exchange:
    """`upload` is None for a request without a body."""

    __slots__ = ("_call", "_started", "_upload", "_watch")

    def __init__(self, call: Call, upload: Upload | None) -> None:
        self._call = call
        self._upload = upload
        self._watch = ClientWatch(call.receive)
        self._started = False

    def load(self, builder: RequestBuilder, length: int | None) -> RequestBuilder:
        """Give the request its body: a small one complete, so that it can be sent in one write."""
        if self._upload is None:
            return builder
        if self._upload.drained:
            return builder.body_bytes(self._upload.first)
        if length is not None:
            builder = builder.header("content-length", str(length))
        return builder.body_stream(self._upload.pieces(self._watch.start))

    async def attempt(self, request: StreamRequest, *, last: bool) -> bool:
        """False if the service closed the connection without an answer and the request may be sent once more."""
        if self._upload is None or self._upload.drained:
            self._watch.start()
        try:
            async with request as response:
                await self._relay(response)
        except PyreqwestError as error:
            self._refuse(error, last)
            return False
        except asyncio.CancelledError:
            if self._watch.gone:
                raise ClientGone from None
            raise
        finally:
            self._watch.stop()
        return True

    async def _relay(self, response: Response) -> None:
        call, status = self._call, response.status
        try:
            fields = to_client(response.headers.items(), request_id=call.request_id, bodiless=status in BODILESS)
        except ValueError:
            raise self._unavailable("sent a header field that is not ASCII") from None
        self._started = True
        await call.send({"type": "http.response.start", "status": status, "headers": fields})
        await self._relay_body(response)

    async def _relay_body(self, response: Response) -> None:
        send, reader = self._call.send, response.body_reader
        length = response.get_header("content-length")
        left = int(length) if length is not None else -1
        while left and (piece := await reader.read_chunk()) is not None:
            left -= len(piece)
            await send({"type": "http.response.body", "body": piece.to_bytes(), "more_body": left != 0})
        if left:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _refuse(self, error: PyreqwestError, last: bool) -> None:
        if self._started:
            raise BrokenTransfer(self._call.operation.service) from error
        if self._upload is not None and self._upload.failure is not None:
            raise self._upload.failure from None
        if isinstance(error, RequestTimeoutError) and not isinstance(error, ConnectTimeoutError):
            raise ServiceTimeout(
                f"The service {self._call.operation.service} did not answer in time. Read before you repeat it."
            ) from error
        # The client library has one error for "cannot connect" and "closed before an answer".
        if last:
            raise self._unavailable("does not answer") from error

    def _unavailable(self, what: str) -> Unavailable:
        service = self._call.operation.service
        return Unavailable(f"The service {service} {what}.", service=service)
