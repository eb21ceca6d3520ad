"""`hrdd`: the platform on the command line. It uses the public API only."""

from datetime import date, datetime
from importlib import metadata
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.markup import escape
from rich.table import Table

from hrdd.addresses import ON_THIS_MACHINE
from hrdd.api import call, sign_in
from hrdd.commands import Command, Group
from hrdd.duties import list_duties
from hrdd.imports import LIST, import_file, show_result
from hrdd.notices import import_notice
from hrdd.session import Session, checked_address, checked_key, forget, from_environment
from hrdd.terminal import fail, screen
from hrdd.values import a_day, a_start, an_id
from hrdd.workbooks import workbook

app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    help="Hold ICT suppliers to account for the people who make the hardware.",
    epilog="Start with: hrdd login. Find ids in the API: /v1/suppliers, /v1/dialogues, /v1/annual-reviews.",
)
meeting = typer.Typer(cls=Group, no_args_is_help=True, help="Meetings of a dialogue.")
app.add_typer(meeting, name="meeting")

REPEATABLE = "Can be given several times."
KINDS = "kick_off, deepening, auditor_session, annual_review, escalation or market_consultation."
PARTICIPANT = (
    f"{REPEATABLE} Roles: buyer, supplier_contact, supplier_auditor, supplier_sales, expert, monitor,"
    " worker_representative. A fourth part names the person's function area:"
    " supplier_auditor:Ann Example:Sample Devices:audit."
)


Gateway = Annotated[
    str, typer.Option(envvar="HRDD_GATEWAY", metavar="ADDRESS", help="The address of the platform.")
]


def _show_version(is_asked: bool) -> None:
    if is_asked:
        screen.print(f"hrdd {metadata.version('hrdd-hrdd')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", metavar="", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """The options before a command."""


@app.command(cls=Command)
def login(
    username: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Your user name. Asked for if neither this nor --api-key is given."),
    ] = None,
    api_key: Annotated[str | None, typer.Option(metavar="KEY", help="An API key instead of a user name.")] = None,
    gateway: Gateway = ON_THIS_MACHINE,
) -> None:
    """Sign in and store the session. HRDD_API_KEY takes precedence."""
    gateway = checked_address(gateway)
    if api_key:
        session = Session(gateway, api_key=checked_key(api_key))
    else:
        name = username or typer.prompt("Username")
        session = sign_in(gateway, name, typer.prompt("Password", hide_input=True))
    me = call("GET", "/v1/me", session=session)
    session.save()
    screen.print(f"Signed in at {gateway} for {escape(me['organisation']['name'])} as {', '.join(me['roles'])}.")


@app.command(cls=Command)
def logout() -> None:
    """Delete the stored session."""
    had_one = forget()
    screen.print("Signed out." if had_one else "You were not signed in.")
    if from_environment():
        screen.print("HRDD_API_KEY is set and still works.")


def _participant(text: str) -> dict[str, str]:
    """`role:name:organisation[:function_area]`; the name of a worker representative stays empty."""
    parts = [part.strip() for part in text.split(":")]
    if len(parts) not in (3, 4):
        fail(
            f'"{text}" is not a participant; write role:name:organisation or role:name:organisation:function_area.'
        )
    fields = zip(("role", "name", "organisation", "function_area"), parts, strict=False)
    return {field: part for field, part in fields if part}


@meeting.command("log", cls=Command)
def log_meeting(
    dialogue: Annotated[UUID, typer.Argument(parser=an_id, help="The id of the dialogue.")],
    starts_at: Annotated[
        datetime, typer.Option(parser=a_start, metavar="YYYY-MM-DDTHH:MM", help="The start, in UTC.")
    ],
    kind: Annotated[str, typer.Option(metavar="KIND", help=KINDS)] = "deepening",
    participant: Annotated[
        list[str] | None, typer.Option(metavar="ROLE:NAME:ORGANISATION", help=PARTICIPANT)
    ] = None,
    agenda: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help=f"A point of the agenda. {REPEATABLE}")
    ] = None,
    decision: Annotated[list[str] | None, typer.Option(metavar="TEXT", help=f"A decision. {REPEATABLE}")] = None,
    minutes: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, metavar="FILE", help="The minutes, as a text file.")
    ] = None,
) -> None:
    """Record a meeting, with its minutes if there are any."""
    body = {
        "dialogue_id": str(dialogue),
        "kind": kind,
        "starts_at": starts_at.isoformat(),
        "participants": [_participant(text) for text in participant or []],
        "agenda": agenda or [],
        "decisions": decision or [],
        **({"minutes": minutes.read_text(encoding="utf-8")} if minutes else {}),
    }
    recorded = call("POST", "/v1/meetings", json=body)
    screen.print(f"Meeting {recorded['id']} recorded (status: {recorded['status']}).", soft_wrap=True)
    for warning in recorded.get("warnings", []):
        text = warning if isinstance(warning, str) else warning.get("detail", str(warning))
        screen.print(f"[yellow]{escape(text)}[/yellow]")


@app.command("import", cls=Command)
def import_list(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A factory list, CSV or XLSX.")],
    supplier: Annotated[
        UUID, typer.Option(parser=an_id, metavar="ID", help="The id of the supplier whose list it is.")
    ],
    valid_from: Annotated[
        date,
        typer.Option(parser=a_day, metavar="YYYY-MM-DD", help="First day the list is valid."),
    ],
    product: Annotated[
        UUID | None, typer.Option(parser=an_id, metavar="ID", help="The id of the product that it is about.")
    ] = None,
    product_family: Annotated[
        str | None, typer.Option(metavar="NAME", help="The product family, if the list is not about one product.")
    ] = None,
    tier: Annotated[
        str | None, typer.Option(metavar="TIER", help="The tier of rows that name none: T0, T1…")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="The encoding of a text, if it is read wrong: cp1250…")
    ] = None,
    dry_run: Annotated[bool, typer.Option(metavar="", help="Show what would happen and save nothing.")] = False,
) -> None:
    """Import a factory list. Each row is new, matched, to review or invalid."""
    form = {
        "supplier_id": str(supplier),
        "valid_from": valid_from.isoformat(),
        "dry_run": str(dry_run).lower(),
        **({"product_id": str(product)} if product else {}),
        **({"product_family": product_family} if product_family else {}),
        **({"tier": tier} if tier else {}),
        **({"encoding": encoding} if encoding else {}),
    }
    job = import_file(LIST, file, form)
    show_result(LIST, job)
    if job.get("disclosure_id"):
        screen.print(f"Draft disclosure: {job['disclosure_id']}. Submit it; the buyer can then accept it:")
        screen.print(f"POST /v1/disclosures/{job['disclosure_id']}/transitions", soft_wrap=True)


@app.command(cls=Command)
def agenda(
    review: Annotated[UUID, typer.Argument(parser=an_id, help="The id of the annual review.")],
) -> None:
    """Show the agenda of an annual review."""
    document = call("GET", f"/v1/annual-reviews/{review}/agenda")
    table = Table("", "kind", "item")
    for number, item in enumerate(document["items"], start=1):
        table.add_row(str(number), item["kind"], escape(item["title"]))
    screen.print(table)
    for item in document.get("internal_annex", []):
        screen.print(f"[yellow]internal[/yellow] {item['kind']}: {escape(item['title'])}")


app.add_typer(workbook, name="workbook")
app.command("notice", cls=Command)(import_notice)
app.command("duties", cls=Command)(list_duties)

if __name__ == "__main__":
    app()
