"""Grants and row-level security policies of a table, for new migrations.

Never edit it once a released migration imports it. Unlike `row_security_v2`, whose policies believe the setting
`app.org`, these take the caller's organisation from its proof: `caller_org()` of `caller_proofs_v1`. Policies keep
their names (`fence` for the app role, `machine` for the worker role).
"""

from typing import Literal

from alembic import op

RowClass = Literal["register", "owned", "dossier", "service"]
"""The values of `chassis.row_security.RowClass` when this module was released."""

ORG = "(select caller_org())"

CONDITIONS = {
    "owned": (
        f"owner_id = {ORG} or {{key}} in (select row_id from grants where org_id = {ORG}"
        " and (until is null or until >= (select platform_today())))"
    ),
    "dossier": (
        f"dossier_id = any (array(select dossier_id from parties where org_id = {ORG}"
        " and (until is null or until >= (select platform_today()))))"
    ),
}


def secure_table(
    service: str,
    table: str,
    row_class: RowClass,
    *,
    key: str = "id",
    writes: bool = True,
    readers_write: bool = False,
) -> None:
    """Grant the service's two roles their rights on a table and create the policies of its class.

    `key` is the column whose value `grants.row_id` names: `id` on the row itself, the parent's id on children.
    `writes=False` leaves the app role without INSERT, UPDATE and DELETE. A row in `grants` gives the right to read;
    with `readers_write` also to insert and update, never to delete.
    """
    rights = "select, insert, update, delete" if writes else "select"
    op.execute(f"grant {rights} on {table} to {service}_app")
    op.execute(f"grant select, insert, update, delete on {table} to {service}_worker")
    if row_class in CONDITIONS:
        condition = CONDITIONS[row_class].format(key=key)
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy fence on {table} to {service}_app using ({condition})")
        op.execute(f"create policy machine on {table} to {service}_worker using (true)")
    if row_class == "owned":
        restrict_to_owner(service, table, "delete", *(() if readers_write else ("insert", "update")))


def restrict_to_owner(service: str, table: str, *commands: Literal["insert", "update", "delete"]) -> None:
    """Refuse these commands to tenants that only read a row by a grant."""
    for command in commands:
        check = "with check" if command == "insert" else "using"
        op.execute(
            f"create policy owner_{command} on {table} as restrictive for {command} to {service}_app"
            f" {check} (owner_id = {ORG})"
        )
