"""What an answer says when it refuses."""

import httpx

UNAUTHENTICATED = (401, "unauthenticated")
FORBIDDEN = (403, "forbidden")


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """The status, and the code of the problem."""
    return answer.status_code, answer.json()["code"]
