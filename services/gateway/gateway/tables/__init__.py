"""Every table of the gateway database, one module per aggregate."""

from gateway.tables.accounts import ApiKey, Invitation, Member, Organisation, Person, RefreshToken
from gateway.tables.base import Table
from gateway.tables.links import Affiliation, SupplierLink
from gateway.tables.service_tables import (
    FollowerCursor,
    Grant,
    IdempotencyAnswer,
    Journal,
    JournalHearer,
    JournalPayload,
    Party,
    PlatformClock,
    ReadLog,
)

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
    "PlatformClock",
    "ReadLog",
    "RefreshToken",
    "SupplierLink",
    "Table",
]
