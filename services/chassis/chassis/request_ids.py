"""Request ids: every answer has one, so that a person can quote it and an operator can find it in the logs."""

import os
import re
from collections.abc import Iterable

HEADER = b"x-request-id"
SANE = re.compile(rb"[A-Za-z0-9._-]{1,64}")


def request_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The caller's own `X-Request-Id` where it is a plain token, so that its logs match ours; else a new one."""
    for name, value in headers:
        if name == HEADER:
            return value.decode() if SANE.fullmatch(value) else os.urandom(16).hex()
    return os.urandom(16).hex()
