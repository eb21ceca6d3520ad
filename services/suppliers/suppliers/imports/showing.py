"""Imports as their readers see them."""

from collections.abc import Sequence

from suppliers.imports.examining import Finding, counts
from suppliers.imports.rules import ImportStatus
from suppliers.imports.schemas import ImportOut, ImportRowItem, ImportTerms, RowCounts
from suppliers.tables import DisclosureImport, ImportRow


def shown(row: DisclosureImport) -> ImportOut:
    counted = RowCounts(new=row.new, matched=row.matched, review=row.review, invalid=row.invalid)
    return ImportOut(**row.model_dump(), dry_run=False, rows=counted)


def shown_dry(terms: ImportTerms, filename: str, findings: Sequence[Finding]) -> ImportOut:
    """The answer of a dry run: nothing has an id, because nothing was written."""
    return ImportOut(
        id=None,
        version=0,
        status=ImportStatus.DONE,
        supplier_id=terms.disclosure.supplier_id,
        disclosure_id=None,
        dry_run=True,
        filename=filename,
        total=len(findings),
        rows=RowCounts(**counts(findings)),
        items=[_found(finding) for finding in findings],
    )


def _found(finding: Finding) -> ImportRowItem:
    return ImportRowItem.model_validate(
        {
            "id": None,
            "row": finding.line["number"],
            "status": finding.status,
            "facility_id": finding.facility_id,
            "candidates": finding.candidates,
            "reasons": finding.reasons,
            "raw": finding.line["raw"],
        }
    )


def shown_row(row: ImportRow) -> ImportRowItem:
    return ImportRowItem.model_validate({**row.model_dump(), "row": row.number})
