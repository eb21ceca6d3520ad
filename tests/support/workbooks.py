"""Workbooks as an officer keeps them, and what an import makes of them."""

import csv
import io
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import httpx
from openpyxl import Workbook, load_workbook

from support.cast import Actor
from support.market import day, made

Rows = Sequence[Sequence[Any]]

SUPPLIER = ("Name", "Country", "Kind")
CONTACT = ("Supplier", "Name", "Job title", "Function area", "Email", "Purpose", "Declared: not in sales")
PRODUCT = ("Brand", "Model", "Model number", "Category", "Sold by")
CONTRACT = (
    *("Reference", "Title", "Supplier", "Kind of contract", "Payment model", "Product categories", "Start", "End"),
    "Clauses",
)
DELIVERY = ("Contract", "Model number", "Delivered from", "Units")
SPEND = ("Contract", "From", "To", "Amount", "Currency", "VAT included")


def word() -> str:
    return uuid4().hex[:10]


def xlsx(**sheets: Rows) -> bytes:
    """A workbook with these sheets, by their names."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title.replace("_", " "))
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def csv_of(*rows: Sequence[str], delimiter: str = ";") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


async def send(actor: httpx.AsyncClient, content: bytes, name: str = "data.xlsx", **form: str) -> httpx.Response:
    return await actor.post("/v1/data-imports", data=form, files={"file": (name, content)})


async def imported(actor: httpx.AsyncClient, content: bytes, name: str = "data.xlsx") -> dict[str, Any]:
    return made(await send(actor, content, name))


async def rows_of(actor: httpx.AsyncClient, done: dict[str, Any], **filters: Any) -> list[dict[str, Any]]:
    answer = await actor.get(f"/v1/data-imports/{done['id']}/rows", params={"limit": 200, **filters})
    return list(made(answer, 200)["items"])


def outcomes(done: dict[str, Any]) -> dict[str, int]:
    """How many rows have each outcome, without those that none has."""
    return {status: number for status, number in done["rows"].items() if number}


async def only_row(actor: httpx.AsyncClient, done: dict[str, Any]) -> dict[str, Any]:
    (row,) = await rows_of(actor, done)
    return row


async def refused(actor: Actor, heading: Sequence[str], row: Sequence[Any], sheet: str) -> list[dict[str, Any]]:
    """The messages of a workbook with one row."""
    done = await imported(actor, xlsx(**{sheet: [heading, row]}))
    found = await only_row(actor, done)
    assert found["status"] in ("invalid", "question", "blocked"), found
    return list(found["messages"])


async def exported(actor: httpx.AsyncClient, **params: str) -> bytes:
    answer = await actor.get("/v1/data-exports", params=params)
    assert answer.status_code == 200, answer.text
    return answer.content


def supplier_row(name: str) -> tuple[Any, ...]:
    return (name, "BE", "supplier")


def contract_row(reference: str, supplier: str, **changes: Any) -> tuple[Any, ...]:
    facts = {
        "title": "Laptops",
        "kind": "framework",
        "model": "purchase",
        "categories": "laptop; monitor",
        "start": day(-180),
        "end": day(900),
        "clauses": "human-rights-clause",
        **changes,
    }
    first = [facts[name] for name in ("title",)]
    rest = [facts[name] for name in ("kind", "model", "categories", "start", "end", "clauses")]
    return (reference, *first, supplier, *rest)


def contact_row(supplier: str, name: str, **changes: Any) -> tuple[Any, ...]:
    facts = {"area": "human rights", "purpose": "clause contact", "declared": "yes", **changes}
    email = f"{name.lower().replace(' ', '.')}@{word()}.example"
    return (supplier, name, "Officer", facts["area"], email, facts["purpose"], facts["declared"])
