"""Every refusal a caller can meet, as a class; the wire form is RFC 9457 (see `problem_documents`).

A class's docstring is what the caller reads as `detail` where the rule that refuses has nothing more exact to
say: it tells what happened and how to mend it, and is the same for everybody.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request, at one place (`pointer` is an RFC 6901 JSON pointer)."""

    pointer: str
    code: str
    detail: str


class Problem(Exception):
    """A refusal with a name; subclass it beside the rule that raises it."""

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Problem"

    def __init__(
        self,
        detail: str | None = None,
        *,
        pointer: str | None = None,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        **extensions: Any,
    ) -> None:
        self.detail = detail or self.explanation()
        super().__init__(self.detail)
        self.errors = tuple(errors) or ((Fault(pointer, self.code(), self.detail),) if pointer is not None else ())
        self.headers = dict(headers or {})
        self.extensions = extensions

    @classmethod
    def code(cls) -> str:
        """The stable, language-neutral name: `ContactIsSales` is `contact_is_sales`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def explanation(cls) -> str:
        return " ".join((cls.__doc__ or cls.title).split())


class BadRequest(Problem):
    """The request is not what HTTP or JSON ask for; correct its form and send it again."""

    status, title = 400, "Bad request"


class BadCursor(BadRequest):
    """A `cursor` is only good for the list, the filters and the caller it was given to; start the list anew."""

    title = "Bad cursor"


class Unauthenticated(Problem):
    """No credential, or one that is unknown, expired or revoked. The answer is the same for every reason."""

    status, title = 401, "Unauthenticated"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class Forbidden(Problem):
    """You may know of this, but your role does not allow this act; somebody with a named role may."""

    status, title = 403, "Forbidden"


class NotFound(Problem):
    """There is nothing here that you may see."""

    status, title = 404, "Not found"


class Conflict(Problem):
    """The request is sound, but what is already there does not allow it."""

    status, title = 409, "Conflict"


class IllegalTransition(Conflict):
    """The state machine has no such move from the present state; `allowed` lists the moves you can make."""

    title = "Illegal transition"


class Stale(Problem):
    """Somebody changed this since you read it; read it again (`current` is its version) and decide anew."""

    status, title = 412, "Stale version"


class TooLarge(Problem):
    """The body is larger than this operation takes; its limit stands in the contract as `x-max-body-bytes`."""

    status, title = 413, "Too large"


class Unsupported(Problem):
    """The body is of a type this operation does not read; the contract names those it does."""

    status, title = 415, "Unsupported media type"


class Invalid(Problem):
    """One or more values are not acceptable; `errors` points at each of them."""

    status, title = 422, "Invalid request"


class PreconditionRequired(Problem):
    """A change needs `If-Match` with the version you read, so that nothing is overwritten blindly."""

    status, title = 428, "If-Match is required"


class TooManyRequests(Problem):
    """Slow down; `Retry-After` says for how long."""

    status, title = 429, "Too many requests"


class Unexpected(Problem):
    """The platform made a mistake; nothing was written. Quote the `request_id` to its operator."""

    status, title = 500, "Unexpected fault"


class Unavailable(Problem):
    """A part of the platform does not answer; `Retry-After` says when to try again."""

    status, title = 503, "Unavailable"

    def __init__(self, detail: str | None = None, *, retry_after: int = 2, **extensions: Any) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)}, **extensions)
