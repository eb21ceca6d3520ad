"""Imports of workbooks and their rows as API answers."""

import csv
import io
from collections.abc import Iterable, Sequence

from suppliers.data_imports.outcomes.rows import DryRun, WorkbookRow
from suppliers.data_imports.rules import DataImportStatus, DataRowStatus
from suppliers.data_imports.schemas import (
    DataImportOut,
    DataRowCounts,
    DataRowOut,
    DryDataRow,
    RowCandidate,
    RowChange,
    RowMessage,
    WorkbookReading,
)
from suppliers.data_imports.workbooks.csv_files import DELIMITER, guarded
from suppliers.tables import DataImport, DataImportRow

REPORT = ("row", "sheet", "sheet_row", "status", "column", "code", "detail", "value")


def data_import_out(row: DataImport) -> DataImportOut:
    return DataImportOut(
        id=row.id,
        version=row.version,
        created_at=row.created_at,
        status=row.status,
        dry_run=False,
        filename=row.filename,
        total=row.total,
        rows=DataRowCounts(**row.outcomes),
        failure=row.failure,
        reading=WorkbookReading.model_validate(row.reading),
    )


def uploaded_out(result: DataImport | DryRun) -> DataImportOut:
    """The import; of a dry run what it would be, without ids, because nothing was saved."""
    if isinstance(result, DataImport):
        return data_import_out(result)
    counts = {status.value: 0 for status in DataRowStatus}
    for row in result.rows:
        counts[row.status] += 1
    return DataImportOut(
        id=None,
        version=0,
        created_at=None,
        status=DataImportStatus.DONE,
        dry_run=True,
        filename=result.filename,
        total=len(result.rows),
        rows=DataRowCounts(**counts),
        reading=WorkbookReading.model_validate(result.reading),
        items=[_dry_row(row) for row in result.rows],
    )


def _dry_row(row: WorkbookRow) -> DryDataRow:
    is_known = row.status is not DataRowStatus.NEW
    return DryDataRow(
        row=row.number,
        sheet=row.sheet,
        title=row.title,
        sheet_row=row.sheet_row,
        status=row.status,
        record_id=row.record_id if is_known else None,
        messages=[RowMessage.model_validate(each) for each in row.messages],
        changes=[RowChange.model_validate(each) for each in row.changes],
        candidates=[RowCandidate.model_validate(each) for each in row.candidates],
        cells=row.cells,
    )


def data_row_out(row: DataImportRow) -> DataRowOut:
    return DataRowOut.model_validate({**row.model_dump(), "row": row.number})


def report(rows: Iterable[DataImportRow]) -> bytes:
    """The report as CSV: one line for each message, and one for each row without any."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=DELIMITER, lineterminator="\r\n")
    writer.writerow(REPORT)
    for row in rows:
        for said in row.messages or [{}]:
            place: Sequence[object] = (row.number, row.title, row.sheet_row, row.status.value)
            told = [str(said.get(name, "")) for name in ("column", "code", "detail", "value")]
            writer.writerow([guarded(str(cell)) for cell in (*place, *told)])
    return ("\ufeff" + text.getvalue()).encode()
