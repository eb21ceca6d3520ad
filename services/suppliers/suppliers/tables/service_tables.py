"""The service tables of the suppliers service (see `chassis.service_tables`)."""

from chassis.service_tables import ExpiryEventColumns, ServiceTables, new_table
from suppliers.tables.base import Table

_tables = ServiceTables(Table)

Grant = _tables.grant
ExpiryEvent = new_table("expiry_events", ExpiryEventColumns, Table)
