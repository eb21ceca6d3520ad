"""Every table of the suppliers database, one page per aggregate."""

from suppliers.tables.base import Table
from suppliers.tables.house import FollowerCursor, Grant, IdempotencyAnswer, Journal, JournalPayload, Party, ReadLog
from suppliers.tables.parties import ContactPoint, Supplier, SupplierIdentifier

__all__ = [
    "ContactPoint",
    "FollowerCursor",
    "Grant",
    "IdempotencyAnswer",
    "Journal",
    "JournalPayload",
    "Party",
    "ReadLog",
    "Supplier",
    "SupplierIdentifier",
    "Table",
]
