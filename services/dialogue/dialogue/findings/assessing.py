"""From what a monitor's author sends to the columns of a finding."""

from collections.abc import Mapping
from typing import Any

from chassis.callers import Caller
from chassis.clock import now
from chassis.problems import Invalid
from dialogue.findings import sealing
from dialogue.findings.provisions import check_provisions, is_critical_by_itself
from dialogue.findings.rules import Certainty
from dialogue.findings.schemas import FindingIn, FindingPatch
from dialogue.findings.severity import LEVELS, Harm, priority, severity_index

NOT_COLUMNS = frozenset(
    {
        *sealing.WORDS,
        "declaration_no_personal_data",
        "facility",
        "facility_id",
        "workers_affected_estimate",
        "actual_or_potential",
    }
)


def content_of(body: FindingIn | FindingPatch) -> dict[str, Any]:
    """The plain columns that the body sets, restricted words apart."""
    given = body.model_fields_set if isinstance(body, FindingPatch) else set(type(body).model_fields)
    content = {name: getattr(body, name) for name in given - NOT_COLUMNS}
    if "actual_or_potential" in given:
        content["certainty"] = body.actual_or_potential
    if "workers_affected_estimate" in given:
        estimate = body.workers_affected_estimate
        content["workers_affected_estimate"] = estimate.shown() if estimate else None
    if body.facility is not None:
        site = body.facility
        content |= {"given_name": site.name, "given_address": site.address, "given_country": site.country}
        content |= {"facility_id": None, "facility_name": None, "facility_country": None}
    return content


def measured(content: Mapping[str, Any]) -> dict[str, Any]:
    """Severity, index and priority of a finding; raises UnknownProvision, Invalid."""
    check_provisions(content["provisions"])
    if (content["certainty"] is Certainty.POTENTIAL) != (content.get("likelihood") is not None):
        raise Invalid("A potential harm has a likelihood, an actual one has none.", pointer="/likelihood")
    by_itself = is_critical_by_itself(content["provisions"], imminent_danger=content["imminent_danger"])
    harm = Harm(content["scale"], content["scope"], content["irremediability"])
    index = severity_index(harm, critical_by_itself=by_itself)
    return {
        "severity_index": index,
        "severity": LEVELS[index],
        "priority": priority(index, content.get("likelihood")),
    }


def assessment(measures: Any, caller: Caller, motive: str) -> dict[str, Any]:
    """One entry of the history of how grave the harm was said to be."""
    return {
        "at": now(),
        "by": str(caller.person),
        "scale": measures.scale,
        "scope": measures.scope,
        "irremediability": measures.irremediability,
        "likelihood": measures.likelihood,
        "motive": motive,
    }
