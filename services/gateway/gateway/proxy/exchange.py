"""One request to one service: sent at most twice, answered once, and never completed with wrong content."""

import asyncio

from pyreqwest.exceptions import DetailedPyreqwestError, PyreqwestError
from pyreqwest.request import RequestBuilder, StreamRequest
from pyreqwest.response import Response

from chassis.problems import OutcomeUnknown, ServiceTimeout, Unavailable
from gateway.proxy.bodies import Upload
from gateway.proxy.call import BrokenTransfer, Call, ClientGone
from gateway.proxy.headers import to_client
from gateway.proxy.watch import ClientWatch, ServiceWatch

BODILESS = frozenset({204, 304})


NOT_CONNECTED = "client error (Connect)"
"""What the client library says of a connection that never came about; for a broken one it has the same class."""


def was_never_sent(error: PyreqwestError) -> bool:
    """Whether the service cannot have heard of the request."""
    if not isinstance(error, DetailedPyreqwestError) or error.details is None:
        return False
    return any(cause["message"] == NOT_CONNECTED for cause in error.details.get("causes") or ())


class Exchange:
    """`upload` is None for a request without a body."""

    __slots__ = ("_call", "_service", "_started", "_upload", "_watch")

    def __init__(self, call: Call, upload: Upload | None, *, seconds: float) -> None:
        self._call = call
        self._upload = upload
        self._service = ServiceWatch(seconds)
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
        return builder.body_stream(self._upload.pieces(self._service, self._watch.start))

    async def attempt(self, request: StreamRequest, *, last: bool) -> bool:
        """False if the service closed the connection without an answer and the request may be sent once more."""
        self._service.restart()
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
            if self._service.passed:
                raise self._too_late() from None
            raise
        finally:
            self._watch.stop()
            self._service.stop()
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
        self._service.restart()
        while left and (piece := await reader.read_chunk()) is not None:
            self._service.stop()  # it is the client's turn
            left -= len(piece)
            await send({"type": "http.response.body", "body": piece.to_bytes(), "more_body": left != 0})
            self._service.restart()
        if left:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _refuse(self, error: PyreqwestError, last: bool) -> None:
        if self._started:
            raise BrokenTransfer(self._call.operation.service) from error
        if self._upload is not None and self._upload.failure is not None:
            raise self._upload.failure from None
        if not last:
            return
        if self._call.may_be_repeated or was_never_sent(error):
            raise self._unavailable("does not answer") from error
        service = self._call.operation.service
        raise OutcomeUnknown(
            f"The connection to the service {service} broke before its answer. Read before you repeat the request.",
            service=service,
        ) from error

    def _too_late(self) -> Exception:
        service = self._call.operation.service
        if self._started:
            return BrokenTransfer(service)
        known = "" if self._call.may_be_repeated else " Read before you repeat the request."
        return ServiceTimeout(f"The service {service} did not answer in time.{known}", service=service)

    def _unavailable(self, what: str) -> Unavailable:
        service = self._call.operation.service
        return Unavailable(f"The service {service} {what}.", service=service)
