"""Why a whole list cannot be read."""

from chassis.problems import Invalid, Unsupported


class UnreadableList(Invalid):
    """The file is not a table with headings, or it is too large for a list of sites.

    `reason` is one of `empty`, `no_headings`, `broken`, `too_many_rows`, `too_many_columns`, `too_large`
    and `unsafe`.
    """

    title = "Unreadable list"

    def __init__(
        self, detail: str | None = None, *, reason: str = "no_headings", pointer: str | None = None
    ) -> None:
        super().__init__(detail, pointer=pointer, reason=reason)
        self.reason = reason


class UnsupportedList(Unsupported):
    """The file is not CSV (with commas, semicolons or tabs) or .xlsx. Save the list as one of these."""

    title = "Unsupported file type"


class UnknownEncoding(Invalid):
    """Give the name of an encoding, such as `utf-8`, `cp1250`, `koi8-r` or `mac-latin2`, or leave it out."""

    title = "Unknown encoding"


class EncodingNotFit(Invalid):
    """The file is not written in the encoding that you state. Leave it out, or state the one that it has."""

    title = "Not this encoding"
