"""Versions on the wire: nothing is overwritten blindly, nothing unchanged is sent twice."""

import pytest

from chassis.preconditions import etag
from support.cast import Cast
from support.refusals import refusal

INK = {"title": "Ink"}


async def test_the_tag_is_the_version_and_a_digest_of_the_very_bytes(notebook: Cast) -> None:
    answer = await notebook.buyer().post("/v1/notes", json=INK)
    assert answer.headers["ETag"] == etag(1, answer.content)


async def test_a_change_needs_the_version_that_was_read(notebook: Cast) -> None:
    buyer = notebook.buyer()
    made = await buyer.post("/v1/notes", json=INK)
    answer = await buyer.patch(made.headers["Location"], json={"title": "Red ink"})
    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")


async def test_a_stale_change_is_told_the_present_version(notebook: Cast) -> None:
    buyer = notebook.buyer()
    made = await buyer.post("/v1/notes", json=INK)
    headers = {"If-Match": made.headers["ETag"]}
    changed = await buyer.patch(made.headers["Location"], json={"title": "Red ink"}, headers=headers)
    assert (changed.json()["version"], changed.headers["ETag"][:3]) == (2, '"2.')
    late = await buyer.patch(made.headers["Location"], json={"title": "Blue ink"}, headers=headers)
    assert (late.status_code, late.json()["code"], late.json()["current"]) == (412, "stale", 2)


@pytest.mark.parametrize("tag", ['W/"1.abc"', '"1"', '"1.other bytes"', "1"])
async def test_the_version_alone_decides_a_change(notebook: Cast, tag: str) -> None:
    buyer = notebook.buyer()
    made = await buyer.post("/v1/notes", json=INK)
    answer = await buyer.patch(made.headers["Location"], json={"title": "Red"}, headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["title"], answer.json()["version"]) == (200, "Red", 2)


@pytest.mark.parametrize("tag", ["*", "", '"x"', '"²"', '"-1"', '"' + "9" * 100 + '"'])
async def test_what_names_no_version_is_as_good_as_none(notebook: Cast, tag: str) -> None:
    buyer = notebook.buyer()
    made = await buyer.post("/v1/notes", json=INK)
    headers = {"If-Match": tag.encode("latin-1")}
    answer = await buyer.patch(made.headers["Location"], json={"title": "Red"}, headers=headers)
    assert refusal(answer) == (428, "precondition_required")
    assert (await buyer.get(made.headers["Location"])).json()["title"] == "Ink"


@pytest.mark.parametrize("wrap", ["{}", "W/{}", '"0.other", {}', "*"])
async def test_what_the_caller_holds_already_is_not_sent_again(notebook: Cast, wrap: str) -> None:
    buyer = notebook.buyer()
    made = await buyer.post("/v1/notes", json=INK)
    tag = made.headers["ETag"]
    answer = await buyer.get(made.headers["Location"], headers={"If-None-Match": wrap.format(tag)})
    assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", tag)


async def test_what_has_changed_is_sent(notebook: Cast) -> None:
    buyer = notebook.buyer()
    made = await buyer.post("/v1/notes", json=INK)
    tag = made.headers["ETag"]
    await buyer.patch(made.headers["Location"], json={"title": "Red"}, headers={"If-Match": tag})
    answer = await buyer.get(made.headers["Location"], headers={"If-None-Match": tag})
    assert (answer.status_code, answer.json()["title"]) == (200, "Red")
