"""The figures of this service, each with its numerator and denominator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from chassis.calendar_arithmetic import year_until
from chassis.callers import Caller
from chassis.figures import Figure, Period, Scope, count, share
from dialogue.action_points.sides.rules import OwnerSide
from dialogue.figures.rules import DueReview, ReviewResult, count_results
from dialogue.figures.schemas import DialogueFigures
from dialogue.findings.assessment.rules import Severity


@dataclass(frozen=True)
class Counts:
    """What one caller sees on one day.

    `hardware_suppliers`: those with active hardware contracts. `reviews_followed`: the yearly reviews that
    contracts ask for, with their suppliers. `reviews_held`: the supplier, the contracts and the day of each.
    """

    day: date
    hardware_suppliers: set[UUID]
    in_dialogue: set[UUID]
    action_points: Mapping[OwnerSide, int]
    findings: Mapping[Severity, int]
    reviews_followed: Sequence[tuple[UUID, DueReview]]
    reviews_held: Sequence[tuple[UUID, list[UUID], date]]


def figures_out(counts: Counts, caller: Caller) -> DialogueFigures:
    """All figures of this service as the caller sees them."""
    common: dict[str, Any] = {"as_of": counts.day, "scope": Scope(kind=caller.org_kind.value, id=caller.org)}
    figures = [
        _coverage(counts, common),
        _action_points(counts, common),
        _findings(counts, common),
        _reviews(counts, common),
    ]
    return DialogueFigures(figures=figures)


def _coverage(counts: Counts, common: dict[str, Any]) -> Figure:
    ids, in_dialogue = counts.hardware_suppliers, counts.in_dialogue
    excluded = {"no_active_hardware_contract": len(in_dialogue - ids)}
    return share("dialogue_coverage", "G1", (len(ids & in_dialogue), len(ids)), excluded=excluded, **common)


def _action_points(counts: Counts, common: dict[str, Any]) -> Figure:
    divided = {side.value: counts.action_points.get(side, 0) for side in OwnerSide}
    return count("open_action_points", "X0", sum(divided.values()), breakdown=divided, **common)


def _findings(counts: Counts, common: dict[str, Any]) -> Figure:
    divided = {severity.value: counts.findings.get(severity, 0) for severity in Severity}
    return count("open_findings", "F1", sum(divided.values()), breakdown=divided, **common)


def _reviews(counts: Counts, common: dict[str, Any]) -> Figure:
    first, last = year_until(counts.day)
    results = count_results(counts.reviews_followed, counts.reviews_held, counts.day)
    figure = share(
        "reviews_due",
        "R1",
        (results[ReviewResult.ON_TIME], results.total()),
        unknown=results[ReviewResult.WAITING],
        excluded={
            "due_earlier": sum(each.due_at < first for _, each in counts.reviews_followed),
            "due_later": sum(each.due_at > last for _, each in counts.reviews_followed),
        },
        **common,
    )
    breakdown = {result.value: results[result] for result in ReviewResult}
    return figure.model_copy(update={"period": Period(start=first, end=last), "breakdown": breakdown})
