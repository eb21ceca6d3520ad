"""Why a whole list cannot be read."""

from chassis.problems import Invalid, Unsupported


class UnreadableList(Invalid):
    """The file is not a table with a heading over its columns, or it is too large to be a list of sites.

    `reason` is one of: `empty`, `no_headings`, `broken`, `too_many_rows`, `too_large`, `unsafe`.
    """

    title = "Unreadable list"

    def __init__(self, reason: str = "no_headings", detail: str = "No row names the columns.") -> None:
        super().__init__(detail, reason=reason)
        self.reason = reason


class UnsupportedList(Unsupported):
    """Only CSV (also with semicolons or tabs) and .xlsx are read; save the list as one of these."""

    title = "Unsupported kind of list"
