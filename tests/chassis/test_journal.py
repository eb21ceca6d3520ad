"""The journal: written beside what it speaks of, in one transaction, and never touched by who writes it."""

import asyncio
import hashlib
from uuid import uuid4

import asyncpg
import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.journal import canonical, digest_of
from support.cast import Cast

ENTRY = """
select journal.*, salt, payload::text as payload from journal
join journal_payloads on journal_id = id where actor_org = $1 order by seq"""

CODES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | CODES, lambda leaf: st.lists(leaf, max_size=3)
)


async def test_an_entry_says_who_did_what_to_which_thing(notebook: Cast, as_worker: asyncpg.Connection) -> None:
    buyer = notebook.buyer()
    made = (await buyer.post("/v1/notes", json={"title": "Ink"})).json()
    entry = await as_worker.fetchrow(ENTRY, buyer.org)
    assert (entry["actor"], entry["actor_org"], entry["actor_roles"]) == (
        buyer.person,
        buyer.org,
        ["buyer_officer"],
    )
    assert (entry["verb"], entry["subject_type"], str(entry["subject_id"])) == ("note.written", "note", made["id"])
    assert orjson.loads(entry["payload"]) == {"title": "Ink"}


async def test_the_digest_binds_the_payload_with_its_salt(notebook: Cast, as_worker: asyncpg.Connection) -> None:
    buyer = notebook.buyer()
    for title in ("Ink", "Ink again"):
        await buyer.post("/v1/notes", json={"title": title})
    first, second = await as_worker.fetch(ENTRY, buyer.org)
    for entry, payload in ((first, b'{"title":"Ink"}'), (second, b'{"title":"Ink again"}')):
        assert entry["digest"] == hashlib.sha256(entry["salt"] + payload).digest()
    assert first["salt"] != second["salt"]


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(CODES, JSON, max_size=4))
def test_a_payload_has_the_same_digest_after_json_has_carried_it(payload: dict[str, object]) -> None:
    carried = orjson.loads(orjson.dumps(dict(reversed(payload.items()))))
    assert digest_of(b"salt", canonical(carried)) == digest_of(b"salt", canonical(payload))


async def test_a_refused_act_leaves_no_entry(notebook: Cast, as_worker: asyncpg.Connection) -> None:
    buyer = notebook.buyer()
    answer = await buyer.post("/v1/notes", json={"title": "Ink", "follows": str(uuid4())})
    assert answer.status_code == 422
    assert await as_worker.fetch(ENTRY, buyer.org) == []


async def test_an_act_is_never_seen_without_its_entry(notebook: Cast, as_worker: asyncpg.Connection) -> None:
    """Both are one transaction, so whoever looks finds as many of the one as of the other."""
    buyer = notebook.buyer()

    async def look() -> None:
        both = await as_worker.fetchrow(
            "select (select count(*) from notes where owner_id = $1) as notes,"
            " (select count(*) from journal where actor_org = $1) as entries",
            buyer.org,
        )
        assert both["notes"] == both["entries"]

    writing = asyncio.gather(*(buyer.post("/v1/notes", json={"title": f"Ink {n}"}) for n in range(30)))
    while not writing.done():
        await look()
    await writing
    await look()
