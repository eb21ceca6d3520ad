"""The fields of a contract that a notice states for a lot; what it does not state stays empty."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from chassis.calendar_arithmetic import shifted
from suppliers.contract_imports.parties.rules import Recognised
from suppliers.contract_imports.rules import LotRemark, WinnerMatch
from suppliers.contracts.rules import ContractKind

CPV = re.compile(r"\d{8}(?:-\d)?")
MOST_CPV = 50
LONGEST_LINE = 200
UNITS = {"YEAR": ("months", 12), "MONTH": ("months", 1), "WEEK": ("days", 7), "DAY": ("days", 1)}
FEW_DAYS = 3
"""By which an end may differ from start and duration: they are counted in different ways."""
LOST = ("clos-nw", "open-nw")
"""Statuses of a result without a winner (BT-142)."""
DAYS = ("start", "end")

Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A field of a contract with its value, and where in the notice it comes from."""

    field: str
    value: Any
    sources: tuple[Said, ...]

    def as_stored(self) -> dict[str, Any]:
        value = [str(each) for each in self.value] if isinstance(self.value, list) else str(self.value)
        names = ("eforms_field", "path", "text")
        sources = [{name: source[name] for name in names} for source in self.sources]
        return {"field": self.field, "value": value, "sources": sources}


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot in its notice, and the suppliers that its winners are."""

    reading: Said
    notice: Said
    is_only: bool
    suppliers: Sequence[Recognised]


def proposed(lot: Lot) -> list[Proposed]:
    """Every field that the notice states, in the order of a contract's fields."""
    return [each for each in (*_parties(lot), *_names(lot), *_kind(lot), *_cpv(lot), *_dates(lot)) if each]


def _parties(lot: Lot) -> Iterator[Proposed]:
    """The supplier where the lot has one winner, and it is certain who that is."""
    if len(lot.suppliers) == 1 and (supplier_id := lot.suppliers[0].supplier_id):
        winner = lot.reading["winners"][0]
        yield Proposed("supplier_id", supplier_id, (winner["reference"], *winner["identifiers"]))


def _names(lot: Lot) -> Iterator[Proposed]:
    references = {
        each["reference"]["value"]: each["reference"] for each in lot.reading["contracts"] if each["reference"]
    }
    stated = next(iter(references.values())) if len(references) == 1 else None
    if not references:
        stated = lot.notice["internal_id"] or lot.reading["internal_id"]
    if stated and (value := line(stated["value"])):
        yield Proposed("reference", value, (stated,))
    title = _chosen(lot.reading["title"], lot) or _chosen(lot.notice["title"], lot)
    if title and (value := line(title["value"])):
        yield Proposed("title", value, (title,))


def _chosen(texts: Sequence[Said], lot: Lot) -> Said | None:
    """The text in the language of the notice, else the first one."""
    language = lot.notice["language"]["value"] if lot.notice["language"] else None
    own = [each for each in texts if each["language"] == language]
    return next(iter([*own, *texts]), None)


def line(text: str) -> str:
    """A text on one line of at most 200 characters."""
    words = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return words if len(words) <= LONGEST_LINE else f"{words[: LONGEST_LINE - 1]}…"


def _kind(lot: Lot) -> Iterator[Proposed]:
    said = lot.reading["framework"]
    if said and said["value"].startswith("fa-"):
        yield Proposed("kind", ContractKind.FRAMEWORK, (said,))
    elif said and said["value"] == "none":
        yield Proposed("kind", ContractKind.SINGLE if lot.is_only else ContractKind.LOT, (said,))


def _cpv(lot: Lot) -> Iterator[Proposed]:
    """The codes of the lot; those of the whole notice where the lot has none."""
    for place in (lot.reading, lot.notice):
        codes = [
            code for code in (place["cpv_main"], *place["cpv_additional"]) if code and CPV.fullmatch(code["value"])
        ]
        if codes:
            each = {code["value"]: code for code in codes[:MOST_CPV]}
            yield Proposed("cpv", list(each), tuple(each.values()))
            return


def _dates(lot: Lot) -> Iterator[Proposed]:
    decided = {
        each["decided_on"]["value"]: each["decided_on"] for each in lot.reading["contracts"] if each["decided_on"]
    }
    if len(decided) == 1:
        ((day, said),) = decided.items()
        if day:
            yield Proposed("award_date", date.fromisoformat(day), (said,))
    start, end = (day_of(lot.reading[name]) for name in DAYS)
    if start and end and end < start:
        return
    for name, day in zip(DAYS, (start, end), strict=True):
        if day:
            yield Proposed(name, day, (lot.reading[name],))


def day_of(said: Said | None) -> date | None:
    return date.fromisoformat(said["value"]) if said and said["value"] else None


def remarks(lot: Lot) -> list[LotRemark]:
    """What a person should look at."""
    return [remark for remark, holds in _checked(lot) if holds]


def _checked(lot: Lot) -> Iterator[tuple[LotRemark, bool]]:
    reading = lot.reading
    status = reading["winner_status"]
    yield LotRemark.NO_WINNER, not reading["winners"] and bool(status and status["value"] in LOST)
    yield LotRemark.SEVERAL_WINNERS, len(lot.suppliers) > 1
    undecided = (WinnerMatch.CANDIDATES, WinnerMatch.NOT_REGISTERED)
    yield LotRemark.WINNER_UNDECIDED, any(each.match in undecided for each in lot.suppliers)
    start, end = (day_of(reading[name]) for name in DAYS)
    is_reversed = bool(start and end and end < start)
    yield LotRemark.PERIOD_REVERSED, is_reversed
    yield LotRemark.DURATION_DISAGREES, not is_reversed and _disagrees(start, end, reading["duration"])
    references = {each["reference"]["value"] for each in reading["contracts"] if each["reference"]}
    yield LotRemark.SEVERAL_REFERENCES, len(references) > 1
    title = _chosen(reading["title"], lot)
    yield LotRemark.TITLE_SHORTENED, bool(title and line(title["value"]).endswith("…"))
    amounts = [reading["estimated_value"], reading["framework_maximum"], reading["result_framework_maximum"]]
    amounts += [tender["value"] for tender in reading["tenders"]]
    yield LotRemark.VALUE_WITHHELD, any(amount and amount["withheld"] for amount in amounts)


def _disagrees(start: date | None, end: date | None, duration: Said | None) -> bool:
    """Whether the duration from the start leads to another day than the end."""
    unit = UNITS.get(duration["unit"]) if duration else None
    if not (start and end and duration and unit and duration["value"] and duration["value"].isdigit()):
        return False
    name, factor = unit
    try:
        last = shifted(start, **{name: int(duration["value"]) * factor}) - timedelta(days=1)
    except (ValueError, OverflowError):
        return True
    return abs((last - end).days) > FEW_DAYS


def as_values(fields: Sequence[Proposed]) -> dict[str, Any]:
    """The values by the fields of a contract."""
    return {each.field: each.value for each in fields}


def supplier_in(fields: Sequence[Proposed]) -> UUID | None:
    return next((each.value for each in fields if each.field == "supplier_id"), None)
