"""What is concluded from a notice: registers of numbers, duties in texts, and what goes into a draft."""

from datetime import date
from typing import Any

import pytest

from suppliers.clauses.queries import current
from suppliers.clauses.rules import ObligationType
from suppliers.contract_imports.changes.rules import changes
from suppliers.contract_imports.duties.rules import compared, languages, phrases
from suppliers.contract_imports.notices.reading import read_notice
from suppliers.contract_imports.parties.rules import Recognised, guesses, number_of
from suppliers.contract_imports.proposals.rules import Lot, as_values, line, proposed, remarks
from suppliers.contract_imports.rules import LotRemark, WinnerMatch
from support.notices import conditions, lot, notice, period

CLAUSE = current()["human-rights-clause"]


@pytest.mark.parametrize(
    ("text", "country", "guess"),
    [
        ("0461145522", "BE", ("BE-KBO", "0461.145.522", True)),
        ("BE 0461.145.522", "BE", ("BE-KBO", "0461.145.522", True)),
        ("0461145522_1899", "BE", ("BE-KBO", "0461.145.522", True)),
        ("DE316623344", "DE", ("VAT", "DE316623344", True)),
        ("de 316 623 344", "DE", ("VAT", "DE316623344", True)),
        ("316623344", "DE", ("VAT", "DE316623344", False)),
        ("01120389", "FI", ("VAT", "FI01120389", False)),
        ("5493001KJTIIGC8Y1R12", "US", ("LEI", "5493001KJTIIGC8Y1R12", True)),
        ("0461145523", "BE", None),
        ("DE316623344", "FR", None),
        ("34045532", "NL", None),
        ("GnR 656 B", "DE", None),
        ("0461145522", None, None),
        ("", "BE", None),
    ],
)
def test_a_register_is_guessed_from_the_form_and_the_check_digits(
    text: str, country: str | None, guess: tuple[str, str, bool] | None
) -> None:
    found = [(each.scheme, each.value, each.is_stated) for each in guesses(text, country)]
    assert found == ([guess] if guess else [])


def test_a_number_is_the_same_however_it_is_written() -> None:
    assert {number_of(text) for text in ("0461.145.522", "0461 145 522", "0461145522")} == {"0461145522"}


def read(*parts: str, **facts: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The first lot, and the head of its notice."""
    found = read_notice(notice(*parts, **facts))
    return found["lots"][0], found["notice"]


def found_in(text: str, language: str) -> set[str]:
    said, head = read(lot(terms=conditions(text, language)))
    return {duty.type for duty in compared(CLAUSE, said, head).duties if duty.passages}


@pytest.mark.parametrize(
    ("text", "language", "duties"),
    [
        ("Een JAARLIJKS overleg.", "NLD", {"ANNUAL_REVIEW"}),
        ("La réunion annuelle avec l’acheteur.", "FRA", {"ANNUAL_REVIEW"}),
        ("La reunion annuelle.", "FRA", {"ANNUAL_REVIEW"}),
        ("A yearly \n review.", "ENG", {"ANNUAL_REVIEW"}),
        ("A yearly review of the actions.", "ENG", {"ANNUAL_REVIEW"}),
        ("Een jaarlijkse evaluatiecommissie.", "NLD", set()),
        ("A yearly review.", "FIN", set()),
        ("Zie bestek.", "NLD", set()),
    ],
)
def test_a_duty_is_found_by_whole_words_of_its_language(text: str, language: str, duties: set[str]) -> None:
    assert found_in(text, language) == duties


def test_every_type_of_duty_has_phrases_in_four_languages() -> None:
    assert set(phrases()) == {duty.value for duty in ObligationType}
    assert languages() == {"NLD", "FRA", "ENG", "DEU"}
    for duty, each in phrases().items():
        assert {language for language, _, _ in each} == languages(), duty


@pytest.mark.parametrize(
    ("suppliers", "remark"),
    [
        ([Recognised(WinnerMatch.CANDIDATES)], LotRemark.WINNER_UNDECIDED),
        ([Recognised(WinnerMatch.NOT_REGISTERED)], LotRemark.WINNER_UNDECIDED),
        ([Recognised(WinnerMatch.IDENTIFIER)] * 2, LotRemark.SEVERAL_WINNERS),
    ],
)
def test_a_winner_that_is_not_certain_is_remarked(suppliers: list[Recognised], remark: LotRemark) -> None:
    said, head = read(lot())
    assert remarks(Lot(said, head, is_only=True, suppliers=suppliers)) == [remark]


@pytest.mark.parametrize(
    ("duration", "unit", "disagrees"),
    [
        ("4", "YEAR", False),
        ("48", "MONTH", False),
        ("1461", "DAY", False),
        ("3", "YEAR", True),
        ("4", "ROUND", False),
    ],
)
def test_a_duration_that_leads_to_another_day_is_remarked(duration: str, unit: str, disagrees: bool) -> None:
    measure = f'<cbc:DurationMeasure unitCode="{unit}">{duration}</cbc:DurationMeasure></cac:PlannedPeriod>'
    said, head = read(lot(project=period().replace("</cac:PlannedPeriod>", measure)))
    found = remarks(Lot(said, head, is_only=True, suppliers=()))
    assert (LotRemark.DURATION_DISAGREES in found) is disagrees


def test_a_draft_takes_what_the_notice_states_and_nothing_else() -> None:
    said, head = read(lot(title="Laptops", project=period()))
    values = as_values(proposed(Lot(said, head, is_only=True, suppliers=())))
    assert values == {"title": "Laptops", "start": date(2026, 3, 1), "end": date(2030, 2, 28)}


def test_a_long_title_is_shortened_and_says_so() -> None:
    said, head = read(lot(title="Laptop " * 40))
    described = Lot(said, head, is_only=True, suppliers=())
    title = as_values(proposed(described))["title"]
    assert (len(title), title[-1], remarks(described)) == (200, "…", [LotRemark.TITLE_SHORTENED])
    assert line("one\n two\tthree") == "one two three"


def test_two_readings_of_one_notice_do_not_differ() -> None:
    said, _ = read(lot(project=period()))
    other, _ = read(lot(project=period(start="2026-04-01")))
    assert changes(said, said) == []
    assert [change["field"] for change in changes(said, other)] == ["start"]
