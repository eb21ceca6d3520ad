from chassis import migrating
from suppliers.tables import Table

migrating.run("suppliers", Table.metadata)
