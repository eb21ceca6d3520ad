"""Which changes of a finding lessen what protects the people behind it, so that two people make them.

`PROTECTIONS` has all of them; a field that is not there is changed by one person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from chassis.problems import Invalid
from dialogue.findings.release.rules import is_high_risk
from dialogue.findings.risk.rules import is_lower
from dialogue.findings.rules import RELEASED, FindingStatus, SourceRisk


class NoAgreementNeeded(Invalid):
    """Nothing in this change needs a second person. Make it at once, without `is_proposal`."""

    title = "No second person is needed"


class Agreement(StrEnum):
    """How two people agree: the second one makes the `same_change`, or sets the value of an `own_proposal`."""

    SAME_CHANGE = "same_change"
    OWN_PROPOSAL = "own_proposal"


class Occasion(StrEnum):
    """When a change needs two people: `always`, or once the finding is `released_at_risk` of its source."""

    ALWAYS = "always"
    RELEASED_AT_RISK = "released_at_risk"


@dataclass(frozen=True, slots=True)
class Protection:
    """Whether a change of a field lessens protection, when that needs two people, and how they agree."""

    is_lessened: Callable[["Values"], bool]
    occasion: Occasion = Occasion.RELEASED_AT_RISK
    agreement: Agreement = Agreement.SAME_CHANGE


@dataclass(frozen=True, slots=True)
class Values:
    """The value of a field before a change and after it, and the day of the change."""

    before: Any
    after: Any
    on: date


def is_shown(_: Values) -> bool:
    """Whatever its value: copies of readers are made from the field."""
    return True


def is_other(values: Values) -> bool:
    """Whether the value changes: the site of a released finding, while it is not in the register yet."""
    return bool(values.before != values.after)


def is_earlier(embargo: Values) -> bool:
    """Whether an embargo that still lasts would end earlier, or at once."""
    if embargo.before is None or embargo.before <= embargo.on:
        return False
    return embargo.after is None or embargo.after < embargo.before


def is_given_up(values: Values) -> bool:
    """Whether something that was forbidden would be allowed."""
    return values.before and not values.after


def is_less_risky(risk: Values) -> bool:
    """Whether less would be needed for the next release."""
    return is_lower(risk.after, risk.before)


SHOWN = (
    "period_from",
    "period_to",
    "summary_public",
    "provisions",
    "salient_issue",
    "rights_holders",
    "workers_affected_estimate",
    "actual_or_potential",
    "scale",
    "scope",
    "irremediability",
    "likelihood",
    "imminent_danger",
    "workers_confirmation",
    "buyers_contribution",
)
"""Texts, figures and codes of a request from which the copies of readers are made, whatever the request."""

WRITTEN_BY_MOVES: Mapping[FindingStatus, frozenset[str]] = {
    FindingStatus.CLOSED: frozenset({"workers_confirmation", "buyers_contribution"}),
}
"""What the transition to a status writes; all else in its body is only checked, or read by the monitor alone."""

PROTECTIONS: Mapping[str, Protection] = {
    **dict.fromkeys(SHOWN, Protection(is_shown)),
    "facility_id": Protection(is_other),
    "embargo_until": Protection(is_earlier),
    "do_not_contact_factory": Protection(is_given_up, Occasion.ALWAYS),
    "is_consent_withdrawn": Protection(is_given_up, Occasion.ALWAYS),
    "source_risk": Protection(is_less_risky, Occasion.ALWAYS, Agreement.OWN_PROPOSAL),
}


def needs_same_change(
    before: Mapping[str, Any], changes: Mapping[str, Any], *, on: date, status: FindingStatus, risk: SourceRisk
) -> bool:
    """Whether another person must have proposed exactly this change of fields."""
    occasions = {Occasion.ALWAYS}
    if status in RELEASED and is_high_risk(risk):
        occasions.add(Occasion.RELEASED_AT_RISK)
    return any(
        PROTECTIONS[name].agreement is Agreement.SAME_CHANGE
        and PROTECTIONS[name].occasion in occasions
        and PROTECTIONS[name].is_lessened(Values(before.get(name), value, on))
        for name, value in changes.items()
        if name in PROTECTIONS
    )


def is_agreed(proposal: Mapping[str, Any], change: Mapping[str, Any], *, by: str, is_editor: bool) -> bool:
    """Whether an editor makes exactly what another person proposed."""
    return is_editor and proposal.get("change") == change and proposal.get("by") != by
