"""The comparison of two databases sees every kind of change."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from chassis.settings import for_asyncpg
from local_stack.provisioning import Urls
from support.catalog import differences, schema_of

CHANGES = {
    "table grants": "grant truncate on journal to gateway_app",
    "revoked table grants": "revoke select on parties from gateway_app",
    "column grants": "grant select (verb) on journal to gateway_app",
    "schema grants": "grant create on schema public to gateway_app",
    "sequence grants": "grant update on sequence journal_seq_seq to gateway_app",
    "function grants": "grant execute on function revoke_row(regclass, uuid) to public",
    "default grants": "alter default privileges in schema public grant select on tables to gateway_app",
    "a column": "alter table journal add surplus int",
    "a column's type": "alter table journal alter verb type varchar(65)",
    "a column's default": "alter table journal alter verb set default 'none'",
    "a column's nullability": "alter table journal alter position set not null",
    "a column's storage": "alter table journal alter verb set storage external",
    "a column's statistics": "alter table journal alter verb set statistics 5",
    "an identity": "alter table journal alter seq set generated always",
    "a check": "alter table journal add check (seq > 0)",
    "an unchecked check": "alter table journal add check (seq > 0) not valid",
    "a foreign key": "alter table journal add foreign key (id) references journal_payloads",
    "an index": "create index surplus on journal (at)",
    "an index's condition": "drop index ix_journal_unsealed; create index ix_journal_unsealed on journal (xid)",
    "a policy": "drop policy fence on idempotency_answers",
    "a policy's condition": "alter policy fence on idempotency_answers using (true)",
    "a policy's role": "alter policy fence on idempotency_answers to public",
    "row security": "alter table idempotency_answers disable row level security",
    "forced row security": "alter table idempotency_answers force row level security",
    "a function": "create function surplus() returns int language sql as 'select 1'",
    "a function's security": "alter function grant_row(regclass, uuid, uuid, date) security invoker",
    "a function's settings": "alter function grant_row(regclass, uuid, uuid, date) reset search_path",
    "a trigger": "drop trigger sealed on journal",
    "a trigger's state": "alter table journal disable trigger sealed",
    "a sequence": "alter sequence journal_seq_seq increment 2",
    "a table's options": "alter table journal set (fillfactor = 50)",
    "a view": "create view surplus as select 1 as one",
    "a type": "create type surplus as enum ('one')",
    "a domain": "create domain surplus as int check (value > 0)",
    "a rule": "create rule surplus as on delete to journal do instead nothing",
    "statistics": "create statistics surplus on verb, subject_type from journal",
    "a comment": "comment on column journal.verb is 'surplus'",
}


@pytest.fixture
async def gateway(databases: dict[str, Urls]) -> AsyncIterator[asyncpg.Connection]:
    """The gateway's database, as its owner."""
    connection = await asyncpg.connect(for_asyncpg(databases["gateway"].owner))
    yield connection
    await connection.close()


@pytest.mark.parametrize("change", CHANGES)
async def test_a_change_is_seen(gateway: asyncpg.Connection, change: str) -> None:
    before = await schema_of(gateway)
    transaction = gateway.transaction()
    await transaction.start()
    await gateway.execute(CHANGES[change])
    changed = await schema_of(gateway)
    await transaction.rollback()
    assert differences(before, changed) != []
    assert differences(before, await schema_of(gateway)) == []
