"""`hrdd duties`: what is due, across all contracts."""

from datetime import date
from typing import Annotated
from uuid import UUID

import typer
from rich.markup import escape
from rich.table import Table

from hrdd.api import call
from hrdd.terminal import screen
from hrdd.values import a_day, an_id

MOST_SHOWN = 100


def list_duties(
    *,
    before: Annotated[
        date | None, typer.Option(parser=a_day, metavar="YYYY-MM-DD", help="Due on this day or before it.")
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", metavar="", help="Only those that are overdue.")] = False,
    type_: Annotated[
        str | None, typer.Option("--type", metavar="TYPE", help="REPORT, DISCLOSURE_ASSEMBLY, DIALOGUE…")
    ] = None,
    supplier: Annotated[UUID | None, typer.Option(parser=an_id, metavar="ID", help="The id of a supplier.")] = None,
    contract: Annotated[UUID | None, typer.Option(parser=an_id, metavar="ID", help="The id of a contract.")] = None,
) -> None:
    """List the duties of your contracts, first those that are due first."""
    asked = {
        "due_before": before.isoformat() if before else None,
        "overdue": "true" if overdue else None,
        "type": type_,
        "supplier_id": str(supplier) if supplier else None,
        "contract_id": str(contract) if contract else None,
    }
    params = {name: value for name, value in asked.items() if value} | {"limit": MOST_SHOWN, "count": "exact"}
    page = call("GET", "/v1/obligations", params=params)
    table = Table("due", "duty", "status", "contract")
    for duty in page["items"]:
        contract_name = f"{duty['contract_reference']} {duty['contract_title']}"
        table.add_row(duty["due_at"], duty["type"], duty["status"], escape(contract_name))
    screen.print(table if page["items"] else "Nothing.")
    if page["next"]:
        screen.print(f"The first {len(page['items'])} are shown; name a day or a contract to see the others.")
