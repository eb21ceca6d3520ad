"""The service tables of the dialogue service (see `chassis.service_tables`)."""

from chassis.service_tables import ExpiryEventColumns, ServiceTables, new_table
from dialogue.tables.base import Table

_tables = ServiceTables(Table)

Journal = _tables.journal
JournalPayload = _tables.journal_payload
Party = _tables.party
ReadLog = _tables.read_log
ExpiryEvent = new_table("expiry_events", ExpiryEventColumns, Table)
