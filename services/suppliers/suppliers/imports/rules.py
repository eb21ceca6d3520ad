"""Imports of lists: how far they are, how each row ends, and why a list is refused."""

from enum import StrEnum

from chassis.problems import Conflict, Invalid, NotFound


class ImportStatus(StrEnum):
    """How far a list has been read."""

    PROCESSING = "processing"
    DONE = "done"
    FAILED = "failed"


class RowStatus(StrEnum):
    """What a row turned out to be; `review` waits for a person to say which site it is."""

    NEW = "new"
    MATCHED = "matched"
    REVIEW = "review"
    INVALID = "invalid"


class ImportNotFound(NotFound):
    """No import with this id that you may see."""

    title = "Import not found"


class ImportRowNotFound(NotFound):
    """The list has no such row, or it has not been read yet."""

    title = "Row not found"


class NothingToDecide(Conflict):
    """Only a row that ended as `review` is decided upon, as long as its disclosure is a draft."""

    title = "Nothing to decide"


class FacilityOrNew(Invalid):
    """A decision names the facility that a row is, or says that it is a new one."""

    title = "Facility or new"


class TooManyRows(Invalid):
    """The list has more rows than this operation takes at once; import it without `dry_run`, or in parts."""

    title = "Too many rows"


AT_ONCE = 200
"""Rows of a list that are read within the request; longer lists are read afterwards."""
CHUNK = 1000
"""Rows that are staged, and later committed, together."""
MOST_ROWS_DRY = 5000
"""Rows a dry run reads before it answers."""
