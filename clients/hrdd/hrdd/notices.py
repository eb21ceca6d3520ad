"""`hrdd notice`: the lots of a procurement notice become draft contracts."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from hrdd.api import call
from hrdd.terminal import screen


def import_notice(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A notice in eForms, as XML.")],
    dry_run: Annotated[bool, typer.Option(metavar="", help="Show what would be made and save nothing.")] = False,
    clause_template: Annotated[
        str | None, typer.Option(metavar="CODE", help="Compare with this clause template only.")
    ] = None,
) -> None:
    """Read a procurement notice: one draft contract for each lot, and which duties the notice names."""
    form = {
        "dry_run": str(dry_run).lower(),
        **({"clause_template": clause_template} if clause_template else {}),
    }
    files = {"file": (file.name, file.read_bytes(), "application/xml")}
    notice = call("POST", "/v1/contract-imports", data=form, files=files)
    table = Table("lot", "contract", "from the notice", "missing", "remarks")
    for lot in notice["lots"]:
        table.add_row(*map(escape, _cells(lot)))
    screen.print(table)
    for lot in notice["lots"]:
        for line in _duties(lot):
            screen.print(line, soft_wrap=True, markup=False)
    if dry_run:
        screen.print("Dry run: nothing was saved.")


def _cells(lot: Mapping[str, Any]) -> tuple[str, ...]:
    contract = f"{lot['outcome']} {lot['contract_id'] or ''}".strip()
    drafted = ", ".join(f"{field['field']} {_text(field['value'])}" for field in lot["draft"])
    return lot["lot"], contract, drafted, ", ".join(lot["missing"]), ", ".join(lot["remarks"])


def _text(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _duties(lot: Mapping[str, Any]) -> Iterator[str]:
    """A line for each clause of which the notice names a duty, and one for all others."""
    unnamed = []
    for clause in lot["clauses"]:
        if not clause["contained"]:
            unnamed.append(clause["template"])
            continue
        named = ", ".join(duty["type"] for duty in clause["contained"])
        missing = ", ".join(clause["missing"]) or "none"
        yield f"{lot['lot']}: of {clause['template']} the notice names {named}; it does not name: {missing}"
    if unnamed:
        yield f"{lot['lot']}: the notice names no duty of {', '.join(unnamed)}"
