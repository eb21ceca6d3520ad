"""`/v1/questionnaires`: sets of questions in versions, of the library and of your own."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import Response

from chassis.list_routes import Reads, list_route
from chassis.numbers import WHOLE_NUMBER
from chassis.pages import ListQuery, Page
from chassis.preconditions import ExpectedVersion, VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import (
    BadCursor,
    IllegalTransition,
    Invalid,
    PreconditionRequired,
    Stale,
)
from chassis.routing import new_router
from chassis.transactions import Session
from dialogue.permissions import CanMoveQuestionnaires, CanReadQuestionnaires, CanWriteQuestionnaires
from dialogue.questionnaires import actions, queries
from dialogue.questionnaires.rules import (
    CodesNotUnique,
    DraftExists,
    OptionsMissing,
    QuestionnaireCodeTaken,
    QuestionnaireNotFound,
    TextMissing,
    VersionIsFixed,
    VersionNotFound,
)
from dialogue.questionnaires.schemas import (
    QuestionnaireIn,
    QuestionnaireItem,
    QuestionnaireOut,
    QuestionnaireQuery,
    VersionItem,
    VersionOut,
    VersionPatch,
    VersionTransition,
)
from dialogue.questionnaires.views import questionnaire_out, version_out

router = new_router("/v1/questionnaires", "questionnaires")

QuestionnaireId = Annotated[UUID, Path(description="The questionnaire.")]
No = Annotated[int, Path(ge=1, le=10_000, description="The version's number."), WHOLE_NUMBER]


@router.post(
    "",
    status_code=201,
    responses=raises(Invalid, QuestionnaireCodeTaken, CodesNotUnique, OptionsMissing),
)
async def draft_questionnaire(
    body: QuestionnaireIn, caller: CanWriteQuestionnaires, session: Session, response: Response
) -> QuestionnaireOut:
    """Write a questionnaire of your own: version 1 begins as a draft."""
    row = await actions.draft_questionnaire(session, caller, body)
    response.headers["Location"] = f"/v1/questionnaires/{row.id}"
    return questionnaire_out(row)


@list_route(router, "", item=QuestionnaireItem)
async def list_questionnaires(caller: CanReadQuestionnaires, reads: Reads, query: QuestionnaireQuery) -> Response:
    """The questionnaires of the library, and those of your organisation."""
    return await reads.page(queries.QUESTIONNAIRES, caller, query)


@router.get("/{questionnaire_id}", responses=raises(QuestionnaireNotFound))
async def read_questionnaire(
    questionnaire_id: QuestionnaireId, caller: CanReadQuestionnaires, session: Session
) -> QuestionnaireOut:
    """One questionnaire, with the number of the version that new assignments use."""
    return questionnaire_out(await queries.questionnaire(session, caller, questionnaire_id))


@router.get(
    "/{questionnaire_id}/versions",
    response_model=Page[VersionItem],
    responses=raises(QuestionnaireNotFound, BadCursor),
)
async def list_versions(
    questionnaire_id: QuestionnaireId,
    caller: CanReadQuestionnaires,
    session: Session,
    reads: Reads,
    query: Annotated[ListQuery, Query()],
) -> Response:
    """The versions of a questionnaire, newest first; only its owner sees drafts."""
    await queries.questionnaire(session, caller, questionnaire_id)
    return await reads.page(queries.VERSIONS, caller, query, {"questionnaire_id": questionnaire_id})


@router.post("/{questionnaire_id}/versions", status_code=201, responses=raises(QuestionnaireNotFound, DraftExists))
async def draft_version(
    questionnaire_id: QuestionnaireId, caller: CanWriteQuestionnaires, session: Session, response: Response
) -> VersionOut:
    """Start the next version, with the questions of the last one."""
    row = await actions.draft_version(session, caller, questionnaire_id)
    response.headers["Location"] = f"/v1/questionnaires/{questionnaire_id}/versions/{row.no}"
    return version_out(row, caller)


@router.get("/{questionnaire_id}/versions/{no}", responses=raises(QuestionnaireNotFound, VersionNotFound))
async def read_version(
    questionnaire_id: QuestionnaireId, no: No, caller: CanReadQuestionnaires, session: Session
) -> VersionOut:
    """One version with its questions, rubrics and weights."""
    await queries.questionnaire(session, caller, questionnaire_id)
    return version_out(await queries.version(session, caller, questionnaire_id, no), caller)


@router.patch(
    "/{questionnaire_id}/versions/{no}",
    responses=raises(
        QuestionnaireNotFound,
        VersionNotFound,
        Stale,
        PreconditionRequired,
        VersionIsFixed,
        Invalid,
        CodesNotUnique,
        OptionsMissing,
    ),
)
async def amend_version(
    questionnaire_id: QuestionnaireId,
    no: No,
    body: VersionPatch,
    caller: CanWriteQuestionnaires,
    session: Session,
    expected: ExpectedVersion,
) -> VersionOut:
    """Change a draft (RFC 7396)."""
    return version_out(
        await actions.amend_version(session, caller, questionnaire_id, no, body=body, expected=expected), caller
    )


@router.post(
    "/{questionnaire_id}/versions/{no}/transitions",
    responses=raises(QuestionnaireNotFound, VersionNotFound, IllegalTransition, TextMissing),
)
async def move_version(
    questionnaire_id: QuestionnaireId,
    no: No,
    body: VersionTransition,
    caller: CanMoveQuestionnaires,
    session: Session,
    read: VersionIfSent,
) -> VersionOut:
    """Submit a draft for review, publish it (manager), or retire it. A published version never changes."""
    row = await actions.move_version(session, caller, questionnaire_id, no, body=body, read=read)
    return version_out(row, caller)
