"""Many rows at once: a batch as the services write it against COPY, a list as it is staged against `\\copy`."""

import io
import statistics
import time
from datetime import UTC, date, datetime
from tempfile import TemporaryFile
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from sqlalchemy import text

from chassis.bulk_insert import insert_many
from chassis.caller_proofs import CallerProofs
from chassis.database import Sessions, new_engine, new_sessions
from chassis.settings import for_asyncpg
from chassis.untrusted_files.readers import FileReaders
from stage import Stage
from suppliers.imports.reading.pieces import ReadList, reading
from suppliers.tables import ContactPoint

ROWS, ROUNDS = 500, 7
LINES = 20_000

Measured = tuple[float, float, float]


def _contact(owner: UUID, supplier: UUID, number: int) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "id": uuid4(),
        "created_at": now,
        "created_by": owner,
        "updated_at": now,
        "updated_by": owner,
        "version": 1,
        "owner_id": owner,
        "supplier_id": supplier,
        "person_name": f"Contact {number}",
        "function_title": "Lead",
        "function_area": "audit",
        "email": "contact@supplier.example",
        "languages": [],
        "purpose": "auditor",
        "is_primary": False,
        "declared_not_sales": True,
        "active_from": date(2026, 1, 1),
        "status": "accepted",
    }


def _median(pairs: list[tuple[float, float]]) -> Measured:
    return (
        statistics.median(own / their for own, their in pairs),
        statistics.median(own for own, _ in pairs),
        statistics.median(their for _, their in pairs),
    )


async def batch_vs_copy(stage: Stage) -> Measured:
    """500 contact points as one statement of the services, and as one COPY; rows per second."""
    proofs = await CallerProofs.of_database(stage.worker_url)
    engine = new_engine(stage.worker_url, application="bench", proofs=proofs, size=1)
    connection = await asyncpg.connect(for_asyncpg(stage.owner_url))
    supplier = await connection.fetchval("select id from suppliers limit 1")
    owner = uuid4()
    pairs = []
    try:
        for _ in range(ROUNDS):
            rows = [_contact(owner, supplier, number) for number in range(ROWS)]
            ours = await _insert(new_sessions(engine), rows)
            fresh = [{**row, "id": uuid4()} for row in rows]
            pairs.append((ours, await _copy(connection, fresh)))
    finally:
        await connection.close()
        await engine.dispose()
    return _median(pairs)


async def _insert(sessions: Sessions, rows: list[dict[str, Any]]) -> float:
    begun = time.perf_counter()
    async with sessions() as session, session.begin():
        await insert_many(session, ContactPoint, rows)
    return len(rows) / (time.perf_counter() - begun)


async def _copy(connection: asyncpg.Connection, rows: list[dict[str, Any]]) -> float:
    begun = time.perf_counter()
    records = [tuple(row.values()) for row in rows]
    await connection.copy_records_to_table("contact_points", records=records, columns=list(rows[0]))
    return len(rows) / (time.perf_counter() - begun)


def _list() -> bytes:
    head = "Facility name;Address;City;Country;Tier\n"
    line = "Sample Works {n};{n} Sample Quay, Placeholder Industrial Park;Exampleton;Malta;T1\n"
    return (head + "".join(line.format(n=number) for number in range(LINES))).encode()


async def import_vs_copy(stage: Stage) -> Measured:
    """20,000 sites read, checked and staged row by row, against their bytes through COPY; rows per second."""
    content = _list()
    connection = await asyncpg.connect(for_asyncpg(stage.owner_url))
    proofs = await CallerProofs.of_database(stage.worker_url)
    engine = new_engine(stage.owner_url, application="bench", proofs=proofs, size=1)
    pairs = []
    try:
        await connection.execute("create table bench_pieces (place int, rows bytea)")
        await connection.execute("create table bench_lines (n text, a text, c text, l text, t text)")
        for _ in range(3):
            ours = await _stage(new_sessions(engine), content)
            pairs.append((ours, await _copy_lines(connection, content)))
    finally:
        await connection.close()
        await engine.dispose()
    return _median(pairs)


async def _stage(sessions: Sessions, content: bytes) -> float:
    begun = time.perf_counter()
    with TemporaryFile() as file:
        file.write(content)
        file.flush()
        given = {"filename": "list.csv", "content_type": "text/csv", "dry_run": False}
        async with FileReaders(1).read(uuid4(), reading(dry_run=False), file, given=given) as result:
            staged = ReadList.of("list.csv", result.answer, result.file)
            async with sessions() as session, session.begin():
                connection = await session.connection()
                for place, piece in enumerate(staged.pieces()):
                    await connection.execute(
                        text("insert into bench_pieces (place, rows) values (:place, :rows)"),
                        {"place": place, "rows": piece},
                    )
    return staged.total / (time.perf_counter() - begun)


async def _copy_lines(connection: asyncpg.Connection, content: bytes) -> float:
    begun = time.perf_counter()
    await connection.copy_to_table(
        "bench_lines", source=io.BytesIO(content), format="csv", delimiter=";", header=True
    )
    return LINES / (time.perf_counter() - begun)
