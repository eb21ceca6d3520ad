"""A request as it is written to a service."""

from collections.abc import Sequence
from urllib.parse import quote

from starlette.types import Scope

from gateway.proxy.headers import BadHeader, Raw
from gateway.proxy.service_connections.pool import ServicePool

AS_WRITTEN = bytes(range(0x21, 0x7F))
CHUNKED = (b"transfer-encoding", b"chunked")
BRINGS_A_BODY = frozenset({"POST", "PUT", "PATCH"})


def head(pool: ServicePool, scope: Scope, fields: Sequence[Raw]) -> bytes:
    """Request line and fields; raises BadHeader where a field is not ASCII, or would be read as two."""
    target, query = pool.prefix + scope["raw_path"], scope["query_string"]
    if query:
        if query.translate(None, AS_WRITTEN):
            query = quote(query, safe=AS_WRITTEN.decode()).encode()
        target = target + b"?" + query
    lines = [b"%b %b HTTP/1.1\r\nhost: %b" % (scope["method"].encode(), target, pool.host)]
    lines.extend([name + b": " + value for name, value in fields])
    written = b"\r\n".join(lines) + b"\r\n\r\n"
    if not written.isascii():
        raise BadHeader("A header field contains bytes that are not ASCII.")
    if written.count(b"\n") != len(lines) + 2 or written.count(b"\r") != len(lines) + 2:
        raise BadHeader("A header field contains a line break.")
    return written


def framing(method: str, length: int | None) -> list[Raw]:
    """How the end of the body is told: by its length, or in chunks where that is None."""
    if length is None:
        return [CHUNKED]
    return [(b"content-length", b"%d" % length)] if length or method in BRINGS_A_BODY else []


def chunk(piece: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(piece), piece)


LAST_CHUNK = b"0\r\n\r\n"
