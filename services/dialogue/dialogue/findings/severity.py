"""How grave a harm is, and how fast each gravity asks for an answer.

Scale, scope and irremediable character are the measures of the UN Guiding Principles (14 and 24), each 1 to 4.
Time to answer: 7 and 14 days for a plan are those of the RBA's corrective action process, the others our own
defaults.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """Gravest first: whatever is critical comes before any lower level, however likely that one is."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


GRAVEST = 4
LEVELS: Mapping[int, Severity] = MappingProxyType(
    {4: Severity.CRITICAL, 3: Severity.HIGH, 2: Severity.MEDIUM, 1: Severity.LOW}
)


@dataclass(frozen=True, slots=True)
class Harm:
    """What a monitor says of a harm, each from 1 to 4."""

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
    """The graver of scale and irremediability, one more where the scope is wide; at most 4."""
    if critical_by_itself:
        return GRAVEST
    index = max(harm.scale, harm.irremediability)
    return min(index + (harm.scope >= 3), GRAVEST)


def priority(index: int, likelihood: int | None) -> int:
    """Of a potential harm, its index times how likely it is; of an actual one, as if it were certain."""
    return index * (likelihood or GRAVEST)
