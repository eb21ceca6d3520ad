"""Imports a file of rows: waits until it is read, and shows which rows a person must look at, and why."""

import mimetypes
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from hrdd.api import call
from hrdd.session import load
from hrdd.terminal import errors, fail, screen
from hrdd.unfinished import UnfinishedImport

MOST_SHOWN = 20
PAUSE_SECONDS = 0.5


@dataclass(frozen=True)
class ImportKind:
    """A kind of file, and how the answers about its rows are read."""

    name: str
    path: str
    need_a_person: tuple[str, ...]
    """The outcomes of rows that a person must look at."""
    cells: str
    reasons: str

    @property
    def again(self) -> str:
        return f"The same command goes on with it within 24 hours; the {self.name} is not read twice."


LIST = ImportKind("list", "/v1/disclosure-imports", ("review", "invalid"), cells="raw", reasons="reasons")
WORKBOOK = ImportKind(
    "workbook", "/v1/data-imports", ("invalid", "question", "blocked"), cells="cells", reasons="messages"
)


def import_file(kind: ImportKind, file: Path, form: Mapping[str, str]) -> dict[str, Any]:
    """The import when all rows are read; exits if the platform cannot read the file.

    After an interruption, the same command goes on with the import that the platform has.
    """
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    content = file.read_bytes()
    unfinished = UnfinishedImport(load().gateway, form, file, content)
    key = None if form["dry_run"] == "true" else unfinished.key()
    files = {"file": (file.name, content, media_type)}
    try:
        job = call("POST", kind.path, key=key, data=form, files=files)
    except KeyboardInterrupt:
        errors.print(
            f"The {kind.name} was perhaps sent already; if so, the platform goes on reading it. {kind.again}",
            soft_wrap=True,
        )
        raise
    try:
        while job["status"] not in ("done", "failed"):
            time.sleep(PAUSE_SECONDS)
            job = call("GET", f"{kind.path}/{job['id']}")
    except KeyboardInterrupt:
        errors.print(
            f"The platform goes on reading the {kind.name}: GET {kind.path}/{job['id']}\n{kind.again}",
            soft_wrap=True,
        )
        raise
    unfinished.end()
    if job["status"] == "failed":
        fail(f"The {kind.name} could not be read: {job['failure']}")
    return dict(job)


def show_result(kind: ImportKind, job: Mapping[str, Any]) -> None:
    screen.print(", ".join(f"{count} {outcome}" for outcome, count in job["rows"].items()))
    rows = _rows_to_check(kind, job)[:MOST_SHOWN]
    if rows:
        screen.print(_table(kind, rows))
    if (more := sum(job["rows"][status] for status in kind.need_a_person) - len(rows)) > 0:
        screen.print(f"{more} more rows to check")
    if job["id"] is None:
        screen.print("Dry run: nothing was saved.")


def _rows_to_check(kind: ImportKind, job: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A dry run contains its rows; those of an import are read from the API."""
    if job["id"] is None:
        return [row for row in job["items"] if row["status"] in kind.need_a_person]
    path = f"{kind.path}/{job['id']}/rows"
    pages = [call("GET", path, params={"status": status, "limit": MOST_SHOWN}) for status in kind.need_a_person]
    return [row for page in pages for row in page["items"]]


def _table(kind: ImportKind, rows: list[dict[str, Any]]) -> Table:
    table = Table("row", "outcome", "values", "reason")
    for row in rows:
        values = ", ".join(str(value) for value in row[kind.cells].values())
        reasons = " ".join(reason["detail"] for reason in row[kind.reasons])
        table.add_row(_place(row), row["status"], escape(values), escape(reasons))
    return table


def _place(row: Mapping[str, Any]) -> str:
    """Where the row is, as the program counts that wrote the file."""
    if "title" in row:
        return escape(f"{row['title']} {row['sheet_row']}")
    return str(row["row"])
