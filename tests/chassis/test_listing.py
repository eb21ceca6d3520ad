"""Lists: bytes that never saw the schema and agree with it, pages that neither skip nor repeat."""

from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator, FormatChecker

from chassis.vocabulary import OrgKind, Role
from support.cast import Actor, Cast
from support.notebook.schemas import NoteItem
from support.refusals import refusal

FULL = {
    "title": "Ink & “paper”\n",
    "amount": "12252634.10",
    "due": "2026-05-01",
    "read_at": "2026-05-01T12:00:00.5+02:00",
    "facts": {"deep": [1, 2.5, None, True, "é"]},
    "readers": [str(uuid4())],
}


async def written(buyer: Actor, *notes: dict[str, Any]) -> list[dict[str, Any]]:
    return [(await buyer.post("/v1/notes", json=note)).json() for note in notes]


async def listed(buyer: Actor, **query: Any) -> list[str]:
    answer = await buyer.get("/v1/notes", params=query)
    assert answer.status_code == 200, answer.text
    return [note["title"] for note in answer.json()["items"]]


@pytest.mark.parametrize("note", [FULL, {"title": "Bare"}], ids=["full", "bare"])
async def test_an_item_is_written_as_the_single_resource_is(notebook: Cast, note: dict[str, Any]) -> None:
    buyer = notebook.buyer()
    made = (await written(buyer, note))[0]
    item = (await buyer.get("/v1/notes")).json()["items"][0]
    assert item == (await buyer.get(f"/v1/notes/{made['id']}")).json()


async def test_the_bytes_agree_with_the_schema(notebook: Cast, notebook_app: FastAPI) -> None:
    buyer = notebook.buyer()
    await written(buyer, FULL, {"title": "Bare"})
    page = (await buyer.get("/v1/notes", params={"limit": 1, "count": "exact"})).json()
    document = notebook_app.openapi()
    schema = {"$ref": "#/components/schemas/NotePage", "components": document["components"]}
    assert list(Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(page)) == []


async def test_values_have_the_form_of_the_api(notebook: Cast) -> None:
    buyer = notebook.buyer()
    await written(buyer, FULL, {"title": "Bare"})
    bare, full = (await buyer.get("/v1/notes")).json()["items"]
    assert full["amount"] == "12252634.10"
    assert full["read_at"] == "2026-05-01T10:00:00.500000Z"
    assert (full["due"], full["created_at"][-1]) == ("2026-05-01", "Z")
    assert (full["facts"], full["readers"]) == (FULL["facts"], FULL["readers"])
    assert (bare["amount"], bare["due"], bare["facts"], bare["readers"]) == (None, None, {}, [])
    assert list(full) == list(NoteItem.model_fields)


async def test_periods_of_days_include_both_ends(notebook: Cast, as_owner: asyncpg.Connection) -> None:
    buyer = notebook.buyer()
    await written(buyer, {"title": "Runs"})
    for runs, expected in (
        ("[2026-01-01,2026-12-31]", {"from": "2026-01-01", "to": "2026-12-31"}),
        ("[2026-01-01,)", {"from": "2026-01-01", "to": None}),
    ):
        await as_owner.execute(f"update notes set runs = '{runs}' where owner_id = '{buyer.org}'")
        assert (await buyer.get("/v1/periods")).json()["items"][0]["runs"] == expected


async def test_pages_neither_skip_nor_repeat_while_others_write(notebook: Cast) -> None:
    buyer = notebook.buyer()
    await written(buyer, *({"title": f"Note {number}"} for number in range(7)))
    seen: list[str] = []
    cursor = None
    while True:
        page = (await buyer.get("/v1/notes", params={"limit": 3, **({"cursor": cursor} if cursor else {})})).json()
        seen += [note["title"] for note in page["items"]]
        await written(buyer, {"title": f"Newer than page {len(seen)}"})
        if not (cursor := page["next"]):
            break
    assert seen == [f"Note {number}" for number in (6, 5, 4, 3, 2, 1, 0)]


async def test_the_link_to_the_next_page_keeps_the_rest_of_the_query(notebook: Cast) -> None:
    buyer = notebook.buyer()
    await written(buyer, *({"title": f"Red & blue {number}"} for number in range(3)), {"title": "Green"})
    first = await buyer.get("/v1/notes", params={"q": "red & blue", "limit": 2})
    second = await buyer.get(f"/v1/notes{first.links['next']['url']}")
    assert [note["title"] for note in second.json()["items"]] == ["Red & blue 0"]
    assert "next" not in second.links


@pytest.mark.parametrize("query", [{"q": "note"}, {"mood": "sent"}])
async def test_a_cursor_is_good_for_its_filters_alone(notebook: Cast, query: dict[str, str]) -> None:
    buyer = notebook.buyer()
    await written(buyer, {"title": "Note 1"}, {"title": "Note 2"})
    cursor = (await buyer.get("/v1/notes", params={"limit": 1})).json()["next"]
    answer = await buyer.get("/v1/notes", params={"cursor": cursor, **query})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


async def test_a_colleagues_cursor_is_not_ones_own(notebook: Cast) -> None:
    buyer = notebook.buyer()
    await written(buyer, {"title": "Note 1"}, {"title": "Note 2"})
    cursor = (await buyer.get("/v1/notes", params={"limit": 1})).json()["next"]
    answer = await notebook.buyer(org=buyer.org).get("/v1/notes", params={"cursor": cursor})
    assert refusal(answer) == (400, "bad_cursor")


async def test_filters_narrow_together(notebook: Cast) -> None:
    buyer = notebook.buyer()
    red, *_ = await written(buyer, {"title": "Red ink"}, {"title": "Blue ink"}, {"title": "Red pen"})
    await buyer.post(f"/v1/notes/{red['id']}/transitions", json={"to": "sent", "reason": "it is time"})
    await written(buyer, {"title": "Red answer", "follows": red["id"]})
    assert await listed(buyer, q="RED") == ["Red answer", "Red pen", "Red ink"]
    assert await listed(buyer, q="red", mood="sent") == ["Red ink"]
    assert await listed(buyer, follows=red["id"]) == ["Red answer"]


@pytest.mark.parametrize("q", ["100%", "a_b", "a\\b", "'; drop table notes; --"])
async def test_a_search_takes_every_character_as_it_is(notebook: Cast, q: str) -> None:
    buyer = notebook.buyer()
    await written(buyer, {"title": f"has {q} in it"}, {"title": "100 axb a/b"})
    assert await listed(buyer, q=q) == [f"has {q} in it"]


@pytest.mark.parametrize(("q", "found"), [("harbour works", 1), ("Works,  Shenzhen", 1), ("works harbour", 0)])
async def test_a_search_finds_words_that_stand_apart_in_their_order(notebook: Cast, q: str, found: int) -> None:
    buyer = notebook.buyer()
    await written(buyer, {"title": "Harbour Final Assembly Works · Shenzhen"})
    assert len(await listed(buyer, q=q)) == found


async def test_a_list_may_say_its_own_conditions(notebook: Cast) -> None:
    """Its name is that of another list, and what it holds is fixed in its statement."""
    buyer = notebook.buyer()
    sent, _ = await written(buyer, {"title": "Sent"}, {"title": "Draft"})
    await buyer.post(f"/v1/notes/{sent['id']}/transitions", json={"to": "sent", "reason": "it is time"})
    assert len((await buyer.get("/v1/open-notes")).json()["items"]) == 2
    assert len((await buyer.get("/v1/notes", params={"mood": "draft"})).json()["items"]) == 1


async def test_a_count_counts_what_the_filters_leave_on_all_pages(notebook: Cast) -> None:
    buyer = notebook.buyer()
    await written(notebook.buyer(), {"title": "Somebody else's ink"})
    await written(buyer, *({"title": f"Ink {number}"} for number in range(3)), {"title": "Pen"})
    query = {"q": "ink", "limit": 1, "count": "exact"}
    first = (await buyer.get("/v1/notes", params=query)).json()
    second = (await buyer.get("/v1/notes", params={**query, "cursor": first["next"]})).json()
    assert (first["total"], second["total"]) == (3, 3)
    assert "total" not in (await buyer.get("/v1/notes")).json()


async def test_a_kind_of_organisation_without_a_rule_sees_an_empty_list_of_the_same_shape(notebook: Cast) -> None:
    await written(notebook.buyer(), {"title": "Ink"})
    monitor = notebook.somebody(OrgKind.MONITOR, Role.BUYER_OFFICER)
    answer = await monitor.get("/v1/notes", params={"count": "exact"})
    assert answer.json() == {"items": [], "next": None, "total": 0}


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 201}, {"limit": "many"}, {"count": "yes"}, {"mod": "sent"}]
)
async def test_what_a_list_does_not_take_is_refused_and_not_ignored(notebook: Cast, query: dict[str, Any]) -> None:
    answer = await notebook.buyer().get("/v1/notes", params=query)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"/query/{next(iter(query))}")


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "é"])
async def test_a_cursor_that_is_none_is_a_bad_request(notebook: Cast, cursor: str) -> None:
    answer = await notebook.buyer().get("/v1/notes", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")
