"""Which media types the client of a request reads (RFC 9110 12.5.1)."""

from collections.abc import Collection
from functools import lru_cache

from starlette.requests import Request

from chassis.problems import Problem

PROBLEM_TYPE = "application/problem+json"
ANYTHING = "*/*"


class NotAcceptable(Problem):
    """`Accept` names no media type that this operation answers with. Name one of them, or leave the header out."""

    status, title = 406, "Not acceptable"


def refuse_unreadable(request: Request, answers: Collection[str]) -> None:
    """Raises NotAcceptable where the client reads none of these types; without any, whatever comes is sent.

    A client that names only the type of problems reads JSON, too.
    """
    accept = ", ".join(request.headers.getlist("accept"))
    if not accept.strip() or not answers or any(reads(accept, kind) for kind in (*answers, PROBLEM_TYPE)):
        return
    raise NotAcceptable(
        f"This operation answers with {' or '.join(sorted(answers))}, which `Accept` does not name."
    )


@lru_cache(maxsize=256)
def reads(accept: str, media_type: str) -> bool:
    """Whether the header names the type with a weight above 0; the most exact of its ranges decides."""
    weights = dict(_weight(part) for part in accept.lower().split(","))
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", ANYTHING)
    return next((weights[name] for name in ranges if name in weights), 0.0) > 0.0


def _weight(part: str) -> tuple[str, float]:
    """A media range without its parameters, and its weight: 1 where none is given, or none that can be read."""
    name, *parameters = (piece.strip() for piece in part.split(";"))
    given = next((value for key, _, value in (one.partition("=") for one in parameters) if key.strip() == "q"), "1")
    try:
        return name, float(given)
    except ValueError:
        return name, 1.0
