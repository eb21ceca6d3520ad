"""The last answer: whatever nothing else has handled becomes one problem document and one line in the log."""

import asyncio
import logging
import time

from fastapi import Request
from fastapi.responses import Response
from starlette.types import Scope

from chassis import database_faults
from chassis.problem_documents import answer
from chassis.problems import OutcomeUnknown, Problem, StorageFull, Unavailable, Unexpected
from chassis.state import state_of

log = logging.getLogger("chassis.problems")


def answer_to(request: Request, error: BaseException) -> Response | None:
    """The problem document about an error; None for a cancellation that is no end of the service."""
    if isinstance(error, asyncio.CancelledError):
        return answer(request, stopped(request.scope)) if state_of(request).sealed.has_ended else None
    problem = _problem_of(error, request.scope["path"])
    if isinstance(problem, StorageFull):
        state_of(request).database_was_full_at = time.monotonic()
    return answer(request, problem)


def stopped(scope: Scope) -> Problem:
    """What the caller of a request is told that was broken off because the process stops."""
    if scope["method"] in ("GET", "HEAD") or any(name == b"idempotency-key" for name, _ in scope["headers"]):
        return Unavailable("The service stops. Send the request again.")
    return OutcomeUnknown("The service stopped before it was done. Read before you repeat the request.")


def _problem_of(error: BaseException, path: str) -> Problem:
    problem = database_faults.problem_of(error)
    if problem is None:
        log.error("unexpected fault", exc_info=error, extra={"path": path})
        return Unexpected()
    log.warning("%s: %s", problem.code(), type(error).__name__, extra={"path": path, "reason": problem.detail})
    return problem
