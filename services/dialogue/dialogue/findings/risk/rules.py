"""Two people lower the risk of a source, each with a motive; one person can raise it at once.

Two steps: one person proposes the lower risk, then an editor who is another person sets it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from chassis.problems import Conflict, Invalid
from dialogue.findings.rules import SourceRisk

RANKS: Mapping[SourceRisk, int] = {
    SourceRisk.LOW: 0,
    SourceRisk.MEDIUM: 1,
    SourceRisk.HIGH: 2,
    SourceRisk.UNKNOWN: 2,
}
"""`unknown` is treated as `high`."""


class RiskStep(StrEnum):
    """What a person did with the risk of the source: `proposed` or `lowered` or `raised` it, or dropped a proposal.

    `raised` is also said of a change between `high` and `unknown`.
    """

    PROPOSED = "proposed"
    LOWERED = "lowered"
    RAISED = "raised"
    DROPPED = "dropped"


class RiskNotConfirmed(Conflict):
    """A lower risk needs two people: one proposes it (`proposed_source_risk`), another editor sets it."""

    title = "The lower risk is not confirmed"


class RiskNotLower(Invalid):
    """Only a risk that is lower than `source_risk` needs a proposal; set a higher one in `source_risk` at once."""

    title = "The proposed risk is not lower"


class RiskMotiveRequired(Invalid):
    """Say in `source_risk_motive` why the people who spoke can suffer less than was thought."""

    title = "A motive is required"


@dataclass(frozen=True, slots=True)
class RiskNow:
    """The risk of the source, and the lower one that a person has proposed."""

    risk: SourceRisk
    proposed: SourceRisk | None
    proposed_by: UUID | None


@dataclass(frozen=True, slots=True)
class RiskChange:
    """A step, the risk that it is about, and what holds after it."""

    step: RiskStep
    about: SourceRisk
    after: RiskNow


def is_lower(risk: SourceRisk, than: SourceRisk) -> bool:
    return RANKS[risk] < RANKS[than]


def changed_risk(now: RiskNow, risk: SourceRisk, *, by: UUID, is_editor: bool, motive: str | None) -> RiskChange:
    """Set the risk. Raises RiskNotConfirmed, RiskMotiveRequired where it is lower than before."""
    after = RiskNow(risk, None, None)
    if not is_lower(risk, now.risk):
        return RiskChange(RiskStep.RAISED, risk, after)
    if not is_editor or now.proposed is not risk or now.proposed_by in (None, by):
        raise RiskNotConfirmed(pointer="/source_risk")
    _check_motive(motive)
    return RiskChange(RiskStep.LOWERED, risk, after)


def proposed_risk(now: RiskNow, risk: SourceRisk | None, *, by: UUID, motive: str | None) -> RiskChange:
    """Propose a lower risk, or drop the proposal. Raises RiskNotLower, RiskMotiveRequired."""
    if risk is None:
        return RiskChange(RiskStep.DROPPED, now.proposed or now.risk, RiskNow(now.risk, None, None))
    if not is_lower(risk, now.risk):
        raise RiskNotLower(pointer="/proposed_source_risk")
    _check_motive(motive)
    return RiskChange(RiskStep.PROPOSED, risk, RiskNow(now.risk, risk, by))


def _check_motive(motive: str | None) -> None:
    if not motive:
        raise RiskMotiveRequired(pointer="/source_risk_motive")
