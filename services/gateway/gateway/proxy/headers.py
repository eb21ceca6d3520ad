"""Which header fields pass the gateway, in each direction."""

from collections.abc import Iterable, Sequence

from starlette.types import Scope

from chassis.problems import BadRequest, Unauthenticated

Raw = tuple[bytes, bytes]

# RFC 9110 7.6.1: these are meant for the next hop only.
HOP_BY_HOP = frozenset({
    b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection",
    b"te", b"trailer", b"transfer-encoding", b"upgrade",
})  # fmt: skip

# Only the gateway may send these to a service, or it has handled them already (Expect, Host, length).
SET_BY_GATEWAY = frozenset({
    b"authorization", b"content-length", b"cookie", b"expect", b"forwarded", b"host", b"via",
    b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-port", b"x-forwarded-prefix", b"x-forwarded-proto",
    b"x-original-url", b"x-real-ip", b"x-request-id", b"x-rewrite-url",
})  # fmt: skip

NOT_FORWARDED = HOP_BY_HOP | SET_BY_GATEWAY

# The gateway's own server writes these on every answer.
NOT_RETURNED = HOP_BY_HOP | {b"date", b"server", b"x-request-id"}

LONGEST_CREDENTIAL = 8 * 1024
# A refused body up to this size is read and discarded, so that the connection can be kept.
WORTH_READING = 64 * 1024


class BadHeader(BadRequest):
    """A header field cannot be passed on: it must be ASCII, and the length of the body must be unambiguous."""

    title = "Bad header field"


def first(headers: Sequence[Raw], name: bytes) -> bytes | None:
    for key, value in headers:
        if key == name:
            return value
    return None


def body_length(headers: Sequence[Raw]) -> int | None:
    """The announced bytes: 0 without a body, None for a chunked one.

    A request with an ambiguous length is refused (RFC 9112 6.3: request smuggling).
    """
    lengths = {value for name, value in headers if name == b"content-length"}
    codings = [value for name, value in headers if name == b"transfer-encoding"]
    if codings:
        if lengths or len(codings) > 1 or codings[0].strip().lower() != b"chunked":
            raise BadHeader("The length of the body is ambiguous: send one Content-Length, or chunked encoding.")
        return None
    if len(lengths) > 1 or any(not length.isdigit() for length in lengths):
        raise BadHeader("The length of the body is ambiguous: send one Content-Length, or chunked encoding.")
    return int(lengths.pop()) if lengths else 0


def leaves_much_unread(headers: Sequence[Raw]) -> bool:
    """Whether a long body, or one of unknown length, is still to come after a refusal."""
    if first(headers, b"transfer-encoding") is not None:
        return True
    length = first(headers, b"content-length") or b"0"
    return not length.isdigit() or int(length) > WORTH_READING


def bearer(headers: Sequence[Raw]) -> bytes:
    """The credential after `Bearer` (RFC 6750)."""
    scheme, _, credential = (first(headers, b"authorization") or b"").partition(b" ")
    credential = credential.strip()
    if scheme.lower() != b"bearer" or not 0 < len(credential) <= LONGEST_CREDENTIAL:
        raise Unauthenticated
    return credential


def address_of(scope: Scope) -> str:
    """Of the connection, or as a trusted proxy names it."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def with_credential(scope: Scope, authorization: str | None) -> Scope:
    """The same request with this `Authorization` only, or with none."""
    kept = [(name, value) for name, value in scope["headers"] if name != b"authorization"]
    if authorization is not None:
        kept.append((b"authorization", authorization.encode()))
    return {**scope, "headers": kept}


def to_service(headers: Sequence[Raw], *, authorization: str, request_id: str) -> list[Raw]:
    """The client's fields for the service, with the internal credential and request id in place of its own."""
    dropped = NOT_FORWARDED
    nominated = first(headers, b"connection")
    if nominated is not None and nominated.lower() not in (b"keep-alive", b"close"):
        dropped = dropped | {token.strip().lower() for token in nominated.split(b",")}
    passed = [(b"authorization", authorization.encode()), (b"x-request-id", request_id.encode())]
    passed.extend([field for field in headers if field[0] not in dropped])
    return passed


def to_client(headers: Iterable[Raw], *, request_id: str, bodiless: bool) -> list[Raw]:
    """The service's fields for the client; repeated fields stay separate and in order.

    `bodiless` answers (204, 304) may name a length although no bytes follow; our server would wait for them.
    """
    passed = [field for field in headers if field[0] not in NOT_RETURNED]
    if bodiless:
        passed = [field for field in passed if field[0] != b"content-length"]
    passed.append((b"x-request-id", request_id.encode()))
    return passed
