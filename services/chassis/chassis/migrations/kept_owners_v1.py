"""Rows keep their owner or dossier, for new migrations. Never edit it once a released migration imports it.

A reader of a row by a grant may answer on it where both sides write, and a policy compares no row before with one
after: without this, such a reader could make the row its own, and a party could move a row into another dossier.
"""

from collections.abc import Mapping
from typing import Literal

from alembic import op

Column = Literal["owner_id", "dossier_id"]

REFUSE = """
create function refuse_other_owner() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise insufficient_privilege using message = 'a row keeps its owner and its dossier';
end $$"""


def create() -> None:
    """The function, once for each database."""
    op.execute(REFUSE)


def drop() -> None:
    op.execute("drop function refuse_other_owner()")


def keep(tables: Mapping[str, Column]) -> None:
    """Refuse that a row of these tables changes this column."""
    for table, column in tables.items():
        op.execute(
            f"create trigger kept_{column} before update of {column} on {table} for each row"
            f" when (old.{column} is distinct from new.{column}) execute function refuse_other_owner()"
        )


def release(tables: Mapping[str, Column]) -> None:
    for table, column in tables.items():
        op.execute(f"drop trigger kept_{column} on {table}")
