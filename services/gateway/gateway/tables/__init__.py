"""Every table of the gateway database, one page per aggregate."""

from gateway.tables.accounts import ApiKey, Invitation, Member, Organisation, Person, RefreshToken
from gateway.tables.base import Table
from gateway.tables.house import (
    FollowerCursor,
    Grant,
    IdempotencyAnswer,
    Journal,
    JournalHearer,
    JournalPayload,
    Party,
    ReadLog,
)
from gateway.tables.links import Affiliation, SupplierLink

__all__ = [
    "Affiliation",
    "ApiKey",
    "FollowerCursor",
    "Grant",
    "IdempotencyAnswer",
    "Invitation",
    "Journal",
    "JournalHearer",
    "JournalPayload",
    "Member",
    "Organisation",
    "Party",
    "Person",
    "ReadLog",
    "RefreshToken",
    "SupplierLink",
    "Table",
]
