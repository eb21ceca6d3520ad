"""Why a file is not read, whatever it contains."""

from chassis.problems import Conflict, Invalid, TooLarge, TooManyRequests, Unavailable

RETRY_SECONDS = 5


class FileTooDemanding(TooLarge):
    """Reading this file takes more memory or time than a file may take. Split it, or save it in a simpler form.

    `limit` is one of `memory`, `time`, `clock` and `output`.
    """

    title = "The file takes too much to read"


class FileUnreadable(Invalid):
    """This file cannot be read: it is probably damaged. Open it in its own program, and save it again."""

    title = "Unreadable file"


class TooManyFiles(TooManyRequests):
    """Too many files of your organisation are waiting. Send this one again when one of them has been read."""

    title = "Too many files at once"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"Retry-After": str(RETRY_SECONDS)})


class ReadersBusy(Unavailable):
    """The platform is reading files of others. Send this one again after the seconds in `Retry-After`."""

    title = "No reader of files is free"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, retry_after=RETRY_SECONDS)


class ReadingStopped(Conflict):
    """The file was not read to its end, because the client of a request with this id has gone. Send it again."""

    title = "Reading stopped"


READING_PROBLEMS = (FileTooDemanding, FileUnreadable, TooManyFiles, ReadersBusy, ReadingStopped)
"""For `raises` of a route that takes a file."""
