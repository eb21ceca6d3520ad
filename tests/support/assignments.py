"""An assignment and its people, as tests of answers and reviews need one."""

from collections.abc import Awaitable, Callable
from typing import Any

from support.cast import Actor
from support.dossiers import Scene

DUE = "2027-01-31"


class SentAssignment:
    """One assignment within its scene."""

    def __init__(self, talk: Scene, assignment_id: str) -> None:
        self.talk = talk
        self.address = f"/v1/assignments/{assignment_id}"
        self.tags: dict[str, str] = {}

    async def read(self, actor: Actor | None = None) -> dict[str, Any]:
        answer = await (actor or self.talk.officer).get(self.address)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def say(self, code: str, words: str = "We respect rights.", **more: Any) -> Any:
        return await self.put(self.talk.voice, f"answers/{code}", {"text": words, **more})

    async def judge(self, code: str, **said: Any) -> Any:
        return await self.put(self.talk.officer, f"reviews/{code}", said)

    async def put(self, actor: Actor, path: str, body: dict[str, Any]) -> Any:
        """Over what this test has saved before, with the tag of that."""
        known = self.tags.get(f"{actor.org} {path}")
        headers = {"If-Match": known} if known else {}
        answer = await actor.put(f"{self.address}/{path}", json=body, headers=headers)
        if answer.status_code == 200:
            self.tags[f"{actor.org} {path}"] = answer.headers["ETag"]
        return answer

    async def move(self, actor: Actor, to: str, **given: Any) -> Any:
        return await actor.post(f"{self.address}/transitions", json={"to": to, **given})

    async def submit(self) -> Any:
        return await self.move(self.talk.voice, "submitted")

    async def share(self) -> Any:
        return await self.move(self.talk.officer, "review_shared")

    async def round(self, due_at: str = "2027-04-30") -> Any:
        return await self.talk.officer.post(f"{self.address}/rounds", json={"due_at": due_at})


Ask = Callable[..., Awaitable[SentAssignment]]
