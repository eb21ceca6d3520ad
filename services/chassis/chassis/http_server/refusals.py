"""The answer to a request that no app has seen, as bytes: its problem document, and that the connection ends."""

from collections.abc import Iterable
from uuid import uuid4

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from chassis.problem_documents import MEDIA_TYPE, document, written
from chassis.problems import Problem


def refusal(problem: Problem, instance: str, server_headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """`instance` is the path as far as it is known; `server_headers` are those of every answer of the server."""
    request_id = uuid4().hex
    body = written(document(problem, instance=instance, request_id=request_id))
    fields = {
        "content-type": MEDIA_TYPE,
        "content-length": str(len(body)),
        "x-request-id": request_id,
        "connection": "close",
        **{name.decode(): value.decode() for name, value in server_headers},
        **{name.lower(): value for name, value in problem.headers.items()},
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return STATUS_LINE[problem.status] + lines.encode() + b"\r\n" + body
