"""Imports of notices as API answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from suppliers.clauses.rules import ClauseTemplate
from suppliers.contract_imports.duties.rules import ComparedClause, compared
from suppliers.contract_imports.notices.schemas import NoticeText
from suppliers.contract_imports.queries import StoredImport
from suppliers.contract_imports.rules import WinnerMatch
from suppliers.contract_imports.schemas import ClauseComparison, ContainedDuty, ContractImportOut
from suppliers.contracts.drafts.rules import DraftField
from suppliers.tables import ContractImportLot, ContractImportWinner

HEAD = (
    *("filename", "notice_id", "notice_version", "procedure_id", "publication_number", "form_type"),
    "notice_type",
)


def contract_import_out(
    stored: StoredImport, templates: Sequence[ClauseTemplate], *, dry_run: bool = False
) -> ContractImportOut:
    """An import; a dry run has no ids of what it would make. Clauses are compared as they are today."""
    row = stored.row
    return ContractImportOut.model_validate(
        {
            **{name: getattr(row, name) for name in HEAD},
            "id": None if dry_run else row.id,
            "version": 0 if dry_run else row.version,
            "dry_run": dry_run,
            **row.reading,
            "lots": [
                {
                    **_lot(lot, stored.winners.get(lot.id, ())),
                    "contract_id": None if dry_run and lot.id in stored.new else lot.contract_id,
                    "clauses": [
                        _comparison_out(compared(template, lot.reading, row.reading["notice"]))
                        for template in templates
                    ],
                }
                for lot in stored.lots
            ],
        }
    )


def _lot(lot: ContractImportLot, winners: Sequence[ContractImportWinner]) -> Mapping[str, Any]:
    stated = {each["field"] for each in lot.proposal}
    if len(winners) == 1 and winners[0].match is WinnerMatch.REGISTERED:
        stated.add(DraftField.SUPPLIER_ID)  # a dry run registers nobody
    return {
        **lot.model_dump(include={"lot", "outcome", "remarks", "changes", "deviations", "reading"}),
        "draft": lot.proposal,
        "missing": [field for field in DraftField if field not in stated],
        "suppliers": [_winner_out(winner) for winner in winners],
    }


def _winner_out(winner: ContractImportWinner) -> Mapping[str, Any]:
    return winner.model_dump(include={"reference", "match", "supplier_id", "candidates", "guesses"})


def _comparison_out(clause: ComparedClause) -> ClauseComparison:
    return ClauseComparison(
        template=clause.template.code,
        template_version=clause.template.version,
        objectives=[NoticeText.model_validate(each) for each in clause.objectives],
        contained=[ContainedDuty.model_validate(duty) for duty in clause.duties if duty.passages],
        missing=[duty.type for duty in clause.duties if not duty.passages],
        unread_languages=list(clause.unread_languages),
    )
