"""An answer as its readers see it."""

from chassis.stored_values import as_stored
from dialogue.assignments.answers.schemas import AnswerOut
from dialogue.tables import Answer


def answer_out(row: Answer) -> AnswerOut:
    return as_stored(AnswerOut, row)
