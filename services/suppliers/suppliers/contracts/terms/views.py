"""The clause of a contract as an API answer."""

from collections.abc import Mapping, Sequence

from suppliers.clauses.rules import Duty
from suppliers.clauses.schemas import DutyOut
from suppliers.clauses.views import clause_out
from suppliers.contracts.terms.schemas import ContractClauseOut
from suppliers.tables import ContractClause


def contract_clause_out(
    clause: ContractClause, title: Mapping[str, str], duties: Sequence[Duty], *, version: int
) -> ContractClauseOut:
    """`version` is the one of the contract that the caller reads."""
    return ContractClauseOut(
        **clause_out(clause).model_dump(),
        version=version,
        title=dict(title),
        terms_agreed_on=clause.terms_agreed_on,
        duties=[DutyOut.model_validate(duty) for duty in duties],
    )
