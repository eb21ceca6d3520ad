"""An answer as its readers see it."""

from dialogue.assignments.answers.schemas import AnswerOut
from dialogue.tables import Answer


def answer_out(row: Answer) -> AnswerOut:
    return AnswerOut.model_validate(row)
