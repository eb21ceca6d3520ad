"""Removing what a row of a workbook says about a person."""

from dataclasses import asdict

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.rows import touch
from suppliers.data_imports.values.texts import Message
from suppliers.tables import DataImportRow

REMOVED = Message(
    "",
    "personal_data_removed",
    "The values of this row are about a person and were removed. Import the row again if it is still needed.",
)
"""What is said of a row from which they were removed."""


async def empty(session: AsyncSession, caller: Caller, row: DataImportRow) -> None:
    """Keep the place of the row and its outcome, and nothing that it says."""
    touch(row, caller, cells={}, notes=[], messages=[asdict(REMOVED)], changes=[], candidates=[], chosen_id=None)
    await session.flush()
