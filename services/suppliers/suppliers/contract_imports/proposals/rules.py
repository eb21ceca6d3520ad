"""The fields of a contract that a notice states for a lot; what it does not state stays empty."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.calendar_arithmetic import shifted
from suppliers.contract_imports.parties.rules import Recognised
from suppliers.contract_imports.rules import LotRemark, WinnerMatch
from suppliers.contracts.cpv.rules import is_cpv
from suppliers.contracts.rules import ContractKind
from suppliers.contracts.values.rules import DurationUnit, FrameworkType

CPV = re.compile(r"\d{8}(?:-\d)?")
AMOUNT = re.compile(r"\d{1,12}(?:\.\d{1,2})?")
"""More decimals are a price per unit; they are not rounded."""
MOST_CPV = 50
LONGEST_LINE = 200
UNITS = {"YEAR": ("months", 12), "MONTH": ("months", 1), "WEEK": ("days", 7), "DAY": ("days", 1)}
FEW_DAYS = 3
"""By which an end may differ from start and duration: they are counted in different ways."""
LOST = ("clos-nw", "open-nw")
"""Statuses of a result without a winner (BT-142)."""
DAYS = ("start", "end")
PARTS = ("amount", "currency", "value", "unit")
"""Of an amount or a duration, in the order in which people write them; the database keeps no order."""
LONGEST_PROSE = 20_000
MOST = {"renewals_maximum": (0, 1_000), "framework_participants": (1, 100_000)}
"""The least and the most that a contract has of a number."""
UNLIMITED = "UNLIMITED"
TYPES = {
    "fa-wo-rc": FrameworkType.WITHOUT_COMPETITION,
    "fa-w-rc": FrameworkType.WITH_COMPETITION,
    "fa-mix": FrameworkType.MIXED,
}
"""Kinds of framework agreements (BT-765)."""

Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A field of a contract with its value, and where in the notice it comes from."""

    field: str
    value: Any
    sources: tuple[Said, ...]

    def as_stored(self) -> dict[str, Any]:
        value = as_text(self.value)
        names = ("eforms_field", "path", "text")
        sources = [{name: source[name] for name in names} for source in self.sources]
        return {"field": self.field, "value": value, "sources": sources}


def as_text(value: Any) -> str | list[str]:
    """A value of a contract as people read it: `431643.18 EUR`, `4 year`."""
    if isinstance(value, Mapping):
        return " ".join(str(value[name]) for name in PARTS if value.get(name) is not None)
    return [str(each) for each in value] if isinstance(value, list) else str(value)


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot in its notice, and the suppliers that its winners are."""

    reading: Said
    notice: Said
    is_only: bool
    suppliers: Sequence[Recognised]


def proposed(lot: Lot) -> list[Proposed]:
    """Every field that the notice states, in the order of a contract's fields."""
    parts = (_parties, _names, _kind, _cpv, _dates, _values, _duration, _renewals, _framework)
    return [each for part in parts for each in part(lot)]


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
            code
            for code in (place["cpv_main"], *place["cpv_additional"])
            if code and CPV.fullmatch(code["value"]) and is_cpv(code["value"])
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


def _values(lot: Lot) -> Iterator[Proposed]:
    """Amounts of the lot. A tender's value is taken where one tender won: amounts are never added."""
    reading = lot.reading
    tenders = reading["tenders"]
    stated = {
        "estimated_value": reading["estimated_value"],
        "awarded_value": tenders[0]["value"] if len(tenders) == 1 else None,
    }
    for field, said in stated.items():
        if value := _value(said):
            yield Proposed(field, value, (said,))


def _value(said: Said | None) -> dict[str, str] | None:
    """Null where the amount is withheld, has no currency, or is no amount in cents."""
    if not said or not said["currency"] or not AMOUNT.fullmatch(said["amount"] or ""):
        return None
    return {"amount": f"{Decimal(said['amount']):.2f}", "currency": said["currency"]}


def _duration(lot: Lot) -> Iterator[Proposed]:
    said, code = lot.reading["duration"], lot.reading["duration_code"]
    if said and said["unit"] in UNITS and (said["value"] or "").isdigit() and 0 < int(said["value"]) <= 36_500:
        yield Proposed("duration", {"value": int(said["value"]), "unit": DurationUnit[said["unit"]].value}, (said,))
    elif not said and code and code["value"] == UNLIMITED:
        yield Proposed("duration", {"value": None, "unit": DurationUnit.UNLIMITED.value}, (code,))


def _renewals(lot: Lot) -> Iterator[Proposed]:
    yield from _number("renewals_maximum", lot)
    yield from _prose("renewal_terms", lot.reading["renewals"], lot)


def _framework(lot: Lot) -> Iterator[Proposed]:
    """How orders are placed under the lot, if it is a framework."""
    reading, said = lot.reading, lot.reading["framework"]
    if not said or not said["value"].startswith("fa-"):
        return
    for amount in (reading["result_framework_maximum"], reading["framework_maximum"]):
        if value := _value(amount):
            yield Proposed("framework_maximum", value, (amount,))
            break
    if kind := TYPES.get(said["value"]):
        yield Proposed("framework_type", kind, (said,))
    yield from _number("framework_participants", lot)
    yield from _prose("framework_buyers", reading["framework_buyers"], lot)


def _number(field: str, lot: Lot) -> Iterator[Proposed]:
    said, (least, most) = lot.reading[field], MOST[field]
    if said and said["value"] is not None and least <= said["value"] <= most:
        yield Proposed(field, said["value"], (said,))


def _prose(field: str, texts: Sequence[Said], lot: Lot) -> Iterator[Proposed]:
    said = _chosen(texts, lot)
    if said and 0 < len(text := said["value"].strip()) <= LONGEST_PROSE:
        yield Proposed(field, text, (said,))


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
