"""Functions of PostgreSQL by which the app role would learn of rows that it does not see, or fill the server."""

import asyncpg
import pytest

REFUSED = asyncpg.InsufficientPrivilegeError


@pytest.mark.parametrize(
    "statement",
    [
        "select pg_stat_get_xact_tuples_fetched('notes'::regclass)",
        "select pg_stat_get_tuples_inserted('notes'::regclass)",
        "select * from pg_stat_user_tables",
        "select * from pg_stat_xact_user_tables",
        "select * from pg_statio_user_indexes",
        "select query from pg_stat_activity",
        "select xact_commit from pg_stat_database",
        "select lo_create(0)",
        "select lo_from_bytea(0, 'full')",
        "select nextval('journal_seq_seq')",
        "select setval('journal_seq_seq', 1)",
        "select last_value from journal_seq_seq",
    ],
)
async def test_the_app_role_does_not_call(as_app: asyncpg.Connection, statement: str) -> None:
    with pytest.raises(REFUSED, match="permission denied"):
        await as_app.execute(statement)


async def test_statistics_of_values_show_nothing_of_tables_with_row_level_security(
    as_app: asyncpg.Connection,
) -> None:
    found = await as_app.fetchval("select count(*) from pg_stats where tablename in ('notes', 'remarks', 'grants')")
    assert found == 0
