"""The checks that every answer of the tests goes through see what they are there to see."""

import json
from typing import Any

import httpx
import pytest

from chassis.problem_documents import raises
from chassis.problems import NotFound
from support.answers import AnswerChecks

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
