from chassis import migrating
from dialogue.tables import Table

migrating.run("dialogue", Table.metadata)
