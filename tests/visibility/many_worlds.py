"""What `make visibility` adds to the tests: many worlds, each with acts in any order, judged after every act.

If an act is seen by people who may not know of it, hypothesis looks for the shortest series of acts that shows it.
"""

import os
import secrets
from typing import Any

import hypothesis
from hypothesis import Phase, strategies
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from visibility.acts import ACTS
from visibility.installation import Installation
from visibility.judging import Violation, summary
from visibility.known import unknown_faults
from visibility.observing import Extent
from visibility.walk import Walk
from visibility.world import Person

SEED = int(os.environ.get("HRDD_VISIBILITY_SEED") or secrets.randbelow(1_000_000))
WORLDS = int(os.environ.get("HRDD_VISIBILITY_WORLDS") or 10)
STEPS = int(os.environ.get("HRDD_VISIBILITY_STEPS") or 20)
SETTINGS = hypothesis.settings(
    max_examples=WORLDS,
    stateful_step_count=STEPS,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(hypothesis.HealthCheck),
)


def test_in_many_worlds_nobody_sees_more_than_they_may_know(installation: Installation, admin: Person) -> None:
    print(f"\nReplay with: make visibility SEED={SEED} WORLDS={WORLDS} STEPS={STEPS}")  # noqa: T201

    class Worlds(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.walk = Walk.begin(installation, admin)
            self.demand_none(self.walk.judge_everything(Extent()))

        def demand_none(self, violations: list[Violation]) -> None:
            faults = unknown_faults(violations)
            assert not faults, f"seed {SEED}, after {self.walk.scene.world.acts}\n{summary(faults)}"

        @rule(name=strategies.sampled_from(sorted(ACTS)), data=strategies.data())
        def go_on(self, name: str, data: Any) -> None:
            def choose(options: Any) -> Any:
                return options[data.draw(strategies.integers(0, len(options) - 1))]

            self.demand_none(self.walk.go_on([name], choose))

        def teardown(self) -> None:
            self.demand_none(self.walk.judge_everything(Extent(is_complete=True)))
            self.demand_none(self.walk.let_embargoes_end(days=61))

    run_state_machine_as_test(hypothesis.seed(SEED)(Worlds), settings=SETTINGS)
