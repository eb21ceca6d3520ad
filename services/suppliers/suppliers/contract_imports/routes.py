"""`/v1/contract-imports`: procurement notices as draft contracts."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, File, Form, Path, Query, Request, Response, UploadFile

from chassis.list_routes import Reads, list_route
from chassis.problem_documents import raises
from chassis.problems import Invalid, TooLarge
from chassis.routing import new_router
from chassis.state import state_of
from chassis.text import Code
from chassis.transactions import Session
from chassis.untrusted_files.problems import READING_PROBLEMS
from chassis.untrusted_files.readings import Limits, Reading
from suppliers.clauses.rules import UnknownClauseTemplate
from suppliers.contract_imports import actions, queries
from suppliers.contract_imports.actions import ReadNotice
from suppliers.contract_imports.notices.reading import REFUSALS, write_reading
from suppliers.contract_imports.rules import ContractImportNotFound
from suppliers.contract_imports.schemas import (
    ContractImportItem,
    ContractImportOut,
    ContractImportQuery,
    ImportTerms,
)
from suppliers.contract_imports.views import contract_import_out
from suppliers.permissions import CanImportContracts, CanReadContractImports

router = new_router("/v1/contract-imports", "contract imports")

ImportId = Annotated[UUID, Path(description="The import.")]
LARGEST_NOTICE = 10 << 20
READING = Reading(write_reading, REFUSALS, Limits(output=32 << 20))
STATUS_OF = {(True, True): 200, (False, True): 201, (False, False): 200}
"""By whether it is a dry run, and whether the notice is new."""


async def import_terms(
    clause_template: Annotated[
        Code | None,
        Form(description="Code of the clause template to compare with; all templates where it is left out."),
    ] = None,
    dry_run: Annotated[bool, Form(description="Only show what would be made; nothing is saved.")] = False,
) -> ImportTerms:
    return ImportTerms(clause_template=clause_template, dry_run=dry_run)


Terms = Annotated[ImportTerms, Depends(import_terms)]


async def read_upload(
    file: Annotated[UploadFile, File(description="The notice as XML (eForms).")],
    terms: Terms,  # noqa: ARG001  # a form that is wrong is refused before the file is read
    caller: CanImportContracts,
    request: Request,
) -> AsyncIterator[ReadNotice]:
    """What the notice that was sent says."""
    async with state_of(request).files.read(caller.org, READING, file.file) as result:
        yield ReadNotice.of(file.filename or "notice.xml", result.file.read())


Uploaded = Annotated[ReadNotice, Depends(read_upload, scope="function")]
"""Comes before the session in a signature: a file that waits for its turn must not hold a connection."""


@router.post(
    "",
    status_code=201,
    max_body_size=LARGEST_NOTICE,
    responses=raises(TooLarge, Invalid, UnknownClauseTemplate, *REFUSALS, *READING_PROBLEMS)
    | {
        200: {
            "model": ContractImportOut,
            "description": "A dry run: nothing was saved. Or the notice was imported before and says nothing new.",
        }
    },
)
async def import_notice(
    terms: Terms, caller: CanImportContracts, uploaded: Uploaded, session: Session, response: Response
) -> ContractImportOut:
    """Read a procurement notice (eForms, XML) into draft contracts, one for each lot.

    Winners are found among the suppliers by their numbers, or registered. What the notice does not say is null;
    each value names its place in the notice. A lot of which you have a contract makes no second one: you are shown
    what differs, and the contract stays as it is.
    """
    stored, is_new = await actions.import_notice(session, caller, uploaded, terms)
    answer = contract_import_out(stored, queries.templates(terms.clause_template), dry_run=terms.dry_run)
    response.status_code = STATUS_OF[terms.dry_run, is_new]
    response.headers.update(_location(answer.id))
    return answer


def _location(import_id: UUID | None) -> dict[str, str]:
    """The address of what was saved; a dry run has none."""
    return {"Location": f"/v1/contract-imports/{import_id}"} if import_id else {}


@list_route(router, "", item=ContractImportItem)
async def list_contract_imports(
    caller: CanReadContractImports, reads: Reads, query: ContractImportQuery
) -> Response:
    """The imports of notices of your organisation, newest first."""
    return await reads.page(queries.CONTRACT_IMPORTS, caller, query)


@router.get("/{contract_import_id}", responses=raises(ContractImportNotFound, UnknownClauseTemplate))
async def read_contract_import(
    contract_import_id: ImportId,
    caller: CanReadContractImports,
    session: Session,
    clause_template: Annotated[
        Code | None,
        Query(description="Code of the clause template to compare with; all templates where it is left out."),
    ] = None,
) -> ContractImportOut:
    """An import: what the notice says, where it says it, and what became of its lots."""
    templates = queries.templates(clause_template)
    return contract_import_out(await queries.contract_import(session, caller, contract_import_id), templates)
