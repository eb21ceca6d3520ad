"""The people of the story, each one signed in at the gateway."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from itertools import count
from typing import Any, Self

import httpx

from local_stack.demo.accounts import Account
from local_stack.demo.progress import Progress

Say = Callable[[str], None]
LONGEST_WAIT = 120.0
"""Seconds to wait until a list is read, or its sites are in the register."""


def counted(rows: Mapping[str, int]) -> str:
    """The outcomes of the rows of a list: `3 matched, 1 invalid`."""
    return ", ".join(f"{count} {outcome}" for outcome, count in rows.items() if count) or "no rows"


class Refused(RuntimeError):
    """The platform refused a request that the story needs; the message contains the problem."""

    def __init__(self, message: str, problem: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.problem = problem or {}


def platform_day(gateway: str, admin: Account) -> date:
    """Today as the platform has it: a test clock may have moved it."""
    headers = {"Authorization": f"Bearer {admin['api_key']}"}
    answer = httpx.get(f"{gateway}/v1/test-clock", headers=headers, timeout=60, trust_env=False)
    now = datetime.fromisoformat(answer.json()["now"]) if answer.status_code == 200 else datetime.now(UTC)
    return now.date()


class Person:
    """A signed-in account. Every call must succeed, unless the story expects a certain status."""

    def __init__(self, name: str, gateway: str, token: str, *, progress: Progress | None = None) -> None:
        self.name = name
        self._progress = progress
        self._changes = count(1)
        self._http = httpx.Client(
            base_url=gateway, headers={"Authorization": f"Bearer {token}"}, timeout=60, trust_env=False
        )

    @classmethod
    def signed_in(
        cls, name: str, gateway: str, *, username: str, password: str, progress: Progress | None = None
    ) -> Self:
        """With a user name and a password (RFC 6749, section 4.3).

        With `progress`, what was answered before is not sent again, and each POST has a key: played once more from
        its beginning, the same story changes nothing until it comes to where it was interrupted.
        """
        form = {"grant_type": "password", "username": username, "password": password}
        answer = httpx.post(f"{gateway}/v1/token", data=form, timeout=60, trust_env=False)
        if answer.status_code != 200:
            raise Refused(f"{name} cannot sign in: {_problem_text(answer)}")
        return cls(name, gateway, answer.json()["access_token"], progress=progress)

    def call(self, method: str, path: str, *, expect: int | None = None, **options: Any) -> Any:
        if self._progress is None or method == "GET":
            return self._send(method, path, expect=expect, **options)
        request = f"demo {self.name} {next(self._changes)}"
        if not self._progress.has(request):
            if method == "POST":
                options["headers"] = {"Idempotency-Key": request}
            try:
                answer = self._send(method, path, expect=expect, **options)
            except Refused as refusal:
                answer = self._carried_out(path, refusal) if self._progress.is_resumed else None
                if answer is None:
                    raise
            self._progress.keep(request, answer)
        return self._progress.answer(request)

    def _carried_out(self, path: str, refusal: Refused) -> Any:
        """What a refused request would have made, where it was carried out before and its answer was lost."""
        resource, _, rest = path.rpartition("/transitions")
        if resource and not rest:
            return self.get(resource) if refusal.problem.get("code") == "illegal_transition" else None
        candidates = refusal.problem.get("candidates", [])
        return self.get(f"{path}/{candidates[0]}") if len(candidates) == 1 else None

    def _send(self, method: str, path: str, *, expect: int | None, **options: Any) -> Any:
        answer = self._http.request(method, path, **options)
        expected = {expect} if expect else {200, 201, 202}
        if answer.status_code not in expected:
            said = f"{method} {path} as {self.name} answers {answer.status_code}: {_problem_text(answer)}"
            raise Refused(said, _problem(answer))
        return answer.json() if answer.content else None

    def get(self, path: str, **query: Any) -> Any:
        return self.call("GET", path, params=query)

    def post(self, path: str, body: Mapping[str, Any], *, expect: int | None = None) -> Any:
        return self.call("POST", path, json=dict(body), expect=expect)

    def put(self, path: str, body: Mapping[str, Any], *, expect: int | None = None) -> Any:
        return self.call("PUT", path, json=dict(body), expect=expect)

    def move(self, path: str, to: str, **more: Any) -> Any:
        """Change the status of the resource at `path`."""
        return self.post(f"{path}/transitions", {"to": to, **more})

    def finished(self, path: str) -> Any:
        """The import at `path` when it is done; raises Refused if it fails or takes too long."""
        document = self._awaited(path, lambda resource: resource["status"] != "processing")
        if document["status"] != "done":
            raise Refused(f"{path} is {document['status']}: {document}")
        return document

    def registered(self, path: str) -> Any:
        """The accepted list at `path` when all its sites are in the register."""
        return self._awaited(path, lambda resource: not resource["rows"]["waiting"])

    def _awaited(self, path: str, is_over: Callable[[Any], bool]) -> Any:
        deadline = time.monotonic() + LONGEST_WAIT
        while not is_over(document := self.get(path)):
            if time.monotonic() > deadline:
                raise Refused(f"{path} takes too long: {document}")
            time.sleep(0.2)
        return document

    def close(self) -> None:
        self._http.close()


def _problem(answer: httpx.Response) -> dict[str, Any]:
    try:
        return dict(answer.json())
    except (ValueError, TypeError):
        return {}


def _problem_text(answer: httpx.Response) -> str:
    """A problem document as one line of text."""
    try:
        problem = answer.json()
        faults = [f"{fault['pointer']}: {fault['detail']}" for fault in problem["errors"]]
        return "; ".join([problem["detail"], *faults, f"request {problem['request_id']}"])
    except (ValueError, KeyError, TypeError):
        return answer.text or "nothing"
