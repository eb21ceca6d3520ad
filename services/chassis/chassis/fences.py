"""Four classes of rows: what row-level security stands behind each is `chassis.fencing`.

A service declares the class on its table (`fence: ClassVar[Fence]`), its migration calls `raise_fence`, and a
test fails on a table that has no class or whose database does not agree. The fence is coarse on purpose: roles,
confidentiality and embargo are the WHERE clauses of `visibility.py`.
"""

from enum import StrEnum


class Fence(StrEnum):
    """Whose rows a table holds."""

    REGISTER = "register"
    """Common knowledge of signed-in users: suppliers, products, facilities. No row-level security."""
    OWNED = "owned"
    """One tenant's own (`owner_id`), and whoever has a row in `grants`."""
    DOSSIER = "dossier"
    """Shared by the parties of a dossier (`dossier_id`)."""
    HOUSE = "house"
    """The platform's own books: journal, cursors, grants, parties, secrets. No public route reads them bare."""
