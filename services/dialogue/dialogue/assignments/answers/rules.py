"""What an answer must be by the type of its question, and when a text says something that a person can see."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from chassis.dates import FIRST, LAST
from chassis.numbers import PLAIN
from chassis.problems import Fault, Invalid
from dialogue.questionnaires.rules import AnswerType

T = AnswerType

MOST_DECIMALS = 2
"""More decimals may be thousands that are separated with a point."""

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SEPARATORS = re.compile(r"[,;\n]")
FIRST_WORD = re.compile(r"\w+")
YES_NO = frozenset(
    ["yes", "no", "partly", "ja", "nee", "deels", "oui", "non", "partiellement", "nein", "teilweise"]
)
"""The first word of an answer of the type `yes_no`; in English, Dutch, French and German."""

BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Characters that Unicode calls letters or symbols and that print nothing."""


class AnswerNotOfType(Invalid):
    """The answer is not what the type of its question asks for; `errors` says what would be right."""

    title = "The answer does not fit its question"


def is_visible(text: str) -> bool:
    """Whether a text has a character that prints: no spaces, controls, marks or fillers only."""
    return any(unicodedata.category(char)[0] not in "CZM" and char not in BLANK_LETTERS for char in text)


def demand_type(question: Mapping[str, Any], text: str | None, *, has_file: bool) -> None:
    """Raises AnswerNotOfType. A table may also be told in words: reviewers judge how specific it is."""
    if text is None:
        return
    answer_type = AnswerType(question.get("answer_type", T.TEXT))
    if answer_type is T.FILE and not has_file:
        detail = "Give the file as evidence of the dialogue; a text alone is no file."
        raise AnswerNotOfType(errors=[Fault("/evidence", "file_missing", detail)])
    check = CHECKS.get(answer_type)
    refusal = check(text.strip(), [option["code"] for option in question.get("options", [])]) if check else None
    if refusal is not None:
        raise AnswerNotOfType(errors=[Fault("/text", *refusal)])


Refusal = tuple[str, str] | None
"""The code and the sentence of what is wrong."""


def _single(text: str, options: Sequence[str]) -> Refusal:
    if not options or text in options:
        return None
    return "not_an_option", f"Write the code of one option: {', '.join(options)}."


def _multi(text: str, options: Sequence[str]) -> Refusal:
    chosen = [part.strip() for part in SEPARATORS.split(text) if part.strip()]
    unknown = [part for part in chosen if options and part not in options]
    if unknown or not chosen:
        return "not_an_option", f"Write codes of options, separated by commas: {', '.join(options)}."
    if len(set(chosen)) < len(chosen):
        return "option_repeated", "Write the code of each option once."
    return None


def _is_number(text: str) -> bool:
    return bool(PLAIN.fullmatch(text)) and len(text.partition(".")[2]) <= MOST_DECIMALS


def _number(text: str, _: Sequence[str]) -> Refusal:
    if _is_number(text):
        return None
    detail = f'Write digits, with at most {MOST_DECIMALS} decimals after a point, such as "1250" or "12.5".'
    return "not_a_number", detail


def _percent(text: str, _: Sequence[str]) -> Refusal:
    number = text.removesuffix("%").rstrip()
    if _is_number(number) and 0 <= Decimal(number) <= 100:
        return None
    return "not_a_percentage", 'Write a number from 0 to 100, such as "40" or "12.5 %".'


def _date(text: str, _: Sequence[str]) -> Refusal:
    try:
        is_day = bool(DAY.fullmatch(text)) and FIRST <= date.fromisoformat(text) <= LAST
    except ValueError:
        is_day = False
    return None if is_day else ("not_a_date", "Write a day that exists, as YYYY-MM-DD.")


def _yes_no(text: str, _: Sequence[str]) -> Refusal:
    word = FIRST_WORD.match(text)
    if word and word.group().casefold() in YES_NO:
        return None
    return "not_yes_or_no", 'Begin with "yes", "no" or "partly"; an explanation may follow.'


CHECKS: Mapping[AnswerType, Callable[[str, Sequence[str]], Refusal]] = {
    T.SINGLE: _single,
    T.MULTI: _multi,
    T.NUMBER: _number,
    T.PERCENT: _percent,
    T.DATE: _date,
    T.YES_NO: _yes_no,
}
