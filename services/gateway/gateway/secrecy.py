"""Routes whose answer shows a secret: it is said once and kept nowhere, so it cannot be said again."""

from fastapi import Request

from chassis.problems import Invalid


class SecretNotRepeatable(Invalid):
    """The answer holds a secret and is not kept, so `Idempotency-Key` cannot be honoured here."""

    title = "Answer cannot be repeated"


def refuse_repeats(request: Request) -> None:
    if "idempotency-key" in request.headers:
        raise SecretNotRepeatable(pointer="/header/Idempotency-Key")
