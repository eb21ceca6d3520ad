"""Four classes of rows: which row-level security policy each table has.

A service declares the class on its table (`row_class: ClassVar[RowClass]`), the table's migration creates the
policies, and a test fails on a table that has no class or whose database does not agree. Row-level security is
coarse on purpose: roles, confidentiality and embargo are the WHERE clauses of `visibility.py`.
"""

from enum import StrEnum


class RowClass(StrEnum):
    """Whose rows a table holds."""

    REGISTER = "register"
    """Readable by every signed-in user: suppliers, products, facilities. No row-level security."""
    OWNED = "owned"
    """One tenant's own (`owner_id`), and readable by tenants with a row in `grants`."""
    DOSSIER = "dossier"
    """Shared by the parties of a dossier (`dossier_id`)."""
    SERVICE = "service"
    """A service's own tables: journal, cursors, grants, parties, secrets. No public route reads them directly."""
