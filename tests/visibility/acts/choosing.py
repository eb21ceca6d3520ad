"""The register of acts, and what there is to choose from."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from visibility.scene import Scene
from visibility.world import Dialogue, Facility, Finding

T = TypeVar("T")
Choose = Callable[[Sequence[T]], T]
Act = Callable[[Scene, Choose], None]


class Impossible(Exception):
    """The world has nothing that this act needs."""


ACTS: dict[str, Act] = {}


def act(function: Act) -> Act:
    ACTS[function.__name__.replace("_", " ")] = function
    return function


def some(choose: Choose, options: Sequence[T]) -> T:
    if not options:
        raise Impossible
    return choose(options)


def findings_of_watch(scene: Scene, *statuses: str) -> list[Finding]:
    """Of the monitor `watch`."""
    own = [f for f in scene.world.all(Finding) if f.monitor is scene.org("watch")]
    return [f for f in own if not statuses or f.status in statuses]


def told(scene: Scene, name: str, *statuses: str) -> list[Finding]:
    """Findings that this organisation reads."""
    reader = scene.org(name)
    shown = [f for f in findings_of_watch(scene, *(statuses or ("shared", "acknowledged"))) if not f.embargo_until]
    return [f for f in shown if any(reader in release.readers for release in f.releases)]


def known_sites(scene: Scene) -> list[Facility]:
    return [f for f in scene.world.all(Facility) if f.id and f.registered_by]


def agreed_dialogues(scene: Scene) -> list[Dialogue]:
    return [t for t in scene.world.all(Dialogue) if t.changes["whole"] > 1]
