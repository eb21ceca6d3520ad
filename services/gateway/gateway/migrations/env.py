from chassis import migrating
from gateway.tables import Table

migrating.run("gateway", Table.metadata)
