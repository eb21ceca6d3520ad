"""`/v1/test-clock`: only on a platform that was started with HRDD_TEST_CLOCK=1."""

from fastapi import Request

from chassis.problem_documents import raises
from chassis.problems import Invalid
from chassis.routing import new_router
from chassis.state import state_of
from gateway.permissions import CanMoveTestClock, CanReadTestClock
from gateway.test_clock import actions, queries, views
from gateway.test_clock.rules import AdvanceOrNow, NotADuration, ServiceNotMoved, TimeMovesForwards, TooFarAhead
from gateway.test_clock.schemas import ClockMoveIn, PlatformClock, PlatformMoved

router = new_router("/v1/test-clock", "pages")


@router.get("")
async def read_test_clock(caller: CanReadTestClock, request: Request) -> PlatformClock:
    """Read the time of the platform, and whether each service has the same."""
    state = state_of(request)
    return views.platform_clock(await queries.own_time(state), await actions.ask_for_times(state, caller.token))


@router.post(
    "", responses=raises(Invalid, AdvanceOrNow, NotADuration, TimeMovesForwards, TooFarAhead, ServiceNotMoved)
)
async def move_test_clock(body: ClockMoveIn, caller: CanMoveTestClock, request: Request) -> PlatformMoved:
    """Move the time of the platform forwards. Everything that the passing days bring has happened when it answers.

    To repeat a move, for example after a 503, send the `now` or `moved_to` of the answer as `now`: what has moved
    stays as it is.
    """
    return views.platform_moved(await actions.move_platform(state_of(request), caller, body))
