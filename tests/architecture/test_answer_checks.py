"""The checks that every answer of the tests goes through see what they are there to see."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from chassis.problem_documents import raises
from chassis.problems import NotFound
from support.answers import AnswerChecks, CheckedStream, committed_checks

NOTE = {
    "type": "object",
    "required": ["id", "title"],
    "properties": {"id": {"type": "string", "format": "uuid"}, "title": {"type": "string"}},
}
ANSWERS = {
    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Note"}}}},
    "304": {"description": "the same"},
} | {str(status): answer for status, answer in raises(NotFound).items()}
DESCRIPTION: dict[str, Any] = {
    "paths": {"/v1/notes/{note_id}": {"get": {"responses": ANSWERS}}, "/v1/notes/all": {"get": {"responses": {}}}},
    "components": {"schemas": {"Note": NOTE, "ProblemDocument": {"type": "object", "additionalProperties": True}}},
}
TESTS = Path(__file__).parent.parent
CHECKED = {"support/clients.py", "support/services.py"}
"""The modules that make clients, and give each one the checks; `Cast` and `Accounts` do the same by a subclass."""

NOT_OURS = {
    "chassis/test_heartbeats.py": "a process that hangs",
    "chassis/test_feed.py": "internal routes of the notebook, which is no service of the platform",
    "dialogue/test_new_sites.py": "nobody answers",
    "gateway/conftest.py": "nobody answers",
    "gateway/test_api_reference.py": "a service that is asked whether it is ready",
    "gateway/test_own_routes.py": "routes that last until the test ends them",
    "support/feeds.py": "a feed that the test writes itself",
    "support/proxy.py": "a service that follows a script",
    "support/release_fixture.py": "a released version, which has its own description",
}
ID = "0197f3a2-0000-7000-8000-000000000001"
JSON, PROBLEM = "application/json", "application/problem+json"


def faults(status: int, body: Any, media_type: str = JSON, path: str = "/v1/notes/1", method: str = "GET") -> str:
    answer = httpx.Response(
        status,
        content=b"" if body is None else json.dumps(body).encode(),
        request=httpx.Request(method, "http://test" + path),
    )
    return "; ".join(AnswerChecks(DESCRIPTION).faults(answer, media_type))


@pytest.mark.parametrize(
    ("status", "body", "media_type"),
    [
        (200, {"id": ID, "title": "ink"}, JSON),
        (304, None, ""),
        (404, {"code": "not_found", "candidates": []}, PROBLEM),
    ],
)
def test_what_is_described_is_right(status: int, body: Any, media_type: str) -> None:
    assert faults(status, body, media_type) == ""


@pytest.mark.parametrize(
    ("status", "body", "media_type", "fault"),
    [
        (200, {"id": ID, "title": "ink", "text": "blue"}, JSON, "'text' was unexpected"),
        (200, {"id": ID}, JSON, '"title" is a required property'),
        (200, {"id": "1", "title": "ink"}, JSON, 'not a "uuid"'),
        (200, {"id": ID, "title": "ink"}, "text/plain", "media type text/plain"),
        (200, None, JSON, "described but not there"),
        (304, {"id": ID}, JSON, "the other way round"),
        (201, {"id": ID, "title": "ink"}, JSON, "status 201"),
        (404, {"code": "gone"}, PROBLEM, "the problem gone"),
    ],
)
def test_what_is_not_described_is_a_fault(status: int, body: Any, media_type: str, fault: str) -> None:
    assert fault in faults(status, body, media_type)


def test_an_operation_that_is_not_described_is_only_refused() -> None:
    assert faults(404, {"code": "unknown_path"}, PROBLEM, path="/v1/none") == ""
    assert faults(405, {"code": "method_not_allowed"}, PROBLEM, method="POST") == ""
    assert faults(200, {}, path="/v1/none") == "no such operation"


def test_a_fixed_path_is_found_before_a_pattern() -> None:
    assert faults(200, {"id": ID, "title": "ink"}, path="/v1/notes/all") == "status 200 is not described"


def test_no_test_makes_a_client_whose_answers_are_not_checked() -> None:
    making = ("httpx.AsyncClient(", "httpx.Client(", "httpx.get(", "httpx.post(", "httpx.request(")
    found = {
        str(path.relative_to(TESTS))
        for path in TESTS.rglob("*.py")
        if path != Path(__file__) and any(call in path.read_text("utf-8") for call in making)
    }
    assert found == CHECKED | NOT_OURS.keys()


async def test_an_event_of_a_stream_is_held_against_its_schema_as_it_comes() -> None:
    checks = committed_checks()
    event = {"specversion": "1.0", "type": "finding.released"}

    class Pieces(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b": still here\n\nid: 1\nda"
            yield b"ta: " + json.dumps(event).encode() + b"\n\n"

    stream = aiter(CheckedStream(Pieces(), checks.event_faults))
    assert await anext(stream) == b": still here\n\nid: 1\nda"
    with pytest.raises(AssertionError, match='"id" is a required property'):
        await anext(stream)
