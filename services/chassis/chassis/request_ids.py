"""Request ids: every answer has one, so that a person can quote it and an operator can find it in the logs."""

import re
from collections.abc import Iterable
from uuid import uuid4

HEADER = b"x-request-id"
SANE = re.compile(rb"[A-Za-z0-9._-]{1,64}")


def request_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The caller's own `X-Request-Id` where it is a plain token, so that its logs match ours; else a new one."""
    sent = next((value for name, value in headers if name == HEADER), b"")
    return sent.decode() if SANE.fullmatch(sent) else uuid4().hex
