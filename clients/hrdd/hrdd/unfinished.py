"""Imports whose end this computer has not seen: whoever sends the same list again sends it with the same key.

The platform keeps the answer to a key for 24 hours. So a list that was interrupted is read once.
"""

import hashlib
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from hrdd.session import session_file

KEPT_SECONDS = 23 * 3600
"""A little less than the platform keeps an answer."""


class UnfinishedImport:
    """A list on its way to a gateway; a small file beside the session names its key until it has arrived."""

    def __init__(self, gateway: str, form: Mapping[str, str], file: Path, content: bytes) -> None:
        said = json.dumps([gateway, sorted(form.items()), file.name])
        digest = hashlib.sha256(said.encode() + b"\0" + content).hexdigest()
        self._file = session_file().parent / "unfinished" / digest[:40]

    def key(self) -> str:
        """That of an earlier attempt, else a new one; where it cannot be kept, it serves this attempt alone."""
        with suppress(OSError):
            if time.time() - self._file.stat().st_mtime < KEPT_SECONDS and (kept := self._file.read_text().strip()):
                return kept
        key = str(uuid4())
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file.write_text(key)
        return key

    def end(self) -> None:
        """The list has been read, or cannot be: sent again, it is another import."""
        with suppress(OSError):
            self._file.unlink(missing_ok=True)
