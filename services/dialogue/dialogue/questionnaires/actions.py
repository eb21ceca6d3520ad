"""Writing an organisation's own questionnaires, and publishing their versions."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now
from chassis.journal import Entry, record
from chassis.moves import step
from chassis.preconditions import demand, demand_if_sent
from chassis.problems import Forbidden
from chassis.rows import stamps, touch
from dialogue.questionnaires import queries
from dialogue.questionnaires.rules import (
    MOVES,
    VERBS,
    DraftExists,
    QuestionnaireCodeTaken,
    VersionIsFixed,
    VersionStatus,
    demand_complete,
)
from dialogue.questionnaires.schemas import QuestionnaireIn, VersionPatch, VersionTransition
from dialogue.tables import Questionnaire, QuestionnaireVersion

V = VersionStatus


async def draft_questionnaire(session: AsyncSession, caller: Caller, body: QuestionnaireIn) -> Questionnaire:
    """Raises QuestionnaireCodeTaken, CodesNotUnique."""
    if await queries.is_taken(session, caller, body.code):
        raise QuestionnaireCodeTaken(pointer="/code")
    fields = body.model_dump(mode="json")
    demand_complete([], fields["questions"])
    row = Questionnaire(
        owner_id=caller.org, code=body.code, title=fields["title"], purpose=body.purpose, **stamps(caller)
    )
    session.add(row)
    content = {name: fields[name] for name in ("languages", "sections", "questions")}
    session.add(
        QuestionnaireVersion(questionnaire_id=row.id, owner_id=caller.org, no=1, **content, **stamps(caller))
    )
    await record(session, caller, Entry("questionnaire.drafted", ("questionnaire", row.id), audience=[caller.org]))
    return row


async def draft_version(session: AsyncSession, caller: Caller, questionnaire_id: UUID) -> QuestionnaireVersion:
    """A new draft with the questions of the newest fixed version; raises QuestionnaireNotFound, DraftExists."""
    template = await _own(session, caller, questionnaire_id)
    if await queries.last_no(session, template.id, V.DRAFT, V.IN_REVIEW):
        raise DraftExists
    last = await queries.last_no(session, template.id, V.PUBLISHED, V.RETIRED) or 0
    source = await queries.version(session, caller, template.id, last)
    row = QuestionnaireVersion(
        questionnaire_id=template.id,
        owner_id=caller.org,
        no=last + 1,
        languages=source.languages,
        sections=source.sections,
        questions=source.questions,
        **stamps(caller),
    )
    session.add(row)
    await record(
        session, caller, Entry("questionnaire.drafted", ("questionnaire", template.id), audience=[caller.org])
    )
    return row


async def amend_version(  # noqa: PLR0913
    session: AsyncSession, caller: Caller, questionnaire_id: UUID, no: int, *, body: VersionPatch, expected: int
) -> QuestionnaireVersion:
    """Raises QuestionnaireNotFound, VersionNotFound, Stale, VersionIsFixed, CodesNotUnique."""
    template = await _own(session, caller, questionnaire_id)
    row = await queries.version(session, caller, template.id, no, lock=True)
    demand(row.version, expected)
    if row.status is not V.DRAFT:
        raise VersionIsFixed(f'Version {no} is "{row.status}"; only a draft can be changed.')
    changes = {name: value for name, value in body.model_dump(mode="json").items() if name in body.model_fields_set}
    demand_complete([], changes.get("questions", []))
    touch(row, caller, **changes)
    await record(
        session, caller, Entry("questionnaire.amended", ("questionnaire", template.id), audience=[caller.org])
    )
    return row


async def move_version(  # noqa: PLR0913
    session: AsyncSession,
    caller: Caller,
    questionnaire_id: UUID,
    no: int,
    *,
    body: VersionTransition,
    read: int | None,
) -> QuestionnaireVersion:
    """Raises QuestionnaireNotFound, VersionNotFound, Stale, IllegalTransition, Forbidden, TextMissing."""
    template = await _own(session, caller, questionnaire_id)
    row = await queries.version(session, caller, template.id, no, lock=True)
    demand_if_sent(row.version, read)
    before, after = row.status, step(MOVES, row.status, body.to, actors=caller.roles)
    if after in {V.IN_REVIEW, V.PUBLISHED}:
        demand_complete(row.languages, row.questions)
    touch(row, caller, status=after)
    if after is V.PUBLISHED:
        row.published_at = now()
    touch(template, caller, published_no=await queries.last_no(session, template.id, V.PUBLISHED))
    subject = ("questionnaire", template.id)
    await record(session, caller, Entry(VERBS[after], subject, moved=(before, after), audience=[caller.org]))
    return row


async def _own(session: AsyncSession, caller: Caller, questionnaire_id: UUID) -> Questionnaire:
    """The questionnaire, locked; raises QuestionnaireNotFound, Forbidden where the library owns it."""
    row = await queries.questionnaire(session, caller, questionnaire_id, lock=True)
    if row.owner_id != caller.org:
        raise Forbidden("The questionnaires of the library cannot be changed; write one of your own.")
    return row
