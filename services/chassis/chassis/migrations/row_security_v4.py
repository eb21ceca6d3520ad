"""Grants and row-level security policies of a table, for new migrations.

Never edit it once a released migration imports it. Unlike `row_security_v3`, a policy counts only grants of one
named table (`grants_by_table_v1`), rows that are never granted are their owner's alone, and readers insert nothing.
Policies keep their names (`fence` for the app role, `machine` for the worker role).
"""

from typing import Literal

from alembic import op

RowClass = Literal["register", "owned", "dossier", "service"]
"""The values of `chassis.row_security.RowClass` when this module was released."""

ORG = "(select caller_org())"

OWNED = f"owner_id = {ORG}"
GRANTED = (
    f"{{column}} in (select row_id from grants where table_name = '{{table}}' and org_id = {ORG}"
    " and (until is null or until >= (select platform_today())))"
)
OF_A_DOSSIER = (
    f"dossier_id = any (array(select dossier_id from parties where org_id = {ORG}"
    " and (until is null or until >= (select platform_today()))))"
)


def secure_table(
    service: str,
    table: str,
    row_class: RowClass,
    *,
    granted_by: tuple[str, str] | None = None,
    readers_write: bool = False,
) -> None:
    """Grant the service's two roles their rights on a table and create the policies of its class.

    `granted_by` says which grants open an owned row: a column, and the table whose ids it has, such as
    `("contract_id", "contracts")`; `grant_row` must know that table. A grant gives the right to read; with
    `readers_write` also to update, never to insert or delete.
    """
    op.execute(f"grant select, insert, update, delete on {table} to {service}_app")
    op.execute(f"grant select, insert, update, delete on {table} to {service}_worker")
    if row_class in ("owned", "dossier"):
        condition = OF_A_DOSSIER if row_class == "dossier" else owned(granted_by)
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy fence on {table} to {service}_app using ({condition})")
        op.execute(f"create policy machine on {table} to {service}_worker using (true)")
    if row_class == "owned":
        restrict_to_owner(service, table, "delete", "insert", *(() if readers_write else ("update",)))


def owned(granted_by: tuple[str, str] | None = None) -> str:
    """The condition of an owned row."""
    if granted_by is None:
        return OWNED
    column, table = granted_by
    return f"{OWNED} or {GRANTED.format(column=column, table=table)}"


def restrict_to_owner(service: str, table: str, *commands: Literal["insert", "update", "delete"]) -> None:
    """Refuse these commands to tenants that only read a row by a grant."""
    for command in commands:
        check = "with check" if command == "insert" else "using"
        op.execute(
            f"create policy owner_{command} on {table} as restrictive for {command} to {service}_app"
            f" {check} ({OWNED})"
        )
