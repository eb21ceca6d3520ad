"""A factory list handed in: wait until it is read, and show which rows need a person, and why."""

import mimetypes
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from hrdd.session import call, fail, screen

NEED_A_PERSON = ("review", "invalid")
MOST_SHOWN = 20
PAUSE_SECONDS = 0.5


def hand_in(file: Path, form: Mapping[str, str]) -> dict[str, Any]:
    """The import when all its rows are read; ends where the platform cannot read it."""
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    with file.open("rb") as content:
        done = call("POST", "/v1/disclosure-imports", data=form, files={"file": (file.name, content, kind)})
    while done["status"] not in ("done", "failed"):
        time.sleep(PAUSE_SECONDS)
        done = call("GET", f"/v1/disclosure-imports/{done['id']}")
    if done["status"] == "failed":
        fail(f"The list could not be read: {done['failure']}")
    return dict(done)


def show(done: Mapping[str, Any]) -> None:
    screen.print(", ".join(f"{count} {outcome}" for outcome, count in done["rows"].items()))
    unclear = _unclear_rows(done)
    if unclear:
        screen.print(_table(unclear[:MOST_SHOWN]))
    if (left := sum(done["rows"][status] for status in NEED_A_PERSON) - len(unclear[:MOST_SHOWN])) > 0:
        screen.print(f"and {left} more of these")


def _unclear_rows(done: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A dry run brings its rows along; an import keeps them."""
    if done["id"] is None:
        return [row for row in done["items"] if row["status"] in NEED_A_PERSON]
    path = f"/v1/disclosure-imports/{done['id']}/rows"
    pages = [call("GET", path, params={"status": status, "limit": MOST_SHOWN}) for status in NEED_A_PERSON]
    return [row for page in pages for row in page["items"]]


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table("row", "outcome", "as it was written", "why")
    for row in rows:
        written = ", ".join(str(value) for value in row["raw"].values())
        why = " ".join(reason["detail"] for reason in row["reasons"])
        table.add_row(str(row["row"]), row["status"], escape(written), escape(why))
    return table
