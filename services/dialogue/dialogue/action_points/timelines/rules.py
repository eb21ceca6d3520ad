"""Until when an action on a critical finding is due."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from chassis.vocabulary import OrgKind
from dialogue.action_points.rules import DueAfterTimeline
from dialogue.findings.assessment.rules import TIMELINES, Severity


def day_of_monitor(due_history: Sequence[Mapping[str, str | None]]) -> date | None:
    """The day that the monitor of the finding set last; its reason says why the action may take so long."""
    given = [change["to"] for change in due_history if change["by"] == OrgKind.MONITOR.value]
    return date.fromisoformat(given[-1]) if given and given[-1] else None


def demand_timeline(
    severity: Severity | None,
    due_date: date,
    *,
    since: date,
    given: date | None = None,
    pointer: str = "/due_date",
) -> None:
    """Raises DueAfterTimeline where an action on a critical finding would be due after the time for its remedy.

    `given` is the day that its monitor set: the two sides may use that time, and no more.
    """
    if severity is not Severity.CRITICAL:
        return
    last = given or since + timedelta(days=TIMELINES[severity].remedy)
    if due_date > last:
        detail = f"The finding is critical, so the action is due by {last}; the monitor can set a later day."
        raise DueAfterTimeline(detail, pointer=pointer)
