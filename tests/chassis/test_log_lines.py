"""Lines of the log leave together, a moment later, and none is lost at the end."""

import asyncio
import io
import json
import logging

import pytest

from chassis.access_log import ACCESS_LINES, Access
from chassis.log_lines import MOST_WAITING, SECONDS, Lines


class BrokenPipe(io.BytesIO):
    def write(self, _: object) -> int:
        raise BrokenPipeError


async def test_lines_leave_together_a_moment_later() -> None:
    stream = io.BytesIO()
    lines = Lines(stream)
    lines.add(b"one\n")
    lines.add(b"two\n")
    assert stream.getvalue() == b""
    await asyncio.sleep(2 * SECONDS)
    assert stream.getvalue() == b"one\ntwo\n"


async def test_no_more_than_a_number_of_lines_wait_and_the_end_writes_the_rest() -> None:
    stream = io.BytesIO()
    lines = Lines(stream)
    for number in range(MOST_WAITING + 1):
        lines.add(b"%d\n" % number)
    assert stream.getvalue().count(b"\n") == MOST_WAITING
    lines.write()
    assert stream.getvalue().count(b"\n") == MOST_WAITING + 1


async def test_a_log_that_nobody_reads_any_more_stops_nothing() -> None:
    lines = Lines(BrokenPipe())
    lines.add(b"one\n")
    lines.write()


async def test_a_process_writes_the_line_of_a_request_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO()
    lines = Lines(stream)
    monkeypatch.setattr(ACCESS_LINES, "lines", lines)
    monkeypatch.setattr(ACCESS_LINES, "service", "notebook")
    logging.getLogger("chassis.access_log").setLevel("INFO")

    async def send(_: object) -> None:
        pass

    access = Access("GET", send)
    access.route = "/v1/notes"
    await access.send({"type": "http.response.start", "status": 200})
    access.write(request_id="r-1")
    lines.write()
    line = json.loads(stream.getvalue())
    assert line.pop("timestamp")[-6:] == "+00:00"
    assert line.pop("milliseconds") >= 0
    assert line == {
        "service": "notebook",
        "level": "info",
        "logger": "chassis.access_log",
        "message": "request",
        "method": "GET",
        "route": "/v1/notes",
        "status": 200,
        "request_id": "r-1",
    }
