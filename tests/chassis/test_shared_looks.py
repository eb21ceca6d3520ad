"""Many who ask at once share one look, and none of them ends it for the others."""

import asyncio

import pytest

from chassis.shared_looks import SharedLook


class Looks:
    """A look that lasts until the test ends it, and that sees how many there have been."""

    def __init__(self) -> None:
        self.count = 0
        self.go_on = asyncio.Event()
        self.fault: Exception | None = None

    async def __call__(self) -> int:
        self.count += 1
        await self.go_on.wait()
        if self.fault is not None:
            raise self.fault
        return self.count


async def begun(shared: SharedLook[int], looks: Looks, many: int) -> list["asyncio.Task[int]"]:
    tasks = [asyncio.create_task(shared.seen(looks)) for _ in range(many)]
    await asyncio.sleep(0.01)
    return tasks


async def test_two_hundred_who_ask_at_once_cost_one_look() -> None:
    looks, shared = Looks(), SharedLook[int](seconds=30)
    tasks = await begun(shared, looks, 200)
    looks.go_on.set()
    assert set(await asyncio.gather(*tasks)) == {1}
    assert await shared.seen(looks) == 1


async def test_a_look_is_valid_for_its_time_only() -> None:
    looks, shared = Looks(), SharedLook[int](seconds=0.05)
    looks.go_on.set()
    assert await shared.seen(looks) == 1
    await asyncio.sleep(0.06)
    assert await shared.seen(looks) == 2


async def test_whoever_stops_waiting_does_not_end_the_look_for_others() -> None:
    looks, shared = Looks(), SharedLook[int](seconds=30)
    tasks = await begun(shared, looks, 3)
    tasks[0].cancel()
    await asyncio.sleep(0)
    looks.go_on.set()
    assert await asyncio.gather(*tasks[1:]) == [1, 1]


async def test_a_look_that_failed_is_taken_again() -> None:
    looks, shared = Looks(), SharedLook[int](seconds=30)
    looks.fault = ValueError("broken")
    looks.go_on.set()
    with pytest.raises(ValueError, match="broken"):
        await shared.seen(looks)
    looks.fault = None
    assert await shared.seen(looks) == 2
