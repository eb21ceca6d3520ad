"""Imports a factory list: waits until it is read, and shows which rows a person must look at, and why."""

import mimetypes
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from hrdd.api import call
from hrdd.session import load
from hrdd.terminal import errors, fail, screen
from hrdd.unfinished import UnfinishedImport

NEED_A_PERSON = ("review", "invalid")
MOST_SHOWN = 20
PAUSE_SECONDS = 0.5
AGAIN = "The same command goes on with it within 24 hours; the list is not read twice."


def import_file(file: Path, form: Mapping[str, str]) -> dict[str, Any]:
    """The import when all rows are read; exits if the platform cannot read the file.

    After an interruption, the same command goes on with the import that the platform has.
    """
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    content = file.read_bytes()
    unfinished = UnfinishedImport(load().gateway, form, file, content)
    key = None if form["dry_run"] == "true" else unfinished.key()
    files = {"file": (file.name, content, media_type)}
    try:
        job = call("POST", "/v1/disclosure-imports", key=key, data=form, files=files)
    except KeyboardInterrupt:
        errors.print(
            f"The list was perhaps sent already; if so, the platform goes on reading it. {AGAIN}", soft_wrap=True
        )
        raise
    try:
        while job["status"] not in ("done", "failed"):
            time.sleep(PAUSE_SECONDS)
            job = call("GET", f"/v1/disclosure-imports/{job['id']}")
    except KeyboardInterrupt:
        errors.print(
            f"The platform goes on reading the list: GET /v1/disclosure-imports/{job['id']}\n{AGAIN}",
            soft_wrap=True,
        )
        raise
    unfinished.end()
    if job["status"] == "failed":
        fail(f"The list could not be read: {job['failure']}")
    return dict(job)


def show_result(job: Mapping[str, Any]) -> None:
    screen.print(", ".join(f"{count} {outcome}" for outcome, count in job["rows"].items()))
    rows = _rows_to_check(job)[:MOST_SHOWN]
    if rows:
        screen.print(_table(rows))
    if (more := sum(job["rows"][status] for status in NEED_A_PERSON) - len(rows)) > 0:
        screen.print(f"{more} more rows to check")


def _rows_to_check(job: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A dry run contains its rows; those of an import are read from the API."""
    if job["id"] is None:
        return [row for row in job["items"] if row["status"] in NEED_A_PERSON]
    path = f"/v1/disclosure-imports/{job['id']}/rows"
    pages = [call("GET", path, params={"status": status, "limit": MOST_SHOWN}) for status in NEED_A_PERSON]
    return [row for page in pages for row in page["items"]]


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table("row", "outcome", "values", "reason")
    for row in rows:
        values = ", ".join(str(value) for value in row["raw"].values())
        reasons = " ".join(reason["detail"] for reason in row["reasons"])
        table.add_row(str(row["row"]), row["status"], escape(values), escape(reasons))
    return table
