"""What a tenant hears of a service's journal: its own, in order, thin, and not even how much else there is."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from fastapi import FastAPI

from chassis.callers import NOBODY, Caller
from chassis.journal import Entry, record
from chassis.state import state_of
from chassis.vocabulary import OrgKind, Role
from support.cast import Actor, Cast
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal

Say = Callable[..., Awaitable[UUID]]


@pytest.fixture
def say(notebook_app: FastAPI) -> Say:
    """An entry in the journal for these organisations: `await say("note.sent", buyer.org)`."""
    speaker = Caller(
        person=NOBODY,
        org=NOBODY,
        org_kind=OrgKind.SYSTEM,
        org_name="notebook",
        roles=frozenset({Role.SYSTEM}),
        supplier_id=None,
        affiliated_to=frozenset(),
        groups=frozenset(),
        token="",
        issuer="notebook",
    )

    async def entry(verb: str, *audience: UUID) -> UUID:
        subject = uuid4()
        async with state_of(notebook_app).worker_sessions() as session, session.begin():
            await record(
                session, speaker, Entry(verb, ("note", subject), audience=audience, payload={"title": "secret"})
            )
        state_of(notebook_app).notifier.notify()
        return subject

    return entry


async def heard(actor: Actor, count: int, **query: Any) -> list[dict[str, Any]]:
    """The first entries for somebody, waited for: the sealer works beside the requests."""
    found: list[dict[str, Any]] = []
    after = 0
    async with asyncio.timeout(20):
        while len(found) < count:
            answer = await actor.get("/internal/events", params={"after": after, "wait": 5, **query})
            assert answer.status_code == 200, answer.text
            found += answer.json()["items"]
            after = found[-1]["position"] if found else after
    return found


async def test_an_organisation_hears_what_it_was_meant_to_hear_in_order(notebook: Cast, say: Say) -> None:
    mine, theirs = notebook.buyer(), notebook.monitor()
    subjects = []
    for number in range(4):
        shared = [mine.org, theirs.org] if number % 2 else [mine.org]
        subjects.append(str(await say("note.sent", *shared)))
        await say("note.sent", uuid4())
    assert [entry["subject_id"] for entry in await heard(mine, 4)] == subjects
    assert [entry["subject_id"] for entry in await heard(theirs, 2)] == subjects[1::2]


async def test_an_entry_says_what_happened_and_nothing_of_what_was_said(notebook: Cast, say: Say) -> None:
    actor = notebook.buyer()
    subject = await say("note.sent", actor.org)
    (entry,) = await heard(actor, 1)
    assert set(entry) == {"position", "id", "at", "verb", "subject_type", "subject_id"}
    assert (entry["verb"], entry["subject_type"], entry["subject_id"]) == ("note.sent", "note", str(subject))


async def test_an_entry_for_nobody_is_heard_by_nobody(notebook: Cast, say: Say) -> None:
    actor = notebook.buyer()
    await say("note.written")
    await say("note.sent", actor.org)
    assert [entry["verb"] for entry in await heard(actor, 1)] == ["note.sent"]


async def test_one_may_listen_for_some_types_alone(notebook: Cast, say: Say) -> None:
    actor = notebook.buyer()
    for verb in ("note.sent", "note.answered", "note.burned"):
        await say(verb, actor.org)
    assert len(await heard(actor, 3)) == 3
    some = await heard(actor, 2, types=["note.burned", "note.sent"])
    assert [entry["verb"] for entry in some] == ["note.sent", "note.burned"]


async def test_what_is_not_yet_sealed_is_not_yet_heard(
    notebook: Cast, say: Say, as_worker: asyncpg.Connection
) -> None:
    actor = notebook.buyer()
    async with as_worker.transaction():  # an open transaction that wrote holds back all that came after it
        await as_worker.execute("insert into heard (verb, subject_id) values ('a', $1)", uuid4())
        await say("note.sent", actor.org)
        answer = await actor.get("/internal/events", params={"wait": 0.3})
        assert answer.json()["items"] == []
    assert len(await heard(actor, 1)) == 1


async def test_machines_and_dashboards_hear_nothing(notebook: Cast) -> None:
    assert refusal(await notebook.anonymous.get("/internal/events")) == UNAUTHENTICATED
    assert refusal(await notebook.buyer(Role.DASHBOARD_CLIENT).get("/internal/events")) == FORBIDDEN
