"""One request to one service: sent at most twice, answered once, and never completed with wrong content."""

import asyncio

from chassis.problems import OutcomeUnknown, Problem, ServiceTimeout, Unavailable
from gateway.proxy.bodies import Upload
from gateway.proxy.call import BrokenTransfer, Call, ClientGone
from gateway.proxy.headers import to_client
from gateway.proxy.service_connections.connection import BODILESS, ConnectionBroken, ServiceConnection
from gateway.proxy.service_connections.pool import NotConnected, ServicePool
from gateway.proxy.watch import Watch


class Exchange:
    """`upload` is None for a request without a body."""

    __slots__ = ("_call", "_pool", "_started", "_upload", "_watch")

    def __init__(self, call: Call, pool: ServicePool, upload: Upload | None, watch: Watch) -> None:
        self._call = call
        self._pool = pool
        self._upload = upload
        self._watch = watch
        self._started = False

    async def run(self, head: bytes, *, tries: int) -> None:
        """Send it, once more if the service closed the connection without an answer, and relay the answer."""
        try:
            for left in reversed(range(tries)):
                if await self._attempt(head, last=left == 0):
                    return
        except asyncio.CancelledError:
            if self._watch.gone:
                raise ClientGone from None
            if self._watch.passed:
                raise self._too_late() from None
            raise
        finally:
            self._watch.stop()

    async def _attempt(self, head: bytes, *, last: bool) -> bool:
        self._watch.restart()
        try:
            connection = await self._pool.lend()
        except NotConnected as error:
            if not last:
                return False
            raise self._unavailable("does not answer") from error
        sending = self._send(connection, head)
        try:
            await self._relay(connection)
        except ConnectionBroken as error:
            self._refuse(error, last)
            return False
        finally:
            if sending is not None and not sending.done():
                sending.cancel()
                connection.abort()
            self._pool.give_back(connection)
        return True

    def _send(self, connection: ServiceConnection, head: bytes) -> asyncio.Task[None] | None:
        """A body that is here already leaves with the head, in one write; a longer one is sent by a task."""
        upload, is_head = self._upload, self._call.method == "HEAD"
        if upload is None or upload.drained:
            connection.ask(head + upload.first if upload else head, is_head=is_head)
            self._watch.watch_client()
            return None
        connection.ask(head, is_head=is_head)
        return asyncio.create_task(self._send_body(connection, upload))

    async def _send_body(self, connection: ServiceConnection, upload: Upload) -> None:
        try:
            async for piece in upload.pieces(self._watch):
                connection.send(piece)
                await connection.sent()
        except (Problem, ClientGone):  # `upload.failure` says which
            connection.abort()

    async def _relay(self, connection: ServiceConnection) -> None:
        await connection.begun()
        call, watch, status = self._call, self._watch, connection.status
        if not all(value.isascii() for _, value in connection.fields):
            raise self._unavailable("sent a header field that is not ASCII")
        fields = to_client(connection.fields, request_id=call.request_id, bodiless=status in BODILESS)
        self._started = True
        await call.send({"type": "http.response.start", "status": status, "headers": fields})
        has_more = True
        while has_more:
            watch.restart()
            piece = await connection.piece()
            has_more = not connection.has_ended
            watch.pause()  # it is the client's turn
            await call.send({"type": "http.response.body", "body": piece, "more_body": has_more})

    def _refuse(self, error: ConnectionBroken, last: bool) -> None:
        if self._started:
            raise BrokenTransfer(self._call.operation.service) from error
        if self._upload is not None and self._upload.failure is not None:
            raise self._upload.failure from None
        if not last:
            return
        if self._call.may_be_repeated:
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
