"""Old address of `chassis.migrations.service_tables_v1`: released migrations import it here."""

from chassis.migrations.service_tables_v1 import create as create
from chassis.migrations.service_tables_v1 import drop as drop
