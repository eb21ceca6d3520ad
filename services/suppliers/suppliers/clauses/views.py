"""Clause templates and clauses as API answers."""

from suppliers.clauses.rules import ClauseTemplate
from suppliers.clauses.schemas import ClauseOut, ClauseTemplateOut
from suppliers.tables import ContractClause


def clause_template_out(template: ClauseTemplate) -> ClauseTemplateOut:
    return ClauseTemplateOut.model_validate(template)


def clause_out(clause: ContractClause) -> ClauseOut:
    return ClauseOut.model_validate(clause)
