"""A row of a workbook while it is settled: what it says, and what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from suppliers.data_imports.rules import REPAIRABLE, SETTLED, DataRowStatus, SheetName
from suppliers.data_imports.values.texts import Message


@dataclass(frozen=True, slots=True)
class Change:
    """A column of a record that differs: what the platform had, and what the row says."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a row may be about."""

    record_id: UUID
    label: str


class Unsettled(Exception):
    """Why a row changes nothing: it is a question, is blocked by another row, or is invalid."""

    def __init__(
        self, status: DataRowStatus, messages: Sequence[Message], candidates: Sequence[Candidate] = ()
    ) -> None:
        super().__init__(status.value)
        self.status = status
        self.messages = list(messages)
        self.candidates = list(candidates)


def invalid(column: str, code: str, detail: str, value: str = "") -> Unsettled:
    return Unsettled(DataRowStatus.INVALID, [Message(column, code, detail, value)])


def question(
    column: str, code: str, detail: str, *, candidates: Sequence[Candidate] = (), value: str = ""
) -> Unsettled:
    return Unsettled(DataRowStatus.QUESTION, [Message(column, code, detail, value)], candidates)


@dataclass(slots=True)
class WorkbookRow:
    """`chosen_id` and `as_new` are what a person has decided about it."""

    number: int
    sheet: SheetName
    title: str
    sheet_row: int
    cells: dict[str, str]
    notes: list[Message] = field(default_factory=list)
    chosen_id: UUID | None = None
    as_new: bool = False
    status: DataRowStatus = DataRowStatus.WAITING
    record_id: UUID | None = None
    messages: list[Message] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)

    @property
    def is_settled(self) -> bool:
        return self.status in SETTLED

    @property
    def is_repairable(self) -> bool:
        return self.status in REPAIRABLE

    @property
    def place(self) -> str:
        return f"{self.title}, row {self.sheet_row}"


@dataclass(frozen=True)
class DryRun:
    """What an import would do."""

    filename: str
    reading: Mapping[str, Any]
    rows: Sequence[WorkbookRow]
