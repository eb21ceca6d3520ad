"""What a client reads is a media type that the operation answers with, or the answer is 406."""

import pytest

from chassis.accepted_types import reads
from support.cast import Cast
from support.refusals import UNAUTHENTICATED, refusal

JSON = "application/json"


@pytest.mark.parametrize(
    "accept",
    [
        "*/*",
        "application/*",
        "application/json",
        "Application/JSON; charset=utf-8",
        "text/html, application/json;q=0.1",
        "text/html,application/xhtml+xml,*/*;q=0.8",
        "application/json;q=high",
    ],
)
def test_json_is_read(accept: str) -> None:
    assert reads(accept, JSON)


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml", "json", "application/json;q=0", "*/*, application/json; q=0.0", ","]
)
def test_json_is_not_read(accept: str) -> None:
    assert not reads(accept, JSON)


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "text/event-stream"])
@pytest.mark.parametrize("path", ["/v1/notes", "/v1/open-notes"])
async def test_a_client_that_does_not_read_json_is_told_what_there_is(
    notebook: Cast, accept: str, path: str
) -> None:
    answer = await notebook.buyer().get(path, headers={"Accept": accept})
    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")
    assert "application/json" in answer.json()["detail"]
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("accept", ["", "*/*", "application/*", "application/problem+json"])
async def test_a_client_that_reads_json_gets_it(notebook: Cast, accept: str) -> None:
    answer = await notebook.buyer().get("/v1/notes", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Content-Type"], answer.json()["items"]) == (200, JSON, [])


async def test_a_write_that_is_not_acceptable_changes_nothing(notebook: Cast) -> None:
    buyer = notebook.buyer()
    answer = await buyer.post("/v1/notes", json={"title": "Ink"}, headers={"Accept": "text/csv"})
    assert answer.status_code == 406
    assert (await buyer.get("/v1/notes")).json()["items"] == []


async def test_who_calls_is_asked_first(notebook: Cast) -> None:
    answer = await notebook.anonymous.get("/v1/notes", headers={"Accept": "text/csv"})
    assert refusal(answer) == UNAUTHENTICATED
