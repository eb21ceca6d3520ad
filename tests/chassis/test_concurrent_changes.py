"""Two transactions that wait for each other: the database gives up one, and its caller may try again."""

import asyncio

from support.cast import Cast


async def test_a_request_that_the_database_gives_up_is_told_to_try_again(notebook: Cast) -> None:
    buyer = notebook.buyer()
    ink, paper = {"title": "Ink"}, {"title": "Paper"}
    async with asyncio.timeout(25):
        answers = await asyncio.gather(
            buyer.post("/v1/crossing-notes", json=[ink, paper]),
            buyer.post("/v1/crossing-notes", json=[paper, ink]),
        )
    saved, given_up = sorted(answers, key=lambda answer: answer.status_code)
    assert (saved.status_code, given_up.status_code) == (201, 503), given_up.text
    problem = given_up.json()
    assert (problem["code"], given_up.headers["Retry-After"]) == ("concurrent_change", "1")
    assert problem["detail"].startswith("Another request changed the same data at the same moment")
    titles = {item["title"] for item in (await buyer.get("/v1/notes")).json()["items"]}
    assert titles == {"Ink", "Paper"}
