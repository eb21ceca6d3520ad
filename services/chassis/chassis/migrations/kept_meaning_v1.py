"""What of a row stays as it was written, for its owner too; for new migrations.

Never edit it once a released migration imports it. Row-level security says whose rows a request writes. The rules
here concern rows that others see, or that decide what others may do: the columns that give such a row its meaning
are changed by no request, by none after a state that counts, or by one kind of organisation only. They hold for
requests: jobs and followers have the worker role, and functions the rights of their owner.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from alembic import op

Columns = Mapping[str, Sequence[str]]
"""Columns by table."""

REFUSE = """
create function refuse_rewriting() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'what gives a row of % its meaning stays as it was written', tg_table_name
    using errcode = 'insufficient_privilege';
end $$"""


class Kept(NamedTuple):
    """Columns that stay as they are where a condition holds: SQL about `old` and `new`, asked when one changes.

    Where it is unknown they may change: a process of the release before proves no kind of organisation.
    """

    table: str
    name: str
    columns: Sequence[str]
    where: str


class Check(NamedTuple):
    """A trigger of requests that calls a function for each row, at an event such as `update of status`."""

    table: str
    name: str
    event: str
    function: str
    where: str = "true"


def create() -> None:
    """The function, once for each database."""
    op.execute(REFUSE)


def drop() -> None:
    op.execute("drop function refuse_rewriting()")


def change_only(service: str, columns: Columns) -> None:
    """Requests change these columns of these tables and no others.

    A column that is added later is changed by no request until a migration grants it.
    """
    for table, names in columns.items():
        op.execute(f"revoke update on {table} from {service}_app")
        op.execute(f"grant update ({', '.join(names)}) on {table} to {service}_app")


def change_all(service: str, columns: Columns) -> None:
    for table in columns:
        op.execute(f"revoke update on {table} from {service}_app")
        op.execute(f"grant update on {table} to {service}_app")


def written_by(kinds: Sequence[str]) -> str:
    """The condition for `Kept` by which only these kinds of organisations change columns."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    return f"caller_kind() <> all (array[{listed}])"


def changed(columns: Sequence[str]) -> str:
    """The condition that one of these columns changes."""
    before, after = (", ".join(f"{row}.{column}" for column in columns) for row in ("old", "new"))
    return f"row({before}) is distinct from row({after})"


def keep(service: str, rules: Sequence[Kept]) -> None:
    for table, name, columns, where in rules:
        op.execute(
            f"create trigger {name} before update of {', '.join(columns)} on {table} for each row"
            f" when (current_user = '{service}_app' and {changed(columns)} and ({where}))"
            " execute function refuse_rewriting()"
        )


def keep_no_more(rules: Sequence[Kept]) -> None:
    for rule in rules:
        op.execute(f"drop trigger {rule.name} on {rule.table}")


def check(service: str, functions: Mapping[str, str], checks: Sequence[Check]) -> None:
    """Create the functions, which have their owner's rights, and their triggers."""
    for name, words in functions.items():
        op.execute(words)
        op.execute(f"revoke execute on function {name}() from public")
    for table, name, event, function, where in checks:
        op.execute(
            f"create trigger {name} before {event} on {table} for each row"
            f" when (current_user = '{service}_app' and ({where})) execute function {function}()"
        )


def check_no_more(functions: Mapping[str, str], checks: Sequence[Check]) -> None:
    for each in checks:
        op.execute(f"drop trigger {each.name} on {each.table}")
    for name in functions:
        op.execute(f"drop function {name}()")
