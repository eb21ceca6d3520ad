"""`/v1/clause-templates`: clauses that can be added to contracts, with their wording and their duties."""

from typing import Annotated

from fastapi import Path, Query
from fastapi.responses import Response

from chassis.preconditions import VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import IllegalTransition
from chassis.routing import new_router
from chassis.text import Code
from chassis.transactions import Session
from suppliers.clauses import queries
from suppliers.clauses.rules import ClauseTemplateNotFound
from suppliers.clauses.schemas import ClauseTemplateList, ClauseTemplateOut
from suppliers.clauses.views import clause_template_out
from suppliers.clauses.wordings import actions
from suppliers.clauses.wordings.rules import (
    CodeOfThePlatform,
    DutyTwice,
    NoDraft,
    TemplateDraftExists,
    WordingMissing,
)
from suppliers.clauses.wordings.schemas import ClauseTemplateIn, ClauseTemplateTransition
from suppliers.permissions import CanReadReferences, CanWriteClauseTemplates

router = new_router("/v1/clause-templates", "clause templates")

TemplateCode = Annotated[Code, Path(description="Code of the template.")]


@router.get("")
async def list_clause_templates(caller: CanReadReferences, session: Session) -> ClauseTemplateList:
    """The latest version of every clause template of the platform, and of those that your organisation wrote."""
    own = await queries.wordings(session, caller)
    return ClauseTemplateList(items=list(map(clause_template_out, [*queries.current().values(), *own.values()])))


@router.post(
    "",
    status_code=201,
    responses=raises(ClauseTemplateNotFound, CodeOfThePlatform, TemplateDraftExists, DutyTwice, WordingMissing),
)
async def write_clause_template(
    body: ClauseTemplateIn, caller: CanWriteClauseTemplates, session: Session, response: Response
) -> ClauseTemplateOut:
    """Write a clause template, or the next version of one, as a draft; a copy of another one if you like."""
    row = await actions.write_draft(session, caller, body)
    response.headers["Location"] = f"/v1/clause-templates/{row.code}?version={row.number}"
    return clause_template_out(queries.of_wording(row))


@router.get("/{code}", responses=raises(ClauseTemplateNotFound))
async def read_clause_template(
    code: TemplateCode,
    caller: CanReadReferences,
    session: Session,
    version: Annotated[
        int | None,
        Query(
            ge=1,
            le=10_000,
            description="Version of the template; the latest that is published where it is left out.",
        ),
    ] = None,
) -> ClauseTemplateOut:
    """A clause template: its wording in Dutch, French and English, and the due dates of its duties."""
    return clause_template_out(await queries.readable(session, caller, code, version))


@router.post("/{code}/transitions", responses=raises(ClauseTemplateNotFound, NoDraft, IllegalTransition))
async def move_clause_template(
    code: TemplateCode,
    body: ClauseTemplateTransition,
    caller: CanWriteClauseTemplates,
    session: Session,
    read: VersionIfSent,
) -> ClauseTemplateOut:
    """Publish the draft of a clause template: from then on it can be added to contracts, and never changes."""
    row = await actions.move_template(session, caller, code, body.to, read=read)
    return clause_template_out(queries.of_wording(row))


@router.delete("/{code}", status_code=204, responses=raises(ClauseTemplateNotFound, NoDraft))
async def delete_clause_template(
    code: TemplateCode, caller: CanWriteClauseTemplates, session: Session, read: VersionIfSent
) -> None:
    """Delete the draft of a clause template, to write it anew; versions that were published stay."""
    await actions.delete_draft(session, caller, code, read=read)
