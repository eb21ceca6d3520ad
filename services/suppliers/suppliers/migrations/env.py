from chassis.migrations import environment
from suppliers.tables import Table

environment.run("suppliers", Table.metadata)
