"""Identifiers: UUIDv7 (RFC 9562), so that rows in order of id are rows in order of making.

Things whose time of making must not show, such as findings, use `uuid4` instead.
"""

import secrets
import time
from uuid import UUID


def uuid7() -> UUID:
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62
    return UUID(int=value | secrets.randbits(62))


def uuid7s(count: int) -> list[UUID]:
    """Ids of things made together, in an order that stays."""
    return sorted(uuid7() for _ in range(count))
