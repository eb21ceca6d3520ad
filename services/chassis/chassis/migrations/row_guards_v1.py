"""What of a row only its owner writes, for new migrations. Never edit it once a released migration imports it.

Policies say who writes which rows. The triggers here say which columns of them: a policy compares no row before
with one after. They fire only where a statement names one of the columns, so other statements cost nothing more.
"""

from collections.abc import Mapping, Sequence

from alembic import op

ORG = "(select caller_org())"

REFUSE = """
create function refuse_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'this column of the row is not changed by others than its owner'
    using errcode = 'insufficient_privilege';
end $$"""


def create() -> None:
    """The function, once for each database."""
    op.execute(REFUSE)


def drop() -> None:
    op.execute("drop function refuse_change()")


def keep_columns(service: str, columns: Mapping[str, Sequence[str]]) -> None:
    """Refuse requests of others than a row's owner that change one of these columns of the tables."""
    is_others = f"current_user = '{service}_app' and old.owner_id is distinct from caller_org()"
    for table, names in columns.items():
        _refuse(table, "owners_columns", names, where=is_others)


def release_columns(tables: Mapping[str, Sequence[str]]) -> None:
    for table in tables:
        op.execute(f"drop trigger owners_columns on {table}")


def keep_parents(service: str, parents: Mapping[str, tuple[str, str]]) -> None:
    """Rows are inserted beside their parent by the parent's owner only, and stay there.

    `parents` has the column and the parent's table. A reader of the parent would take another row for a part of it.
    """
    for table, (column, parent) in parents.items():
        op.execute(
            f"create policy of_its_parent on {table} as restrictive for insert to {service}_app with check ("
            f"exists (select from {parent} as parent where parent.id = {table}.{column}"
            f" and parent.owner_id = {table}.owner_id))"
        )
        _refuse(table, "stays_with_its_parent", (column,), where=f"current_user = '{service}_app'")


def release_parents(parents: Mapping[str, tuple[str, str]]) -> None:
    for table in parents:
        op.execute(f"drop policy of_its_parent on {table}")
        op.execute(f"drop trigger stays_with_its_parent on {table}")


def _refuse(table: str, trigger: str, columns: Sequence[str], *, where: str) -> None:
    before, after = (", ".join(f"{row}.{column}" for column in columns) for row in ("old", "new"))
    op.execute(
        f"create trigger {trigger} before update of {', '.join(columns)} on {table} for each row"
        f" when ({where} and row({before}) is distinct from row({after}))"
        " execute function refuse_change()"
    )


def restrict_insert(service: str, conditions: Mapping[str, str]) -> None:
    """Who inserts rows into tables on which readers answer."""
    for table, condition in conditions.items():
        op.execute(
            f"create policy owner_insert on {table} as restrictive for insert to {service}_app"
            f" with check ({condition.format(org=ORG)})"
        )


def restrict_update(service: str, conditions: Mapping[str, str]) -> None:
    """Who updates rows of tables on which readers answer with rows of their own."""
    for table, condition in conditions.items():
        op.execute(
            f"create policy owner_update on {table} as restrictive for update to {service}_app"
            f" using ({condition.format(org=ORG)})"
        )


def lift(command: str, tables: Mapping[str, str]) -> None:
    """Take `restrict_insert` or `restrict_update` back."""
    for table in tables:
        op.execute(f"drop policy owner_{command} on {table}")
