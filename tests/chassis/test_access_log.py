"""The line that each request leaves in the log, and what it never holds."""

import logging
from typing import Any
from uuid import uuid4

import pytest

from chassis.callers import NOBODY
from chassis.logs import JsonLines
from support.cast import Cast

SECRET = "Q-and-nobody-else"


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Those of people: a follower that runs beside the test leaves lines of its own."""
    found = [vars(record) for record in caplog.records if record.name == "chassis.access_log"]
    return [line for line in found if line["organisation"] != str(NOBODY)]


async def test_a_request_is_one_line_with_its_route_and_organisation(
    notebook: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    buyer = notebook.buyer()
    with caplog.at_level(logging.INFO, "chassis.access_log"):
        answer = await buyer.get(f"/v1/notes/{uuid4()}", headers={"X-Request-Id": "r-1"})
    (line,) = lines(caplog)
    assert answer.status_code == line["status"] == 404
    assert (line["method"], line["route"], line["request_id"]) == ("GET", "/v1/notes/{note_id}", "r-1")
    assert line["organisation"] == str(buyer.org)
    assert line["milliseconds"] > 0


async def test_the_line_tells_nothing_of_what_was_asked_or_who_asked(
    notebook: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    monitor = notebook.monitor()
    with caplog.at_level(logging.INFO, "chassis.access_log"):
        headers = {"User-Agent": SECRET, "X-Forwarded-For": SECRET}
        await monitor.get("/v1/notes", params={"q": SECRET}, headers=headers)
        await monitor.post("/v1/notes", json={"title": SECRET}, headers=headers)
        await monitor.get(f"/v1/notes/{SECRET}", headers=headers)
        await monitor.get(f"/v1/{SECRET}", headers=headers)
    written = [JsonLines("notebook").format(record) for record in caplog.records]
    assert len(lines(caplog)) == 4
    for line in written:
        assert SECRET not in line
        assert str(monitor.person) not in line
        assert "127.0.0.1" not in line
        assert "testclient" not in line


async def test_head_and_lists_have_their_routes_too(notebook: Cast, caplog: pytest.LogCaptureFixture) -> None:
    buyer = notebook.buyer()
    with caplog.at_level(logging.INFO, "chassis.access_log"):
        await buyer.head("/v1/notes")
        await buyer.get("/v1/open-notes")
    assert [(line["method"], line["route"]) for line in lines(caplog)] == [
        ("HEAD", "/v1/notes"),
        ("GET", "/v1/open-notes"),
    ]


async def test_a_repeated_request_is_one_line_although_it_reads_again(
    notebook: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    buyer = notebook.buyer()
    with caplog.at_level(logging.INFO, "chassis.access_log"):
        for _ in range(2):
            await buyer.post("/v1/notes", json={"title": "Ink"}, headers={"Idempotency-Key": "k"})
    assert [line["status"] for line in lines(caplog)] == [201, 201]


async def test_a_fault_is_logged_once_with_its_traceback(notebook: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = await notebook.buyer().get("/v1/faults", headers={"X-Request-Id": "r-2"})
    assert answer.json()["request_id"] == "r-2"
    (record,) = caplog.records
    assert record.getMessage() == "unexpected fault"
    assert "Traceback" in JsonLines("notebook").format(record)
