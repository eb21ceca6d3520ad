"""Every table of the dialogue database, one page per aggregate."""

from dialogue.tables.base import Table
from dialogue.tables.copies import Affiliation, Organisation, SupplierLink
from dialogue.tables.house import FollowerCursor, Grant, IdempotencyAnswer, Journal, JournalPayload, Party, ReadLog

__all__ = [
    "Affiliation",
    "FollowerCursor",
    "Grant",
    "IdempotencyAnswer",
    "Journal",
    "JournalPayload",
    "Organisation",
    "Party",
    "ReadLog",
    "SupplierLink",
    "Table",
]
