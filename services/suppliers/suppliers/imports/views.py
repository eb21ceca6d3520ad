"""Imports and their rows as API answers."""

from suppliers.imports.interpretations.schemas import ListReading
from suppliers.imports.outcomes.rules import DryRun, RowOutcome, counts
from suppliers.imports.rules import ImportStatus
from suppliers.imports.schemas import Candidate, ImportOut, ImportRowItem, Reason, RowCounts
from suppliers.tables import DisclosureImport, ImportRow


def import_out(row: DisclosureImport) -> ImportOut:
    counted = RowCounts(new=row.new, matched=row.matched, review=row.review, invalid=row.invalid)
    return ImportOut(**row.model_dump(), dry_run=False, rows=counted)


def read_list_out(result: DisclosureImport | DryRun) -> ImportOut:
    """The import of a list; of a dry run what it would be, without ids, because nothing was saved."""
    if isinstance(result, DisclosureImport):
        return import_out(result)
    return ImportOut(
        id=None,
        version=0,
        status=ImportStatus.DONE,
        supplier_id=result.supplier_id,
        disclosure_id=None,
        dry_run=True,
        filename=result.filename,
        total=len(result.outcomes),
        rows=RowCounts(**counts(result.outcomes)),
        reading=ListReading.model_validate(result.reading),
        items=[_outcome_out(outcome) for outcome in result.outcomes],
    )


def _outcome_out(outcome: RowOutcome) -> ImportRowItem:
    return ImportRowItem(
        id=None,
        row=outcome.row.number,
        sheet=outcome.row.sheet,
        sheet_row=outcome.row.sheet_row,
        status=outcome.status,
        facility_id=outcome.facility_id,
        candidates=[Candidate.model_validate(candidate) for candidate in outcome.candidates],
        reasons=[Reason.model_validate(reason) for reason in outcome.reasons],
        raw=outcome.row.raw,
    )


def import_row_out(row: ImportRow) -> ImportRowItem:
    return ImportRowItem.model_validate({**row.model_dump(), "row": row.number})
