"""What somebody can do who has the app role's password, or who injects SQL into a session of the app role."""

from uuid import UUID, uuid4

import asyncpg
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chassis.caller_proofs import CallerProofs, proven
from chassis.database import CALLER_ORG, BorrowedTenantConnection, TenantConnection
from chassis.settings import for_asyncpg
from chassis.state import state_of
from local_stack.provisioning import Urls
from support.cast import Actor, Cast
from support.notebook.app import Transactions

REFUSED = asyncpg.InsufficientPrivilegeError
NOT_PROVEN = "the caller is not proven"


@pytest.fixture
async def victim(notebook: Cast) -> Actor:
    buyer = notebook.buyer()
    assert (await buyer.post("/v1/notes", json={"title": "Secret"})).status_code == 201
    return buyer


@pytest.fixture
async def other_database(served: tuple[FastAPI, Urls]) -> CallerProofs:
    """Proofs that were signed with a key of the same number, but not with this database's."""
    proofs = await CallerProofs.of_database(served[1].worker)
    proofs._secret = bytes(32)
    return proofs


async def setting_of(transaction_of: Transactions, org: UUID) -> str:
    """What SQL that is injected into a session of this tenant reads as its setting."""
    async with transaction_of(org) as session:
        found = await (await session.connection()).execute(text("select current_setting('app.org')"))
        return str(found.scalar_one())


async def notes_as(stolen: asyncpg.Connection, setting: str) -> list[asyncpg.Record]:
    await stolen.execute("select set_config('app.org', $1, false)", setting)
    return list(await stolen.fetch("select * from notes"))


async def test_a_stolen_password_does_not_choose_a_tenant(as_app: asyncpg.Connection, victim: Actor) -> None:
    for setting in (str(victim.org), str(victim.org).upper(), f"1{victim.org}99999999999{'0' * 64}", "x"):
        with pytest.raises(REFUSED, match=NOT_PROVEN):
            await notes_as(as_app, setting)
    assert await notes_as(as_app, "") == []


async def test_a_stolen_password_does_not_write_for_a_tenant_either(
    as_app: asyncpg.Connection, victim: Actor
) -> None:
    await as_app.execute("select set_config('app.org', $1, false)", str(victim.org))
    for statement in (
        "update notes set title = 'Mine'",
        "delete from notes",
        "insert into notes (id, owner_id, title, created_at, created_by, updated_at, updated_by, version, facts,"
        " readers, mood) select gen_random_uuid(), current_setting('app.org')::uuid, 'Forged', now(),"
        " gen_random_uuid(), now(), gen_random_uuid(), 1, '{}', '{}', 'draft'",
        "select grant_row('notes', gen_random_uuid(), gen_random_uuid())",
        "select open_dossier(gen_random_uuid(), array[gen_random_uuid()])",
    ):
        with pytest.raises(REFUSED):
            await as_app.execute(statement)


async def test_a_proof_that_was_seen_elsewhere_is_of_no_use(
    as_app: asyncpg.Connection, transaction_of: Transactions, victim: Actor
) -> None:
    with pytest.raises(REFUSED, match=NOT_PROVEN):
        await notes_as(as_app, await setting_of(transaction_of, victim.org))


async def test_a_proof_is_of_no_use_when_its_time_is_over(
    as_app: asyncpg.Connection, notebook_app: FastAPI, victim: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    proofs, process = state_of(notebook_app).proofs, as_app.get_server_pid()
    assert len(await notes_as(as_app, proofs.of_tenant(victim.org, process))) == 1
    monkeypatch.setattr("chassis.caller_proofs.LIFE_SECONDS", -1)
    with pytest.raises(REFUSED, match="the proof of the caller has expired"):
        await notes_as(as_app, proofs.of_tenant(victim.org, process))


async def test_a_proof_by_another_key_is_none(
    as_app: asyncpg.Connection, other_database: CallerProofs, victim: Actor
) -> None:
    with pytest.raises(REFUSED, match=NOT_PROVEN):
        await notes_as(as_app, other_database.of_tenant(victim.org, as_app.get_server_pid()))


async def test_injected_sql_does_not_turn_its_own_proof_into_another_tenants(
    transaction_of: Transactions, victim: Actor
) -> None:
    mine = uuid4()
    for forged in (
        "replace(current_setting('app.org'), cast(:mine as text), cast(:victim as text))",
        "cast(:victim as text)",
        "overlay(current_setting('app.org') placing '99999999999' from 38)",
    ):
        statement = text(f"select set_config('app.org', {forged}, true), :mine, :victim, caller_org()")
        values = {"mine": str(mine), "victim": str(victim.org)}
        async with transaction_of(mine) as session:
            connection = await session.connection()
            with pytest.raises(DBAPIError, match=NOT_PROVEN):
                await connection.execute(statement, values)


async def test_nobody_sees_a_proof_in_the_list_of_activities(
    served: tuple[FastAPI, Urls], admin_url: str, victim: Actor
) -> None:
    app, urls = served
    CALLER_ORG.set(victim.org)
    kind = proven(TenantConnection, state_of(app).proofs)
    just_begun = await asyncpg.connect(for_asyncpg(urls.app), connection_class=kind)
    await just_begun.execute("BEGIN")
    admin = await asyncpg.connect(admin_url)
    shown = [row["query"] for row in await admin.fetch("select query from pg_stat_activity")]
    await admin.close()
    await just_begun.close()
    assert "select set_config('app.org', $1, $2)" in shown
    assert not [query for query in shown if str(victim.org) in query]


@pytest.mark.parametrize(
    "statement",
    [
        "select * from caller_keys",
        "select secret from caller_keys",
        "insert into caller_keys values ('0', '', '', '', now())",
        "delete from caller_keys",
        "select renew_caller_key(interval '0')",
        "select hmac_pad('', 54)",
        "create function pg_temp.caller_org() returns uuid language sql as 'select gen_random_uuid()'",
        "create or replace function caller_org() returns uuid language sql as 'select gen_random_uuid()'",
    ],
)
async def test_the_app_role_does_not_reach_the_key_by(as_app: asyncpg.Connection, statement: str) -> None:
    with pytest.raises(REFUSED):
        await as_app.execute(statement)


async def test_the_key_changes_each_day_and_the_one_before_counts_until_the_next_change(
    served: tuple[FastAPI, Urls], as_app: asyncpg.Connection, as_owner: asyncpg.Connection, victim: Actor
) -> None:
    app, urls = served
    before, proofs = await CallerProofs.of_database(urls.worker), state_of(app).proofs
    old = before.of_tenant(victim.org, as_app.get_server_pid())
    await as_owner.execute("update caller_keys set made_at = made_at - interval '25 hours'")
    await proofs.read_key(urls.worker)
    new = proofs.of_tenant(victim.org, as_app.get_server_pid())
    assert old[0] != new[0]
    assert [len(await notes_as(as_app, setting)) for setting in (old, new)] == [1, 1]
    await as_owner.execute("update caller_keys set made_at = made_at - interval '25 hours'")
    await proofs.read_key(urls.worker)
    with pytest.raises(REFUSED, match=NOT_PROVEN):
        await notes_as(as_app, old)
    assert len(await notes_as(as_app, new)) == 1
    assert (await victim.get("/v1/notes")).status_code == 200


async def test_a_proof_counts_behind_a_pooler_as_well(served: tuple[FastAPI, Urls], victim: Actor) -> None:
    app, urls = served
    CALLER_ORG.set(victim.org)
    kind = proven(BorrowedTenantConnection, state_of(app).proofs)
    connection = await asyncpg.connect(for_asyncpg(urls.app), connection_class=kind, statement_cache_size=0)
    async with connection.transaction():
        assert len(await connection.fetch("select * from notes")) == 1
    await connection.close()
