"""Reading questionnaires and their versions."""

from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, binds, equals
from chassis.rows import find
from dialogue import visibility
from dialogue.questionnaires.rules import (
    QuestionnaireNotFound,
    QuestionnairePurpose,
    VersionNotFound,
    VersionStatus,
)
from dialogue.questionnaires.schemas import QuestionnaireQuery
from dialogue.tables import Questionnaire, QuestionnaireVersion

QUESTIONNAIRES = Listing(
    name="questionnaires",
    columns=(
        col(Questionnaire.id),
        col(Questionnaire.version),
        col(Questionnaire.created_at),
        col(Questionnaire.updated_at),
        col(Questionnaire.code),
        col(Questionnaire.title),
        col(Questionnaire.purpose),
        col(Questionnaire.reach),
        col(Questionnaire.published_no),
    ),
    key=col(Questionnaire.id),
    visible=visibility.QUESTIONNAIRES,
    query=QuestionnaireQuery,
    filters={"code": equals(col(Questionnaire.code)), "purpose": equals(col(Questionnaire.purpose))},
)

VERSIONS = Listing(
    name="questionnaire_versions",
    columns=(
        col(QuestionnaireVersion.id),
        col(QuestionnaireVersion.version),
        col(QuestionnaireVersion.created_at),
        col(QuestionnaireVersion.updated_at),
        col(QuestionnaireVersion.no),
        col(QuestionnaireVersion.status),
        col(QuestionnaireVersion.languages),
        col(QuestionnaireVersion.published_at),
    ),
    key=col(QuestionnaireVersion.id),
    visible=visibility.VERSIONS,
    within={"questionnaire_id": equals(col(QuestionnaireVersion.questionnaire_id))},
)


async def questionnaire(
    session: AsyncSession, caller: Caller, questionnaire_id: UUID, *, lock: bool = False
) -> Questionnaire:
    """Raises QuestionnaireNotFound."""
    return await find(
        session,
        Questionnaire,
        questionnaire_id,
        caller,
        visible=visibility.QUESTIONNAIRES,
        lock=lock,
        missing=QuestionnaireNotFound,
    )


async def version(
    session: AsyncSession, caller: Caller, questionnaire_id: UUID, no: int, *, lock: bool = False
) -> QuestionnaireVersion:
    """A version of a questionnaire that the caller may see; raises VersionNotFound."""
    statement = select(QuestionnaireVersion).where(
        col(QuestionnaireVersion.questionnaire_id) == questionnaire_id,
        col(QuestionnaireVersion.no) == no,
        visibility.VERSIONS[caller.org_kind],
    )
    if lock:
        statement = statement.with_for_update()
    row = (await session.exec(statement, params=binds(caller))).first()
    if row is None:
        raise VersionNotFound
    return row


async def published(
    session: AsyncSession, caller: Caller, code: str
) -> tuple[Questionnaire, QuestionnaireVersion] | None:
    """The questionnaire the caller knows by this code with its latest published version, where it has one."""
    statement = (
        select(Questionnaire, QuestionnaireVersion)
        .join(
            QuestionnaireVersion,
            (col(QuestionnaireVersion.questionnaire_id) == col(Questionnaire.id))
            & (col(QuestionnaireVersion.no) == col(Questionnaire.published_no)),
        )
        .where(col(Questionnaire.code) == code, visibility.QUESTIONNAIRES[caller.org_kind])
    )
    return (await session.exec(statement, params=binds(caller))).first()


async def purpose_of(session: AsyncSession, version_id: UUID) -> QuestionnairePurpose:
    """What the answers to a version are for."""
    statement = (
        select(Questionnaire.purpose)
        .join(QuestionnaireVersion, col(QuestionnaireVersion.questionnaire_id) == col(Questionnaire.id))
        .where(col(QuestionnaireVersion.id) == version_id)
    )
    return QuestionnairePurpose((await session.exec(statement)).one())


async def is_taken(session: AsyncSession, caller: Caller, code: str) -> bool:
    statement = select(Questionnaire.id).where(
        col(Questionnaire.code) == code, visibility.QUESTIONNAIRES[caller.org_kind]
    )
    return (await session.exec(statement, params=binds(caller))).first() is not None


async def last_no(session: AsyncSession, questionnaire_id: UUID, *statuses: VersionStatus) -> int | None:
    """The highest number of a version in one of these states."""
    statement = select(func.max(QuestionnaireVersion.no)).where(
        col(QuestionnaireVersion.questionnaire_id) == questionnaire_id,
        col(QuestionnaireVersion.status).in_(statuses),
    )
    return (await session.exec(statement)).first()
