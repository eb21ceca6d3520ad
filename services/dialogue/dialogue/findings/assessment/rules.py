"""How severe a harm is, which standards it concerns, and how fast each level of severity asks for an answer.

Scale, scope and irremediable character are the measures of the UN Guiding Principles (14 and 24), each 1 to 4.
Time to answer: 7 and 14 days for a plan are those of the RBA's corrective action process, the others our own
defaults. Standards are ILO conventions and our own codes of practices below them: a practice names its parent
provisions, and `critical` codes override the severity that the measures give. The names of the codes, in three
languages, are in the code lists `provisions` and `practices`.
"""

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from chassis.problems import Fault, Invalid
from dialogue.findings.rules import Certainty


class Severity(StrEnum):
    """How severe a harm is, from the most severe (`critical`) to the least (`low`)."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


MOST_SEVERE = 4
LEVELS: Mapping[int, Severity] = MappingProxyType(
    {4: Severity.CRITICAL, 3: Severity.HIGH, 2: Severity.MEDIUM, 1: Severity.LOW}
)


@dataclass(frozen=True, slots=True)
class Harm:
    """The measures of a harm, each from 1 (least) to 4 (most)."""

    scale: int
    scope: int
    irremediability: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Days after a release within which a company answers; `acknowledge` counts working days."""

    acknowledge: int
    protect: int | None
    plan: int
    remedy: int


TIMELINES: Mapping[Severity, Timeline] = MappingProxyType(
    {
        Severity.CRITICAL: Timeline(acknowledge=2, protect=7, plan=7, remedy=30),
        Severity.HIGH: Timeline(acknowledge=5, protect=14, plan=14, remedy=90),
        Severity.MEDIUM: Timeline(acknowledge=10, protect=None, plan=30, remedy=180),
        Severity.LOW: Timeline(acknowledge=15, protect=None, plan=60, remedy=365),
    }
)


def severity_index(harm: Harm, *, critical_by_itself: bool = False) -> int:
    """The higher of scale and irremediability, plus one if the scope is 3 or 4; at most 4."""
    if critical_by_itself:
        return MOST_SEVERE
    index = max(harm.scale, harm.irremediability)
    return min(index + (harm.scope >= 3), MOST_SEVERE)


def priority(index: int, likelihood: int | None) -> int:
    """The index times the likelihood; an actual harm counts as likelihood 4."""
    return index * (likelihood or MOST_SEVERE)


@dataclass(frozen=True, slots=True)
class Provision:
    """One code; `critical` is `always`, `imminent_danger` or empty."""

    code: str
    parents: tuple[str, ...]
    critical: str


class UnknownProvision(Invalid):
    """A provision is not in the code lists `provisions` and `practices`; `errors` points at each one."""

    title = "Unknown provision"


class SalientIssue(StrEnum):
    """The main human-rights issues of making electronics.

    `SI01`: forced labour and debt bondage. `SI02`: excessive hours. `SI03`: low wages. `SI04`: freedom of
    association. `SI05`: exposure to chemicals, and safety. `SI06`: abuse of student workers. `SI07`: precarious
    agency work. `SI08`: discrimination and harassment. `SI09`: child labour in mining. `SI10`: conflict minerals.
    `SI11`: land, water and communities. `SI12`: labour imposed by a state. `SI13`: retaliation, or no way to
    complain. `SI14`: lack of remedy. `SI15`: informal handling of e-waste. `SI16`: dormitories. `SI17`: identity
    papers that were taken away.
    """

    SI01 = "SI01"
    SI02 = "SI02"
    SI03 = "SI03"
    SI04 = "SI04"
    SI05 = "SI05"
    SI06 = "SI06"
    SI07 = "SI07"
    SI08 = "SI08"
    SI09 = "SI09"
    SI10 = "SI10"
    SI11 = "SI11"
    SI12 = "SI12"
    SI13 = "SI13"
    SI14 = "SI14"
    SI15 = "SI15"
    SI16 = "SI16"
    SI17 = "SI17"


class RightsHolder(StrEnum):
    """Groups of people who can be affected."""

    WORKERS = "workers"
    MIGRANT_WORKERS = "migrant_workers"
    STUDENT_WORKERS = "student_workers"
    AGENCY_WORKERS = "agency_workers"
    YOUNG_WORKERS = "young_workers"
    WOMEN_WORKERS = "women_workers"
    MINERS = "miners"
    COMMUNITIES = "communities"


def _read() -> Mapping[str, Provision]:
    text = files("dialogue.findings.assessment").joinpath("provisions.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return MappingProxyType(
        {row["code"]: Provision(row["code"], tuple(row["parents"].split()), row["critical"]) for row in rows}
    )


PROVISIONS = _read()


def check_provisions(codes: Collection[str]) -> None:
    """Raises UnknownProvision, pointing at each unknown code."""
    faults = [
        Fault(
            f"/provisions/{index}",
            UnknownProvision.code(),
            f'Unknown provision code "{code}"; see GET /v1/code-lists/provisions and /practices.',
        )
        for index, code in enumerate(codes)
        if code not in PROVISIONS
    ]
    if faults:
        raise UnknownProvision(errors=faults)


def is_critical_by_itself(codes: Collection[str], *, imminent_danger: bool) -> bool:
    """Whether one of the codes makes the harm critical, whatever the measures are.

    Forced and child labour with their conventions, and retaliation, always; an accident where danger is
    imminent.
    """
    reasons = {PROVISIONS[code].critical for code in codes}
    return "always" in reasons or (imminent_danger and "imminent_danger" in reasons)


def _check_likelihood(certainty: Certainty, likelihood: int | None) -> None:
    """Raises Invalid: what has happened has no likelihood."""
    if certainty is Certainty.POTENTIAL and likelihood is None:
        raise Invalid("A `potential` harm needs a `likelihood`.", pointer="/likelihood")
    if certainty is Certainty.ACTUAL and likelihood is not None:
        raise Invalid("Leave out `likelihood`, because the harm is `actual`.", pointer="/likelihood")


def measures_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Severity, index and priority of a finding with this content; raises UnknownProvision, Invalid."""
    check_provisions(content["provisions"])
    _check_likelihood(content["certainty"], content.get("likelihood"))
    by_itself = is_critical_by_itself(content["provisions"], imminent_danger=content["imminent_danger"])
    harm = Harm(content["scale"], content["scope"], content["irremediability"])
    index = severity_index(harm, critical_by_itself=by_itself)
    return {
        "severity_index": index,
        "severity": LEVELS[index],
        "priority": priority(index, content.get("likelihood")),
    }
