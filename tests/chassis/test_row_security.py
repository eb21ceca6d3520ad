"""Row-level security: what the database guarantees whatever the code above it forgets."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, delete, select, update

from chassis import grants
from chassis.state import state_of
from support.cast import Actor, Cast
from support.notebook.app import Transactions
from support.notebook.tables import Note, Remark

REFUSED = asyncpg.InsufficientPrivilegeError


async def write(buyer: Actor, title: str = "Ink") -> UUID:
    return UUID((await buyer.post("/v1/notes", json={"title": title})).json()["id"])


async def remark(buyer: Actor, *others: Actor) -> UUID:
    body = {"words": "Hello", "with_orgs": [str(other.org) for other in others]}
    answer = await buyer.post("/v1/remarks", json=body)
    assert answer.status_code == 201, answer.text
    return UUID(answer.json()["dossier_id"])


async def test_two_hundred_transactions_over_a_pool_of_five_see_their_own_rows_alone(
    notebook: Cast, transaction_of: Transactions
) -> None:
    buyers = [notebook.buyer() for _ in range(8)]
    for buyer in buyers:
        for number in range(3):
            await write(buyer, f"Note {number}")

    async def owners_seen(org: UUID) -> set[UUID]:
        async with transaction_of(org) as session:
            return set((await session.exec(select(Note.owner_id))).all())

    asked = [buyers[number % 8].org for number in range(200)]
    seen = await asyncio.gather(*(owners_seen(org) for org in asked))
    assert seen == [{org} for org in asked]


async def test_nobody_sees_nothing(notebook: Cast, transaction_of: Transactions) -> None:
    await write(notebook.buyer())
    async with transaction_of(None) as session:
        assert (await session.exec(select(Note))).all() == []


async def test_a_transaction_leaves_no_tenant_behind_on_its_connection(
    notebook: Cast, notebook_app: FastAPI, transaction_of: Transactions
) -> None:
    buyer = notebook.buyer()
    await write(buyer)
    for _ in range(state_of(notebook_app).engine.pool.size()):
        async with transaction_of(buyer.org) as session:
            assert len((await session.exec(select(Note))).all()) == 1
        async with transaction_of(None) as session:
            assert (await session.exec(select(Note))).all() == []


async def test_another_tenants_row_is_not_changed(notebook: Cast, transaction_of: Transactions) -> None:
    note = await write(notebook.buyer())
    async with transaction_of(notebook.buyer().org) as session:
        changed = await session.exec(update(Note).where(col(Note.id) == note).values(title="Mine"))
        assert changed.rowcount == 0


async def test_a_row_is_not_written_in_another_tenants_name(notebook: Cast, transaction_of: Transactions) -> None:
    me, victim = uuid4(), uuid4()
    with pytest.raises(DBAPIError, match="row-level security"):
        async with transaction_of(me) as session:
            session.add(Note(owner_id=victim, title="Forged", created_by=me, updated_by=me))


async def test_a_row_is_not_given_away(notebook: Cast, transaction_of: Transactions) -> None:
    buyer = notebook.buyer()
    note = await write(buyer)
    with pytest.raises(DBAPIError, match="row-level security"):
        async with transaction_of(buyer.org) as session:
            await session.exec(update(Note).where(col(Note.id) == note).values(owner_id=uuid4()))


async def test_a_dossier_is_seen_by_its_parties_alone(notebook: Cast) -> None:
    one, other, stranger = notebook.buyer(), notebook.buyer(), notebook.buyer()
    await remark(one, other)
    seen = [len((await buyer.get("/v1/remarks")).json()) for buyer in (one, other, stranger)]
    assert seen == [1, 1, 0]


async def test_a_stranger_writes_nothing_into_a_dossier(notebook: Cast, transaction_of: Transactions) -> None:
    dossier, stranger = await remark(notebook.buyer()), uuid4()
    with pytest.raises(DBAPIError, match="row-level security"):
        async with transaction_of(stranger) as session:
            session.add(Remark(dossier_id=dossier, words="Hi", created_by=stranger, updated_by=stranger))


async def test_a_party_is_one_until_its_last_day_has_passed(notebook: Cast, as_worker: asyncpg.Connection) -> None:
    one, other = notebook.buyer(), notebook.buyer()
    dossier = await remark(one, other)
    for days, seen in ((0, 1), (-1, 0)):
        await as_worker.execute(
            "update parties set until = current_date + $1::int where dossier_id = $2 and org_id = $3",
            days,
            dossier,
            other.org,
        )
        assert len((await other.get("/v1/remarks")).json()) == seen


async def test_a_stranger_cannot_let_itself_into_a_dossier(notebook: Cast, transaction_of: Transactions) -> None:
    dossier, stranger = await remark(notebook.buyer()), uuid4()
    with pytest.raises(DBAPIError, match="only a party opens a dossier further"):
        await open_dossier(transaction_of, stranger, dossier, [stranger])


async def test_a_party_whose_time_is_over_opens_nothing_further(
    notebook: Cast, as_worker: asyncpg.Connection, transaction_of: Transactions
) -> None:
    one, other = notebook.buyer(), notebook.buyer()
    dossier = await remark(one, other)
    await as_worker.execute("update parties set until = current_date - 1 where org_id = $1", other.org)
    with pytest.raises(DBAPIError, match="only a party opens a dossier further"):
        await open_dossier(transaction_of, other.org, dossier, [uuid4()])


async def test_a_dossier_is_not_opened_for_others_alone_or_by_nobody(transaction_of: Transactions) -> None:
    for org in (uuid4(), None):
        with pytest.raises(DBAPIError, match="a dossier is opened by one of its parties"):
            await open_dossier(transaction_of, org, uuid4(), [uuid4()])


async def open_dossier(transaction_of: Transactions, org: UUID | None, dossier: UUID, orgs: list[UUID]) -> None:
    async with transaction_of(org) as session:
        await grants.open_dossier(session, dossier, orgs)


async def grant(transaction_of: Transactions, org: UUID | None, note: UUID, reader: UUID) -> None:
    async with transaction_of(org) as session:
        await grants.grant_read(session, Note, [note], [reader])


async def revoke(transaction_of: Transactions, org: UUID | None, note: UUID) -> None:
    async with transaction_of(org) as session:
        await grants.revoke_reads(session, Note, note)


async def titles_seen(transaction_of: Transactions, org: UUID) -> list[str]:
    async with transaction_of(org) as session:
        return list((await session.exec(select(Note.title))).all())


async def test_a_granted_row_is_read_until_the_grant_is_taken_back(
    notebook: Cast, transaction_of: Transactions
) -> None:
    owner, reader = notebook.buyer(), notebook.buyer()
    note = await write(owner)
    await grant(transaction_of, owner.org, note, reader.org)
    assert await titles_seen(transaction_of, reader.org) == ["Ink"]
    await revoke(transaction_of, owner.org, note)
    assert await titles_seen(transaction_of, reader.org) == []


async def test_a_grant_lets_nobody_write(notebook: Cast, transaction_of: Transactions) -> None:
    owner, reader = notebook.buyer(), notebook.buyer()
    note = await write(owner)
    await grant(transaction_of, owner.org, note, reader.org)
    async with transaction_of(reader.org) as session:
        changed = await session.exec(update(Note).where(col(Note.id) == note).values(title="Mine"))
        deleted = await session.exec(delete(Note).where(col(Note.id) == note))
        assert (changed.rowcount, deleted.rowcount) == (0, 0)
    with pytest.raises(DBAPIError, match="row-level security"):
        async with transaction_of(reader.org) as session:
            session.add(Note(owner_id=owner.org, title="Forged", created_by=owner.org, updated_by=owner.org))
    assert await titles_seen(transaction_of, owner.org) == ["Ink"]


async def test_nobody_but_the_owner_grants_or_takes_back(notebook: Cast, transaction_of: Transactions) -> None:
    note, thief = await write(notebook.buyer()), uuid4()
    for org in (thief, None):
        with pytest.raises(DBAPIError, match="only the owner of a row"):
            await grant(transaction_of, org, note, thief)
        with pytest.raises(DBAPIError, match="only the owner of a row"):
            await revoke(transaction_of, org, note)


async def test_what_does_not_exist_is_not_granted(transaction_of: Transactions) -> None:
    with pytest.raises(DBAPIError, match="only the owner of a row"):
        await grant(transaction_of, uuid4(), uuid4(), uuid4())


@pytest.mark.parametrize(
    "statement",
    [
        "insert into parties (dossier_id, org_id) values (gen_random_uuid(), gen_random_uuid())",
        "insert into grants (table_name, row_id, org_id) values ('notes', gen_random_uuid(), gen_random_uuid())",
        "update grants set org_id = gen_random_uuid()",
        "delete from parties",
        "select * from journal",
        "select * from journal_payloads",
        "select * from read_log",
        "select * from follower_cursors",
        "update journal set verb = 'x'",
        "delete from journal",
        "delete from journal_payloads",
        "truncate notes",
        "alter table notes disable row level security",
        "create table mine (id int)",
        "set role notebook_owner",
        "set session authorization notebook_owner",
    ],
)
async def test_the_app_role_has_no_right_to(as_app: asyncpg.Connection, statement: str) -> None:
    with pytest.raises(asyncpg.PostgresError) as refusal:
        await as_app.execute(statement)
    assert isinstance(refusal.value, REFUSED), refusal.value


async def test_the_app_role_without_a_tenant_sees_no_row(notebook: Cast, as_app: asyncpg.Connection) -> None:
    await write(notebook.buyer())
    await remark(notebook.buyer())
    assert [await as_app.fetch(f"select * from {table}") for table in ("notes", "remarks")] == [[], []]
