"""Asks suppliers between two attempts of a transaction, so that no connection waits for its answer.

An action asks where it finds out that it has to, in the middle of its transaction. What is not answered yet ends
the attempt, which is rolled back; the question is asked, and the action begins again with the answer.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.transactions import Begin
from dialogue.suppliers_api.client import Ids, SuppliersApi, settled
from dialogue.suppliers_api.operations import Operation

Given = TypeVar("Given")
Act = Callable[[AsyncSession, SuppliersApi], Awaitable[Given]]

Answers = dict[str, Callable[[], Any]]
"""By question: each gives the answer, or raises the refusal."""

MOST_QUESTIONS = 100
"""Of one action; more would mean that it never asks the same question twice."""


class Unanswered(Exception):
    """Raised through an action that asks what has not been answered yet."""

    def __init__(self, key: str, ask: Callable[[], Awaitable[Any]]) -> None:
        super().__init__(key)
        self.key = key
        self.ask = ask


class AnswersSoFar(SuppliersApi):
    """Suppliers with what it has answered in the attempts before; raises Unanswered for anything else."""

    def __init__(self, suppliers: SuppliersApi, answers: Answers, asker: str = "caller") -> None:
        super().__init__(suppliers._client, suppliers._token, suppliers._signer)
        self._suppliers = suppliers
        self._answers = answers
        self._asker = asker

    def _as_system(self) -> SuppliersApi:
        return AnswersSoFar(self._suppliers._as_system(), self._answers, "system")

    async def _call(
        self,
        operation: Operation[Any],
        ids: Ids,
        *,
        query: Mapping[str, Any] | None = None,
        json: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        key = _key((self._asker, operation.method, operation.path.format_map(ids), query, json, headers))
        if key not in self._answers:
            call = self._suppliers._call
            raise Unanswered(key, lambda: call(operation, ids, query=query, json=json, headers=headers))
        return self._answers[key]()


def _key(question: object) -> str:
    return json.dumps(question, sort_keys=True, default=str)


class Attempts:
    """Runs an action until all that it asks is answered; every attempt but the last is rolled back.

    Where `is_direct`, it asks within the one transaction that there is.
    """

    def __init__(self, begin: Begin, suppliers: SuppliersApi, *, is_direct: bool) -> None:
        self._begin = begin
        self._suppliers = suppliers
        self._is_direct = is_direct

    async def __call__(self, act: Act[Given]) -> Given:
        if self._is_direct:
            async with self._begin() as session:
                return await act(session, self._suppliers)
        answers: Answers = {}
        while True:
            try:
                async with self._begin() as session:
                    return await act(session, AnswersSoFar(self._suppliers, answers))
            except Unanswered as question:
                if len(answers) >= MOST_QUESTIONS:
                    raise RuntimeError(f"an action asks suppliers without end: {question.key}") from None
                asked = question
            answers[asked.key] = await settled(asked.ask())
