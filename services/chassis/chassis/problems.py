"""Every refusal a caller can meet, as a class; the wire form is RFC 9457 (see `problem_documents`).

A class's docstring is what the caller reads as `detail` where the rule that refuses gives nothing more exact: it
says what is wrong and what would be right, and is the same for everybody.
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
    """The request cannot be read. A JSON body must be valid JSON in UTF-8."""

    status, title = 400, "Bad request"


class BadCursor(BadRequest):
    """This cursor belongs to another list, other filters or another caller. Start the list again without it."""

    title = "Bad cursor"


class Unauthenticated(Problem):
    """The credential is missing, unknown, expired or revoked. The answer is the same in each case."""

    status, title = 401, "Unauthenticated"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class Forbidden(Problem):
    """Your role does not allow this action."""

    status, title = 403, "Forbidden"


class NotFound(Problem):
    """It does not exist, or you may not see it."""

    status, title = 404, "Not found"


class Conflict(Problem):
    """The request is valid, but the present state does not allow it."""

    status, title = 409, "Conflict"


class IllegalTransition(Conflict):
    """The present state does not allow this transition; `allowed` lists the states that you can choose."""

    title = "Illegal transition"


class Stale(Problem):
    """It was changed after you read it. Read it again; `current` is the version that it has now."""

    status, title = 412, "Stale version"


class TooLarge(Problem):
    """The body is too large for this operation; `x-max-body-bytes` in the API description is the limit."""

    status, title = 413, "Too large"


class Unsupported(Problem):
    """This operation does not read bodies of this media type; the API description lists those it reads."""

    status, title = 415, "Unsupported media type"


class Invalid(Problem):
    """One or more values are not valid; `errors` points at each of them."""

    status, title = 422, "Invalid request"


class UnknownQueryField(Invalid):
    """This operation has no query parameter with this name. The API description lists those it has."""

    title = "Unknown query parameter"


class PreconditionRequired(Problem):
    """The header `If-Match` is missing. Send the `ETag` that you read in it: it protects what others have changed
    since then."""

    status, title = 428, "If-Match is required"


class TooManyRequests(Problem):
    """Too many requests; try again after the seconds in `Retry-After`."""

    status, title = 429, "Too many requests"


class Unexpected(Problem):
    """An unexpected error; nothing was saved. Quote the `request_id` to the operator."""

    status, title = 500, "Unexpected error"


class Unavailable(Problem):
    """A part of the platform does not answer; try again after the seconds in `Retry-After`."""

    status, title = 503, "Unavailable"

    def __init__(self, detail: str | None = None, *, retry_after: int = 2, **extensions: Any) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)}, **extensions)


class StorageFull(Problem):
    """The platform has no space left, so nothing was saved. Its operator has to make room."""

    status, title = 507, "No space left"


class OutcomeUnknown(Problem):
    """The connection broke while a change was made, so it is not known whether it was.

    Read before you repeat the request; with the same `Idempotency-Key` you can repeat it at once.
    """

    status, title = 503, "Outcome unknown"


class ServiceTimeout(Problem):
    """A service did not answer in time. Whether a change was made is not known: read before you repeat it.

    With the same `Idempotency-Key` you can repeat it at once.
    """

    status, title = 504, "Timed out"


class ConcurrentChange(Unavailable):
    """Another request changed the same data at the same moment, so nothing was saved.

    Send the request again after the seconds in `Retry-After`.
    """

    title = "Changed at the same moment"

    def __init__(self) -> None:
        super().__init__(retry_after=1)
