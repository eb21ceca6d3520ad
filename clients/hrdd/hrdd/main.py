"""`hrdd`: the platform from the command line. It uses the public API and nothing else."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table

from hrdd.imports import hand_in, show
from hrdd.session import Session, call, fail, screen, token_for

app = typer.Typer(
    no_args_is_help=True,
    help="Hold ICT suppliers to account for the people who make the hardware.",
    epilog="Begin with: hrdd login. Ids come from the API: /v1/suppliers, /v1/dialogues, /v1/annual-reviews.",
)
meeting = typer.Typer(no_args_is_help=True, help="Meetings of a dialogue.")
app.add_typer(meeting, name="meeting")

KINDS = "kick_off, deepening, auditor_session, annual_review, escalation or market_consultation."
ROLES = (
    "Roles: buyer, supplier_contact, supplier_auditor, supplier_sales, expert, monitor, worker_representative."
    " A fourth part says in which function somebody works: supplier_auditor:Ann Example:Sample Devices:audit."
)

Gateway = Annotated[str, typer.Option(envvar="HRDD_GATEWAY", help="The platform's address.")]


@app.command()
def login(
    username: Annotated[
        str | None, typer.Option(help="Asked for if neither a username nor a key is given.")
    ] = None,
    api_key: Annotated[str | None, typer.Option(help="An API key instead of a username.")] = None,
    gateway: Gateway = "http://127.0.0.1:8000",
) -> None:
    """Sign in and stay signed in; HRDD_API_KEY in the environment goes before this."""
    gateway = gateway.rstrip("/")
    if api_key:
        session = Session(gateway, api_key=api_key)
    else:
        name = username or typer.prompt("Username")
        password = typer.prompt("Password", hide_input=True)
        tokens = token_for(Session(gateway), grant_type="password", username=name, password=password)
        session = Session(gateway, refresh_token=tokens["refresh_token"])
    who = call("GET", "/v1/me", session=session)
    if api_key:  # a refresh token has been traded for the next one, which is kept already
        session.save()
    screen.print(f"Signed in at {gateway} for {who['organisation']['name']} as {', '.join(who['roles'])}.")


def _participant(text: str) -> dict[str, str]:
    """`role:name:organisation[:function_area]`; who speaks for workers has no name between the colons."""
    parts = [part.strip() for part in text.split(":")]
    if len(parts) not in (3, 4):
        fail(f"A participant reads role:name:organisation:function_area, the last if known; not {text!r}.")
    fields = zip(("role", "name", "organisation", "function_area"), parts, strict=False)
    return {field: part for field, part in fields if part}


@meeting.command("log")
def log_meeting(
    dialogue: Annotated[UUID, typer.Argument(help="The id of the dialogue it belongs to.")],
    starts_at: Annotated[
        datetime, typer.Option(help="In UTC.", metavar="YYYY-MM-DDTHH:MM", formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d"])
    ],
    kind: Annotated[str, typer.Option(help=KINDS)] = "deepening",
    participant: Annotated[
        list[str] | None, typer.Option(metavar="ROLE:NAME:ORGANISATION", help=f"Repeat it. {ROLES}")
    ] = None,
    agenda: Annotated[list[str] | None, typer.Option(help="Repeat it.")] = None,
    decision: Annotated[list[str] | None, typer.Option(help="Repeat it.")] = None,
    minutes: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="A text file.")] = None,
) -> None:
    """Record a meeting, with minutes where they are written already."""
    body = {
        "dialogue_id": str(dialogue),
        "kind": kind,
        "starts_at": starts_at.isoformat() + "Z",
        "participants": [_participant(text) for text in participant or []],
        "agenda": agenda or [],
        "decisions": decision or [],
        **({"minutes": minutes.read_text(encoding="utf-8")} if minutes else {}),
    }
    made = call("POST", "/v1/meetings", json=body)
    screen.print(f"Meeting {made['id']} is {made['status']}.")
    for warning in made.get("warnings", []):
        screen.print(f"[yellow]{warning if isinstance(warning, str) else warning.get('detail', warning)}[/yellow]")


@app.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV or XLSX factory list.")],
    supplier: Annotated[UUID, typer.Option(help="The id of the supplier whose list it is.")],
    valid_from: Annotated[
        datetime, typer.Option(help="The first day it holds.", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"])
    ],
    product: Annotated[UUID | None, typer.Option(help="The id of the product it is about.")] = None,
    product_family: Annotated[str | None, typer.Option(help="Where the list names no single product.")] = None,
    tier: Annotated[str | None, typer.Option(help="For rows that name none: T0, T1…")] = None,
    dry_run: Annotated[bool, typer.Option(help="Say what would happen and write nothing.")] = False,
) -> None:
    """Import a factory list; every row ends as new, matched, review or invalid."""
    form = {
        "supplier_id": str(supplier),
        "valid_from": date(valid_from.year, valid_from.month, valid_from.day).isoformat(),
        "dry_run": str(dry_run).lower(),
        **({"product_id": str(product)} if product else {}),
        **({"product_family": product_family} if product_family else {}),
        **({"tier": tier} if tier else {}),
    }
    done = hand_in(file, form)
    show(done)
    if dry_run:
        screen.print("This was a dry run: nothing is written.")
    if done.get("disclosure_id"):
        screen.print(f"The draft disclosure is {done['disclosure_id']}: hand it in, then the buyer accepts it:")
        screen.print(f"POST /v1/disclosures/{done['disclosure_id']}/transitions", soft_wrap=True)


@app.command()
def agenda(review: Annotated[UUID, typer.Argument(help="The id of the annual review.")]) -> None:
    """Show the agenda of an annual review."""
    document = call("GET", f"/v1/annual-reviews/{review}/agenda")
    table = Table("", "kind", "what")
    for number, item in enumerate(document["items"], start=1):
        table.add_row(str(number), item["kind"], item["title"])
    screen.print(table)
    for item in document.get("internal_annex", []):
        screen.print(f"[yellow]internal[/yellow] {item['kind']}: {item['title']}")


if __name__ == "__main__":
    app()
