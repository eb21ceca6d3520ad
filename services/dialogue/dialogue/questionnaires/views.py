"""A questionnaire and its versions as the caller may see them."""

from chassis.callers import Caller
from chassis.moves import allowed
from dialogue.questionnaires.rules import MOVES
from dialogue.questionnaires.schemas import QuestionnaireOut, VersionOut
from dialogue.tables import Questionnaire, QuestionnaireVersion


def version_out(row: QuestionnaireVersion, caller: Caller) -> VersionOut:
    moves = allowed(MOVES, row.status, caller.roles) if row.owner_id == caller.org else []
    return VersionOut.model_validate(row.model_dump() | {"allowed_transitions": moves})


def questionnaire_out(row: Questionnaire) -> QuestionnaireOut:
    return QuestionnaireOut.model_validate(row)
