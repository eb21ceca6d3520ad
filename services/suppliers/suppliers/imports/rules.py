"""Imports of lists: their states, the outcomes of rows, and limits."""

from enum import StrEnum

from chassis.problems import Conflict, Invalid, NotFound


class ImportStatus(StrEnum):
    """How far a list has been read: `processing`, `done`, or `failed` because of an internal error."""

    PROCESSING = "processing"
    DONE = "done"
    FAILED = "failed"


class RowStatus(StrEnum):
    """Outcome of a row.

    `new`: no similar site is in the register; `matched`: the site was recognised; `review`: a person must decide
    which facility it is; `invalid`: the row cannot be used.
    """

    NEW = "new"
    MATCHED = "matched"
    REVIEW = "review"
    INVALID = "invalid"


class ImportNotFound(NotFound):
    """There is no import with this id, or you may not see it."""

    title = "Import not found"


class ImportRowNotFound(NotFound):
    """The list has no row with this number, or it has not been read yet."""

    title = "Row not found"


class NothingToDecide(Conflict):
    """Only a row with the status `review` can be decided."""

    title = "Nothing to decide"


class FacilityOrNew(Invalid):
    """Give either a `facility_id`, or `new` with the value true."""

    title = "A facility or a new site is required"


class TooManyRows(Invalid):
    """The list has too many rows for a dry run. Import it without `dry_run`, or in parts."""

    title = "Too many rows"


AT_ONCE = 200
"""Most rows of a list that are compared within the request; longer lists are compared by a job."""
CHUNK = 1000
"""Rows of a long list that are stored, and later compared and committed, together."""
MOST_ROWS_DRY = 5000
"""Most rows of a dry run."""
