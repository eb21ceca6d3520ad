"""What is large and the same for everybody: it is packed once, and sent only to whoever does not have it yet."""

import gzip
from dataclasses import dataclass
from hashlib import sha256

from fastapi import Request
from fastapi.responses import Response

CACHED = "max-age=300"
"""For caches on the way: it holds nothing of anyone."""


@dataclass(frozen=True, slots=True)
class Representation:
    """The bytes, as they are and packed by gzip, and what names each of the two (RFC 9110 8.8.3)."""

    media_type: str
    plain: bytes
    packed: bytes
    name: str

    @classmethod
    def of(cls, content: bytes, media_type: str) -> "Representation":
        packed = gzip.compress(content, mtime=0)
        return cls(media_type, content, packed, sha256(content).hexdigest()[:32])

    def answer(self, request: Request) -> Response:
        """The answer to a GET: 304 if the client has it."""
        is_packed = _accepts_gzip(request.headers.get("accept-encoding", ""))
        tag = f'"{self.name}-gzip"' if is_packed else f'"{self.name}"'
        headers = {"Cache-Control": CACHED, "ETag": tag, "Vary": "Accept-Encoding"}
        if _names(request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers=headers)
        if is_packed:
            headers["Content-Encoding"] = "gzip"
        return Response(self.packed if is_packed else self.plain, 200, headers, self.media_type)


def _accepts_gzip(accepted: str) -> bool:
    """Whether the client has named gzip, and not with the weight 0."""
    for each in accepted.split(","):
        coding, _, weight = each.replace(" ", "").partition(";")
        if coding.lower() in ("gzip", "x-gzip"):
            return weight.rstrip("0") not in ("q=", "q=0.")
    return False


def _names(if_none_match: str, tag: str) -> bool:
    """By the weak comparison, as for every GET."""
    return any(each.strip().removeprefix("W/") in (tag, "*") for each in if_none_match.split(","))
