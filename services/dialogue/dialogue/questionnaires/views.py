"""A questionnaire and its versions as the caller may see them."""

from chassis.callers import Caller
from chassis.stored_values import as_stored
from dialogue.questionnaires.rules import transitions
from dialogue.questionnaires.schemas import QuestionnaireOut, VersionOut
from dialogue.tables import Questionnaire, QuestionnaireVersion


def version_out(row: QuestionnaireVersion, caller: Caller) -> VersionOut:
    moves = transitions(row.status, caller.roles, is_owner=row.owner_id == caller.org)
    return as_stored(VersionOut, row.model_dump() | {"allowed_transitions": moves})


def questionnaire_out(row: Questionnaire) -> QuestionnaireOut:
    return as_stored(QuestionnaireOut, row)
