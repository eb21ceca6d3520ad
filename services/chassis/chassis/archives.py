"""Checks of untrusted zip files before their table of contents, which is read into memory as a whole."""

import os
from typing import IO

END, ZIP64 = b"PK\x05\x06", b"PK\x06\x07"
LENGTH_OF_END, LENGTH_OF_ZIP64 = 22, 20
FURTHEST = LENGTH_OF_ZIP64 + LENGTH_OF_END + (1 << 16)
"""The most bytes between the start of the last record and the end of the file: a comment may follow."""
MOST_DIRECTORY = 1 << 20
"""Bytes of a directory: enough for ten thousand parts; an office document has a few dozen."""


def has_small_directory(file: IO[bytes]) -> bool:
    """Whether the file ends like a zip file and has a directory that is small enough to read.

    False for ZIP64, which states the size elsewhere; no office document needs it.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - FURTHEST, 0))
    tail = file.read()
    end = tail.rfind(END)
    if end < 0 or len(tail) - end < LENGTH_OF_END or tail[:end][-LENGTH_OF_ZIP64:].startswith(ZIP64):
        return False
    return int.from_bytes(tail[end + 12 : end + 16], "little") <= MOST_DIRECTORY
