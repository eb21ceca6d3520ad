"""`/v1/clause-templates`: clauses that can be added to contracts, with their wording and their duties."""

from typing import Annotated

from fastapi import Path, Query

from chassis.problem_documents import raises
from chassis.routing import new_router
from chassis.text import Code
from suppliers.clauses import queries
from suppliers.clauses.rules import ClauseTemplateNotFound
from suppliers.clauses.schemas import ClauseTemplateList, ClauseTemplateOut
from suppliers.clauses.views import clause_template_out
from suppliers.permissions import CanReadReferences

router = new_router("/v1/clause-templates", "clause templates")


@router.get("")
async def list_clause_templates(caller: CanReadReferences) -> ClauseTemplateList:  # noqa: ARG001
    """The latest version of every clause template."""
    return ClauseTemplateList(items=list(map(clause_template_out, queries.current().values())))


@router.get("/{code}", responses=raises(ClauseTemplateNotFound))
async def read_clause_template(
    code: Annotated[Code, Path(description="Code of the template.")],
    caller: CanReadReferences,  # noqa: ARG001  # every signed-in caller may read it
    version: Annotated[
        int | None, Query(ge=1, le=10_000, description="Version of the template; the latest where it is left out.")
    ] = None,
) -> ClauseTemplateOut:
    """A clause template: its wording in Dutch, French and English, and the due dates of its duties."""
    return clause_template_out(queries.template(code, version))
