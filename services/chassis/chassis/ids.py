"""Identifiers: UUIDv7 (RFC 9562), so that rows in order of id are rows in order of making.

The time in them is real time: it orders rows and is not a date of any thing.

Things whose time of making must not show, such as findings, use `uuid4` instead.
"""

import secrets
from uuid import UUID

from chassis.real_time import real_seconds


def uuid7() -> UUID:
    milliseconds = int(real_seconds() * 1000)
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62
    return UUID(int=value | secrets.randbits(62))


def uuid7s(count: int) -> list[UUID]:
    """Ids of things made together, in an order that stays."""
    return sorted(uuid7() for _ in range(count))
