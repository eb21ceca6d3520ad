"""Every refusal is a problem document, whoever refuses."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI

from chassis.problem_documents import document, raises
from chassis.problems import Conflict, Fault, Invalid, NotFound
from chassis.vocabulary import Role
from support.cast import Cast


class ContactIsSales(Invalid):
    """Somebody who sells cannot be the contact for human rights."""

    title = "The contact sells"


def test_a_problem_is_named_after_its_class() -> None:
    assert ContactIsSales.code() == "contact_is_sales"


def test_a_problem_says_where_it_was_found_and_what_else_helps() -> None:
    problem = ContactIsSales(pointer="/contacts/0", candidates=["a"])
    assert document(problem, instance="/v1/contacts", request_id="7") == {
        "type": "/problems/contact_is_sales",
        "title": "The contact sells",
        "status": 422,
        "detail": "Somebody who sells cannot be the contact for human rights.",
        "instance": "/v1/contacts",
        "code": "contact_is_sales",
        "request_id": "7",
        "errors": [
            {
                "pointer": "/contacts/0",
                "code": "contact_is_sales",
                "detail": "Somebody who sells cannot be the contact for human rights.",
            }
        ],
        "candidates": ["a"],
    }


def test_a_rule_that_knows_more_says_it_in_its_own_words() -> None:
    problem = ContactIsSales("Account managers sell.", pointer="/contacts/0")
    said = document(problem, instance="/", request_id="")
    assert (said["detail"], said["errors"][0]["detail"]) == ("Account managers sell.",) * 2


def test_problems_of_one_status_share_a_response_with_an_example_each() -> None:
    responses = raises(ContactIsSales, Invalid, NotFound)
    assert set(responses) == {404, 422}
    examples = responses[422]["content"]["application/problem+json"]["examples"]
    assert set(examples) == {"contact_is_sales", "invalid"}
    told = examples["contact_is_sales"]
    assert (told["summary"], told["value"]["detail"]) == (
        "The contact sells",
        "Somebody who sells cannot be the contact for human rights.",
    )


def test_several_faults_are_told_at_once() -> None:
    faults = [Fault("/a", "x", "…"), Fault("/b", "y", "…")]
    said = document(Conflict(errors=faults), instance="/", request_id="")["errors"]
    assert [fault["pointer"] for fault in said] == ["/a", "/b"]


async def test_every_bad_value_has_its_pointer(notebook: Cast) -> None:
    note = {"title": " ", "readers": ["nobody"], "colour": "red"}
    answer = await notebook.buyer().post("/v1/notes", json=note)
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert {fault["pointer"] for fault in answer.json()["errors"]} == {"/title", "/readers/0", "/colour"}


async def test_a_body_that_is_not_json_is_a_bad_request(notebook: Cast) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await notebook.buyer().post("/v1/notes", content=b'{"title": ', headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "json_invalid")


@pytest.mark.parametrize("given", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_a_body_of_another_type_is_refused_by_its_type(notebook: Cast, given: str) -> None:
    answer = await notebook.buyer().post("/v1/notes", content=b"title=Ink", headers={"Content-Type": given})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported")


async def test_json_where_a_file_is_expected_is_refused_by_its_type(notebook: Cast) -> None:
    answer = await notebook.buyer().post("/v1/note-files", json={"file": "x"})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported")


async def _in_pieces() -> AsyncIterator[bytes]:
    yield b'{"title": "'
    for _ in range(20):
        yield b"x" * (1 << 16)
    yield b'"}'


@pytest.mark.parametrize("whole", [True, False])
async def test_a_body_beyond_the_limit_is_too_large_by_its_length_or_its_bytes(notebook: Cast, whole: bool) -> None:
    content: bytes | AsyncIterator[bytes] = b'{"title": "%b"}' % (b"x" * (1 << 20)) if whole else _in_pieces()
    headers = {"Content-Type": "application/json"}
    answer = await notebook.buyer().post("/v1/notes", content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert (answer.json()["max_body_bytes"], answer.json()["detail"]) == (1 << 20, "The body may be at most 1 MiB.")


async def test_no_body_is_read_before_it_is_known_who_sends_it(notebook: Cast) -> None:
    """The form is none, so reading it would be refused as a bad request."""
    viewer = notebook.buyer(Role.BUYER_VIEWER)
    for path, kind in (("/v1/titled-files", "multipart/form-data; boundary=x"), ("/v1/notes", "application/json")):
        for credential, refusal in ((viewer.headers["Authorization"], 403), ("", 401)):
            pieces = Pieces()
            headers = {"Content-Type": kind, "Authorization": credential}
            answer = await viewer.post(path, content=pieces, headers=headers)
            assert (answer.status_code, pieces.taken) == (refusal, 0)


class Pieces:
    """A body of 50 pieces, and how many were taken of it."""

    taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(50):
            self.taken += 1
            yield b"x"


async def test_an_unknown_path_is_not_found(notebook: Cast) -> None:
    answer = await notebook.buyer().get("/v1/nothing")
    assert (answer.status_code, answer.json()["instance"]) == (404, "/v1/nothing")


async def test_a_wrong_method_is_told_all_the_right_ones(notebook: Cast) -> None:
    answer = await notebook.buyer().delete("/v1/notes")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST")


async def test_an_unexpected_fault_tells_nothing_but_its_request(notebook: Cast) -> None:
    buyer = notebook.buyer()
    answer = await buyer.get("/v1/faults", headers={"X-Request-Id": "abc-1"})
    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert str(buyer.org) not in answer.text
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"] == "abc-1"


async def test_every_answer_names_its_request_once(notebook: Cast) -> None:
    for path in ("/v1/notes", "/v1/nothing"):
        answer = await notebook.buyer().get(path, headers={"X-Request-Id": "not sane!"})
        assert len(answer.headers.get_list("X-Request-Id")) == 1
        assert answer.headers["X-Request-Id"] != "not sane!"


async def sent(notebook: Cast, body: str, **headers: str) -> tuple[int, str]:
    headers = {"Content-Type": "application/json", **headers}
    answer = await notebook.buyer().post("/v1/notes", content=body.encode(), headers=headers)
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize("text", [r"nul \u0000", r"half \ud800 a pair"])
async def test_text_the_database_cannot_hold_is_invalid_and_no_fault(notebook: Cast, text: str) -> None:
    assert await sent(notebook, f'{{"title": "{text}"}}') == (422, "invalid")


@pytest.mark.parametrize(
    ("depth", "refusal"), [(250, (422, "invalid")), (400, (422, "invalid")), (100_000, (400, "bad_request"))]
)
async def test_json_nested_without_end_is_refused_and_no_fault(
    notebook: Cast, depth: int, refusal: tuple[int, str]
) -> None:
    for opening, closing in (("[", "]"), ('{"a":', "}")):
        body = f'{{"title": {opening * depth}1{closing * depth}}}'
        assert await sent(notebook, body) == refusal
        assert await sent(notebook, body, **{"Idempotency-Key": f"nested-{depth}"}) == refusal


@pytest.mark.parametrize("body", [r'{"text": ["\ud800"]}', r'{"text": "a", "\ud800": 1}', r'"\ud800"'])
async def test_a_refusal_that_quotes_half_of_a_surrogate_pair_is_no_fault(notebook: Cast, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await notebook.buyer().post("/v1/notes", content=body, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"]


async def test_a_body_that_is_wrong_everywhere_is_told_of_its_first_thousand_faults(notebook: Cast) -> None:
    answer = await notebook.buyer().post("/v1/notes", json={f"k{number}": 1 for number in range(5000)})
    assert (answer.status_code, len(answer.json()["errors"])) == (422, 1000)


async def test_a_client_that_goes_while_it_sends_is_no_fault(
    notebook_app: FastAPI, notebook: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    fields = {"content-type": "application/json", "content-length": "20", **notebook.buyer().headers}
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": "/v1/notes",
        "raw_path": b"/v1/notes",
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "headers": [(name.lower().encode(), value.encode()) for name, value in fields.items()],
    }
    pieces: list[Any] = [{"type": "http.request", "body": b'{"title"', "more_body": True}]
    said: list[Any] = []

    async def receive() -> Any:
        return pieces.pop(0) if pieces else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        said.append(message)

    await notebook_app(scope, receive, send)
    assert said == []
    own = [record for record in caplog.records if record.name in ("chassis.problems", "chassis.envelope")]
    assert [record.message for record in own if record.levelname in ("ERROR", "WARNING")] == []
