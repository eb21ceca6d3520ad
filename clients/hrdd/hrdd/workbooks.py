"""`hrdd workbook`: a buyer's whole file as a spreadsheet, empty, in and out."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from hrdd.api import download
from hrdd.commands import Command, Group
from hrdd.imports import WORKBOOK, import_file, show_result
from hrdd.terminal import fail, screen

Language = Literal["nl", "fr", "en"]
FORMATS = {".xlsx": "xlsx", ".ods": "ods", ".zip": "csv"}

workbook = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    help="Suppliers, contacts, products, contracts, deliveries and spend in a spreadsheet.",
)

Target = Annotated[
    Path, typer.Argument(dir_okay=False, help="The file to write: .xlsx, .ods, or .zip for one CSV file a sheet.")
]
Headings = Annotated[Language, typer.Option(metavar="LANGUAGE", help="Language of the headings: nl, fr or en.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", metavar="", help="Replace a file that exists.")]


@workbook.command("template", cls=Command)
def template(file: Target, language: Headings = "en", overwrite: Overwrite = False) -> None:
    """Write the empty workbook, with lists to choose from."""
    _write("/v1/data-imports/template", file, language, overwrite=overwrite)
    screen.print(f"Fill it in, then: hrdd workbook import {file} --dry-run", soft_wrap=True, markup=False)


@workbook.command("import", cls=Command)
def import_workbook(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A workbook: .xlsx, .ods, .csv or .zip.")
    ],
    dry_run: Annotated[bool, typer.Option(metavar="", help="Show what would happen and save nothing.")] = False,
) -> None:
    """Import a workbook. Each row is new, updated, unchanged, a question, blocked or invalid."""
    job = import_file(WORKBOOK, file, {"dry_run": str(dry_run).lower()})
    for sheet in job["reading"]["sheets"]:
        columns = f"; not understood: {', '.join(sheet['unknown_columns'])}" if sheet["unknown_columns"] else ""
        screen.print(f"{sheet['title']}: {sheet['rows']} rows of {sheet['sheet']}{columns}", markup=False)
    for sheet in job["reading"]["sheets_left_out"]:
        screen.print(f"{sheet['title']}: left out ({sheet['reason']})", markup=False)
    show_result(WORKBOOK, job)
    if job["id"] and any(job["rows"][status] for status in WORKBOOK.need_a_person):
        screen.print(f"Repair them: PATCH {WORKBOOK.path}/{job['id']}/rows/ROW, then POST …/retry", soft_wrap=True)


@workbook.command("export", cls=Command)
def export(file: Target, language: Headings = "en", overwrite: Overwrite = False) -> None:
    """Write your data as the same workbook; it can be imported again."""
    _write("/v1/data-exports", file, language, overwrite=overwrite)


def _write(path: str, file: Path, language: Language, *, overwrite: bool) -> None:
    format_ = FORMATS.get(file.suffix.lower())
    if format_ is None:
        fail(f'"{file.name}" is no name of a workbook; write .xlsx, .ods or .zip.')
    if file.exists() and not overwrite:
        fail(f"{file} exists. Use --overwrite to replace it.")
    size = download(path, file, params={"language": language, "format": format_})
    screen.print(f"Wrote {file} ({size} bytes).", soft_wrap=True, markup=False)
