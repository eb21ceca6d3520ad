"""Many rows in one message: the same values, constraints and fences as one by one."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import select

from chassis.bulk_insert import insert_many
from chassis.ids import uuid7
from support.notebook.app import Transactions
from support.notebook.tables import Mood, Note

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def note(owner: UUID, title: str) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "created_at": NOON,
        "created_by": owner,
        "updated_at": NOON,
        "updated_by": owner,
        "version": 1,
        "owner_id": owner,
        "title": title,
        "amount": Decimal("12.30"),
        "due": date(2026, 12, 1),
        "facts": {"ink": ["blue", None, 'with "quotes"']},
        "readers": [owner],
        "mood": Mood.SENT,
    }


async def test_values_of_every_kind_arrive_as_they_were(transaction_of: Transactions) -> None:
    owner = uuid4()
    rows = [note(owner, f"Note {number}") for number in range(3)]
    async with transaction_of(owner) as session:
        await insert_many(session, Note, rows)
    async with transaction_of(owner) as session:
        found = (await session.exec(select(Note).order_by("title"))).all()
    assert [{name: getattr(row, name) for name in rows[0]} for row in found] == rows


async def test_one_bad_row_keeps_all_out(transaction_of: Transactions) -> None:
    owner = uuid4()
    with pytest.raises(IntegrityError):
        async with transaction_of(owner) as session:
            await insert_many(session, Note, [note(owner, "Same"), note(owner, "Same")])
    async with transaction_of(owner) as session:
        assert (await session.exec(select(Note))).all() == []


async def test_nobody_writes_rows_of_another(transaction_of: Transactions) -> None:
    with pytest.raises(DBAPIError):
        async with transaction_of(uuid4()) as session:
            await insert_many(session, Note, [note(uuid4(), "Smuggled")])
