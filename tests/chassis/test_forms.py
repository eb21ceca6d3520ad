"""A form is read as strictly as a JSON object."""

import pytest

from support.cast import Cast

FILE = {"file": ("notes.txt", b"Ink")}


async def test_a_form_with_the_fields_of_its_operation_is_read(notebook: Cast) -> None:
    answer = await notebook.buyer().post("/v1/titled-files", files=FILE, data={"title": "Notes"})
    assert (answer.status_code, answer.json()) == (201, {"title": "Notes", "name": "notes.txt"})


@pytest.mark.parametrize("extra", [{"titel": "Notes"}, {"titel": ["Notes", "More notes"]}])
async def test_a_field_that_the_operation_does_not_know_is_refused(
    notebook: Cast, extra: dict[str, str | list[str]]
) -> None:
    answer = await notebook.buyer().post("/v1/titled-files", files=FILE, data={"title": "Notes", **extra})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    (fault,) = answer.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("/titel", "extra_forbidden")
    assert fault["detail"] == 'Unknown field "titel". Fields of this operation: file, title.'


async def test_a_file_that_the_operation_does_not_know_is_refused(notebook: Cast) -> None:
    files = {**FILE, "annex": ("annex.txt", b"Paper")}
    answer = await notebook.buyer().post("/v1/titled-files", files=files, data={"title": "Notes"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/annex")
