from chassis.migrations import environment
from gateway.tables import Table

environment.run("gateway", Table.metadata)
