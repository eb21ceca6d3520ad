"""How much a client may send before anything is known of it, and what it reads where it sends more."""

from dataclasses import dataclass, replace

from chassis.problems import BadRequest, Problem, TooManyRequests


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """Of each connection; the last two are of one process."""

    idle_seconds: int = 5
    """For which a connection stays open after an answer without another request."""
    gone_seconds: int = 60
    """After which a connection is closed whose other end has vanished without a word, such as that of a stream."""
    head_bytes: int = 32 * 1024
    """Request line and header fields together, as they are written."""
    header_lines: int = 100
    head_seconds: float = 10.0
    """From the first byte of a request, or from the connection, to the end of the head."""
    body_seconds: float = 20.0
    """For a body without any bytes; each `body_bytes_per_second` bytes give one second more."""
    body_bytes_per_second: int = 1024
    unread_answer_seconds: float = 60.0
    """For which a client may take nothing of an answer that is ready."""
    requests_ahead: int = 16
    """Requests that a client may send before the first of them is answered."""
    connections: int = 10_000
    connections_per_address: int = 1_000


PUBLIC = ServerLimits()
"""Of the gateway."""

INTERNAL = replace(PUBLIC, head_bytes=44 * 1024, header_lines=108)
"""Of the services behind the gateway, which sends its own credential and request id with what it was sent."""


class HeadTooLarge(Problem):
    """The head of the request is too large: URL and header fields may have 32 KiB, in at most 100 lines."""

    status, title = 431, "Head too large"


class TooSlow(Problem):
    """The request did not arrive in time. Send it again, over a faster connection or in smaller parts."""

    status, title = 408, "Request too slow"


class NotHttp(BadRequest):
    """This is not a request in HTTP/1.1, or it asks to change the protocol and has a body."""

    title = "Not HTTP"


class TooManyConnections(TooManyRequests):
    """Too many connections are open from this address. Close some, or use one for several requests."""

    title = "Too many connections"


LINGER_SECONDS = 2.0
"""For which a client may still send after a refusal: closing at once could make its system discard the answer."""
LINGER_BYTES = 1 << 20
