"""A world that goes on, act by act, and what the people who may not know of an act see of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from visibility import findings
from visibility.acts import ACTS, Choose, Impossible
from visibility.founding import found
from visibility.installation import Installation
from visibility.judging import Violation, differences, judge, remember, view
from visibility.observing import Extent, Observation, observe
from visibility.probing import probe
from visibility.scene import Scene
from visibility.world import Person

PANEL = (
    "city officer",
    "university manager",
    "port manager",
    "watch editor",
    "other watch editor",
    "institute expert",
    "laboratory expert",
    "devices contact",
    "devices contact at university",
    "computers contact",
    "platform administrator",
)
"""One person of each organisation: the one who may read most."""
OTHER_ROLES = (
    "stranger",
    "city viewer",
    "city coordinator",
    "city dashboard",
    "watch author",
    "devices administrator",
)


@dataclass
class Walk:
    scene: Scene
    panel: list[Person]
    seen: Observation = field(default_factory=dict)

    @classmethod
    def begin(cls, installation: Installation, admin: Person) -> "Walk":
        scene = Scene.new(installation, admin)
        found(scene)
        installation.run_jobs(admin)
        return cls(scene, [scene.person(name) for name in PANEL])

    def judge_everything(self, extent: Extent) -> list[Violation]:
        """One person of each role or all people; the panel's part is what later acts are compared with."""
        people = self.scene.world.people
        names = people if extent.is_complete else (*PANEL, *OTHER_ROLES)
        self.seen = observe(self.scene, [people[name] for name in names], extent)
        asked = [people[name] for name in names]
        return [*judge(self.scene, self.seen), *probe(self.scene, asked, is_complete=extent.is_complete)]

    def let_embargoes_end(self, days: int) -> list[Violation]:
        """What time brings, brings it to those who may know."""
        findings.let_embargoes_end(self.scene, days)
        remember(self.scene.world)
        self.seen = observe(self.scene, self.panel, Extent(hidden=False))
        return judge(self.scene, self.seen)

    def go_on(self, acts: Iterable[str], choose: Choose) -> list[Violation]:
        """Do these acts one after the other, then compare."""
        world = self.scene.world
        views = {person.name: view(person, world) for person in self.panel}
        changes = {id(thing): (thing.id, thing.changes.copy()) for thing in world.things}
        done = [name for name in acts if self._do(name, choose)]
        if not done:
            return []
        self.scene.installation.run_jobs(self.scene.admin)
        world.acts += done
        touched = {thing.id for thing in world.things if changes.get(id(thing)) != (thing.id, thing.changes)}
        extent = Extent(touched=frozenset(touched), hidden=False)
        before, self.seen = self.seen, observe(self.scene, self.panel, extent)
        unaware = {person.name for person in self.panel if view(person, world) == views[person.name]}
        theirs = {key: read for key, read in before.items() if key[0] in unaware}
        return [*differences(world, theirs, self.seen, done), *judge(self.scene, self.seen)]

    def _do(self, name: str, choose: Choose) -> bool:
        try:
            ACTS[name](self.scene, choose)
        except Impossible:
            return False
        remember(self.scene.world)
        return True
