"""When a test clock may move to, and how far: forwards only, by a duration or to a time."""

import re
from datetime import datetime

from chassis.calendar_arithmetic import later
from chassis.dates import LAST
from chassis.problems import Fault, Invalid, Unavailable

DURATION = re.compile(
    r"P(?=\d|T\d)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)


class NotADuration(Invalid):
    """`advance` is an ISO 8601 duration, such as P30D, P1M, P1Y6M or PT12H."""

    title = "Not a duration"


class TimeMovesForwards(Invalid):
    """The time of the platform only moves forwards. Choose a later time than the present one."""

    title = "Time only moves forwards"


class TooFarAhead(Invalid):
    """The time of the platform can move to the end of the year 2100."""

    title = "Too far ahead"


class AdvanceOrNow(Invalid):
    """Give either `advance` or `now`: a duration to move by, or the time to move to."""

    title = "Either advance or now"


class ServiceNotMoved(Unavailable):
    """A service has not moved. Repeat the request with `now` as in this answer: what has moved stays as it is."""

    title = "Not all services have moved"


def target(now: datetime, *, advance: str | None, to: datetime | None, moved_to: datetime | None) -> datetime:
    """The time to move to; `moved_to` is the last one that was asked for, which may be asked for again.

    Raises AdvanceOrNow, NotADuration, TimeMovesForwards, TooFarAhead.
    """
    if (advance is None) == (to is None):
        faults = [Fault(pointer, "advance_or_now", AdvanceOrNow.explanation()) for pointer in ("/advance", "/now")]
        raise AdvanceOrNow(errors=faults)
    if advance is not None:
        return advanced(now, advance)
    assert to is not None  # noqa: S101  # for the type checker: one of the two is given
    if to < now and to != moved_to:
        detail = f"{to.isoformat()} is past: the time of the platform is {now.isoformat(timespec='seconds')}."
        raise TimeMovesForwards(detail, pointer="/now")
    return to


def advanced(now: datetime, duration: str) -> datetime:
    """Raises NotADuration, TooFarAhead."""
    parts = DURATION.fullmatch(duration)
    if parts is None:
        detail = f'"{duration}" is not an ISO 8601 duration. Examples: P30D, P1M, P1Y6M, PT12H.'
        raise NotADuration(detail, pointer="/advance")
    try:
        moved = later(now, **{name: int(number) for name, number in parts.groupdict(default="0").items()})
    except (ValueError, OverflowError) as beyond:
        raise TooFarAhead(pointer="/advance") from beyond
    if moved.date() > LAST:
        raise TooFarAhead(pointer="/advance")
    return moved
