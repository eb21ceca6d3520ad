"""How far a load of the demo has come, so that one that was interrupted goes on at the next start."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from local_stack.private_files import write_private


class Progress:
    """The answers so far, one a line in a file beside the database, and the day from which the story counts.

    The platform forgets after a day which requests it has had; so what has an answer here is not sent again. Of the
    one request whose answer was lost, the platform still knows within that day.
    """

    def __init__(self, file: Path, *, database: str, today: date) -> None:
        self.day = today
        self._file = file
        self._answers: dict[str, Any] = {}
        self.is_resumed = False
        """Whether a request may have been carried out whose answer was lost."""
        kept = _lines(file)
        if kept and kept[0].get("database") == database:
            self.is_resumed = True
            self.day = date.fromisoformat(kept[0]["day"])
            self._answers = {line["request"]: line["answer"] for line in kept[1:]}
        else:
            kept = [{"database": database, "day": today.isoformat()}]
        write_private(file, "".join(map(_line, kept)))

    def has(self, request: str) -> bool:
        return request in self._answers

    def answer(self, request: str) -> Any:
        return self._answers[request]

    def keep(self, request: str, answer: Any) -> None:
        self._answers[request] = answer
        self._append({"request": request, "answer": answer})

    def done(self) -> None:
        """The load is over; nothing has to be known of it."""
        self._file.unlink(missing_ok=True)

    def _append(self, line: dict[str, Any]) -> None:
        with self._file.open("a") as out:
            out.write(_line(line))


def _line(document: dict[str, Any]) -> str:
    return json.dumps(document) + "\n"


def _lines(file: Path) -> list[dict[str, Any]]:
    """All complete lines; the last one may have been cut off."""
    if not file.exists():
        return []
    whole, _, _ = file.read_text().rpartition("\n")
    return [json.loads(line) for line in whole.splitlines()]
