"""The service tables of the gateway (see `chassis.service_tables`)."""

from chassis.service_tables import ServiceTables
from gateway.tables.base import Table

_tables = ServiceTables(Table)

Grant = _tables.grant
