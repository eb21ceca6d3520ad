"""The books this service keeps for itself."""

from chassis import house
from dialogue.tables.base import Table


class Journal(house.JournalColumns, Table, table=True):
    __tablename__ = "journal"
    __table_args__ = house.journal_indexes()


class JournalHearer(house.JournalHearerColumns, Table, table=True):
    __tablename__ = "journal_hearers"


class JournalPayload(house.JournalPayloadColumns, Table, table=True):
    __tablename__ = "journal_payloads"


class ReadLog(house.ReadLogColumns, Table, table=True):
    __tablename__ = "read_log"


class Grant(house.GrantColumns, Table, table=True):
    __tablename__ = "grants"


class Party(house.PartyColumns, Table, table=True):
    __tablename__ = "parties"


class FollowerCursor(house.FollowerCursorColumns, Table, table=True):
    __tablename__ = "follower_cursors"


class IdempotencyAnswer(house.IdempotencyAnswerColumns, Table, table=True):
    __tablename__ = "idempotency_answers"
