"""The tables that every service has."""

from chassis import service_tables
from dialogue.tables.base import Table


class Journal(service_tables.JournalColumns, Table, table=True):
    __tablename__ = "journal"
    __table_args__ = service_tables.journal_indexes()


class JournalHearer(service_tables.JournalHearerColumns, Table, table=True):
    __tablename__ = "journal_hearers"


class JournalPayload(service_tables.JournalPayloadColumns, Table, table=True):
    __tablename__ = "journal_payloads"


class ReadLog(service_tables.ReadLogColumns, Table, table=True):
    __tablename__ = "read_log"


class Grant(service_tables.GrantColumns, Table, table=True):
    __tablename__ = "grants"


class Party(service_tables.PartyColumns, Table, table=True):
    __tablename__ = "parties"


class FollowerCursor(service_tables.FollowerCursorColumns, Table, table=True):
    __tablename__ = "follower_cursors"


class IdempotencyAnswer(service_tables.IdempotencyAnswerColumns, Table, table=True):
    __tablename__ = "idempotency_answers"


class PlatformClock(service_tables.PlatformClockColumns, Table, table=True):
    __tablename__ = "platform_clock"
    __table_args__ = service_tables.platform_clock_checks()


class ExpiryEvent(service_tables.ExpiryEventColumns, Table, table=True):
    __tablename__ = "expiry_events"
