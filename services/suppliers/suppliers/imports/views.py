"""Imports and their rows as API answers."""

from collections.abc import Sequence

from suppliers.imports.outcomes.rules import RowOutcome, counts
from suppliers.imports.rules import ImportStatus
from suppliers.imports.schemas import Candidate, ImportOut, ImportRowItem, ImportTerms, Reason, RowCounts
from suppliers.tables import DisclosureImport, ImportRow


def import_out(row: DisclosureImport) -> ImportOut:
    counted = RowCounts(new=row.new, matched=row.matched, review=row.review, invalid=row.invalid)
    return ImportOut(**row.model_dump(), dry_run=False, rows=counted)


def dry_run_out(terms: ImportTerms, filename: str, outcomes: Sequence[RowOutcome]) -> ImportOut:
    """The answer of a dry run: nothing has an id, because nothing was saved."""
    return ImportOut(
        id=None,
        version=0,
        status=ImportStatus.DONE,
        supplier_id=terms.disclosure.supplier_id,
        disclosure_id=None,
        dry_run=True,
        filename=filename,
        total=len(outcomes),
        rows=RowCounts(**counts(outcomes)),
        items=[outcome_out(outcome) for outcome in outcomes],
    )


def outcome_out(outcome: RowOutcome) -> ImportRowItem:
    return ImportRowItem(
        id=None,
        row=outcome.row.number,
        status=outcome.status,
        facility_id=outcome.facility_id,
        candidates=[Candidate.model_validate(candidate) for candidate in outcome.candidates],
        reasons=[Reason.model_validate(reason) for reason in outcome.reasons],
        raw=outcome.row.raw,
    )


def import_row_out(row: ImportRow) -> ImportRowItem:
    return ImportRowItem.model_validate({**row.model_dump(), "row": row.number})
