"""Logs are JSON, a line each: a program can read them whatever somebody put into a message."""

import json
import logging
from typing import Any

import asyncpg
from sqlalchemy.exc import IntegrityError

from chassis.logs import REQUEST_ID, JsonLines


def line(message: str, *args: object, **facts: Any) -> dict[str, Any]:
    record = logging.getLogger("chassis.test").makeRecord(
        "chassis.test", logging.WARNING, __file__, 1, message, args, facts.pop("exc_info", None), extra=facts
    )
    text = JsonLines("notebook").format(record)
    assert "\n" not in text
    return dict(json.loads(text))


def test_a_line_says_what_where_and_when() -> None:
    said = line("sealed %s rows", 3)
    assert (said["service"], said["logger"], said["level"]) == ("notebook", "chassis.test", "warning")
    assert (said["message"], said["timestamp"][-6:]) == ("sealed 3 rows", "+00:00")
    assert "request_id" not in said


def test_a_line_of_a_request_names_it() -> None:
    token = REQUEST_ID.set("r-1")
    try:
        assert line("x")["request_id"] == "r-1"
        assert line("x", request_id="r-2")["request_id"] == "r-2"
    finally:
        REQUEST_ID.reset(token)


def test_what_is_said_beside_the_message_is_kept() -> None:
    assert line("gone", path="/v1/notes", seconds=2)["path"] == "/v1/notes"


def test_line_breaks_and_odd_values_stay_within_the_line() -> None:
    assert line("two\nlines", kind=object)["message"] == "two\nlines"


def test_an_error_is_told_with_its_way_there() -> None:
    try:
        raise ValueError("the plug was pulled")
    except ValueError as error:
        said = line("failed", exc_info=(ValueError, error, error.__traceback__))
    assert "ValueError: the plug was pulled" in said["exception"]


def test_the_row_a_database_refused_is_not_quoted() -> None:
    words = "Failing row contains (1, the night shift\nkeeps a second book)."
    refused = asyncpg.CheckViolationError('violates check constraint "ck_notes_title"')
    refused.detail = words
    try:
        try:
            raise refused
        except asyncpg.CheckViolationError as error:
            raise IntegrityError("insert into notes values ($1)", {}, error) from error
    except IntegrityError as error:
        said = line("failed on %r", error, exc_info=(type(error), error, error.__traceback__))
    assert "second book" not in said["exception"] + said["message"]
    assert "ck_notes_title" in said["exception"]
    assert "insert into notes" in said["exception"]
