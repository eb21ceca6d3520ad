from chassis.migrations import environment
from dialogue.tables import Table

environment.run("dialogue", Table.metadata)
