"""Every table of the gateway database, one page per aggregate."""

from gateway.tables.base import Table
from gateway.tables.house import FollowerCursor, Grant, IdempotencyAnswer, Journal, JournalPayload, Party, ReadLog

__all__ = [
    "FollowerCursor",
    "Grant",
    "IdempotencyAnswer",
    "Journal",
    "JournalPayload",
    "Party",
    "ReadLog",
    "Table",
]
